import type { Context, Incoming } from '../../kernel/feature.ts';
import type { SingleUnderstood } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import { answer } from '../../kernel/answer.ts';
import { showTasks } from './deliver.ts';
import { dueDays } from './domain/due.ts';
import type { Occurrence } from './domain/item.ts';
import { loadPlan, monthOf, taskOf, type Planned } from './plan.ts';
import { current, dayWords, isBefore } from './view.ts';

type C = Context<Tables>;

/** Overdue tasks stay in somebody's list this long. */
const STILL_OPEN = { days: 60 } as const;
/** What is further away is not yet anybody's worry. */
const AHEAD = { days: 31 } as const;

/** `本月安排` */
export async function thisMonth(context: C, incoming: Incoming): Promise<void> {
  return showMonthTo(context, incoming, context.calendar.date(context.now).toPlainYearMonth());
}

/** `本周安排`: Monday to Sunday. */
export async function thisWeek(context: C, incoming: Incoming): Promise<void> {
  const today = context.calendar.date(context.now);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  return showSpanTo(context, incoming, '本周安排', monday, monday.add({ days: 6 }));
}

/** `我的任务`: what the sender owns, late ones first. */
export async function myTasks(context: C, incoming: Incoming): Promise<void> {
  const planned = await loadPlan(context);
  const { openId } = incoming.sender;
  const today = context.calendar.date(context.now);
  const mine = between(planned, today.subtract(STILL_OPEN), today.add(AHEAD)).filter(
    (one) =>
      planned.owner(one.item)?.openId === openId &&
      taskOf(planned, one)?.state !== 'done' &&
      !isBefore(one.due, planned.since),
  );
  return show(context, incoming, planned, '我的任务', mine);
}

/** What is planned for a month, a day or a span; without any, this month. */
export async function scheduleQuery(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  for (const part of parts) {
    if (part.intent !== 'schedule.query') continue;
    const { month, from, to } = part.slots;
    if (month !== null) await showMonthTo(context, incoming, Temporal.PlainYearMonth.from(month));
    else if (from !== null) {
      const first = Temporal.PlainDate.from(from);
      const last = Temporal.PlainDate.from(to ?? from);
      const title = first.equals(last)
        ? `${dayWords(first)}的安排`
        : `${dayWords(first)}至${dayWords(last)}的安排`;
      await showSpanTo(context, incoming, title, first, last);
    } else await thisMonth(context, incoming);
  }
}

async function showMonthTo(
  context: C,
  incoming: Incoming,
  month: Temporal.PlainYearMonth,
): Promise<void> {
  const planned = await loadPlan(context);
  const title = `${month.month}月安排`;
  return show(context, incoming, planned, title, monthOf(planned, month));
}

async function showSpanTo(
  context: C,
  incoming: Incoming,
  title: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<void> {
  const planned = await loadPlan(context);
  return show(context, incoming, planned, title, between(planned, from, to));
}

/** Due days from `from` to `to` as they stand now, those moved in and without those moved out. */
export function between(
  planned: Planned,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): readonly Occurrence[] {
  const { items, calendar, moved = [] } = planned.plan;
  const computed = items.flatMap((item) => dueDays(item, calendar, from, to));
  const all = new Map(
    [...computed, ...moved].map((one) => [`${one.item.id} ${one.slot}`, current(planned, one)]),
  );
  return [...all.values()].filter(
    ({ due }) =>
      Temporal.PlainDate.compare(due, from) >= 0 && Temporal.PlainDate.compare(due, to) <= 0,
  );
}

async function show(
  context: C,
  incoming: Incoming,
  planned: Planned,
  title: string,
  occurrences: readonly Occurrence[],
): Promise<void> {
  const { openId } = incoming.sender;
  if (openId === null) return;
  if (incoming.message.chatKind === 'group')
    await answer(context, incoming.message, '详情已私聊您');
  await showTasks(context, planned, openId, `schedule:list:${openId}`, {
    title,
    occurrences,
    renew: true,
  });
}
