/**
 * What the school year 2026-2027 must bring, worked out without the product's planner, calendar or
 * recurrence library: days from the notices as printed, policies day by day.
 */
import checks from '../../src/features/schedule/data/checks.json' with { type: 'json' };
import items from '../../src/features/schedule/data/items.json' with { type: 'json' };

/** Worked out by hand from each item's facts, the official 2026 and the provisional 2027. */
export const DUE: Record<string, string> = {
  'M02-01a': '2027-02-28',
  'M02-01b': '2027-02-28',
  'M02-02': '2027-03-11',
  'M02-03': '2027-03-04',
  'M02-04': '2027-02-27',
  'M02-05': '2027-03-06',
  'M02-06': '2027-02-26',
  'M03-01': '2027-03-25',
  'M03-02': '2027-03-31',
  'M03-03': '2027-03-31',
  'M03-04': '2027-03-25',
  'M04-01': '2027-04-20',
  'M04-02': '2027-04-28',
  'M05-01': '2027-04-24',
  'M05-02': '2027-05-20',
  'M05-03': '2027-05-28',
  'M06-01': '2027-06-10',
  'M06-02': '2027-06-18',
  'M06-03': '2027-06-22',
  'M07-01': '2027-07-07',
  'M07-02': '2027-07-01',
  'M07-03': '2027-07-09',
  'M07-04': '2027-07-02',
  'M09-01': '2026-08-29',
  'M09-03': '2026-08-30',
  'M09-05': '2026-09-01',
  'M09-06': '2026-09-04',
  'M09-07': '2026-09-30',
  'M09-08': '2026-09-15',
  'M09-09': '2026-09-01',
  'M09-10': '2026-08-30',
  'M09-11': '2026-09-10',
  'M09-12': '2026-09-20',
  'M09-13': '2026-09-30',
  'M09-14': '2026-09-29',
  'M10-01': '2026-09-24',
  'M10-02': '2026-10-23',
  'M10-03': '2026-10-28',
  'M10-04': '2026-10-20',
  'M10-05': '2026-10-30',
  'M11-01': '2026-11-10',
  'M11-02': '2026-11-27',
  'M11-03': '2026-11-20',
  'M11-04': '2026-11-25',
  'M12-01': '2026-12-18',
  'M12-02': '2026-12-31',
};

/** Days off and make-up days: official for 2026, statutory for 2027 until a notice says otherwise. */
export interface Days {
  readonly off: readonly [from: string, to: string][];
  readonly work: readonly string[];
}
const OFFICIAL_2026: Days = {
  off: [
    ['2026-09-25', '2026-09-27'],
    ['2026-10-01', '2026-10-07'],
  ],
  work: ['2026-09-20', '2026-10-10'],
};
export const STATUTORY_2027: Days = {
  off: [
    ['2027-01-01', '2027-01-01'],
    ['2027-02-05', '2027-02-08'],
    ['2027-04-05', '2027-04-05'],
    ['2027-05-01', '2027-05-02'],
    ['2027-06-09', '2027-06-09'],
    ['2027-09-15', '2027-09-15'],
  ],
  work: [],
};

const TERMS: readonly (readonly [string, string])[] = [
  ['2026-09-01', '2027-01-22'],
  ['2027-03-01', '2027-07-02'],
];

export function expectedYear(from: string, to: string, days2027: Days, due = DUE): Set<string> {
  const off = [...OFFICIAL_2026.off, ...days2027.off];
  const work = new Set([...OFFICIAL_2026.work, ...days2027.work]);
  const isOff = (day: string) => off.some(([a, b]) => a <= day && day <= b);
  const works = (day: string) => work.has(day) || (!isOff(day) && weekday(day) <= 5);
  const school = (day: string) => works(day) && TERMS.some(([a, b]) => a <= day && day <= b);
  const seek = (day: string, step: number, fits: (day: string) => boolean) => {
    for (let i = 0, at = day; i < 400; i++, at = plus(at, step)) if (fits(at)) return at;
    return null;
  };
  const found = new Set<string>();
  const post = (item: string, slot: string, day: string | null, time: string) => {
    if (day !== null && from <= day && day <= to) found.add(`${day}T${time} ${item} ${slot}`);
  };

  for (const item of items) {
    const day = due[item.id] ?? '';
    const slot = `${item.month >= 9 ? 2026 : 2027}-${String(item.month).padStart(2, '0')}`;
    for (const n of item.remindDaysBefore) post(item.id, `${slot}:-${n}`, plus(day, -n), '08:30');
    if (item.kind !== 'ongoing')
      post(item.id, `${slot}:overdue`, seek(plus(day, 1), 1, works), '08:30');
  }
  for (const month of monthsBetween(from, to)) {
    const planned = items.some(
      (item) =>
        (due[item.id] ?? '').startsWith(month) ||
        month === `${item.month >= 9 ? 2026 : 2027}-${String(item.month).padStart(2, '0')}`,
    );
    if (!planned) continue;
    post('month', month, seek(`${month}-01`, 1, works), '08:00');
    post('summary', month, seek(lastOf(month), -1, works), '15:00');
  }
  for (const [start] of TERMS) post('term', start, plus(start, -7), '08:00');

  const holidays = off.map(([start]) => start);
  for (const check of checks) {
    for (const day of daysOf(check, { from, to, school, seek, holidays }))
      for (const time of check.times) post(check.id, `${day}T${time}`, day, time);
  }
  return found;
}

