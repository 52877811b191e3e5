import { expect, test } from 'vitest';
import { Days, noticesAsked } from './calendar.ts';

test('the notice is asked for once a week, and daily in December', () => {
  const lines = noticesAsked(2026, new Days(2026, 1));
  expect(lines.slice(0, 8).map((line) => line.slice(0, 10))).toEqual([
    '2026-10-26',
    '2026-11-02',
    '2026-11-09',
    '2026-11-16',
    '2026-11-23',
    '2026-11-30',
    '2026-12-01',
    '2026-12-02',
  ]);
  expect(lines).toHaveLength(6 + 23);
  expect(lines[0]).toBe('2026-10-26T09:00 notice 2026-10-26');
});
