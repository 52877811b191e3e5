import { describe, expect, it } from 'vitest';
import { SchoolCalendar } from './calendar.ts';
import { SHIPPED_YEARS } from './shipped-holidays.ts';
import { statutoryDays } from './statutory.ts';

const YEARS = SHIPPED_YEARS;
const d = (day: string) => Temporal.PlainDate.from(day);
const TERMS = [
  { name: '下学期', from: d('2026-03-01'), to: d('2026-07-03') },
  { name: '上学期', from: d('2026-09-01'), to: d('2027-01-22') },
];
const calendar = new SchoolCalendar('Asia/Shanghai', YEARS, TERMS);

/** The notices as published: days off as spans, make-up days; everything else is Monday to Friday. */
const NOTICES: Record<number, { off: [string, string][]; work: string[] }> = {
  2025: {
    off: [
      ['01-01', '01-01'],
      ['01-28', '02-04'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['05-31', '06-02'],
      ['10-01', '10-08'],
    ],
    work: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    off: [
      ['01-01', '01-03'],
      ['02-15', '02-23'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['06-19', '06-21'],
      ['09-25', '09-27'],
      ['10-01', '10-07'],
    ],
    work: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
};

describe.each([2025, 2026])(
  'every day of %i is worked or not as the official notice says',
  (year) => {
    const { off, work } = NOTICES[year] ?? { off: [], work: [] };
    const first = d(`${year}-01-01`);
    const days = Array.from({ length: first.daysInYear }, (_, i) => first.add({ days: i }));
    it.each(days.map((day) => [day.toString(), day] as const))('%s', (text, day) => {
      const short = text.slice(5);
      const isOff = off.some(([from, to]) => from <= short && short <= to);
      const expected = work.includes(short) || (!isOff && day.dayOfWeek <= 5);
      expect(calendar.isWorkingDay(day)).toBe(expected);
      expect(calendar.status(day)).toBe('official');
    });
  },
);

describe('a year without a notice', () => {
  it('2027 is provisional, has its statutory days off and no make-up day', () => {
    expect(calendar.status(d('2027-01-04'))).toBe('provisional');
    expect(calendar.isWorkingDay(d('2027-10-01'))).toBe(false);
    expect(calendar.isWorkingDay(d('2027-10-04'))).toBe(true);
    expect(calendar.holidays(d('2027-01-01'), d('2027-12-31'))).toMatchObject(
      ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节'].map((name) => ({
        name,
        official: false,
      })),
    );
  });

  it('the shipped statutory days of 2027 are the computed ones', () => {
    expect(statutoryDays(2027)).toEqual(YEARS['2027']?.days);
  });

  it('a year nobody told us of is missing, never silently Monday to Friday', () => {
    expect(calendar.status(d('2031-05-01'))).toBe('missing');
    expect(calendar.isWorkingDay(d('2031-05-01'))).toBe(false);
    expect(calendar.isHoliday(d('2031-01-23'))).toBe(true);
  });

  it('the official days of a year win over what was computed for it, also in the December before', () => {
    const later = new SchoolCalendar(
      'Asia/Shanghai',
      {
        '2028': { status: 'official', days: [{ date: '2027-12-31', name: '元旦', off: true }] },
        ...YEARS,
      },
      [],
    );
    expect(later.isWorkingDay(d('2027-12-31'))).toBe(false);
  });
});

describe('spans and edges', () => {
  it('a holiday is found whole when the span only touches it', () => {
    const [found] = calendar.holidays(d('2026-10-03'), d('2026-10-03'));
    expect(found?.name).toBe('国庆节');
    expect([String(found?.from), String(found?.to)]).toEqual(['2026-10-01', '2026-10-07']);
  });

  it('a week can have its last school day on a make-up Sunday', () => {
    expect(String(calendar.schoolDaysOfWeek(d('2026-09-16')).at(-1))).toBe('2026-09-20');
  });

  it('a month’s first working day follows the holiday, its last may be a make-up Saturday', () => {
    const days = (month: string) =>
      calendar.workingDaysOfMonth(Temporal.PlainYearMonth.from(month));
    expect(String(days('2026-10')?.first)).toBe('2026-10-08');
    expect(String(days('2026-02')?.last)).toBe('2026-02-28');
    expect(String(days('2026-01')?.first)).toBe('2026-01-04');
  });

  it('a make-up day is a school day inside a term only', () => {
    expect(calendar.isSchoolDay(d('2026-05-09'))).toBe(true);
    expect(calendar.isSchoolDay(d('2026-02-14'))).toBe(false);
  });

  it('the nearest day of a kind looks both ways', () => {
    expect(String(calendar.nearest('schoolDay', d('2026-10-03'), 1))).toBe('2026-10-08');
    expect(String(calendar.nearest('schoolDay', d('2026-10-03'), -1))).toBe('2026-09-30');
    expect(String(calendar.nearest('workingDay', d('2026-08-02'), -1))).toBe('2026-07-31');
  });
});
