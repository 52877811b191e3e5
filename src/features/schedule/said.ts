/** What somebody says of one due day or of today's checks, answered with the card on which it is tapped. */
import { answer } from '../../kernel/answer.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { openRunsOf } from './checks/store.ts';
import { showChecks } from './checks/show.ts';
import { showTasks } from './deliver.ts';
import { mayAct } from './domain/task.ts';
import { loadPlan, taskOf } from './plan.ts';
import { between } from './queries.ts';

type C = Context<Tables>;

/** A day further ahead than a year is another year's. */
const AROUND = { before: { days: 60 }, after: { days: 360 } } as const;
const MOST_CARDS = 3;

/** The next open due day of an item, with its 完成 and 延期. False: there is none that the sender may tap. */
export async function showNext(
  context: C,
  { sender, message }: Incoming,
  itemIds: readonly string[],
  title: string,
): Promise<boolean> {
  const planned = await loadPlan(context);
  const today = context.calendar.date(context.now);
  const all = between(planned, today.subtract(AROUND.before), today.add(AROUND.after))
    .filter(({ item }) => itemIds.includes(item.id))
    .filter((one) => taskOf(planned, one)?.state !== 'done')
    .filter(({ item }) => mayAct(sender, planned.owner(item)?.openId ?? null))
    .toSorted((one, other) => Temporal.PlainDate.compare(one.due, other.due));
  const firsts = itemIds.flatMap((id) => all.find(({ item }) => item.id === id) ?? []);
  if (firsts.length === 0) return false;
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  await showTasks(context, planned, message.senderOpenId, `schedule:list:${message.senderOpenId}`, {
    title,
    occurrences: firsts,
    renew: true,
  });
  return true;
}

/** `我的检查`: the cards of today that still wait for the sender. */
export async function myChecks(context: C, { message }: Incoming): Promise<void> {
  const { senderOpenId } = message;
  const runs = await openRunsOf(context, senderOpenId, context.calendar.date(context.now));
  const keys = [...new Set(runs.map(({ card_key }) => card_key))];
  if (keys.length === 0)
    return answer(context, message, '今天没有等您做的检查。到时间我会发给您。');
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  const planned = await loadPlan(context);
  for (const key of keys.slice(0, MOST_CARDS)) await showChecks(context, planned, key, true);
}
