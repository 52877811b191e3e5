/** What is wrong with the roster, and who is told. */
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { findGaps, type Gap } from '../domain/gaps.ts';
import type { RosterShift, Shift } from '../domain/shift.ts';
import { daysOf } from '../domain/spans.ts';
import { shiftsBetween } from '../store.ts';
import { bounds, postedBetween, within } from './posted.ts';

type C = Context<Tables>;

/** How far ahead every morning looks. */
const FORTNIGHT = { days: 14 } as const;

/** Days that must have people: holidays, and every day of a published roster. */
async function required(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<(day: Temporal.PlainDate) => boolean> {
  const posted = await postedBetween(context, from, to);
  return (day) => context.calendar.isHoliday(day) || posted.some((one) => within(day, one));
}

export interface Found {
  readonly gaps: readonly Gap[];
  readonly people: ReadonlyMap<string, Person>;
  /** The days that were looked at and must have people, or have a roster. */
  readonly required: readonly Temporal.PlainDate[];
  readonly shifts: readonly RosterShift[];
}

/**
 * What is wrong with these days as they stand. A day that needs nobody may have people all the same
 * (the file's or the week's roster): it wants a leader and enough of them, but two days running is how
 * such weeks are kept. The gate alone is no roster.
 */
export async function gapsOf(context: C, days: readonly Temporal.PlainDate[]): Promise<Found> {
  const [first, last] = bounds(days);
  const people = await peopleOf(context);
  if (!first || !last) return { gaps: [], people, required: [], shifts: [] };
  const shifts = await shiftsBetween(context, first.subtract({ days: 1 }), last);
  const must = await required(context, first, last);
  const kept = (day: Temporal.PlainDate) =>
    must(day) || shifts.some((shift) => shift.post !== 'guard' && shift.day.equals(day));
  const gaps = judge(context, days, shifts, people).filter(
    ({ day, kind }) =>
      must(day) || kind === 'leave' || kind === 'gone' || (kind !== 'twice' && kept(day)),
  );
  return { gaps, people, required: days.filter(kept), shifts };
}

/** The rules over any shifts, those of a draft too. */
export function judge(
  { school }: Pick<C, 'school'>,
  days: readonly Temporal.PlainDate[],
  shifts: readonly Shift[],
  people: ReadonlyMap<string, Person>,
): Gap[] {
  const sorted = days.toSorted((a, b) => Temporal.PlainDate.compare(a, b));
  return findGaps(sorted, shifts, [...people.values()], { minOnDuty: school.duty.minOnDuty });
}

async function peopleOf({ tx, school }: C): Promise<ReadonlyMap<string, Person>> {
  return new Map((await everybody(tx, school.id)).map((person) => [person.id, person]));
}

/** The days from today on that every morning looks at: a holiday in reach counts to its end. */
export function daysAhead({ calendar, now }: C): Temporal.PlainDate[] {
  const today = calendar.date(now);
  const end = today.add(FORTNIGHT);
  const last = calendar.holidays(today, end).at(-1)?.to ?? end;
  return daysOf({ from: today, to: Temporal.PlainDate.compare(last, end) > 0 ? last : end });
}

/** `5月3日（周日）：没有带班领导；值班 0 人，应有 2 人`, a line a day. */
export function gapLines(
  gaps: readonly Gap[],
  people: ReadonlyMap<string, Person>,
): { readonly day: Temporal.PlainDate; readonly line: string }[] {
  return [...Map.groupBy(gaps, ({ day }) => day.toString()).values()].flatMap((ones) => {
    const [first] = ones;
    if (!first) return [];
    return [
      {
        day: first.day,
        line: `${sayDay(first.day)}：${ones.map((gap) => gapWords(gap, people)).join('；')}`,
      },
    ];
  });
}

function gapWords(gap: Gap, people: ReadonlyMap<string, Person>): string {
  const name = 'personId' in gap ? (people.get(gap.personId)?.name ?? '有人') : '';
  switch (gap.kind) {
    case 'nobody':
      return '没有人值班';
    case 'noLeader':
      return '没有带班领导';
    case 'few':
      return `值班 ${gap.have} 人，应有 ${gap.want} 人`;
    case 'twice':
      return `${name}连着两天值班`;
    case 'leave':
      return `${name}请假`;
    case 'gone':
      return `${name}已离开学校`;
    default:
      return gap satisfies never;
  }
}

/** Who is told of gaps: the first director who can be reached, an admin where there is none. */
export function directorOf(people: ReadonlyMap<string, Person>): Person | null {
  return reachable(people, 'director') ?? reachable(people, 'admin');
}

export function principalOf(people: ReadonlyMap<string, Person>): Person | null {
  return reachable(people, 'principal');
}

function reachable(
  people: ReadonlyMap<string, Person>,
  role: 'director' | 'admin' | 'principal',
): Person | null {
  return (
    [...people.values()].find((person) => person.openId !== null && hasRole(person, role)) ?? null
  );
}
