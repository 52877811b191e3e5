import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import { checkDays } from './check-days.ts';
import { beforeTerm, dueDays, planOf } from './due.ts';
import type { Check, Item, Occurrence } from './item.ts';

/** Contract §7; the month card's time may be set otherwise. */
export const TIMES = {
  month: '08:00',
  term: '08:00',
  reminder: '08:30',
  summary: '15:00',
  notice: '09:00',
} as const;

/** The working day after a due day is no further than this, the longest holiday included. */
const LATE_WITHIN = { days: 15 } as const;

/** How long before a term its preparations are posted. */
const BEFORE_TERM = { days: 7 } as const;

/** Everything the plan of a school is computed from. */
export interface Plan {
  readonly calendar: SchoolCalendar;
  readonly items: readonly Item[];
  readonly checks: readonly Check[];
  /** Whether somebody stands on the roster of a day off. */
  readonly onDuty: (day: Temporal.PlainDate) => boolean;
  /** School-local `HH:MM` of the month card. */
  readonly monthCardAt: string;
  /** Where 延期 has moved a due day to; what it was computed as no longer counts. */
  readonly moved?: readonly Occurrence[];
}

/**
 * One thing that is posted at one time. `item` and `slot` are unique together: whoever posts claims
 * them first, so that it happens once however often and wherever it is looked for.
 */
export type Post = {
  readonly at: Temporal.Instant;
  readonly day: Temporal.PlainDate;
  readonly item: string;
  readonly slot: string;
} & (
  | {
      readonly kind: 'month';
      readonly month: Temporal.PlainYearMonth;
      readonly plan: readonly Occurrence[];
    }
  | { readonly kind: 'term'; readonly term: string; readonly plan: readonly Occurrence[] }
  | { readonly kind: 'reminder'; readonly occurrence: Occurrence; readonly daysBefore: number }
  | { readonly kind: 'overdue'; readonly occurrence: Occurrence }
  | { readonly kind: 'check'; readonly check: Check; readonly time: string }
  | { readonly kind: 'summary'; readonly month: Temporal.PlainYearMonth }
  | { readonly kind: 'notice'; readonly year: number }
);

/** What is posted after `from` and not after `to`, in order of time. */
export function postsBetween(
  plan: Plan,
  from: Temporal.Instant,
  to: Temporal.Instant,
): readonly Post[] {
  const { calendar } = plan;
  const first = calendar.date(from);
  const last = calendar.date(to);
  return [
    ...monthCards(plan, first, last),
    ...termCards(plan, first, last),
    ...reminders(plan, first, last),
    ...checks(plan, first, last),
    ...notices(plan, first, last),
  ]
    .filter(
      ({ at }) => Temporal.Instant.compare(at, from) > 0 && Temporal.Instant.compare(at, to) <= 0,
    )
    .toSorted(byTime);
}

function monthCards(plan: Plan, first: Temporal.PlainDate, last: Temporal.PlainDate): Post[] {
  const { calendar, items, monthCardAt } = plan;
  return monthsOf(first, last).flatMap((month): Post[] => {
    const days = calendar.workingDaysOfMonth(month);
    if (!days || ![days.first, days.last].some((day) => inside(day, first, last))) return [];
    const occurrences = planOf(items, calendar, month);
    const slot = month.toString();
    const post = (day: Temporal.PlainDate, time: string) => ({
      day,
      at: calendar.at(day, time),
      slot,
    });
    return occurrences.length === 0
      ? []
      : [
          {
            ...post(days.first, monthCardAt),
            kind: 'month',
            item: 'month',
            month,
            plan: occurrences,
          },
          { ...post(days.last, TIMES.summary), kind: 'summary', item: 'summary', month },
        ];
  });
}

function termCards(plan: Plan, first: Temporal.PlainDate, last: Temporal.PlainDate): Post[] {
  const { calendar, items } = plan;
  return calendar.terms.flatMap((term): Post[] => {
    const day = term.from.subtract(BEFORE_TERM);
    const occurrences = inside(day, first, last) ? beforeTerm(items, calendar, term) : [];
    if (occurrences.length === 0) return [];
    const at = calendar.at(day, TIMES.term);
    const slot = term.from.toString();
    return [{ kind: 'term', at, day, item: 'term', slot, term: term.name, plan: occurrences }];
  });
}

