/**
 * `npm run bench:queries -- --url postgres://…/district [--baseline postgres://…/one_year] [--school 1]
 * [--rounds 3] [--runs 200] [--all]`, or `-- --embedded [--years 5]`: every statement behind a day's flows over a district
 * (`npm run district`): times, plans, and how the times grew. It adds a few tickets to the database.
 * It fails where a statement is slower than its limit at p99 or reads a large table from end to end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Database, openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { fill } from '../district/fill.ts';
import { END, schoolId } from '../district/frame.ts';
import { table } from '../rounds.ts';
import { live } from './flows.ts';
import { Recorder } from './record.ts';
import { replay, type Timed } from './replay.ts';

/** Milliseconds at p99. */
const LIMIT = { server: 20, embedded: 50 } as const;
/** Of fewer runs the 99th of a hundred is only the worst: the middle counts. */
const MANY = 100;
/** Shown without `--all`: the slowest. */
const SHOWN = 25;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    baseline: { type: 'string' },
    embedded: { type: 'boolean', default: false },
    school: { type: 'string', default: '1' },
    years: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '200' },
    all: { type: 'boolean', default: false },
  },
});
const number = z.coerce.number().int().positive();
const school = number.parse(values.school);
const years = number.parse(values.years);
const rounds = number.parse(values.rounds);
const repeats = number.parse(values.runs);
const recorder = new Recorder();

let failed = false;
if (values.embedded) {
  const directory = mkdtempSync(join(tmpdir(), 'houqin-district-'));
  try {
    const database = await openDatabase<Tables>({ directory });
    await database.migrate();
    await fill(database, { schools: 1, years, scale: 1, until: END }, () => undefined);
    await database.maintain();
    show(await measure(database), LIMIT.embedded);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
} else {
  const url = z.string({ error: '--url postgres://… or --embedded' }).parse(values.url);
  const before = values.baseline === undefined ? [] : await measure(await at(values.baseline));
  show(await measure(await at(url)), LIMIT.server, before);
}
process.exit(failed ? 1 : 0);

async function at(url: string): Promise<Database<Tables>> {
  const database = await openDatabase<Tables>({ url });
  await database.migrate();
  return database;
}

async function measure(database: Database<Tables>): Promise<Timed[]> {
  recorder.recorded.clear();
  const { answer, refused } = await live(recorder, database, schoolId(school), rounds, () =>
    replay(database, recorder.recorded.values(), repeats),
  );
  for (const line of refused) console.log(`not done: ${line}`);
  return answer;
}

function show(now: readonly Timed[], limit: number, before: readonly Timed[] = []): void {
  const old = new Map(before.map((one) => [one.shape, one]));
  const rows = now.toSorted((a, b) => b.p99 - a.p99);
  const slow = rows.filter(({ p50, p99, runs }) => (runs < MANY ? p50 : p99) > limit);
  const scanning = rows.filter(({ scans }) => scans.length > 0);
  failed ||= slow.length + (limit === LIMIT.server ? scanning.length : 0) > 0;
  const shown = values.all ? rows : rows.filter((one, n) => n < SHOWN || scanning.includes(one));
  const head = [
    'p50 ms',
    'p99 ms',
    'p50 × baseline',
    'pages',
    'pages × baseline',
    'runs',
    'variants',
    'flow',
    'statement',
  ];
  console.log(
    table(
      head,
      shown.map(({ p50, p99, pages, runs, variants, flow, shape, scans }) => [
        p50.toFixed(2),
        p99.toFixed(2),
        ratio(p50, old.get(shape)?.p50),
        pages === null ? '–' : String(pages),
        ratio(pages, old.get(shape)?.pages),
        String(runs),
        String(variants),
        flow,
        `${scans.length > 0 ? `**reads all of ${scans.join(', ')}** ` : ''}${shape.replaceAll('|', '\\|').slice(0, 240)}`,
      ]),
    ),
  );
  console.log(`\n${rows.length} statements, ${slow.length} over ${limit} ms at p99, ${scanning.length} with a large table read from end to end.
Worst p99 ${rows[0]?.p99.toFixed(1)} ms.`);
  if (before.length === 0) return;
  console.log(
    `Growth against the baseline: of p50 ${growth(({ p50 }) => p50)}; of pages ${growth(({ pages }) => pages)}.`,
  );

  function growth(of: (one: Timed) => number | null): string {
    const ratios = rows
      .flatMap((one) => {
        const [after, first] = [of(one), old.get(one.shape)];
        const was = first === undefined ? null : of(first);
        return after === null || was === null || was === 0 ? [] : [after / was];
      })
      .toSorted((a, b) => a - b);
    const percentile = (share: number) =>
      ratios[Math.ceil(ratios.length * share) - 1]?.toFixed(2) ?? '–';
    return `median × ${percentile(0.5)}, p95 × ${percentile(0.95)}, worst × ${percentile(1)}`;
  }
}

function ratio(now: number | null, was: number | null | undefined): string {
  return now === null || !was ? '–' : (now / was).toFixed(2);
}
