import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import type { Tables } from '../tables.ts';
import { DATA_MAP } from './data-map.ts';
import { columnsOf, dataPage } from './data-page.ts';
import { columnsIn } from './schema.ts';

it('every column of the schema stands in the data map with its class, and nothing else does', async () => {
  await using database = await testDatabase<Tables>();
  const there = (await columnsIn(database.db)).map(({ table, column }) => `${table}.${column}`);
  const mapped = Object.entries(DATA_MAP).flatMap(([table, use]) =>
    columnsOf(use).map(([column]) => `${table}.${column}`),
  );
  expect(mapped.toSorted()).toEqual(there.toSorted());
  expect(mapped.length).toBeGreaterThan(400);
});

it('what says who or is written by people is not called operational', () => {
  const operational = Object.entries(DATA_MAP).flatMap(([table, { rest = '' }]) =>
    rest.split(' ').map((column) => `${table}.${column}`),
  );
  expect(
    operational.filter((name) =>
      /person_id|open_id|(?<!take|finish|accept|needed)_by$|by_id|phone|payload|comment/.test(name),
    ),
  ).toEqual([]);
});

it('the page is what `npm run data:map` writes', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/data-map.md'), 'utf8');
  expect(page).toBe(dataPage());
});