function reminders(plan: Plan, first: Temporal.PlainDate, last: Temporal.PlainDate): Post[] {
  const { calendar, items, moved = [] } = plan;
  const gone = new Set(moved.map(({ item, slot }) => `${item.id} ${slot}`));
  const computed = items.flatMap((item) => {
    const ahead = Math.max(0, ...item.remindDaysBefore);
    return dueDays(item, calendar, first.subtract(LATE_WITHIN), last.add({ days: ahead }))
      .filter(({ slot }) => !gone.has(`${item.id} ${slot}`))
      .map((occurrence) => ({
        occurrence,
        name: item.revised === true ? onItsDay(occurrence) : occurrence.slot,
      }));
  });
  const later = moved.map((occurrence) => ({ occurrence, name: onItsDay(occurrence) }));
  return [...computed, ...later]
    .flatMap(({ occurrence, name }) => remindersOf(calendar, occurrence, name))
    .filter(({ day }) => inside(day, first, last));
}

/** A day that was moved has reminders of its own, even where one as many days before was given already. */
function onItsDay({ slot, due }: Occurrence): string {
  return `${slot}>${due.toString()}`;
}

function remindersOf(calendar: SchoolCalendar, occurrence: Occurrence, name: string): Post[] {
  const { item, due } = occurrence;
  const base = (day: Temporal.PlainDate, slot: string) => ({
    day,
    at: calendar.at(day, TIMES.reminder),
    item: item.id,
    slot: `${name}:${slot}`,
    occurrence,
  });
  const late = calendar.nearest('workingDay', due.add({ days: 1 }), 1);
  return [
    ...item.remindDaysBefore.map((daysBefore): Post => ({
      ...base(due.subtract({ days: daysBefore }), `-${daysBefore}`),
      kind: 'reminder',
      daysBefore,
    })),
    // Work that goes on all the time has no day on which it is late.
    ...(late && item.kind !== 'ongoing'
      ? [{ ...base(late, 'overdue'), kind: 'overdue' } satisfies Post]
      : []),
  ];
}

function checks(plan: Plan, first: Temporal.PlainDate, last: Temporal.PlainDate): Post[] {
  const { calendar } = plan;
  return plan.checks.flatMap((check) =>
    checkDays(check, calendar, first, last, plan.onDuty).flatMap((day) =>
      check.times.map((time): Post => ({
        kind: 'check',
        at: calendar.at(day, time),
        day,
        item: check.id,
        slot: `${day.toString()}T${time}`,
        check,
        time,
      })),
    ),
  );
}

/**
 * Next year's notice comes out between late October and early December: until it is in, the director
 * is asked for it on the first working day of each week from 25 October, and daily from December.
 */
function notices({ calendar }: Plan, first: Temporal.PlainDate, last: Temporal.PlainDate): Post[] {
  const posts: Post[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    const year = day.year + 1;
    const season = day.month === 12 || day.month === 11 || (day.month === 10 && day.day >= 25);
    if (!season || !calendar.isWorkingDay(day)) continue;
    if (calendar.status(Temporal.PlainDate.from({ year, month: 1, day: 1 })) === 'official')
      continue;
    const monday = day.subtract({ days: day.dayOfWeek - 1 });
    const firstOfWeek = calendar.nearest('workingDay', monday, 1);
    if (day.month !== 12 && firstOfWeek?.equals(day) !== true) continue;
    const at = calendar.at(day, TIMES.notice);
    posts.push({ kind: 'notice', at, day, item: 'notice', slot: day.toString(), year });
  }
  return posts;
}

function monthsOf(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainYearMonth[] {
  const months: Temporal.PlainYearMonth[] = [];
  const end = last.toPlainYearMonth();
  for (
    let month = first.toPlainYearMonth();
    Temporal.PlainYearMonth.compare(month, end) <= 0;
    month = month.add({ months: 1 })
  )
    months.push(month);
  return months;
}

function inside(day: Temporal.PlainDate, first: Temporal.PlainDate, last: Temporal.PlainDate) {
  return Temporal.PlainDate.compare(day, first) >= 0 && Temporal.PlainDate.compare(day, last) <= 0;
}

function byTime(one: Post, other: Post): number {
  return (
    Temporal.Instant.compare(one.at, other.at) ||
    (one.item < other.item ? -1 : Number(one.item > other.item)) ||
    (one.slot < other.slot ? -1 : 1)
  );
}
