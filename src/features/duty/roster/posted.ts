/** The rosters that stand in the staff group, and 收到. */
import { z } from 'zod';
import { clockText } from '../../../kernel/day-words.ts';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { RosterShift } from '../domain/shift.ts';
import { daysOf } from '../domain/spans.ts';
import { changeShift, lockShift, shiftsBetween } from '../store.ts';
import { rosterCard } from './cards.ts';
import { withPeople } from './roster.ts';

type C = Context<Tables>;

export interface Posted {
  readonly title: string;
  /** In order; a roster of weekends has gaps. */
  readonly days: readonly Temporal.PlainDate[];
}

const daysShape = z.array(z.iso.date()).nullable();

/**
 * Posts a roster to the group, anew: who stands on it is to tap 收到. Without a group, or before
 * the school has started, it only counts as published.
 */
export async function postRoster(context: C, posted: Posted, by: string | null): Promise<void> {
  const { tx, school, now } = context;
  const [from, to] = bounds(posted.days);
  if (!from || !to) return;
  const whole = from.until(to).days + 1 === posted.days.length;
  const days = whole ? null : JSON.stringify(posted.days.map((day) => day.toString()));
  const row = { title: posted.title, days, published_at: now, published_by: by };
  await tx
    .insertInto('duty_roster')
    .values({
      school_id: school.id,
      from_day: from,
      to_day: to,
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
  return rows.map(({ from_day, to_day, title, days }) => ({
    title,
    days:
      daysShape.parse(days)?.map((day) => Temporal.PlainDate.from(day)) ??
      daysOf({ from: from_day, to: to_day }),
  }));
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
  const { school, calendar, now, say: bot } = context;
  const { staff } = school.groups;
  const key = keyOf(posted);
  const [first, last] = bounds(posted.days);
  if (!first || !last) return;
  if (staff === null || !school.enabled) return;
  if (!renew && (await bot.shown(key)) === null) return;
  const shifts = await shiftsOn(context, posted);
  const roster = await withPeople(context, shifts);
  // Who has no account cannot tap.
  const able = shifts.filter(
    ({ personId }) => (roster.people.get(personId)?.openId ?? null) !== null,
  );
  const all = new Set(able.map(({ personId }) => personId));
  const waiting = new Set(
    able.filter(({ confirmedAt }) => confirmedAt === null).map(({ personId }) => personId),
  );
  const over = Temporal.PlainDate.compare(calendar.date(now), last) > 0;
  await bot.show({
    key,
    to: { kind: 'chat', chatId: staff },
    card: rosterCard(context, {
      title: `${posted.title}值班表`,
      days: posted.days,
      roster,
      notes: over
        ? []
        : [`表上的老师请点“收到”（${all.size - waiting.size}/${all.size}）；换班请私聊我。`],
      ack: !over,
      over,
    }),
    renew,
    live: !over,
  });
}

function keyOf({ days }: Posted): string {
  return `duty:roster:${days[0]?.toString() ?? ''}:${days.at(-1)?.toString() ?? ''}`;
}

async function shiftsOn(context: C, posted: Posted): Promise<RosterShift[]> {
  const [from, to] = bounds(posted.days);
  if (!from || !to) return [];
  return (await shiftsBetween(context, from, to)).filter(({ day }) => within(day, posted));
}

const valueShape = z.object({ from: z.iso.date().catch(''), to: z.iso.date().catch('') });

/** `收到` under a roster: for all the shifts that somebody has on it. */
export async function read(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  const { from, to } = valueShape.parse(tap.value);
  if (from === '' || to === '') return toast('warning', '没有找到这份值班表，请发“我的值班”查看');
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const posted = (await postedBetween(context, first, last)).find(
    ({ days }) => days[0]?.equals(first) && days.at(-1)?.equals(last),
  );
  if (!posted) return toast('warning', '没有找到这份值班表，请发“我的值班”查看');
  const own = (await shiftsOn(context, posted)).filter(({ personId }) => personId === operator.id);
  if (own.length === 0) {
    await showPosted(context, posted, false);
    return toast('warning', '这份值班表上没有您，由表上的老师点“收到”');
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
  const [earliest] = own.flatMap(({ confirmedAt }) => confirmedAt ?? []);
  return waiting.length === 0 && earliest
    ? toast('warning', `您 ${clockText(context, earliest)} 已经点过“收到”了，无需再点`)
    : toast('success', `收到，您值班 ${own.length} 天，发“我的值班”可查`);
}

function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}

export function bounds(
  days: readonly Temporal.PlainDate[],
): [Temporal.PlainDate | null, Temporal.PlainDate | null] {
  const sorted = days.toSorted((a, b) => Temporal.PlainDate.compare(a, b));
  return [sorted[0] ?? null, sorted.at(-1) ?? null];
}

export function within(day: Temporal.PlainDate, { days }: Pick<Posted, 'days'>): boolean {
  return days.some((one) => one.equals(day));
}
