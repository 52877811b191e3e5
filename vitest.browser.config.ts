import { defineConfig } from 'vitest/config';

/** The page in a real browser, against `node src/main.ts` as a person starts it. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
