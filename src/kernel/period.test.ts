import { describe, expect, it } from 'vitest';
import { periodOf } from './period.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const terms = [
  { name: '下', from: day('2026-03-01'), to: day('2026-07-03') },
  { name: '上', from: day('2026-09-01'), to: day('2027-01-22') },
];
const period = (said: string, today = '2026-11-24') => {
  const found = periodOf(said, day(today), terms);
  return found && `${found.from.toString()} ${found.to.toString()}`;
};

describe('the time a ledger is asked for', () => {
  it.each([
    ['9月–11月', '2026-09-01 2026-11-30'],
    ['9-11月', '2026-09-01 2026-11-30'],
    ['九月到十一月', '2026-09-01 2026-11-30'],
    ['12月', '2025-12-01 2025-12-31'],
    ['一月份', '2026-01-01 2026-01-31'],
    ['本月的', '2026-11-01 2026-11-30'],
    ['上个月', '2026-10-01 2026-10-31'],
    ['本学期', '2026-09-01 2027-01-22'],
    ['上学期', '2026-03-01 2026-07-03'],
    ['', '2026-09-01 2027-01-22'],
    ['去年12月', '2025-12-01 2025-12-31'],
    ['2026年9月到2027年1月', '2026-09-01 2027-01-31'],
    ['9月到1月', '2026-09-01 2027-01-31'],
    ['今年', '2026-01-01 2026-12-31'],
    ['2020年1月到2026年1月', null],
    ['十三月', null],
  ])('%s is %s', (said, expected) => expect(period(said)).toBe(expected));

  it('outside of every term nothing said is this month', () =>
    expect(period('', '2026-08-10')).toBe('2026-08-01 2026-08-31'));
});
