/**
 * Reads the State Council's notice of a year's holidays (国务院办公厅关于…年部分节假日安排的通知)
 * as people paste it: a paragraph per holiday, `1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。`
 * Linear in the text; whatever does not fit its own weekday or count is said, never guessed.
 */
import type { OfficialDay } from '../../../kernel/calendar.ts';

export interface Notice {
  readonly year: number;
  readonly days: readonly OfficialDay[];
  /** A sentence for each thing that does not fit; with any, the notice is not taken. */
  readonly problems: readonly string[];
}

const NAMES = '元旦|春节|清明节|劳动节|端午节|中秋节|国庆节';
const HEAD = new RegExp(`(?:${NAMES})(?:[、和](?:${NAMES}))*[：:]`, 'gu');
/** `2026年12月31日（周四）`; a day alone (`3日`) is of the month before it. */
const DATE = '(?:(?:(\\d{4})年)?(\\d{1,2})月)?(\\d{1,2})日(?:[（(]([^（）()]{1,30})[）)])?';
const SPAN = new RegExp(`${DATE}(?:至${DATE})?(?:放假|调休)`, 'gu');
const WORK = new RegExp(`((?:${DATE}[、，,和]?)+)(?:均)?(?:正常)?上班`, 'gu');
const ONE = new RegExp(DATE, 'gu');
const COUNT = /共(\d{1,2})天/u;
/** A later paper for one holiday: `关于调整2019年劳动节假期安排的通知`. */
const AMENDED = new RegExp(
  `关于(?:调整|延长)(20\\d{2})年((?:${NAMES})(?:[、和](?:${NAMES}))*)`,
  'u',
);
/** A notice is a page of text; more is something else. */
const LONGEST = 6_000;
const FEWEST = 2;

/** The paragraphs of a notice were pasted without its head, so that nothing says of which year they are. */
export function lacksYear(text: string): boolean {
  const page = pageOf(text);
  return [...page.matchAll(HEAD)].length > FEWEST && /放假/u.test(page) && yearOf(page) === null;
}

function pageOf(text: string): string {
  return text.slice(0, LONGEST).replaceAll(/[\s*　]/gu, '');
}

/** Null where the text is no such notice. */
export function readNotice(text: string): Notice | null {
  const page = pageOf(text);
  if (!/放假|假期/u.test(page)) return null;
  const heads = [...page.matchAll(HEAD)];
  if (heads.length < FEWEST) return amendment(page);
  const year = yearOf(page);
  if (year === null) return null;
  const problems: string[] = [];
  const days = heads.flatMap((head, i) => {
    const name = head[0].slice(0, -1);
    const body = page.slice(head.index + head[0].length, heads[i + 1]?.index ?? page.length);
    return paragraph(name, body, year, problems);
  });
  const twice = days.filter((day, i) => days.findIndex((other) => other.date === day.date) < i);
  for (const { date } of twice) problems.push(`${date} 出现了两次`);
  return { year, days, problems };
}

/** Of one holiday alone; the rest of its year stands. */
function amendment(page: string): Notice | null {
  const title = AMENDED.exec(page);
  if (!title) return null;
  const year = Number(title[1]);
  const problems: string[] = [];
  const body = page.slice(title.index + title[0].length);
  return { year, days: paragraph(title[2] ?? '', body, year, problems), problems };
}

/** `关于2027年部分节假日安排`, else the one year that is named most often. */
function yearOf(page: string): number | null {
  const titled = /(20\d{2})年(?:部分)?(?:节假日|放假)/u.exec(page)?.[1];
  if (titled !== undefined) return Number(titled);
  const named = [...page.matchAll(/(20\d{2})年/gu)].map((match) => match[1] ?? '');
  const [most] = [...Map.groupBy(named, (year) => year)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return most ? Number(most[0]) : null;
}

function paragraph(name: string, body: string, year: number, problems: string[]): OfficialDay[] {
  const span = [...body.matchAll(SPAN)][0];
  if (!span) {
    problems.push(`“${name}”一段没有读到放假的日期`);
    return [];
  }
  const from = dateOf(span.slice(1, 5), year, null, problems);
  const to = span[7] === undefined ? from : dateOf(span.slice(5, 9), year, from, problems);
  if (!from || !to) return [];
  const length = from.until(to).days + 1;
  if (length < 1 || length > 16) {
    problems.push(`“${name}”从 ${from.toString()} 到 ${to.toString()}，不像是一个假期`);
    return [];
  }
  const count = COUNT.exec(body)?.[1];
  if (count !== undefined && Number(count) !== length)
    problems.push(`“${name}”写着共 ${count} 天，日期却是 ${length} 天`);
  const rest = body.slice(span.index + span[0].length);
  return [
    ...Array.from({ length }, (_, i) => ({
      date: from.add({ days: i }).toString(),
      name,
      off: true,
    })),
    ...workDays(rest, year, from, problems).map((day) => ({
      date: day.toString(),
      name,
      off: false,
    })),
  ];
}

function workDays(
  rest: string,
  year: number,
  near: Temporal.PlainDate,
  problems: string[],
): Temporal.PlainDate[] {
  return [...rest.matchAll(WORK)].flatMap((match) => {
    let before: Temporal.PlainDate | null = null;
    return [...(match[1] ?? '').matchAll(ONE)].flatMap((one) => {
      const day = dateOf(one.slice(1, 5), year, before ?? near, problems);
      before = day;
      return day ?? [];
    });
  });
}

/** A date with its weekday checked. `before` gives the month where only a day is written. */
function dateOf(
  [yearText, monthText, dayText, remark]: readonly (string | undefined)[],
  year: number,
  before: Temporal.PlainDate | null,
  problems: string[],
): Temporal.PlainDate | null {
  const month = monthText === undefined ? before?.month : Number(monthText);
  if (month === undefined || dayText === undefined) {
    problems.push(`“${dayText ?? ''}日”不知道是几月`);
    return null;
  }
  const written = `${month}月${dayText}日`;
  // A New Year's holiday may begin in the December before: 元旦 on the other side of the year.
  const given = yearText === undefined ? yearNear(year, month, before) : Number(yearText);
  let day: Temporal.PlainDate;
  try {
    day = Temporal.PlainDate.from(
      { year: given, month, day: Number(dayText) },
      { overflow: 'reject' },
    );
  } catch {
    problems.push(`没有 ${written} 这一天`);
    return null;
  }
  const weekday = /(?:周|星期)([一二三四五六日天])/u.exec(remark ?? '')?.[1];
  if (
    weekday !== undefined &&
    '一二三四五六日'.indexOf(weekday.replace('天', '日')) + 1 !== day.dayOfWeek
  )
    problems.push(
      `${written}写着周${weekday}，实际是周${'一二三四五六日'[day.dayOfWeek - 1] ?? ''}`,
    );
  return day;
}

function yearNear(year: number, month: number, before: Temporal.PlainDate | null): number {
  if (before === null) return year;
  if (before.month === 12 && month === 1) return before.year + 1;
  return before.month === 1 && month === 12 ? before.year - 1 : before.year;
}
