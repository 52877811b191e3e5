import { SchoolCalendar, type OfficialDay } from '../../../kernel/calendar.ts';
import { statutoryDays } from '../../../kernel/statutory.ts';
import type { Notice } from './notice.ts';

/** A notice is of this year, the next one, or one more where the office is early. */
const YEARS_AHEAD = 2;

/**
 * What a notice makes of its year. One that speaks of some holidays only (a later change, half a
 * page) leaves the others as an official year has them; in a year that has none yet, and wherever a
 * day off by law would be worked, it is not whole, and that is said.
 */
export function settle(
  notice: Notice,
  calendar: SchoolCalendar,
  today: Temporal.PlainDate,
): Notice & { readonly differs: boolean } {
  const { year } = notice;
  if (year < today.year || year > today.year + YEARS_AHEAD)
    return { ...notice, differs: true, problems: [...notice.problems, tooFar(year, today)] };
  const former = calendar.years[year];
  const known = former?.status === 'official' ? former.days : [];
  const days = [...known.filter((day) => !namesOneOf(notice.days, day)), ...notice.days].toSorted(
    (one, other) => (one.date < other.date ? -1 : 1),
  );
  return {
    year,
    days,
    problems: [...notice.problems, ...worked(year, days)],
    differs: former?.status !== 'official' || fingerprint(days) !== fingerprint(known),
  };
}

/** The calendar as a notice would have it. */
export function withNotice(
  calendar: SchoolCalendar,
  { year, days }: Pick<Notice, 'year' | 'days'>,
): SchoolCalendar {
  const years = { ...calendar.years, [year]: { status: 'official' as const, days } };
  return new SchoolCalendar(calendar.timezone, years, calendar.terms);
}

function tooFar(year: number, today: Temporal.PlainDate): string {
  return `这是 ${year} 年的通知，今年是 ${today.year} 年`;
}

/** `国庆节、中秋节` speaks of both. */
function namesOneOf(days: readonly OfficialDay[], { name }: OfficialDay): boolean {
  const parts = name.split(/[、和]/u);
  return days.some((day) => day.name.split(/[、和]/u).some((part) => parts.includes(part)));
}

function worked(year: number, days: readonly OfficialDay[]): string[] {
  const off = new Set(days.filter((day) => day.off).map(({ date }) => date));
  const missing = statutoryDays(year).filter(({ date }) => !off.has(date));
  return [...Map.groupBy(missing, ({ name }) => name)].map(([name, [first]]) => {
    const day = Temporal.PlainDate.from(first?.date ?? `${year}-01-01`);
    return `没有读到“${name}”在 ${day.month}月${day.day}日放假，请把通知全文发给我`;
  });
}

function fingerprint(days: readonly OfficialDay[]): string {
  return days
    .map(({ date, off }) => `${date}${off ? '+' : '-'}`)
    .toSorted()
    .join(' ');
}
