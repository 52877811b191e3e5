import { expect, test } from 'vitest';
import { isPutOff, putOffTo, stillDue } from './put-off.ts';

const PLANNED = [
  '2026-09-08T08:30 M09-08 2026-09:-7',
  '2026-09-13T08:30 M09-08 2026-09:-2',
  '2026-09-16T08:30 M09-08 2026-09:overdue',
  '2026-09-18T08:30 M09-12 2026-09:-2',
];
const NOW = '2026-09-20T18:00';
const off = { item: 'M09-08', slot: '2026-09', at: '2026-09-08T17:23', to: '2026-09-11' };

test('what was put off has its reminders before the new day', () => {
  expect(putOffTo('2026-09-15 → 2026-09-11：没修好')).toBe('2026-09-11');
  expect(stillDue(PLANNED, [off], NOW)).toEqual([
    '2026-09-08T08:30 M09-08 2026-09:-7',
    '2026-09-18T08:30 M09-12 2026-09:-2',
    '2026-09-09T08:30 M09-08 2026-09>2026-09-11:-2',
  ]);
});

test('put off again or ticked off before a reminder, it has none', () => {
  const again = { ...off, at: '2026-09-09T07:00', to: '2026-09-30' };
  expect(stillDue(PLANNED, [off, again], NOW)).toHaveLength(2);
  const done = { ...off, at: '2026-09-08T18:00', to: null };
  expect(stillDue(PLANNED, [off, done], NOW)).toHaveLength(2);
});

test('a line of a day that nobody chose is none of it', () => {
  const works = (day: string) => day === '2026-09-14';
  const of = (line: string) => isPutOff(line, PLANNED, [off], works);
  expect(of('2026-09-09T08:30 M09-08 2026-09>2026-09-11:-2')).toBe(true);
  expect(of('2026-09-14T08:30 M09-08 2026-09>2026-09-11:overdue')).toBe(true);
  expect(of('2026-09-13T08:30 M09-08 2026-09>2026-09-11:overdue')).toBe(false);
  expect(of('2026-09-10T08:30 M09-08 2026-09>2026-09-12:-2')).toBe(false);
});
