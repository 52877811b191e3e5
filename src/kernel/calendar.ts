import type { Term } from './school.ts';
import { statutoryDays } from './statutory.ts';

/**
 * official: a State Council notice covers the year. provisional: it is not out yet, statutory days
 * only (暂定). missing: nothing is known of the year but its computed statutory days.
 */
export type YearStatus = 'official' | 'provisional' | 'missing';

export interface OfficialDay {
  /** School-local date, YYYY-MM-DD. */
  readonly date: string;
  readonly name: string;
  /** True: a day off. False: a make-up working day (调休上班). */
  readonly off: boolean;
}

export interface HolidayYear {
  readonly status: YearStatus;
  readonly days: readonly OfficialDay[];
}

/** A run of days off of one name, make-up days apart. */
export interface Holiday {
  readonly name: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  /** False where the year's notice is not out: shown as 暂定. */
  readonly official: boolean;
}

/** Working hours that clocks of repairs and reminders count in; school-local. */
export const WORKING_HOURS = { from: '08:00', to: '17:00' } as const;

/** Spans whose holidays are remembered. */
const MOST_SPANS = 100;
/** How far a search for a day of some kind goes before it gives up. */
const YEAR_AHEAD = 400;

/** Knows which days are worked, from the official notices and the school's terms. Pure. */
export class SchoolCalendar {
  readonly timezone: string;
  readonly terms: readonly Term[];
  /** What it was made of. */
  readonly years: Readonly<Record<string, HolidayYear>>;
  #days = new Map<string, OfficialDay>();
  #status = new Map<number, YearStatus>();
  #holidays = new Map<string, readonly Holiday[]>();

  constructor(
    timezone: string,
    years: Readonly<Record<string, HolidayYear>>,
    terms: readonly Term[],
  ) {
    this.timezone = timezone;
    this.years = years;
    this.terms = terms.toSorted((a, b) => Temporal.PlainDate.compare(a.from, b.from));
    // A notice may rule days of the year before, so official days come last.
    const ranked = Object.entries(years).toSorted(
      ([, a], [, b]) => Number(a.status === 'official') - Number(b.status === 'official'),
    );
    for (const [year, { status, days }] of ranked) {
      this.#status.set(Number(year), status);
      for (const day of days) this.#days.set(day.date, day);
    }
  }

  date(instant: Temporal.Instant): Temporal.PlainDate {
    return instant.toZonedDateTimeISO(this.timezone).toPlainDate();
  }

  at(date: Temporal.PlainDate, time: string): Temporal.Instant {
    return date
      .toZonedDateTime({ timeZone: this.timezone, plainTime: Temporal.PlainTime.from(time) })
      .toInstant();
  }

  status(date: Temporal.PlainDate): YearStatus {
    return this.#status.get(date.year) ?? 'missing';
  }

  /** What the notice, or the statute, says of the day; null for an ordinary one. */
  official(date: Temporal.PlainDate): OfficialDay | null {
    this.#know(date.year);
    return this.#days.get(date.toString()) ?? null;
  }

  /** Contract §7: by the official calendar, else Monday to Friday outside the statutory days. */
  isWorkingDay(date: Temporal.PlainDate): boolean {
    const known = this.official(date);
    return known ? !known.off : date.dayOfWeek <= 5;
  }

  isHoliday(date: Temporal.PlainDate): boolean {
    return this.official(date)?.off ?? false;
  }

  /** A working day inside a term; without any term in the school's file every working day is one. */
  isSchoolDay(date: Temporal.PlainDate): boolean {
    return this.isWorkingDay(date) && (this.terms.length === 0 || this.termOf(date) !== null);
  }

  termOf(date: Temporal.PlainDate): Term | null {
    return this.terms.find((term) => within(date, term.from, term.to)) ?? null;
  }

  /** The holidays that touch `from`…`to`, in order. Days of one name with a day between them are two. */
  holidays(from: Temporal.PlainDate, to: Temporal.PlainDate): readonly Holiday[] {
    const key = `${from.toString()} ${to.toString()}`;
    const known = this.#holidays.get(key);
    if (known) return known;
    const found = this.#holidaysIn(from, to);
    // Whole years are asked for again and again; other spans once or twice.
    if (this.#holidays.size >= MOST_SPANS) this.#holidays.clear();
    this.#holidays.set(key, found);
    return found;
  }

  #holidaysIn(from: Temporal.PlainDate, to: Temporal.PlainDate): readonly Holiday[] {
    const runs: { name: string; from: Temporal.PlainDate; to: Temporal.PlainDate }[] = [];
    // A holiday may have begun before the span or go on after it.
    const end = to.add({ days: 15 });
    for (let day = from.subtract({ days: 15 }); before(day, end); day = day.add({ days: 1 })) {
      const known = this.official(day);
      if (!known?.off) continue;
      const last = runs.at(-1);
      if (last?.name === known.name && last.to.add({ days: 1 }).equals(day)) last.to = day;
      else runs.push({ name: known.name, from: day, to: day });
    }
    return runs
      .filter((run) => !before(run.to, from) && !before(to, run.from))
      .map((run) => ({ ...run, official: this.status(run.from) === 'official' }));
  }

