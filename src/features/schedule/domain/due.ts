import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import type { Term } from '../../../kernel/school.ts';
import { seasonOfMonth } from './due-words.ts';
import type { Item, Occurrence, Season } from './item.ts';

/** A due day may lie this far from the month whose plan names it: offsets, and terms that start late. */
const REACH = { days: 62 } as const;

/** The days on which an item falls due from `from` to `to`, both included, in order. */
export function dueDays(
  item: Item,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): readonly Occurrence[] {
  return anchored(item, calendar, from.subtract(REACH), to.add(REACH))
    .filter(({ due }) => between(due, from, to))
    .filter(({ due }) => !item.since || Temporal.PlainDate.compare(due, item.since) >= 0)
    .map(({ due, slot, on }) => ({
      item,
      slot: slot.toString(),
      due,
      official: calendar.status(on) === 'official' && calendar.status(due) === 'official',
    }));
}

/** What stands in a month's plan: what falls due in it, and what it names though due outside it. */
export function planOf(
  items: readonly Item[],
  calendar: SchoolCalendar,
  month: Temporal.PlainYearMonth,
): readonly Occurrence[] {
  const first = month.toPlainDate({ day: 1 });
  const last = month.toPlainDate({ day: month.daysInMonth });
  const slot = month.toString();
  return items
    .flatMap((item) => dueDays(item, calendar, first.subtract(REACH), last.add(REACH)))
    .filter((one) => one.slot === slot || between(one.due, first, last))
    .toSorted(byDue);
}

/** What must be ready before a term's first month has a card: due before that month's first working day. */
export function beforeTerm(
  items: readonly Item[],
  calendar: SchoolCalendar,
  term: Term,
): readonly Occurrence[] {
  const posted = term.from.subtract({ days: 7 });
  const first = calendar.workingDaysOfMonth(term.from.toPlainYearMonth())?.first ?? term.from;
  return items
    .flatMap((item) => dueDays(item, calendar, posted, first.subtract({ days: 1 })))
    .toSorted(byDue);
}

/** A term that starts before summer is the spring one. */
export function seasonOf(term: Term): Season {
  return term.from.month <= 6 ? 'spring' : 'autumn';
}

interface Anchored {
  readonly due: Temporal.PlainDate;
  readonly slot: Temporal.PlainYearMonth;
  /** The day whose year decides whether the date is official. */
  readonly on: Temporal.PlainDate;
}

function anchored(
  { due, month }: Item,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Anchored[] {
  const years = Array.from({ length: to.year - from.year + 3 }, (_, i) => from.year - 1 + i);
  const slotIn = (year: number) => Temporal.PlainYearMonth.from({ year, month });
  switch (due.anchor) {
    case 'monthDay':
      return years.map((year) => {
        const day = Temporal.PlainDate.from({ year, month, day: due.day });
        const rolled = due.roll === 'none' ? day : (calendar.nearest('workingDay', day, -1) ?? day);
        return { due: rolled, slot: slotIn(year), on: day };
      });
    case 'termStart':
    case 'termEnd':
      return calendar.terms
        .filter((term) => seasonOf(term) === seasonOfMonth(month))
        .map((term) => {
          const day = due.anchor === 'termStart' ? term.from : term.to;
          const moved = day.add({ days: due.offsetDays });
          // Terms are the school's own dates: no notice moves them.
          return { due: moved, slot: slotIn(day.year), on: moved };
        });
    case 'holidayStart':
      return years
        .flatMap((year) =>
          calendar.holidays(
            Temporal.PlainDate.from({ year, month: 1, day: 1 }),
            Temporal.PlainDate.from({ year, month: 12, day: 31 }),
          ),
        )
        .filter((holiday) => holiday.name.includes(due.holiday))
        .map((holiday) => ({
          due: holiday.from.add({ days: due.offsetDays }),
          slot: slotIn(holiday.from.year),
          on: holiday.from,
        }));
    default:
      return due satisfies never;
  }
}

export function byDue(one: Occurrence, other: Occurrence): number {
  return Temporal.PlainDate.compare(one.due, other.due) || (one.item.id < other.item.id ? -1 : 1);
}

function between(day: Temporal.PlainDate, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  return Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0;
}
