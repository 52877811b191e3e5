import { officeOf } from '../features/people/public.ts';
import type { Context } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';

/**
 * The director (the admins, where there is none) hears which hours to look through: some of them are nowhere
 * but in people's heads. `looked`: the chats could be read, so that nothing was said twice.
 */
export async function tellRestored(
  context: Context<Tables>,
  from: Temporal.Instant,
  until: Temporal.Instant,
  looked: boolean,
): Promise<void> {
  const { tx, school, say } = context;
  const at = (instant: Temporal.Instant) => {
    const local = instant.toZonedDateTimeISO(school.timezone);
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    return `${local.month}月${local.day}日 ${time}`;
  };
  const text = `系统已从备份恢复：${at(from)} 至 ${at(until)} 之间的办理记录没有了，${looked ? '私聊我的消息已补收，已发出的没有重发' : '有的聊天记录读不到：险情和要办的卡片可能重发了一次（标有“补发”），私聊的消息可能没有补全，没有发出的请发“未送达”查看'}。这段时间点过的按钮、群里报的事请大家再核对一次。`;
  const told = await officeOf(tx, school.id);
  for (const { openId } of told)
    if (openId !== null) await say.text({ kind: 'person', openId }, text, { thread: 'restored' });
}
