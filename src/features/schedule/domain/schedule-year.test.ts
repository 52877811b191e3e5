import { describe, expect, it } from 'vitest';
import { SchoolCalendar, type HolidayYear } from '../../../kernel/calendar.ts';
import { SHIPPED_YEARS } from '../../../kernel/shipped-holidays.ts';
import { DUE } from '../../../../test/simulation/year.ts';
import { SHIPPED_CHECKS, SHIPPED_ITEMS } from '../shipped.ts';
import { checkDays } from './check-days.ts';
import { beforeTerm, dueDays, planOf } from './due.ts';
import { postsBetween } from './posts.ts';

const d = (day: string) => Temporal.PlainDate.from(day);
const TERMS = [
  { name: '2025-2026 下学期', from: d('2026-03-01'), to: d('2026-07-03') },
  { name: '2026-2027 上学期', from: d('2026-09-01'), to: d('2027-01-22') },
  { name: '2026-2027 下学期', from: d('2027-03-01'), to: d('2027-07-02') },
];
const FROM = d('2026-08-20');
const TO = d('2027-07-31');
const calendar = new SchoolCalendar('Asia/Shanghai', SHIPPED_YEARS, TERMS);

it('46 items and 35 checks are shipped, no id twice', () => {
  expect(SHIPPED_ITEMS).toHaveLength(46);
  expect(SHIPPED_CHECKS).toHaveLength(35);
  expect(new Set([...SHIPPED_ITEMS, ...SHIPPED_CHECKS].map(({ id }) => id)).size).toBe(81);
});

describe('every item falls due once in the school year 2026-2027', () => {
  it.each(SHIPPED_ITEMS.map((item) => [item.id, item] as const))('%s', (id, item) => {
    expect(dueDays(item, calendar, FROM, TO).map(({ due }) => String(due))).toEqual([DUE[id]]);
  });
});

describe('whether a date is certain', () => {
  const one = (id: string) => SHIPPED_ITEMS.filter((item) => item.id === id);
  it('is said of every due day: official in 2026, provisional in 2027', () => {
    const [may] = one('M05-01').flatMap((item) => dueDays(item, calendar, FROM, TO));
    const [october] = one('M10-01').flatMap((item) => dueDays(item, calendar, FROM, TO));
    expect([may?.official, october?.official]).toEqual([false, true]);
  });

  it('a notice read in November moves what hangs on a holiday of 2027', () => {
    const notice: HolidayYear = {
      status: 'official',
      days: [
        ...['04-30', '05-01', '05-02', '05-03', '05-04'].map((day) => ({
          date: `2027-${day}`,
          name: '劳动节',
          off: true,
        })),
        { date: '2027-04-25', name: '劳动节', off: false },
      ],
    };
    const read = new SchoolCalendar('Asia/Shanghai', { ...SHIPPED_YEARS, 2027: notice }, TERMS);
    const [may] = one('M05-01').flatMap((item) => dueDays(item, read, FROM, TO));
    expect([String(may?.due), may?.official]).toEqual(['2027-04-23', true]);
  });
});

describe('the month’s plan', () => {
  const ids = (month: string) =>
    planOf(SHIPPED_ITEMS, calendar, Temporal.PlainYearMonth.from(month)).map(({ item }) => item.id);

  it('holds what is due in it and what is named for it, each once', () => {
    expect(ids('2026-11')).toEqual(['M11-01', 'M11-03', 'M11-04', 'M11-02']);
    expect(ids('2026-09')).toContain('M09-01');
    expect(ids('2026-09')).toContain('M10-01');
    expect(ids('2026-10')).toContain('M10-01');
    expect(ids('2027-03')).toContain('M02-02');
    expect(ids('2027-01')).toEqual([]);
  });

  it('what must be ready before the term is one list seven days ahead', () => {
    const autumn = beforeTerm(SHIPPED_ITEMS, calendar, TERMS[1] ?? never());
    expect(autumn.map(({ item }) => item.id)).toEqual(['M09-01', 'M09-03', 'M09-10']);
    const spring = beforeTerm(SHIPPED_ITEMS, calendar, TERMS[2] ?? never());
    expect(spring.map(({ item }) => item.id)).toEqual(['M02-06', 'M02-04', 'M02-01a', 'M02-01b']);
  });
});

