import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { answer } from '../../../kernel/answer.ts';
import { dayWords, photoWords } from '../view.ts';
import { openHazards } from './store.ts';

type C = Context<Tables>;

/** `隐患`: the notes that nobody has closed yet, for those who may. */
export async function askHazards(context: C, incoming: Incoming): Promise<void> {
  const { sender, message } = incoming;
  if (!hasRole(sender, 'director', 'principal', 'admin'))
    return answer(
      context,
      message,
      '隐患记录请向总务主任查询；发现隐患请直接告诉我在哪里、什么情况',
    );
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  return showHazards(context, message.senderOpenId, true);
}

export async function showHazards(context: C, openId: string, renew: boolean): Promise<void> {
  const open = await openHazards(context);
  await context.say.show({
    key: `schedule:hazards:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-hazards',
      values: {
        total: open.length,
        rows: open.slice(0, 20).map(({ id, at, place, point, words, photos }) => ({
          id,
          title: [point, words].filter(Boolean).join('：'),
          detail: [place, `${dayWords(context.calendar.date(at))} 发现`, photoWords(photos)]
            .filter(Boolean)
            .join(' · '),
        })),
        more: Math.max(0, open.length - 20),
      },
    },
    renew,
    live: open.length > 0,
  });
}
