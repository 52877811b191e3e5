import { readNumber } from './numbers.ts';
import { remembered } from './words.ts';

/** A day or span named in the text, with its offsets. */
export interface NamedDate {
  start: number;
  end: number;
  from: Temporal.PlainDate;
  to: Temporal.PlainDate;
  month: boolean;
}

const N = '(\\d{1,2}|[一二两三四五六七八九十]{1,3})';
const WEEKDAYS = '一二三四五六日';
/** No day is named without one of these. */
const DATED =
  /[日号天今明昨前晚夜儿周月年节旦\d]|星期|礼拜|双休|双十|[国劳五六十]|圣诞|除夕|大年|元宵|端午|中秋|清明|现在|to(?:day|morrow|night)/;

type DayOf = (year: number) => { month: number; day: number };
const fixed =
  (month: number, day: number): DayOf =>
  () => ({ month, day });
const lunar =
  (monthCode: string, day: number, shift = 0): DayOf =>
  (year) =>
    Temporal.PlainDate.from({ calendar: 'chinese', year, monthCode, day })
      .withCalendar('iso8601')
      .add({ days: shift });
const HOLIDAYS: readonly (readonly [RegExp, DayOf])[] = [
  [/元旦/, fixed(1, 1)],
  [/圣诞/, fixed(12, 25)],
  [/双十二|双12/, fixed(12, 12)],
  [/双十一|双11/, fixed(11, 11)],
  [/教师节/, fixed(9, 10)],
  [/国庆|十一(?=假|长假|期间|谁|值班)/, fixed(10, 1)],
  [/五一(?!班)|劳动节/, fixed(5, 1)],
  [/六一(?!班)|儿童节/, fixed(6, 1)],
  [/妇女节/, fixed(3, 8)],
  [/除夕|年三十|大年夜/, lunar('M01', 1, -1)],
  [/春节|大年初一/, lunar('M01', 1)],
  [/元宵/, lunar('M01', 15)],
  [/端午/, lunar('M05', 5)],
  [/中秋/, lunar('M08', 15)],
  // The solar term by the rule that holds until 2099.
  [
    /清明/,
    (year) => ({
      month: 4,
      day: Math.floor((year % 100) * 0.2422 + 4.81) - Math.floor((year % 100) / 4),
    }),
  ],
];
const PATTERN = new RegExp(
  [
    `(?<iso>20\\d\\d[-/.年]\\d{1,2}[-/.月]\\d{1,2}[日号]?)`,
    `(?<md>${N.replace('(', '(?:')}月份?${N.replace('(', '(?:')}[日号]?(?!日?[个楼栋])|(?<![\\d-])\\d{1,2}[/.]\\d{1,2}(?=号|日|前|$|[^\\d元米号xX*×万千百块公斤匹寸升瓦吨]))`,
    `(?<rel>大后天|大前天|今天|今晚|今早|今日|今儿|今夜|现在|明后(?:两?天)|今明(?:两?天)|tomorrow|today|tonight|明天|明早|明晚|明日|明儿|后天|昨天|昨晚|昨日|前天)`,
    `(?<within>${N.replace('(', '(?:')}天(?:之?内|以内)|(?:一|两|二|三|四|1|2|3|4)个?(?:周|星期|礼拜)(?:之?内|以内)|(?:本|这)周内|月内|(?:接下来|未来|今后|往后|之后)的?${N.replace('(', '(?:')}(?:天|周|个?星期|个?礼拜)|[这近]两个?(?:周|星期|礼拜))`,
    `(?<week>(?:下下个?|下个?|上上个?|上个?|这个?|本)?(?:双休日|(?:周|星期|礼拜)(?:六日(?!常)|[一二三四五六日天1-6](?!班|年|[(（]|把|台)|末)))`,
    `(?<span>(?:下下个?|下个?|上上个?|上个?|这个?|本)(?:周|星期|礼拜))`,
    `(?<edge>(?:这个月|本月|下个?月|当)?(?:月底|月末)|下个?月(?:底|末)|下个?月初|月初|年底|年末)`,
    `(?<mday>(?:这个月|本月|下个?月)${N.replace('(', '(?:')}[日号])`,
    `(?<mspan>这个月|本月|当月|下个?月|上个?月)`,
    `(?<day>(?<![\\d第几a-z])${N.replace('(', '(?:')}[日号](?![人楼栋幢座馆公舍宿机食餐门线库教电墨碳充碱干南窗]|洗衣|饮水|热水|举升|烘|柜|箱|灯|炉|桌|床|[篮足排]?球|坑|场|车|梯))`,
    `(?<mon>${N.replace('(', '(?:')}月份?)`,
  ].join('|'),
  'g',
);

function monthDay(
  today: Temporal.PlainDate,
  month: number,
  day: number,
  past: boolean,
): Temporal.PlainDate | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const here = Temporal.PlainDate.from({ year: today.year, month, day }, { overflow: 'constrain' });
  const before = Temporal.PlainDate.compare(here, today) < 0;
  if (past) return Temporal.PlainDate.compare(here, today) > 0 ? here.subtract({ years: 1 }) : here;
  return before ? here.add({ years: 1 }) : here;
}

