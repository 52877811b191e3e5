import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that live a school year or start processes: begun last, one of them would run on alone. */
const LONG = /\/test\/(?:simulation|crash|sim)\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own method
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)));
  }
}

/**
 * Looked at on the embedded database alone: what is said on cards and in forms does not hang on which it is,
 * the simulation has one in memory of its own, and the process that hears voices starts an embedded one.
 */
const EMBEDDED_ONLY = [
  'test/sim/**',
  'test/crash/voice.test.ts',
  'test/attack/words-hostile.test.ts',
  'test/attack/forms.test.ts',
  'test/attack/formulas.test.ts',
];

const ON_SERVER = Boolean(process.env['TEST_DATABASE_URL']);

/**
 * Where both lanes run one after the other (.ci/run), every second conversation is held on the server and the
 * others on the embedded database; without EACH_ON_ONE_DATABASE a lane holds all of them.
 */
const ON_THE_OTHER =
  process.env['EACH_ON_ONE_DATABASE'] === 'yes'
    ? readdirSync(new URL('test/conversations/', import.meta.url))
        .filter((name) => name.endsWith('.test.ts'))
        .toSorted((a, b) => a.localeCompare(b, 'en'))
        .filter((_, index) => (index % 2 === 1) !== ON_SERVER)
        .map((name) => `test/conversations/${name}`)
    : [];

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'migrations/**/*.test.ts'],
    exclude: [
      'test/browser/**',
      'node_modules/**',
      ...(ON_SERVER ? EMBEDDED_ONLY : []),
      ...ON_THE_OTHER,
    ],
    globalSetup: ['test/global-setup.ts'],
    // Generous, because tests that start processes share two cores; no claim is about time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
