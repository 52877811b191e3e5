/** Each recorded statement again and again, with the parameters it was heard with, and its plan. */
import { CompiledQuery, type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import type { Recorded, Sample } from './record.ts';
import { scanned } from './scanned.ts';

export interface Timed {
  readonly shape: string;
  readonly flow: string;
  /** How many different parameters it was heard with, and how often it was said. */
  readonly variants: number;
  readonly runs: number;
  readonly p50: number;
  readonly p99: number;
  /** Pages of 8 kB that it looks at, the middle of a few: what no other work on the machine changes. */
  readonly pages: number | null;
  /** Large tables that the plan reads from end to end. */
  readonly scans: readonly string[];
}

/** A table of fewer rows is read from end to end whatever indexes it has. */
const LARGE = 10_000;
/** Plans are looked at with so many of the parameters. */
const EXPLAINED = 5;

class Undo extends Error {}

/** A statement that adds rows cannot be said twice: its times are those of the flows. */
function adds({ shape }: Recorded): boolean {
  return /\binsert into\b/i.test(shape);
}

export async function replay(
  database: Database<Tables>,
  recorded: Iterable<Recorded>,
  runs: number,
): Promise<Timed[]> {
  const large = await largeTables(database.db);
  const answers: Timed[] = [];
  for (const one of recorded) {
    const times = adds(one) ? one.times : await timesOf(database, one, runs);
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
    answers.push({
      shape: one.shape,
      flow: one.flow,
      variants: new Set(one.samples.map(({ values }) => JSON.stringify(values))).size,
      runs: times.length,
      p50: at(0.5),
      p99: at(0.99),
      ...(await planOf(database, one, large)),
    });
  }
  return answers;
}

async function timesOf(database: Database<Tables>, { shape, samples }: Recorded, runs: number) {
  const reads = !/\b(insert|update|delete)\b/i.test(shape);
  const times: number[] = [];
  const timed = async (db: Kysely<Tables>, { text, values }: Sample) => {
    const started = performance.now();
    await db.executeQuery(CompiledQuery.raw(text, [...values]));
    times.push(performance.now() - started);
  };
  // The first of a connection reads what no later one has to: pages and the catalogue.
  for (let run = -5; run < runs; run++) {
    const sample = samples[(run + samples.length * 5) % samples.length];
    if (!sample) continue;
    if (run === 0) times.length = 0;
    if (reads) await timed(database.db, sample);
    else await undone(database, (tx) => timed(tx, sample));
  }
  return times;
}

async function undone(
  database: Database<Tables>,
  work: (tx: Kysely<Tables>) => Promise<unknown>,
): Promise<void> {
  await database
    .transaction(async (tx) => {
      await work(tx);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
}

async function largeTables(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace and reltuples > ${LARGE}`.execute(
    db,
  );
  return new Set(rows.map(({ name }) => name));
}

const answered = z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planned() })]) });

function planned() {
  return z.looseObject({
    'Shared Hit Blocks': z.number().default(0),
    'Shared Read Blocks': z.number().default(0),
  });
}

async function planOf(
  database: Database<Tables>,
  one: Recorded,
  large: ReadonlySet<string>,
): Promise<Pick<Timed, 'pages' | 'scans'>> {
  const found = new Set<string>();
  const pages: number[] = [];
  const how = adds(one) ? '' : 'analyze, buffers, ';
  const step = Math.max(1, Math.floor(one.samples.length / EXPLAINED));
  for (let n = 0; n < one.samples.length; n += step) {
    const sample = one.samples[n];
    if (!sample || !/^(select|with|insert|update|delete)\b/i.test(sample.text)) continue;
    const text = `explain (${how}format json) ${sample.text}`;
    await undone(database, async (tx) => {
      const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...sample.values]));
      const { Plan: plan } = answered.parse(rows[0])['QUERY PLAN'][0];
      for (const table of scanned(plan)) if (large.has(table)) found.add(table);
      pages.push(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']);
    });
  }
  const middle = pages.toSorted((a, b) => a - b)[Math.floor(pages.length / 2)];
  return { scans: [...found], pages: adds(one) ? null : (middle ?? null) };
}
