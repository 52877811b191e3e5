import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import { dayFrom, sayDay } from '../../../kernel/day-words.ts';

/** Days that somebody means: a holiday, a vacation, a week, a day. Both ends included. */
export interface Span {
  /** `国庆节`, `暑假`, `10月1日至10月3日` */
  readonly title: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  /** It is one holiday of the calendar. */
  readonly holiday: boolean;
}

/** Names as people say them, and as the notice does. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/元旦/u, '元旦'],
  [/春节|过年|除夕/u, '春节'],
  [/清明/u, '清明'],
  [/五一|劳动节/u, '劳动节'],
  [/端午/u, '端午'],
  [/中秋/u, '中秋'],
  [/国庆|(?<![二三四五六七八九\d月])十一(?![月号日点个节课楼班])/u, '国庆'],
];
const DAY = String.raw`(?:(?:\d{4}[-年/])?\d{1,2}[-月/.]\d{1,2}[日号]?|\d{1,2}[日号])`;
const RANGE = new RegExp(
  `(${DAY}|\\d{1,2}月\\d{1,2})\\s*(?:到|至|[-—–~～]+)\\s*(${DAY}|\\d{1,2})`,
  'u',
);
const ONE = new RegExp(
  `${DAY}|大后天|今天|明天|后天|今晚|明晚|(?:下|这|本)?(?:周|星期|礼拜)[一二三四五六日天]`,
  'u',
);
/** A roster of more days than this would be made by mistake. */
export const MOST_DAYS = 75;
const AHEAD = { days: 400 } as const;

/** The first span that the words name; null: none. A holiday is the running one or the next. */
export function spanIn(
  words: string,
  calendar: SchoolCalendar,
  today: Temporal.PlainDate,
): Span | null {
  return (
    rangeIn(words, today) ??
    dayIn(words, today) ??
    holidayIn(words, calendar, today) ??
    vacationIn(words, calendar, today) ??
    weekOrMonth(words, today)
  );
}

/** The holiday that the words name, not a single day of it. */
export function holidayIn(
  words: string,
  calendar: SchoolCalendar,
  today: Temporal.PlainDate,
): Span | null {
  const name = NAMES.find(([pattern]) => pattern.test(words))?.[1];
  if (name === undefined) return null;
  const found = calendar
    .holidays(today, today.add(AHEAD))
    .find((holiday) => holiday.name.includes(name));
  return found ? { title: found.name, from: found.from, to: found.to, holiday: true } : null;
}

/** The running holiday, or the next: what is meant where nothing is said. */
export function nextHoliday(calendar: SchoolCalendar, today: Temporal.PlainDate): Span | null {
  const [next] = calendar.holidays(today, today.add(AHEAD));
  return next ? { title: next.name, from: next.from, to: next.to, holiday: true } : null;
}

function vacationIn(
  words: string,
  calendar: SchoolCalendar,
  today: Temporal.PlainDate,
): Span | null {
  const title = /寒假|暑假/u.exec(words)?.[0];
  if (title === undefined) return null;
  const found = calendar.terms.flatMap((term, i) => {
    const next = calendar.terms[i + 1];
    if (!next) return [];
    const from = term.to.add({ days: 1 });
    const to = next.from.subtract({ days: 1 });
    const winter = from.month === 12 || from.month <= 3;
    return winter === (title === '寒假') && Temporal.PlainDate.compare(to, today) >= 0
      ? [{ title, from, to, holiday: false }]
      : [];
  });
  return found[0] ?? null;
}

function rangeIn(words: string, today: Temporal.PlainDate): Span | null {
  const [, first = '', last = ''] = RANGE.exec(words) ?? [];
  if (first === '') return null;
  const from = dayFrom(/[日号]$/.test(first) ? first : `${first}日`, today);
  if (!from) return null;
  // 10月1日到3日: the second of the same month; what is before is of the next.
  const bare = /^(\d{1,2})[日号]?$/.exec(last)?.[1];
  const to =
    bare === undefined
      ? dayFrom(/[日号]$/.test(last) ? last : `${last}日`, from)
      : dayFrom(`${Number(bare)}日`, from);
  if (!to || Temporal.PlainDate.compare(to, from) < 0) return null;
  return { title: spanWords(from, to), from, to, holiday: false };
}

function dayIn(words: string, today: Temporal.PlainDate): Span | null {
  const said = ONE.exec(words)?.[0]?.replace('晚', '天');
  const day = said === undefined ? null : dayFrom(said, today);
  return day ? { title: spanWords(day, day), from: day, to: day, holiday: false } : null;
}

function weekOrMonth(words: string, today: Temporal.PlainDate): Span | null {
  const week = /(本|这|下)(?:个)?(?:周|星期)/u.exec(words)?.[1];
  if (week !== undefined) {
    const from = today.subtract({ days: today.dayOfWeek - 1 }).add({ days: week === '下' ? 7 : 0 });
    return {
      title: week === '下' ? '下周' : '本周',
      from,
      to: from.add({ days: 6 }),
      holiday: false,
    };
  }
  const month = /(?:(本|这个|下个)|(\d{1,2}))月/u.exec(words);
  if (!month) return null;
  const first = today.with({ day: 1 });
  const asked =
    month[2] === undefined
      ? first.add({ months: month[1] === '下个' ? 1 : 0 })
      : monthFrom(Number(month[2]), first);
  return asked === null
    ? null
    : {
        title: `${asked.month}月`,
        from: asked,
        to: asked.with({ day: asked.daysInMonth }),
        holiday: false,
      };
}

function monthFrom(month: number, first: Temporal.PlainDate): Temporal.PlainDate | null {
  if (month < 1 || month > 12) return null;
  const asked = first.with({ month });
  return Temporal.PlainDate.compare(asked, first) < 0 ? asked.add({ years: 1 }) : asked;
}

/** `10月1日（周四）`, `10月1日（周四）至10月3日（周六）` */
export function spanWords(from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  return from.equals(to) ? sayDay(from) : `${sayDay(from)}至${sayDay(to)}`;
}

export function daysOf({ from, to }: Pick<Span, 'from' | 'to'>): Temporal.PlainDate[] {
  return Array.from({ length: from.until(to).days + 1 }, (_, i) => from.add({ days: i }));
}
