/** A new notice moves the holidays: what that means for the rosters. */
import type { Holiday, SchoolCalendar } from '../../../kernel/calendar.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { daysOf, spanWords } from '../domain/spans.ts';
import { shiftsBetween } from '../store.ts';
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
