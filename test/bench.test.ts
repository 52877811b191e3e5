import { expect, it } from 'vitest';
import { mostOf } from '../bench/most-of.ts';
import { shapeOf } from '../bench/queries/shape.ts';
import { scanned } from '../bench/queries/scanned.ts';
import { slope } from '../bench/rounds.ts';

it('takes a statement for the same whatever the length of its lists, and for another where a column differs', () => {
  const one = shapeOf('select * from "t" where "id" in ($1, $2) and "at" > $3');
  expect(shapeOf('select *  from "t"\n where "id" in ($1, $2, $3, $4) and "at" > $5')).toBe(one);
  expect(shapeOf('insert into "t" values ($1, $2), ($3, $4)')).toBe(
    shapeOf('insert into "t" values ($1, $2)'),
  );
  expect(shapeOf('select * from "t" where "no" in ($1, $2) and "at" > $3')).not.toBe(one);
});

it('finds a table that is read from end to end deep in a plan, and none behind an index', () => {
  const scan = { 'Node Type': 'Seq Scan', 'Relation Name': 'inbox' };
  const index = { 'Node Type': 'Index Scan', 'Relation Name': 'card' };
  expect(
    scanned({ 'Node Type': 'Limit', Plans: [index, { 'Node Type': 'Sort', Plans: [scan] }] }),
  ).toEqual(['inbox']);
});

it('counts the most messages in any second, also across the turn of one', () => {
  const sent = [0, 900, 950, 1_050, 1_100, 2_000].map((at, n) => ({ at, chat: n < 4 ? 'a' : 'b' }));
  expect(mostOf(sent)).toEqual({ second: 4, minute: 6, chat: 3 });
});

it('finds the slope of memory that grows beside a noise that does not', () => {
  const points = Array.from({ length: 100 }, (_, n) => [n, 3 * n + (n % 2)] as const);
  expect(slope(points)).toBeCloseTo(3, 1);
});
