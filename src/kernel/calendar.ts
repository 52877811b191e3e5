import type { Term } from './school.ts';

/** official: a State Council notice covers the day's year. provisional: statutory days only (暂定). */
export type YearStatus = 'official' | 'provisional';

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

/** Working hours that clocks of repairs and reminders count in; school-local. */
export const WORKING_HOURS = { from: '08:00', to: '17:00' } as const;

/** Knows which days are worked, from the official notices and the school's terms. Pure. */
export class SchoolCalendar {
  readonly timezone: string;
  #days = new Map<string, OfficialDay>();
  #official = new Set<number>();
  #terms: readonly Term[];

  constructor(
    timezone: string,
    years: Readonly<Record<string, HolidayYear>>,
    terms: readonly Term[],
  ) {
    this.timezone = timezone;
    this.#terms = terms;
    for (const [year, { status, days }] of Object.entries(years)) {
      if (status === 'official') this.#official.add(Number(year));
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
    return this.#official.has(date.year) ? 'official' : 'provisional';
  }

  /** Contract §7: by the official calendar, else Monday to Friday outside the statutory days. */
  isWorkingDay(date: Temporal.PlainDate): boolean {
    const known = this.#days.get(date.toString());
    return known ? !known.off : date.dayOfWeek <= 5;
  }

  /** A working day inside a term; without any term in the school's file every working day is one. */
  isSchoolDay(date: Temporal.PlainDate): boolean {
    if (!this.isWorkingDay(date)) return false;
    if (this.#terms.length === 0) return true;
    return this.#terms.some(
      (term) =>
        Temporal.PlainDate.compare(term.from, date) <= 0 &&
        Temporal.PlainDate.compare(date, term.to) <= 0,
    );
  }

  /** The n-th school day after `date`; n = 0 is `date` itself or the next school day. Looks a year ahead at most. */
  addSchoolDays(date: Temporal.PlainDate, n: number): Temporal.PlainDate {
    let day = date;
    let left = n;
    for (let i = 0; i < 400; i++) {
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
    for (let back = 1; back <= 60; back++) {
      const day = date.subtract({ days: back });
      if (this.isSchoolDay(day)) return day;
    }
    return date.subtract({ days: 1 });
  }

  /** When `minutes` of school hours have passed since `from`: nights, weekends and vacations do not count. */
  addSchoolMinutes(from: Temporal.Instant, minutes: number): Temporal.Instant {
    let day = this.date(from);
    let left = minutes * 60_000;
    for (let i = 0; i < 400; i++, day = day.add({ days: 1 })) {
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
}
