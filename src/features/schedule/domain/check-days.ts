import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import { recurringDays } from '../../../kernel/recurrence.ts';
import { seasonOf } from './due.ts';
import type { Check, Policy, Recurrence } from './item.ts';

/**
 * How far a rolled day may come from: one of the summer waits for September, one of a month's end
 * moves into that month. Further back there may be no term in the school's file at all.
 */
const REACH = {
  nextSchoolDay: { before: { days: 62 }, after: { days: 0 } },
  previousSchoolDay: { before: { days: 0 }, after: { days: 31 } },
  otherwise: { before: { days: 7 }, after: { days: 7 } },
} as const;

/** Between the last school day and a holiday inside the vacation lie no more days than this. */
const LONGEST_VACATION = { days: 45 } as const;

/**
 * The days of a check from `from` to `to`, both included, in order, each once. The rule is unrolled
 * first and then moved by the school's calendar; `onDuty` says which days off have somebody on duty.
 */
export function checkDays(
  check: Pick<Check, 'when'>,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  onDuty: (day: Temporal.PlainDate) => boolean,
): readonly Temporal.PlainDate[] {
  const { when } = check;
  const days =
    'rrule' in when
      ? recurring(when, calendar, from, to, onDuty)
      : anchored(when, calendar, from, to);
  const inside = new Map(
    days
      .filter(
        (day) =>
          Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0,
      )
      .map((day) => [day.toString(), day]),
  );
  return [...inside.values()].toSorted((a, b) => Temporal.PlainDate.compare(a, b));
}

function recurring(
  { rrule, policy }: Extract<Recurrence, { rrule: string }>,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  onDuty: (day: Temporal.PlainDate) => boolean,
): Temporal.PlainDate[] {
  const { before, after } =
    policy === 'nextSchoolDay' || policy === 'previousSchoolDay' ? REACH[policy] : REACH.otherwise;
  return recurringDays(rrule, from.subtract(before), to.add(after)).flatMap(
    (day) => moved(policy, day, calendar, onDuty) ?? [],
  );
}

/** Where the calendar puts one day of a rule; null: nowhere this time. */
function moved(
  policy: Policy,
  day: Temporal.PlainDate,
  calendar: SchoolCalendar,
  onDuty: (day: Temporal.PlainDate) => boolean,
): Temporal.PlainDate | null {
  switch (policy) {
    case 'everyDay':
      return day;
    case 'schoolDays':
    case 'canteenOpenDays':
      return calendar.isSchoolDay(day) ? day : null;
    case 'schoolDaysAndHolidayDuty':
      return calendar.isSchoolDay(day) || onDuty(day) ? day : null;
    case 'firstSchoolDayOfWeek':
      return calendar.schoolDaysOfWeek(day)[0] ?? null;
    case 'lastSchoolDayOfWeek':
      return calendar.schoolDaysOfWeek(day).at(-1) ?? null;
    case 'shiftWithinWeek': {
      const week = calendar.schoolDaysOfWeek(day);
      // The day itself, else the next school day of its week, else the last one before it.
      return (
        week.find((other) => Temporal.PlainDate.compare(other, day) >= 0) ?? week.at(-1) ?? null
      );
    }
    case 'nextSchoolDay':
      return calendar.nearest('schoolDay', day, 1);
    case 'previousSchoolDay':
      return calendar.nearest('schoolDay', day, -1);
    default:
      return policy satisfies never;
  }
}

function anchored(
  when: Exclude<Recurrence, { rrule: string }>,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Temporal.PlainDate[] {
  if (when.anchor === 'holidayStart') {
    const holidays = calendar.holidays(from.subtract({ days: 1 }), to.add(LONGEST_VACATION));
    return holidays.flatMap(({ from: first }) =>
      'offsetDays' in when
        ? when.offsetDays.map((days) => first.add({ days }))
        : (schoolDaysBefore(first, -when.offsetSchoolDays, calendar) ?? []),
    );
  }
  return calendar.terms
    .filter((term) => when.term === undefined || seasonOf(term) === when.term)
    .map((term) =>
      (when.anchor === 'termStart' ? term.from : term.to).add({ days: when.offsetDays }),
    );
}

/** The n-th school day before `date`; null where no term is known so near. */
function schoolDaysBefore(
  date: Temporal.PlainDate,
  n: number,
  calendar: SchoolCalendar,
): Temporal.PlainDate | null {
  let day: Temporal.PlainDate | null = date;
  for (let i = 0; i < n && day; i++)
    day = calendar.nearest('schoolDay', day.subtract({ days: 1 }), -1);
  const earliest = date.subtract(LONGEST_VACATION);
  return day && Temporal.PlainDate.compare(day, earliest) >= 0 ? day : null;
}
