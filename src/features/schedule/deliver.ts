import type { Context, TimerInput } from '../../kernel/feature.ts';
import type { ShowOptions } from '../../kernel/say.ts';
import type { Tables } from '../../tables.ts';
import { personByOpenId } from '../people/public.ts';
import { planCard, tasksCard } from './cards.ts';
import { postChecks } from './checks/show.ts';
import { postStatistics } from './checks/statistics.ts';
import type { Delivery } from './domain/deliveries.ts';
import { beforeTerm } from './domain/due.ts';
import type { Occurrence } from './domain/item.ts';
import { loadPlan, monthOf, taskOf, type Planned } from './plan.ts';
import { draftSummary } from './summary.ts';
import { current, dayWords, rowsOf } from './view.ts';

type C = Context<Tables>;

const MONTH = 'schedule:month:';
const TERM = 'schedule:term:';
const DAY_OVER = 'schedule.day-over';
const PROVISIONAL = '带“暂定”的日期在国务院放假通知公布后可能变动';

/** Shows one card in its place. */
export async function deliver(context: C, planned: Planned, delivery: Delivery): Promise<void> {
  const { card, posts, to } = delivery;
  switch (card) {
    case 'month':
    case 'term':
      for (const post of posts) {
        if (post.kind === 'month') await showMonth(context, planned, post.month, true);
        if (post.kind === 'term') await showTerm(context, planned, post.slot, post.plan, true);
      }
      return;
    case 'tasks': {
      if (to.kind !== 'person' || to.person.openId === null) return;
      const occurrences = posts.flatMap((post) => ('occurrence' in post ? [post.occurrence] : []));
      const at = delivery.at.toString();
      await showTasks(
        context,
        planned,
        to.person.openId,
        `schedule:tasks:${to.person.openId}:${at}`,
        {
          title: '任务提醒',
          occurrences,
          renew: true,
        },
      );
      return;
    }
    case 'checks': {
      if (to.kind !== 'person' || to.person.openId === null) return;
      const due = posts.flatMap((post) => (post.kind === 'check' ? [post] : []));
      await postChecks(context, planned, to.person.openId, delivery.at, due);
      return;
    }
    case 'statistics':
      for (const post of posts) await postStatistics(context, planned, post.day);
      return;
    case 'summary':
      if (to.kind !== 'person' || to.person.openId === null) return;
      for (const post of posts)
        await draftSummary(context, planned, to.person.openId, post.day.toPlainYearMonth());
      return;
    case 'notice': {
      const [post] = posts;
      if (to.kind !== 'person' || to.person.openId === null || post?.kind !== 'notice') return;
      await context.say.text(
        { kind: 'person', openId: to.person.openId },
        `还没有 ${post.year} 年的放假通知，${post.year} 年的日期都是暂定的。国务院公布后，请把通知全文粘贴给我。`,
      );
      return;
    }
    default:
      return card satisfies never;
  }
}

/** The month card in the staff group: posted once, then updated in place. */
export async function showMonth(
  context: C,
  planned: Planned,
  month: Temporal.PlainYearMonth,
  post: boolean,
): Promise<void> {
  const occurrences = monthOf(planned, month);
  const rows = rowsOf(planned, occurrences, context.now, null);
  const provisional = rows.some((row) => row.due.endsWith('（暂定）'));
  await showToStaff(context, planned, occurrences, {
    key: `${MONTH}${month.toString()}`,
    card: planCard(`${month.month}月后勤安排`, rows, provisional ? PROVISIONAL : null),
    live:
      Temporal.PlainYearMonth.compare(
        context.calendar.date(context.now).toPlainYearMonth(),
        month.add({ months: 1 }),
      ) <= 0,
    post,
  });
}