/** The next such holiday, or the last one for the past. */
function holiday(today: Temporal.PlainDate, dayOf: DayOf, past: boolean): Temporal.PlainDate {
  const of = (year: number) => {
    const { month, day } = dayOf(year);
    return Temporal.PlainDate.from({ year, month, day });
  };
  const here = of(today.year);
  const side = Temporal.PlainDate.compare(here, today);
  if (past) return side > 0 ? of(today.year - 1) : here;
  return side < 0 ? of(today.year + 1) : here;
}

const endOfMonth = (d: Temporal.PlainDate) => d.with({ day: d.daysInMonth });
const numberIn = (text: string) =>
  readNumber(/\d+|[一二两三四五六七八九十]+/.exec(text)?.[0] ?? '') ?? 0;

/** All days named in a normalised text. `past` reads a bare date as the last one, not the next. */
export function findDates(text: string, today: Temporal.PlainDate, past = false): NamedDate[] {
  return DATED.test(text) ? dated(text, `${today.toString()}${past ? '<' : ''}`) : [];
}

const dated = remembered((text, key): NamedDate[] => {
  const past = key.endsWith('<');
  const today = Temporal.PlainDate.from(past ? key.slice(0, -1) : key);
  const found: NamedDate[] = [];
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  let carried: number | null = null;
  const add = (
    start: number,
    word: string,
    from: Temporal.PlainDate | null,
    to = from,
    month = false,
  ) => {
    if (from && to) found.push({ start, end: start + word.length, from, to, month });
  };
  for (const [pattern, dayOf] of HOLIDAYS) {
    const hit = pattern.exec(text);
    if (hit) add(hit.index, hit[0], holiday(today, dayOf, past));
  }
  for (const hit of text.matchAll(PATTERN)) {
    const word = hit[0];
    const g = hit.groups ?? {};
    const at = hit.index;
    if (found.some((f) => f.start <= at && at < f.end)) continue;
    if (g['iso']) {
      const [y, m, d] = word.split(/\D+/).map(Number);
      if (y && m && d && m <= 12 && d <= 31)
        add(at, word, Temporal.PlainDate.from({ year: y, month: m, day: d }));
    } else if (g['md']) {
      const [m, d] = word.split(/月份?|[/.]/).map((p) => numberIn(p));
      add(at, word, monthDay(today, m ?? 0, d ?? 0, past));
    } else if (g['rel'] && /两?天$/.test(word) && /^[今明][明后]/.test(word)) {
      const from = today.add({ days: word.startsWith('明') ? 1 : 0 });
      add(at, word, from, from.add({ days: 1 }));
    } else if (g['rel']) {
      const days = /大后/.test(word)
        ? 3
        : /大前/.test(word)
          ? -3
          : /后天/.test(word)
            ? 2
            : /明|tomorrow/.test(word)
              ? 1
              : /昨/.test(word)
                ? -1
                : /前天/.test(word)
                  ? -2
                  : 0;
      add(at, word, today.add({ days }));
    } else if (g['within']) {
      if (/[这近]两/.test(word)) add(at, word, monday, monday.add({ days: 13 }));
      else if (!word.endsWith('内'))
        add(
          at,
          word,
          /天/.test(word) ? today : /[一1]/.test(word) ? today : monday,
          /天/.test(word)
            ? today.add({ days: numberIn(word) - 1 })
            : /[一1]/.test(word)
              ? today.add({ days: 6 })
              : monday.add({ days: 7 * numberIn(word) - 1 }),
        );
      else {
        const last = /月内/.test(word)
          ? endOfMonth(today)
          : /[本这]周/.test(word)
            ? monday.add({ days: 6 })
            : today.add({ days: /天/.test(word) ? numberIn(word) : 7 * numberIn(word) });
        add(at, word, last);
      }
    } else if (g['week'] || g['span']) {
      const shift = word.startsWith('下下')
        ? 2
        : word.startsWith('下')
          ? 1
          : word.startsWith('上上')
            ? -2
            : word.startsWith('上')
              ? -1
              : /^[这本]/.test(word)
                ? 0
                : null;
      if (shift !== null) carried = shift;
      const base = monday.add({ weeks: shift ?? carried ?? 0 });
      if (g['span']) add(at, word, base, base.add({ days: 6 }));
      else if (/末$|双休日|六日/.test(word))
        add(at, word, base.add({ days: 5 }), base.add({ days: 6 }));
      else {
        const c = word.at(-1) ?? '一';
        const day = c === '天' ? 6 : /\d/.test(c) ? Number(c) - 1 : WEEKDAYS.indexOf(c);
        let date = base.add({ days: day });
        if (
          shift === null &&
          carried === null &&
          !past &&
          Temporal.PlainDate.compare(date, today) < 0
        )
          date = date.add({ weeks: 1 });
        if (past && shift === null && Temporal.PlainDate.compare(date, today) > 0)
          date = date.subtract({ weeks: 1 });
        add(at, word, date);
      }
    } else if (g['edge']) {
      const month =
        /下个?月/.test(word) || (/月初/.test(word) && today.day > 1)
          ? today.add({ months: 1 })
          : today;
      add(
        at,
        word,
        /年/.test(word)
          ? today.with({ month: 12, day: 31 })
          : /初/.test(word)
            ? month.with({ day: 1 })
            : endOfMonth(month),
      );
    } else if (g['mday']) {
      const month = word.startsWith('下') ? today.add({ months: 1 }) : today;
      add(
        at,
        word,
        month.with({ day: Math.max(1, Math.min(31, numberIn(word.replace(/^.*月/, '')))) }),
      );
    } else if (g['mspan']) {
      const month = (
        word.startsWith('下')
          ? today.add({ months: 1 })
          : word.startsWith('上')
            ? today.subtract({ months: 1 })
            : today
      ).with({ day: 1 });
      add(at, word, month, endOfMonth(month), true);
    } else if (g['day']) {
      const day = numberIn(word);
      if (day >= 1 && day <= 31) {
        const here = today.with({ day: Math.min(day, today.daysInMonth) });
        add(
          at,
          word,
          Temporal.PlainDate.compare(here, today) < 0 && !past
            ? today.add({ months: 1 }).with({ day })
            : here,
        );
      }
    } else if (g['mon']) {
      const m = numberIn(word);
      if (m >= 1 && m <= 12) {
        const yearStart = today.month >= 9 ? today.year : today.year - 1;
        const first = Temporal.PlainDate.from({
          year: m >= 9 ? yearStart : yearStart + 1,
          month: m,
          day: 1,
        });
        add(at, word, first, endOfMonth(first), true);
      }
    }
  }
  return joined(
    found.toSorted((a, b) => a.start - b.start),
    text,
  );
});