  /** The n-th school day after `date`; n = 0 is `date` itself or the next school day. Looks a year ahead at most. */
  addSchoolDays(date: Temporal.PlainDate, n: number): Temporal.PlainDate {
    let day = date;
    let left = n;
    for (let i = 0; i < YEAR_AHEAD; i++) {
      if (this.isSchoolDay(day)) {
        if (left === 0) return day;
        left--;
      }
      day = day.add({ days: 1 });
    }
    return date.add({ days: n });
  }

  /** The last school day before `date`, looking 60 days back; the eve itself when there is none. */
  previousSchoolDay(date: Temporal.PlainDate): Temporal.PlainDate {
    return (
      this.#search(date.subtract({ days: 1 }), -1, 60, (day) => this.isSchoolDay(day)) ??
      date.subtract({ days: 1 })
    );
  }

  /** `date` or the nearest earlier (-1) or later (1) day of the kind, up to a year away; null: there is none. */
  nearest(
    kind: 'schoolDay' | 'workingDay',
    date: Temporal.PlainDate,
    step: 1 | -1,
  ): Temporal.PlainDate | null {
    return this.#search(date, step, YEAR_AHEAD, (day) =>
      kind === 'schoolDay' ? this.isSchoolDay(day) : this.isWorkingDay(day),
    );
  }

  /** The school days of the Monday-to-Sunday week of `date`, in order. 调休 can make Sunday the last. */
  schoolDaysOfWeek(date: Temporal.PlainDate): readonly Temporal.PlainDate[] {
    const monday = date.subtract({ days: date.dayOfWeek - 1 });
    return Array.from({ length: 7 }, (_, i) => monday.add({ days: i })).filter((day) =>
      this.isSchoolDay(day),
    );
  }

  /** The first and the last working day of a month; null for a month without any. */
  workingDaysOfMonth(
    month: Temporal.PlainYearMonth,
  ): { first: Temporal.PlainDate; last: Temporal.PlainDate } | null {
    const first = this.nearest('workingDay', month.toPlainDate({ day: 1 }), 1);
    const last = this.nearest('workingDay', month.toPlainDate({ day: month.daysInMonth }), -1);
    const inside = (day: Temporal.PlainDate | null) =>
      day !== null && day.toPlainYearMonth().equals(month);
    return first && last && inside(first) && inside(last) ? { first, last } : null;
  }

  /** When `minutes` of school hours have passed since `from`: nights, weekends and vacations do not count. */
  addSchoolMinutes(from: Temporal.Instant, minutes: number): Temporal.Instant {
    let day = this.date(from);
    let left = minutes * 60_000;
    for (let i = 0; i < YEAR_AHEAD; i++, day = day.add({ days: 1 })) {
      if (!this.isSchoolDay(day)) continue;
      const open = this.at(day, WORKING_HOURS.from);
      const close = this.at(day, WORKING_HOURS.to);
      const start = Temporal.Instant.compare(from, open) > 0 ? from : open;
      const available = close.epochMilliseconds - start.epochMilliseconds;
      if (available <= 0) continue;
      if (left <= available) return start.add({ milliseconds: left });
      left -= available;
    }
    return from.add({ minutes });
  }

  /** Contract §7: 22:00–06:30 hold reminders back. Answers `from` itself, or the next morning 06:30. */
  outsideQuietHours(from: Temporal.Instant): Temporal.Instant {
    const local = from.toZonedDateTimeISO(this.timezone);
    const minute = local.hour * 60 + local.minute;
    if (minute >= 22 * 60) return this.at(local.toPlainDate().add({ days: 1 }), '06:30');
    return minute < 6 * 60 + 30 ? this.at(local.toPlainDate(), '06:30') : from;
  }

  #search(
    date: Temporal.PlainDate,
    step: 1 | -1,
    limit: number,
    fits: (day: Temporal.PlainDate) => boolean,
  ): Temporal.PlainDate | null {
    for (let i = 0, day = date; i < limit; i++, day = day.add({ days: step }))
      if (fits(day)) return day;
    return null;
  }

  /** Never silently working days: a year nobody told us of has its statutory days at least. */
  #know(year: number): void {
    if (this.#status.has(year)) return;
    this.#status.set(year, 'missing');
    for (const day of statutoryDays(year))
      if (!this.#days.has(day.date)) this.#days.set(day.date, day);
  }
}

function before(one: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(one, other) < 0;
}

function within(day: Temporal.PlainDate, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  return !before(day, from) && !before(to, day);
}
