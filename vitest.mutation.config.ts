import { defineConfig } from 'vitest/config';

/** The tests of the rules that `npm run mutation` changes: without a database, so that each run is short. */
export default defineConfig({
  test: {
    include: [
      'src/intake/verify.test.ts',
      'src/intake/envelope.test.ts',
      'src/features/purchases/domain/*.test.ts',
      'test/attack/authority.test.ts',
    ],
    testTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 1,
  },
});
