import { STATUTORY_2027 } from '../simulation/year.ts';
import { termsOf } from './school.ts';

/** Official in 2026 after the summer, worked out without the product; later years by the statute. */
const OFF: readonly (readonly [string, string])[] = [
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
  ...STATUTORY_2027.off,
];
const WORK = new Set(['2026-09-20', '2026-10-10']);

/** Which days the simulated people are at school; the product has a calendar of its own. */
export class Days {
  readonly terms: readonly (readonly [string, string])[];

  constructor(year: number, years: number) {
    this.terms = Array.from({ length: years }, (_, i) => termsOf(year + i)).flat();
  }

  isSchool(day: Temporal.PlainDate): boolean {
    const text = day.toString();
    return this.isWorking(day) && this.terms.some(([from, to]) => from <= text && text <= to);
  }

  /** In a vacation too. */
  isWorking(day: Temporal.PlainDate): boolean {
    const text = day.toString();
    if (WORK.has(text)) return true;
    if (OFF.some(([from, to]) => from <= text && text <= to)) return false;
    return day.dayOfWeek <= 5;
  }

  /** A day of the first roster. */
  isRoster(day: Temporal.PlainDate): boolean {
    return day.month === 10 && day.day <= 7 && this.terms[0]?.[0].slice(0, 4) === String(day.year);
  }

  /** The day before one of the roster's days on which 王老师 is on duty. */
  isRosterEve(day: Temporal.PlainDate): boolean {
    const next = day.add({ days: 1 });
    return next.month === 10 && next.day <= 7 && next.day % 2 === 1;
  }
}

/**
 * When the director is asked for next year's notice while there is none: on the first working day of each
 * week from 25 October on, on every working day of December.
 */
export function noticesAsked(year: number, calendar: Days): string[] {
  const lines: string[] = [];
  const end = `${year}-12-31`;
  for (
    let day = Temporal.PlainDate.from(`${year}-10-25`);
    day.toString() <= end;
    day = day.add({ days: 1 })
  ) {
    if (!calendar.isWorking(day)) continue;
    const before = Array.from({ length: day.dayOfWeek - 1 }, (_, i) =>
      day.subtract({ days: i + 1 }),
    );
    if (day.month < 12 && before.some((earlier) => calendar.isWorking(earlier))) continue;
    lines.push(`${day.toString()}T09:00 notice ${day.toString()}`);
  }
  return lines;
}
