import { offsetWords, readOffset } from './due-words.ts';
import type { Recurrence } from './item.ts';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const WEEKDAY_WORDS = '一二三四五六日';
const EARLIER = '（遇休息提前）';

/** What is said in fixed words, with the rule it stands for. */
const FIXED: readonly (readonly [string, Recurrence])[] = [
  ['每天', { rrule: 'FREQ=DAILY', policy: 'everyDay' }],
  ['每个教学日', { rrule: 'FREQ=DAILY', policy: 'schoolDays' }],
  ['每个教学日和假日值班日', { rrule: 'FREQ=DAILY', policy: 'schoolDaysAndHolidayDuty' }],
  ['食堂开伙日', { rrule: 'FREQ=DAILY', policy: 'canteenOpenDays' }],
  ['每周第一个教学日', { rrule: 'FREQ=WEEKLY;BYDAY=MO', policy: 'firstSchoolDayOfWeek' }],
  ['每周最后一个教学日', { rrule: 'FREQ=WEEKLY;BYDAY=FR', policy: 'lastSchoolDayOfWeek' }],
];

/** `每周三`, `每月10日`, `3、6、9、12月倒数第3天`, `每学期开学前2天`: what `readWhen` reads. */
export function whenWords(when: Recurrence): string {
  if ('rrule' in when) return ruleWords(when);
  if (when.anchor === 'holidayStart')
    return 'offsetDays' in when
      ? `每次放假前${when.offsetDays.map((days) => Math.abs(days)).join('、')}天`
      : `每次放假前${Math.abs(when.offsetSchoolDays)}个教学日`;
  const season = when.term === undefined ? '每学期' : when.term === 'spring' ? '春季' : '秋季';
  const end = when.term === undefined ? '结束' : '学期结束';
  return `${season}${when.anchor === 'termStart' ? '开学' : end}${offsetWords(when.offsetDays)}`;
}

function ruleWords(when: Extract<Recurrence, { rrule: string }>): string {
  const fixed = FIXED.find(([, other]) => JSON.stringify(other) === JSON.stringify(when));
  if (fixed) return fixed[0];
  const rule = new Map(
    when.rrule.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, value] as const;
    }),
  );
  const days = rule.get('BYDAY')?.split(',') ?? [];
  if (days.length > 0)
    return `每周${days.map((day) => WEEKDAY_WORDS[WEEKDAYS.findIndex((one) => one === day)]).join('、')}`;
  const monthDay = Number(rule.get('BYMONTHDAY'));
  const months = rule.get('BYMONTH')?.split(',').join('、');
  const lead =
    months === undefined
      ? '每月'
      : rule.get('FREQ') === 'YEARLY'
        ? `每年${months}月`
        : `${months}月`;
  const day =
    monthDay === -1 ? '最后一天' : monthDay < 0 ? `倒数第${-monthDay}天` : `${monthDay}日`;
  return `${lead}${day}${monthDay > 0 && when.policy === 'previousSchoolDay' ? EARLIER : ''}`;
}

/** Null: not understood. */
export function readWhen(words: string): Recurrence | null {
  const said = words
    .replaceAll(/\s/gu, '')
    .replaceAll(/[(]/gu, '（')
    .replaceAll(/[)]/gu, '）')
    .replaceAll(/星期|礼拜/gu, '周');
  const fixed = FIXED.find(([known]) => known === said);
  return fixed?.[1] ?? readWeekly(said) ?? readMonthly(said) ?? readTerm(said) ?? readHoliday(said);
}

function readWeekly(said: string): Recurrence | null {
  const found = /^每周([一二三四五六日天](?:、?[一二三四五六日天])*)$/u.exec(said);
  if (!found) return null;
  const named = (found[1] ?? '').replaceAll('、', '').replaceAll('天', '日');
  const days = [...new Set(Array.from(named, (day) => WEEKDAYS[WEEKDAY_WORDS.indexOf(day)]))];
  return { rrule: `FREQ=WEEKLY;BYDAY=${days.join(',')}`, policy: 'shiftWithinWeek' };
}

function readMonthly(said: string): Recurrence | null {
  const found =
    /^(?:每月|每年(\d{1,2})月|(\d{1,2}(?:[、,，]\d{1,2})*)月)(?:(\d{1,2})[日号]|(最后一天)|倒数第(\d)天)(（遇休息提前）)?$/u.exec(
      said,
    );
  if (!found) return null;
  const [, yearly, some, day, last, fromEnd, earlier] = found;
  const months = [
    ...new Set(
      (yearly ?? some ?? '')
        .split(/[、,，]/u)
        .filter(Boolean)
        .map(Number),
    ),
  ];
  const monthDay = day !== undefined ? Number(day) : last !== undefined ? -1 : -Number(fromEnd);
  if (months.some((month) => month < 1 || month > 12)) return null;
  if (monthDay === 0 || monthDay > 31 || (day !== undefined && monthDay < 1)) return null;
  const policy = monthDay < 0 || earlier !== undefined ? 'previousSchoolDay' : 'nextSchoolDay';
  const freq = yearly === undefined ? 'MONTHLY' : 'YEARLY';
  const within = months.length > 0 ? `;BYMONTH=${months.join(',')}` : '';
  return { rrule: `FREQ=${freq}${within};BYMONTHDAY=${monthDay}`, policy };
}

function readTerm(said: string): Recurrence | null {
  const found = /^(每学期|春季|秋季)(?:学期)?(开学|开始|结束)(.*)$/u.exec(said);
  const offsetDays = readOffset(found?.[3] ?? '');
  if (!found || offsetDays === null) return null;
  const anchor = found[2] === '结束' ? 'termEnd' : 'termStart';
  const seasons = { 春季: 'spring', 秋季: 'autumn' } as const;
  const term = found[1] === '春季' || found[1] === '秋季' ? seasons[found[1]] : undefined;
  return { anchor, offsetDays, ...(term === undefined ? {} : { term }) };
}

function readHoliday(said: string): Recurrence | null {
  const school = /^每次放假前(\d{1,2})个教学日$/u.exec(said);
  const before = Number(school?.[1]);
  if (school && before >= 1 && before <= 10)
    return { anchor: 'holidayStart', offsetSchoolDays: -before };
  const found = /^每次放假前(\d{1,2}(?:[、,，]\d{1,2})*)天$/u.exec(said);
  if (!found) return null;
  const days = (found[1] ?? '').split(/[、,，]/u).map((day) => -Number(day));
  return days.every((day) => day < 0 && day >= -60)
    ? { anchor: 'holidayStart', offsetDays: days }
    : null;
}

/** `07:30、11:30`, with the colons people type; null: not understood. */
export function readTimes(words: string): string[] | null {
  const said = words
    .replaceAll('：', ':')
    .replaceAll(/\s/gu, '')
    .replaceAll(/[，,；;]/gu, '、');
  const times = said.split('、').map((time) => time.padStart(5, '0'));
  const good = times.every((time) => /^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(time));
  // Quiet hours hold everything back: a check inside them would never be on time.
  const awake = times.every((time) => time >= '06:30' && time <= '22:00');
  return good && awake && times.length <= 4 ? [...new Set(times)].toSorted() : null;
}
