import { expect, it } from 'vitest';
import { features } from '../../src/features/index.ts';
import { isHarmless, parseSafely } from '../../src/intake/safe-json.ts';
import { understand } from '../../src/understanding/index.ts';

it('keys that reach for prototypes are refused at every depth', () => {
  for (const key of ['__proto__', 'constructor', 'prototype'])
    for (const depth of [1, 2, 10, 60]) {
      const text = `${'{"a":['.repeat(depth / 2)}{"${key}":{"polluted":1}}${']}'.repeat(depth / 2)}`;
      expect(parseSafely(text)).toBeUndefined();
      expect(isHarmless(JSON.parse(text))).toBe(false);
    }
  expect(parseSafely('{"a":{"proto":1}}')).toEqual({ a: { proto: 1 } });
  expect(Object.prototype).not.toHaveProperty('polluted');
});

const NOW = {
  now: Temporal.Instant.from('2026-11-24T02:00:00Z'),
  timezone: 'Asia/Shanghai',
  buildings: ['教学楼'],
};
const UNITS = [
  '一',
  '1',
  '教学楼',
  '3',
  '坏',
  ' ',
  '，',
  '的',
  'a',
  '-',
  '年级',
  '元',
  '\u200b',
  '((',
  '【',
  '11月',
  '1.',
  '、',
];

it.each(UNITS)('reading %j ten times as often takes no hundred times as long', (unit) => {
  const read = (length: number) => {
    const text = `教学楼${unit.repeat(length)}x`;
    const from = process.cpuUsage();
    understand(text, NOW);
    for (const { phrases = [] } of features) for (const { pattern } of phrases) pattern.exec(text);
    const { user } = process.cpuUsage(from);
    return user;
  };
  read(1_000);
  const small = Math.min(read(10_000), read(10_000)) + 2_000;
  expect(read(100_000)).toBeLessThan(small * 40);
});
