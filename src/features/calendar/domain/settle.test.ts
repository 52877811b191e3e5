import { describe, expect, it } from 'vitest';
import { SchoolCalendar } from '../../../kernel/calendar.ts';
import { SHIPPED_YEARS } from '../../../kernel/shipped-holidays.ts';
import { settle } from './settle.ts';

const bare = new SchoolCalendar('Asia/Shanghai', {}, []);

describe('a published year', () => {
  it.each([2025, 2026])('%i keeps every day off that the law gives', (year) => {
    const days = SHIPPED_YEARS[year]?.days ?? [];
    const today = Temporal.PlainDate.from({ year, month: 1, day: 1 });
    expect(settle({ year, days, problems: [] }, bare, today)).toMatchObject({
      problems: [],
      differs: true,
    });
  });

  it('without one of its days is not whole', () => {
    const days = (SHIPPED_YEARS[2026]?.days ?? []).filter(({ date }) => date !== '2026-10-02');
    const today = Temporal.PlainDate.from('2025-11-25');
    expect(settle({ year: 2026, days, problems: [] }, bare, today).problems).toEqual([
      '没有读到“国庆节”在 10月2日放假，请把通知全文发给我',
    ]);
  });
});
