/** The rosters that stand in the staff group, and 收到. */
import { z } from 'zod';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { daysOf } from '../domain/spans.ts';
import { changeShift, lockShift, shiftsBetween } from '../store.ts';
import { rosterCard } from './cards.ts';
import { withPeople } from './roster.ts';

type C = Context<Tables>;

export interface Posted {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly title: string;
}

/**
 * Posts a roster to the group, anew: who stands on it is to tap 收到. Without a group, or before
 * the school has started, it only counts as published.
 */
export async function postRoster(context: C, posted: Posted, by: string | null): Promise<void> {
  const { tx, school, now } = context;
  const row = { title: posted.title, published_at: now, published_by: by };
  await tx
    .insertInto('duty_roster')
    .values({
      school_id: school.id,
      from_day: posted.from,
      to_day: posted.to,
      version: 1,
      ...row,
    })
    .onConflict((c) =>
      c
        .columns(['school_id', 'from_day', 'to_day'])
        .doUpdateSet((eb) => ({ ...row, version: eb('duty_roster.version', '+', 1) })),
    )
    .execute();
  await showPosted(context, posted, true);
}

/** Rosters that have been published and touch these days. */
export async function postedBetween(
  { tx, school }: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<Posted[]> {
  const rows = await tx
    .selectFrom('duty_roster')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('to_day', '>=', from)
    .where('from_day', '<=', to)
    .orderBy('from_day')
    .execute();
  return rows.map(({ from_day, to_day, title }) => ({ from: from_day, to: to_day, title }));
}

/** After a change of these days: the group's cards show it, silently. */
export async function refreshPosted(
  context: C,
  days: readonly Temporal.PlainDate[],
): Promise<void> {
  const [first, last] = bounds(days);
  if (!first || !last) return;
  for (const posted of await postedBetween(context, first, last))
    if (days.some((day) => within(day, posted))) await showPosted(context, posted, false);
}

async function showPosted(context: C, posted: Posted, renew: boolean): Promise<void> {
  const { school, calendar, now, say } = context;
  const { staff } = school.groups;
  const key = keyOf(posted);
  if (staff === null || !school.enabled) return;
  if (!renew && (await say.shown(key)) === null) return;
  const shifts = await shiftsBetween(context, posted.from, posted.to);
  const all = new Set(shifts.map(({ personId }) => personId));
  const waiting = new Set(
    shifts.filter(({ confirmedAt }) => confirmedAt === null).map(({ personId }) => personId),
  );
  const over = Temporal.PlainDate.compare(calendar.date(now), posted.to) > 0;
  const read = all.size - waiting.size;
  await say.show({
    key,
    to: { kind: 'chat', chatId: staff },
    card: rosterCard(context, {
      title: `${posted.title}值班表`,
      days: daysOf(posted),
      roster: await withPeople(context, shifts),
      notes: over ? [] : [`表上的老师请点“收到”（${read}/${all.size}）；换班请私聊我。`],
      ack: !over,
      over,
    }),
    renew,
    live: !over,
  });
}

function keyOf({ from, to }: Posted): string {
  return `duty:roster:${from.toString()}:${to.toString()}`;
}

const valueShape = z.object({ from: z.iso.date().catch(''), to: z.iso.date().catch('') });

/** `收到` under a roster: for all the shifts that somebody has on it. */
export async function read(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { from, to } = valueShape.parse(tap.value);
  if (from === '' || to === '') return say('warning', '没有找到这份值班表，请发“我的值班”查看');
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const [posted] = (await postedBetween(context, first, last)).filter(
    (one) => one.from.equals(first) && one.to.equals(last),
  );
  if (!posted) return say('warning', '没有找到这份值班表，请发“我的值班”查看');
  const own = (await shiftsBetween(context, first, last)).filter(
    ({ personId }) => personId === operator.id,
  );
  if (own.length === 0) {
    await showPosted(context, posted, false);
    return say('warning', '这份值班表上没有您，由表上的老师点“收到”');
  }
  const waiting = own.filter(({ confirmedAt }) => confirmedAt === null);
  for (const { id } of waiting) {
    const shift = await lockShift(context, id);
    if (shift?.personId === operator.id && shift.confirmedAt === null)
      await changeShift(
        context,
        shift,
        { confirmedAt: context.now },
        { what: 'read', by: operator.id },
      );
  }
  await showPosted(context, posted, false);
  return waiting.length === 0
    ? say('info', '您已经点过“收到”了')
    : say('success', `收到，您值班 ${own.length} 天，发“我的值班”可查`);
}

function say(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}

export function bounds(
  days: readonly Temporal.PlainDate[],
): [Temporal.PlainDate | null, Temporal.PlainDate | null] {
  const sorted = days.toSorted((a, b) => Temporal.PlainDate.compare(a, b));
  return [sorted[0] ?? null, sorted.at(-1) ?? null];
}

export function within(
  day: Temporal.PlainDate,
  { from, to }: Pick<Posted, 'from' | 'to'>,
): boolean {
  return Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0;
}
