/** A new notice moves the holidays: what that means for the rosters, and whoever leaves for theirs. */
import type { Holiday, SchoolCalendar } from '../../../kernel/calendar.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { POST_WORDS, type RosterShift } from '../domain/shift.ts';
import { daysOf, spanWords } from '../domain/spans.ts';
import { cancelShifts, changeShift, lockShift, shiftsBetween, shiftsOfPerson } from '../store.ts';
import { rosterChanged } from './changed.ts';
import { lookOut } from './look-out.ts';

type C = Context<Tables>;

const AHEAD = { days: 400 } as const;
const MOST_DAYS_NAMED = 6;

/**
 * Another calendar, a line for each holiday with a roster that it touches: days off that have nobody,
 * and people on duty on days that are none any more. The group's cards and the gaps follow it.
 */
export async function recheck(context: C, after: SchoolCalendar): Promise<readonly string[]> {
  const { calendar, now } = context;
  const today = calendar.date(now);
  const until = today.add(AHEAD);
  const shifts = await shiftsBetween(context, today, until);
  if (shifts.length === 0) return [];
  const on = new Set(shifts.map(({ day }) => day.toString()));
  const lines = after
    .holidays(today, until)
    .flatMap((holiday) => lineOf(holiday, calendar, on, after));
  const inside = { ...context, calendar: after };
  const days = [...new Set(shifts.map(({ day }) => day.toString()))].map((day) =>
    Temporal.PlainDate.from(day),
  );
  const moved = days.filter(
    (day) =>
      calendar.isHoliday(day) !== after.isHoliday(day) ||
      calendar.status(day) !== after.status(day),
  );
  await rosterChanged(inside, moved);
  await lookOut(inside);
  return lines;
}

function lineOf(
  holiday: Holiday,
  before: SchoolCalendar,
  on: ReadonlySet<string>,
  after: SchoolCalendar,
): string[] {
  const days = daysOf(holiday);
  const around = daysOf({
    from: holiday.from.subtract({ days: 3 }),
    to: holiday.to.add({ days: 3 }),
  });
  // A holiday without any roster yet is the morning's business.
  if (!days.some((day) => on.has(day.toString()))) return [];
  const same = around.every((day) => before.isHoliday(day) === after.isHoliday(day));
  if (same) return [];
  const empty = days.filter((day) => !on.has(day.toString()));
  const surplus = around.filter(
    (day) => before.isHoliday(day) && !after.isHoliday(day) && on.has(day.toString()),
  );
  const names = (some: readonly Temporal.PlainDate[]) =>
    some.slice(0, MOST_DAYS_NAMED).map(sayDay).join('、');
  const said = [
    ...(empty.length > 0 ? [`${names(empty)}还没有排人`] : []),
    ...(surplus.length > 0 ? [`${names(surplus)}不再放假，值班表上还有人`] : []),
  ];
  return [
    `${holiday.name}值班：放假改为${spanWords(holiday.from, holiday.to)}${said.length > 0 ? `；${said.join('；')}` : '，每天都有人'}`,
  ];
}

/** What of the roster stands in somebody's name, for when they leave. */
export const openDuty = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    return (await ahead(context, person)).map(
      ({ day, post }) => `${sayDay(day)} ${POST_WORDS[post]}`,
    );
  },

  /** The days go to the successor; where they are on duty themselves the place is left empty, and the director told. */
  async handOver(context: C, from: Person, to: Person, by: Person): Promise<void> {
    const days: Temporal.PlainDate[] = [];
    const cause = { what: 'handOver', by: by.id, detail: `${from.name} → ${to.name}` };
    for (const { id } of await ahead(context, from)) {
      const shift = await lockShift(context, id);
      if (!shift) continue;
      const theirs = await shiftsBetween(context, shift.day, shift.day);
      if (theirs.some(({ personId }) => personId === to.id))
        await cancelShifts(context, [shift], cause);
      else await changeShift(context, shift, { personId: to.id, confirmedAt: null }, cause);
      days.push(shift.day);
    }
    await rosterChanged(context, days);
  },
};

/** Shifts that have not begun. */
async function ahead(context: C, person: Person): Promise<RosterShift[]> {
  const { calendar, now } = context;
  return (await shiftsOfPerson(context, person.id, calendar.date(now))).filter(
    ({ startsAt }) => Temporal.Instant.compare(startsAt, now) > 0,
  );
}