/** The cards of the plan that stand in the staff group and are not over, after a change of the plan. */
export async function showPlans(context: C, planned: Planned): Promise<void> {
  const today = context.calendar.date(context.now);
  const month = today.toPlainYearMonth();
  for (const one of [month, month.add({ months: 1 })])
    await showMonth(context, planned, one, false);
  await refreshTerms(
    context,
    planned,
    (from) => Temporal.PlainDate.compare(today, Temporal.PlainDate.from(from)) < 0,
  );
}

/** What must be ready before a term, likewise. */
async function showTerm(
  context: C,
  planned: Planned,
  from: string,
  plan: readonly Occurrence[],
  post: boolean,
): Promise<void> {
  const day = dayWords(Temporal.PlainDate.from(from));
  await showToStaff(context, planned, plan, {
    key: `${TERM}${from}`,
    card: planCard(`开学准备（${day}开学）`, rowsOf(planned, plan, context.now, null), null),
    live: true,
    post,
  });
}

async function showToStaff(
  context: C,
  planned: Planned,
  occurrences: readonly Occurrence[],
  { post, ...card }: Pick<ShowOptions, 'key' | 'card' | 'live'> & { readonly post: boolean },
): Promise<void> {
  const { staff } = context.school.groups;
  if (staff === null || (!post && (await context.say.shown(card.key)) === null)) return;
  await context.say.show({ ...card, to: { kind: 'chat', chatId: staff }, renew: post });
  const { calendar, now, timers } = context;
  const today = calendar.date(now);
  const [next] = occurrences
    .filter((one) => taskOf(planned, one)?.state !== 'done')
    .map((one) => current(planned, one).due)
    .filter((due) => Temporal.PlainDate.compare(due, today) >= 0)
    .toSorted((a, b) => Temporal.PlainDate.compare(a, b));
  // A group never reads who is late (contract §5), so a name goes when its day is over.
  if (next) await timers.set(DAY_OVER, card.key, calendar.at(next.add({ days: 1 }), '00:00'));
}

/** The group's card as the plan stands now, where it was posted. */
export async function refreshStaffCard(context: C, { key }: TimerInput): Promise<void> {
  const planned = await loadPlan(context);
  if (key.startsWith(MONTH))
    return showMonth(
      context,
      planned,
      Temporal.PlainYearMonth.from(key.slice(MONTH.length)),
      false,
    );
  return refreshTerms(context, planned, (from) => `${TERM}${from}` === key);
}

/** The cards of the terms whose first day or preparations are meant. */
export async function refreshTerms(
  context: C,
  planned: Planned,
  meant: (from: string, plan: readonly Occurrence[]) => boolean,
): Promise<void> {
  for (const term of context.calendar.terms) {
    const plan = beforeTerm(planned.items, context.calendar, term);
    const from = term.from.toString();
    if (meant(from, plan)) await showTerm(context, planned, from, plan, false);
  }
}

/** A person's tasks as one card, by their day. */
export async function showTasks(
  context: C,
  planned: Planned,
  openId: string,
  key: string,
  list: {
    readonly title: string;
    readonly occurrences: readonly Occurrence[];
    readonly renew: boolean;
    /** Those of the list for which the card had no room before. */
    readonly more?: number;
  },
): Promise<void> {
  const viewer = await personByOpenId(context.tx, context.school.id, openId);
  const today = context.calendar.date(context.now);
  const deferTo = context.calendar.nearest('workingDay', today.add({ days: 7 }), 1) ?? today;
  const rows = rowsOf(planned, list.occurrences, context.now, viewer ?? stranger(openId));
  await context.say.show({
    key,
    to: { kind: 'person', openId },
    card: tasksCard(list.title, rows, { deferTo, more: list.more ?? 0 }),
    live: list.occurrences.some((one) => taskOf(planned, one)?.state !== 'done'),
    renew: list.renew,
  });
}

/** Somebody the file names for a duty before the bot has ever met them. */
function stranger(openId: string) {
  return {
    id: openId,
    openId,
    name: '老师',
    roles: [],
    unit: null,
    trades: [],
    phone: null,
    room: null,
    active: true,
    absentUntil: null,
    substituteId: null,
  };
}
