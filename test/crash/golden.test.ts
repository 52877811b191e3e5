import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { testDatabase } from '../database.ts';
import { golden } from './golden.ts';
import { difference } from './outcome.ts';

/** Every seventy-fifth point; the proofs in scripts/proof take them all. */
const SAMPLE = [25, 100, 175];
let database: Database<Tables>;
let calm: Awaited<ReturnType<typeof golden>>;

beforeAll(async () => {
  database = await testDatabase<Tables>();
  calm = await golden(null, database);
});
afterAll(() => database.close());

describe.each(['crash', 'fail'] as const)(
  'a repair and a purchase with a %s in every step',
  (how) => {
    it.each(SAMPLE)('at its point %i end as they do undisturbed', async (at) => {
      const run = await golden({ at, how }, database);
      expect(run.struck.length).toBeGreaterThanOrEqual(4);
      expect(
        calm.outcomes.flatMap((outcome, step) => difference(outcome, run.outcomes[step] ?? [])),
      ).toEqual([]);
    });
  },
);