interface World {
  readonly from: string;
  readonly to: string;
  readonly school: (day: string) => boolean;
  readonly seek: (day: string, step: number, fits: (day: string) => boolean) => string | null;
  readonly holidays: readonly string[];
}

function daysOf({ id, when }: (typeof checks)[number], world: World): Set<string> {
  const { from, to, school, seek, holidays } = world;
  const days = new Set<string>();
  const add = (day: string | null) => day !== null && days.add(day);
  if ('anchor' in when) {
    const [autumn, spring] = TERMS;
    if (when.anchor === 'holidayStart') {
      for (const start of holidays)
        if ('offsetSchoolDays' in when) {
          const eve = seek(plus(start, -1), -1, school);
          if (eve !== null && eve >= plus(start, -45)) add(eve);
        } else for (const n of [-14, -7, -3, -1]) add(plus(start, n));
    } else {
      const n = typeof when.offsetDays === 'number' ? when.offsetDays : 0;
      for (const term of id === 'C-Y01' ? [autumn] : [autumn, spring])
        add(plus(term?.[when.anchor === 'termStart' ? 0 : 1] ?? '', n));
    }
    return days;
  }
  const rule = new Map(
    (when.rrule ?? '').split(';').map((part) => [part.split('=')[0], part.split('=')[1]]),
  );
  for (let day = plus(from, -62); day <= plus(to, 31); day = plus(day, 1)) {
    if (!unrolled(day, rule)) continue;
    const monday = plus(day, 1 - weekday(day));
    const week = Array.from({ length: 7 }, (_, i) => plus(monday, i)).filter(school);
    switch (when.policy) {
      case 'everyDay':
        add(day);
        break;
      case 'schoolDays':
      case 'canteenOpenDays':
      case 'schoolDaysAndHolidayDuty':
        add(school(day) ? day : null);
        break;
      case 'firstSchoolDayOfWeek':
        add(week[0] ?? null);
        break;
      case 'lastSchoolDayOfWeek':
        add(week.at(-1) ?? null);
        break;
      case 'shiftWithinWeek':
        add(week.find((other) => other >= day) ?? week.at(-1) ?? null);
        break;
      case 'nextSchoolDay':
        if (day <= to) add(seek(day, 1, school));
        break;
      case 'previousSchoolDay':
        if (day >= from) add(seek(day, -1, school));
        break;
      default:
        throw new Error(`an unknown policy: ${when.policy}`);
    }
  }
  return days;
}

/** Whether an RFC 5545 rule of the kinds that are shipped has this day. */
function unrolled(day: string, rule: ReadonlyMap<string | undefined, string | undefined>): boolean {
  const byDay = rule.get('BYDAY');
  if (byDay !== undefined && ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][weekday(day) - 1] !== byDay)
    return false;
  const byMonth = rule.get('BYMONTH');
  if (byMonth !== undefined && !byMonth.split(',').includes(String(Number(day.slice(5, 7)))))
    return false;
  const byMonthDay = Number(rule.get('BYMONTHDAY') ?? 0);
  if (byMonthDay > 0) return Number(day.slice(8)) === byMonthDay;
  return byMonthDay === 0 || plus(lastOf(day.slice(0, 7)), byMonthDay + 1) === day;
}

function plus(day: string, n: number): string {
  return Temporal.PlainDate.from(day).add({ days: n }).toString();
}

function weekday(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

function lastOf(month: string): string {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  return `${month}-${daysInMonth}`;
}

function monthsBetween(from: string, to: string): string[] {
  const months = new Set<string>();
  for (let day = from; day <= to; day = plus(day, 1)) months.add(day.slice(0, 7));
  return [...months];
}
