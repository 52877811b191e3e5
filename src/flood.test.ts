import { describe, expect, it } from 'vitest';
import { createFlood, MOST_A_MINUTE } from './flood.ts';

const crowd = (count: number, person: string, from = 0) =>
  Array.from({ length: count }, (_, i) => [person, `${person}${from + i}`, from + i] as const);

describe('one person’s crowd of messages', () => {
  it('is let through up to the limit, told of once, then silent, and nobody else is touched', () => {
    const flood = createFlood();
    const verdicts = crowd(1_000, 'a').map((one) => flood(...one));
    expect(verdicts.slice(0, MOST_A_MINUTE).every((one) => one === 'let')).toBe(true);
    expect(verdicts.slice(MOST_A_MINUTE).filter((one) => one === 'tell')).toHaveLength(1);
    expect(verdicts[MOST_A_MINUTE]).toBe('tell');
    expect(flood('b', 'b1', 500)).toBe('let');
  });

  it('is over after a minute of the first', () => {
    const flood = createFlood();
    for (const one of crowd(MOST_A_MINUTE + 5, 'a')) flood(...one);
    expect(flood('a', 'later', 59_999)).toBe('silent');
    expect(flood('a', 'later', 60_100)).toBe('let');
  });

  it('tells again when the message that was told of is tried again', () => {
    const flood = createFlood();
    const all = crowd(MOST_A_MINUTE + 1, 'a');
    const last = all.map((one) => flood(...one)).at(-1);
    const [person, id, at] = all.at(-1) ?? ['', '', 0];
    expect([last, flood(person, id, at)]).toEqual(['tell', 'tell']);
    expect(flood('a', 'a0', at)).toBe('let');
  });

  it('forgets those who are silent, however many come', () => {
    const flood = createFlood();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 50_000; i++) flood(`p${i}`, `m${i}`, i * 100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });
});