/** 周一到周五, 周六周日 and 12月1号到5号 are one span each. */
function joined(found: readonly NamedDate[], text: string): NamedDate[] {
  const out: NamedDate[] = [];
  for (const date of found) {
    const last = out.at(-1);
    const gap = last ? text.slice(last.end, date.start) : '';
    if (last && !last.month && !date.month && last.from.equals(last.to)) {
      const word = text.slice(date.start, date.end);
      const bare =
        /^\D{0,3}\d{0,2}[日号]?$/.test(word) &&
        /[日号]$/.test(word) &&
        !/月|周|星期|礼拜/.test(word);
      const to =
        bare && /月/.test(text.slice(last.start, last.end))
          ? last.from.with({ day: Math.min(date.to.day, last.from.daysInMonth) })
          : date.to;
      const days = last.from.until(to).total('days');
      if ((/^(?:到|至|-|~|—)$/.test(gap) && days > 0) || (/^[、和]?$/.test(gap) && days === 1)) {
        out[out.length - 1] = { ...last, end: date.end, to };
        continue;
      }
    }
    out.push(date);
  }
  return out;
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/早上|早晨|明早|今早|一早|清早/, '08:00'],
  [/上午/, '09:00'],
  [/中午|午休/, '12:00'],
  [/下午/, '14:00'],
  [/傍晚/, '17:00'],
  [/晚上|今晚|明晚|晚间/, '19:00'],
];
const CLOCK =
  /(早上|上午|中午|下午|傍晚|晚上|今晚|明晚|晚)?(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:点(?!名|儿|击)(半|\d{1,2}分?|[一二三四五]?十[一二三四五]?分?|一刻|三刻|钟)?|:(\d\d))/;

/** A time of day, `HH:MM`, with its offset; null when none is named. */
export function findTime(text: string): { at: number; time: string } | null {
  const clock = CLOCK.exec(text);
  // 一点都不亮 is a degree, not one o'clock.
  if (clock && !/^一点[都不也没反用坏了]/.test(text.slice(clock.index, clock.index + 3))) {
    let hour = readNumber(clock[2] ?? '') ?? 0;
    const part =
      clock[1] ??
      PARTS.find(([p]) => p.test(text.slice(Math.max(0, clock.index - 4), clock.index)))?.[0]
        .source ??
      '';
    const rest = clock[3] ?? '';
    const minute = clock[4]
      ? Number(clock[4])
      : rest === '半'
        ? 30
        : rest === '一刻'
          ? 15
          : rest === '三刻'
            ? 45
            : (readNumber(rest.replace(/分|钟/, '')) ?? 0);
    if (hour < 12 && (/下午|傍晚|晚/.test(part) || (part === '' && hour >= 1 && hour <= 6)))
      hour += 12;
    if (/中午/.test(part) && hour < 6) hour += 12;
    if (hour < 24 && minute < 60)
      return {
        at: clock.index,
        time: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`,
      };
  }
  for (const [pattern, time] of PARTS) {
    const hit = pattern.exec(text);
    if (hit) return { at: hit.index, time };
  }
  return null;
}