describe('the checks follow the calendar', () => {
  const days = (id: string, from = '2026-09-01', to = '2026-10-31', duty: string[] = []) =>
    SHIPPED_CHECKS.filter((check) => check.id === id).flatMap((check) =>
      checkDays(check, calendar, d(from), d(to), (day) => duty.includes(String(day))).map((day) =>
        day.toString().slice(5),
      ),
    );

  it('the patrol runs on school days, make-up days too, and on days off with somebody on duty', () => {
    const september = days('C-D01', '2026-09-14', '2026-10-10', ['2026-10-01', '2026-10-02']);
    expect(september).toContain('09-20');
    expect(september).not.toContain('09-19');
    expect(september).toContain('10-01');
    expect(september).not.toContain('10-03');
    expect(september).toContain('10-10');
  });

  it('the week’s statistics stand on its last school day, a make-up Sunday or the eve of a holiday', () => {
    expect(days('C-W01')).toEqual([
      '09-04',
      '09-11',
      '09-20',
      '09-24',
      '09-30',
      '10-10',
      '10-16',
      '10-23',
      '10-30',
    ]);
  });

  it('a weekly check moves within its week, and a week without school has none', () => {
    expect(days('C-W04')).toContain('09-30');
    expect(days('C-W04')).toContain('10-08');
    expect(days('C-W03', '2027-02-01', '2027-02-28')).toEqual([]);
  });

  it('a monthly check waits for the next school day or comes before the last one', () => {
    expect(days('C-M01')).toEqual(['09-01', '10-08']);
    expect(days('C-M04')).toEqual(['09-30', '10-30']);
    expect(days('C-Q01', '2026-09-01', '2027-07-31')).toEqual(['09-28', '12-29', '03-29', '06-28']);
  });

  it('the shut-down check stands on the last school day before every holiday', () => {
    expect(days('C-H01', '2026-09-01', '2027-07-31')).toEqual([
      '09-24',
      '09-30',
      '12-31',
      '01-22',
      '04-02',
      '04-30',
      '06-08',
    ]);
  });

  it('the guard’s check runs every day of the vacation too', () => {
    expect(days('C-D06', '2027-02-01', '2027-02-28')).toHaveLength(28);
  });
});

describe('posts', () => {
  const plan = {
    calendar,
    items: SHIPPED_ITEMS,
    checks: SHIPPED_CHECKS,
    onDuty: () => false,
    monthCardAt: '08:00',
  };
  const at = (text: string) => Temporal.Instant.from(text);
  const year = postsBetween(plan, at('2026-08-31T16:00:00Z'), at('2027-07-31T15:59:59Z'));

  it('are the same however the year is cut into pieces, none twice and none lost', () => {
    const pieces = [];
    let from = at('2026-08-31T16:00:00Z');
    const end = at('2027-07-31T15:59:59Z');
    for (let hours = 7; Temporal.Instant.compare(from, end) < 0; hours = (hours * 5) % 331) {
      const next = from.add({ hours: 1 + hours });
      const to = Temporal.Instant.compare(next, end) > 0 ? end : next;
      pieces.push(...postsBetween(plan, from, to));
      from = to;
    }
    const key = ({ item, slot, at: when }: (typeof year)[number]) =>
      `${when.toString()} ${item} ${slot}`;
    expect(pieces.map(key)).toEqual(year.map(key));
    expect(new Set(year.map(({ item, slot }) => `${item} ${slot}`)).size).toBe(year.length);
  });

  it('a month card stands at 08:00 of the first working day, of ten months', () => {
    const cards = year.filter(({ kind }) => kind === 'month').map((post) => String(post.at));
    expect(cards).toEqual([
      '2026-09-01T00:00:00Z',
      '2026-10-08T00:00:00Z',
      '2026-11-02T00:00:00Z',
      '2026-12-01T00:00:00Z',
      '2027-02-01T00:00:00Z',
      '2027-03-01T00:00:00Z',
      '2027-04-01T00:00:00Z',
      '2027-05-03T00:00:00Z',
      '2027-06-01T00:00:00Z',
      '2027-07-01T00:00:00Z',
    ]);
  });

  it('reminders come at 08:30 on the days the item names', () => {
    const found = year.filter((post) => post.kind === 'reminder' && post.item === 'M10-01');
    expect(found.map((post) => String(post.at))).toEqual(
      ['09-10', '09-17', '09-21', '09-23'].map((day) => `2026-${day}T00:30:00Z`),
    );
  });
});

function never(): never {
  throw new Error('the term is missing');
}
