import { expect, it } from 'vitest';
import { draft, fans, someone, TIERS } from '../../../../test/purchases-kit.ts';
import { splitFrom } from './near.ts';
import type { Purchase } from './purchase.ts';

const teacher = someone('teacher', ['teacher']);
const other = someone('other', ['teacher']);
const chairs = { ...fans(), id: 'l2', name: '椅子' };

function one(number: string, totalFen: number, rest: Partial<Purchase> = {}): Purchase {
  return draft(teacher, { id: number, number, totalFen, ...rest });
}

it.each<[string, number, Purchase[], string[]]>([
  ['alone', 40_000, [], []],
  ['itself is no other', 40_000, [one('CG1', 40_000)], []],
  ['together above the tier', 40_000, [one('CG2', 20_000)], ['CG2']],
  ['together still within it', 10_000, [one('CG2', 20_000)], []],
  [
    'the same goods of somebody else',
    40_000,
    [one('CG2', 20_000, { requesterId: other.id })],
    ['CG2'],
  ],
  [
    'other goods of somebody else',
    40_000,
    [one('CG2', 20_000, { requesterId: other.id, lines: [chairs] })],
    [],
  ],
  ['other goods of the same person', 40_000, [one('CG2', 20_000, { lines: [chairs] })], ['CG2']],
  ['in the highest tier there is nothing to stay under', 900_000, [one('CG2', 900_000)], []],
  [
    'all that belong together are named',
    300_000,
    [one('CG3', 100_000), one('CG2', 150_000)],
    ['CG2', 'CG3'],
  ],
])('%s', (_, total, others, near) =>
  expect(splitFrom(TIERS, one('CG1', total), others)).toEqual(near),
);
