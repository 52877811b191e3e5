import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { plainFields } from '../../kernel/form-fields.ts';
import { hasRole } from '../../kernel/people.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { success, warning } from '../../kernel/toast.ts';
import type { Tables } from '../../tables.ts';
import { loadPlan, monthOf, taskOf, type Planned } from './plan.ts';
import { claimPost } from './store.ts';
import { current, dayWords } from './view.ts';

type C = Context<Tables>;

const MOST_LINES = 15;

/** The month's summary with the next month's outlook, as a draft for the director. */
export async function draftSummary(
  context: C,
  planned: Planned,
  openId: string,
  month: Temporal.PlainYearMonth,
): Promise<void> {
  await context.say.show({
    key: `schedule:summary:${month.toString()}:${openId}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-summary',
      values: { ...summaryOf(context, planned, month), draft: true, published: false, note: '' },
    },
    renew: true,
    live: true,
  });
}

function summaryOf(context: C, planned: Planned, month: Temporal.PlainYearMonth): JsonObject {
  const tasks = monthOf(planned, month).filter(({ slot }) => slot <= month.toString());
  const done = tasks.filter((one) => taskOf(planned, one)?.state === 'done');
  const open = tasks.filter((one) => !done.includes(one));
  const next = month.add({ months: 1 });
  // A task moved into the month stands where its new day does.
  const outlook = monthOf(planned, next).toSorted((one, other) =>
    Temporal.PlainDate.compare(current(planned, one).due, current(planned, other).due),
  );
  const title = (some: typeof tasks) => some.slice(0, MOST_LINES).map(({ item }) => item.title);
  return {
    month: month.toString(),
    title: `${month.month}月后勤小结`,
    done: done.length,
    total: tasks.length,
    doneLines: title(done),
    // Without names: the card is to be published.
    openLines: open.slice(0, MOST_LINES).map((one) => {
      const { due } = current(planned, one);
      const later = Temporal.PlainDate.compare(due, context.calendar.date(context.now)) > 0;
      return later ? `${one.item.title}（改到${dayWords(due)}）` : one.item.title;
    }),
    nextTitle: `${next.month}月安排`,
    nextLines: outlook
      .slice(0, MOST_LINES)
      .map((one) => `${dayWords(current(planned, one).due)} ${one.item.title}`),
  };
}

const valueShape = z.object({ month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/) });
const formShape = z.object({ note: z.string().trim().max(1_000).catch('') });

/** `发布`: one tap, once for a month, whoever of the director's office is first. */
export async function publish(
  context: C,
  { tap, operator, cardKey }: TapInput,
): Promise<TapAnswer> {
  if (!hasRole(operator, 'director', 'admin')) return warning('只有总务主任可以发布小结');
  const value = valueShape.safeParse(tap.value);
  // The month is the card's, not the tap's: what a tap says is a hint.
  const card = cardKey === null ? null : await context.say.shown(cardKey);
  if (!value.success || cardKey === null || card?.card.values['month'] !== value.data.month)
    return warning('这张卡片已失效，请等下个月的小结');
  const month = Temporal.PlainYearMonth.from(value.data.month);
  const { staff } = context.school.groups;
  if (staff === null) return warning('还没有设置全体教职工群，请先发“设置”');
  const once = { item: 'summary-published', slot: month.toString(), at: context.now };
  const first = await claimPost(context, once);
  const planned = await loadPlan(context);
  const { note } = formShape.parse(plainFields(tap.form));
  const values = { ...summaryOf(context, planned, month), draft: false, note };
  if (first)
    await context.say.show({
      key: `schedule:summary:${month.toString()}`,
      to: { kind: 'chat', chatId: staff },
      card: { template: 'schedule-summary', values: { ...values, published: false } },
      renew: true,
      live: false,
    });
  await context.say.show({
    key: cardKey,
    to: { kind: 'person', openId: tap.operatorOpenId },
    card: { template: 'schedule-summary', values: { ...values, published: true } },
    live: false,
  });
  return first ? success('已发布到全体教职工群') : warning('这个月的小结已经发布过了');
}
