import { peopleWithRole } from '../features/people/public.ts';
import type { Context } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';

/** The director's office hears which hours to look through: some of them are nowhere but in people's heads. */
export async function tellRestored(
  context: Context<Tables>,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<void> {
  const { tx, school, say } = context;
  const at = (instant: Temporal.Instant) => {
    const local = instant.toZonedDateTimeISO(school.timezone);
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    return `${local.month}月${local.day}日 ${time}`;
  };
  const text = `系统已从备份恢复：${at(from)} 至 ${at(until)} 之间的办理记录没有了，私聊我的消息已尽量补上，已发出的没有重发。这段时间点过的按钮、群里报的事请大家再核对一次。`;
  for (const { openId } of await peopleWithRole(tx, school.id, 'director'))
    if (openId !== null) await say.text({ kind: 'person', openId }, text, { thread: 'restored' });
}
