import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { personByOpenId } from '../people/public.ts';
import { planCard, tasksCard } from './cards.ts';
import { postChecks } from './checks/show.ts';
import { postStatistics } from './checks/statistics.ts';
import type { Delivery } from './domain/deliveries.ts';
import type { Occurrence } from './domain/item.ts';
import { monthOf, taskOf, type Planned } from './plan.ts';
import { draftSummary } from './summary.ts';
import { dayWords, rowsOf } from './view.ts';

type C = Context<Tables>;

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
  const { staff } = context.school.groups;
  const key = `schedule:month:${month.toString()}`;
  if (staff === null || (!post && (await context.say.shown(key)) === null)) return;
  const rows = rowsOf(planned, monthOf(planned, month), context.now, null);
  const provisional = rows.some((row) => row.due.endsWith('（暂定）'));
  await context.say.show({
    key,
    to: { kind: 'chat', chatId: staff },
    card: planCard(`${month.month}月后勤安排`, rows, provisional ? PROVISIONAL : null),
    live:
      Temporal.PlainYearMonth.compare(
        context.calendar.date(context.now).toPlainYearMonth(),
        month.add({ months: 1 }),
      ) <= 0,
    renew: post,
  });
}

async function showTerm(
  context: C,
  planned: Planned,
  from: string,
  plan: readonly Occurrence[],
  post: boolean,
): Promise<void> {
  const { staff } = context.school.groups;
  if (staff === null) return;
  const day = dayWords(Temporal.PlainDate.from(from));
  await context.say.show({
    key: `schedule:term:${from}`,
    to: { kind: 'chat', chatId: staff },
    card: planCard(`开学准备（${day}开学）`, rowsOf(planned, plan, context.now, null), null),
    live: true,
    renew: post,
  });
}

/** A person's tasks as one card; unfinished ones first by their day. */
export async function showTasks(
  context: C,
  planned: Planned,
  openId: string,
  key: string,
  list: {
    readonly title: string;
    readonly occurrences: readonly Occurrence[];
    readonly renew: boolean;
  },
): Promise<void> {
  const viewer = await personByOpenId(context.tx, context.school.id, openId);
  const today = context.calendar.date(context.now);
  const deferTo = context.calendar.nearest('workingDay', today.add({ days: 7 }), 1) ?? today;
  const rows = rowsOf(planned, list.occurrences, context.now, viewer ?? stranger(openId));
  await context.say.show({
    key,
    to: { kind: 'person', openId },
    card: tasksCard(list.title, rows, { deferTo }),
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
