import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { POSTS, type Post, type RosterShift } from '../domain/shift.ts';
import { shiftsBetween } from '../store.ts';

type C = Context<Tables>;

/** Shifts with who they are of. */
export interface Roster {
  readonly shifts: readonly RosterShift[];
  readonly people: ReadonlyMap<string, Person>;
}

export async function loadRoster(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<Roster> {
  return withPeople(context, await shiftsBetween(context, from, to));
}

export async function withPeople(
  { tx, school }: C,
  shifts: readonly RosterShift[],
): Promise<Roster> {
  const ids = shifts.map(({ personId }) => personId);
  return { shifts, people: await peopleById(tx, school.id, ids) };
}

/** Somebody's name, with the telephone where it helps. */
export function nameOf({ people }: Pick<Roster, 'people'>, id: string, phone = false): string {
  const person = people.get(id);
  if (!person) return '（已不在名单）';
  return phone && person.phone !== null ? `${person.name} ${person.phone}` : person.name;
}

const SHORT: Readonly<Record<Post, string>> = { leader: '带班', member: '值班', guard: '门卫' };

/** `带班 陈主任；值班 王老师、老李；门卫 老张`; `没有人` where nobody is. */
export function postsWords(
  roster: Roster,
  shifts: readonly RosterShift[],
  { phones = false }: { readonly phones?: boolean } = {},
): string {
  if (shifts.length === 0) return '没有人值班';
  return POSTS.flatMap((post) => {
    const some = shifts.filter((shift) => shift.post === post);
    if (some.length === 0) return [];
    const names = some.map((shift) => nameOf(roster, shift.personId, phones));
    return [`${SHORT[post]} ${[...new Set(names)].join('、')}`];
  }).join('；');
}

/** `08:00–次日08:00` */
export function hoursOf(
  { timezone }: Pick<SchoolCalendar, 'timezone'>,
  shift: Pick<RosterShift, 'startsAt' | 'endsAt'> | undefined,
): string {
  const start = shift?.startsAt.toZonedDateTimeISO(timezone);
  const end = shift?.endsAt.toZonedDateTimeISO(timezone);
  if (!start || !end) return '';
  const clock = (at: Temporal.ZonedDateTime) =>
    at.toPlainTime().toString({ smallestUnit: 'minute' });
  const next = start.toPlainDate().equals(end.toPlainDate()) ? '' : '次日';
  return `${clock(start)}–${next}${clock(end)}`;
}

/** The shifts of one day by their hours, in order. */
export function byHours(shifts: readonly RosterShift[]): RosterShift[][] {
  return [
    ...Map.groupBy(
      shifts,
      ({ startsAt, endsAt }) => `${startsAt.toString()} ${endsAt.toString()}`,
    ).values(),
  ];
}

/** `5月1日（周五）劳动节`, with 暂定 where the year's notice is not out. */
export function dayTitle(calendar: SchoolCalendar, day: Temporal.PlainDate): string {
  const known = calendar.official(day);
  const name = known?.off ? known.name : '';
  return `${sayDay(day)}${name}${provisional(calendar, [day]) ? '（暂定）' : ''}`;
}

/** True where one of the days hangs on a notice that is not out. */
export function provisional(
  calendar: SchoolCalendar,
  days: readonly Temporal.PlainDate[],
): boolean {
  return days.some((day) => calendar.status(day) !== 'official');
}

export const PROVISIONAL = '暂定：国务院的放假通知还没有公布，放假日期可能变动，公布后会再核对';
