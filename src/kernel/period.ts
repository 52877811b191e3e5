import type { Term } from './school.ts';

/** Whole school days, both included. */
export interface Period {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/** A ledger of a longer time would not be read, and would keep everybody waiting. */
export const MOST_MONTHS = 24;

const CHINESE: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  十一: 11,
  十二: 12,
};
const MONTH = String.raw`(?:(\d{4})年|(今年|去年))?(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月?份?`;
const MONTHS = new RegExp(`^${MONTH}(?:(?:到|至|[-—–~～]+)${MONTH})?$`, 'u');

/**
 * The time that somebody means: `9月–11月`, `本月`, `上个月`, `去年12月`, `2026年9月到2027年1月`,
 * `本学期`, `今年`. A month without a year is the latest that has begun. Nothing said is this term,
 * outside of terms this month. Null: not understood.
 */
export function periodOf(
  said: string,
  today: Temporal.PlainDate,
  terms: readonly Term[],
): Period | null {
  const words = said.replaceAll(/[\s的,，.。!！、]|给我|一份|吧/gu, '').replaceAll('个', '');
  const first = today.with({ day: 1 });
  const term = terms.findLast((one) => Temporal.PlainDate.compare(one.from, today) <= 0);
  const inTerm = term && Temporal.PlainDate.compare(today, term.to) <= 0;
  switch (words) {
    case '':
      return inTerm ? { from: term.from, to: term.to } : month(first);
    case '本学期':
    case '这学期':
      return term ? { from: term.from, to: term.to } : null;
    case '上学期': {
      const before = term && terms.findLast((one) => isBefore(one.to, term.from));
      return before ? { from: before.from, to: before.to } : null;
    }
    case '本月':
    case '这月':
    case '当月':
      return month(first);
    case '上月':
      return month(first.subtract({ months: 1 }));
    case '今年':
    case '本年':
    case '全年':
      return year(first.year);
    case '去年':
      return year(first.year - 1);
    default:
      return monthsOf(MONTHS.exec(words), first);
  }
}

function monthsOf(match: RegExpExecArray | null, first: Temporal.PlainDate): Period | null {
  if (!match) return null;
  const [, yearA, wordA, a, yearB, wordB, b] = match;
  const from = monthNumber(a);
  if (from === null) return null;
  let start = first.with({ month: from });
  const said = yearOf(yearA, wordA, first);
  if (said !== null) start = start.with({ year: said });
  else if (isBefore(first, start)) start = start.subtract({ years: 1 });
  if (b === undefined) return month(start);
  const to = monthNumber(b);
  if (to === null) return null;
  let end = start.with({ month: to, year: yearOf(yearB, wordB, first) ?? start.year });
  if (isBefore(end, start)) {
    if (yearB !== undefined || wordB !== undefined) return null;
    end = end.add({ years: 1 });
  }
  const { months } = start.until(end, { largestUnit: 'months' });
  return months >= MOST_MONTHS ? null : { from: start, to: month(end).to };
}

function monthNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  return CHINESE[text] ?? Number(text);
}

function yearOf(digits: string | undefined, word: string | undefined, now: Temporal.PlainDate) {
  if (digits !== undefined) return Number(digits);
  if (word === undefined) return null;
  return word === '去年' ? now.year - 1 : now.year;
}

function month(first: Temporal.PlainDate): Period {
  return { from: first, to: first.with({ day: first.daysInMonth }) };
}

function year(number: number): Period {
  return {
    from: new Temporal.PlainDate(number, 1, 1),
    to: new Temporal.PlainDate(number, 12, 31),
  };
}

function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}
