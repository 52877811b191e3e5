import { defineConfig } from 'vitest/config';

/** The page in a real browser, against `node src/main.ts` as a person starts it. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // A start of the product is several seconds on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
