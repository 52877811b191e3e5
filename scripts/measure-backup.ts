/**
 * How long a backup keeps the service waiting: `node scripts/measure-backup.ts [megabytes of pictures]`.
 * An embedded database with a school's rows and that many pictures in a temporary folder, queries
 * all the while, and the longest a query and the event loop waited with and without a backup.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { backUp, blobsOf } from '../src/storage/backup.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { SpineTables } from '../src/storage/tables.ts';

const MEGABYTES = Number(process.argv[2] ?? 2_048);
const PICTURE = 256 * 1024;
const ROWS = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'houqin-backup-'));
try {
  const blobs = blobsOf(directory);
  mkdirSync(blobs, { recursive: true });
  const pictures = Math.round((MEGABYTES * 1024 * 1024) / PICTURE);
  for (let n = 0; n < pictures; n++)
    writeFileSync(join(blobs, randomBytes(32).toString('hex')), randomBytes(PICTURE));
  await using database = await openDatabase<SpineTables>({ directory });
  await database.migrate();
  await sql`insert into timer (school_id, name, key, due_at, data)
    select 's', 'n', i::text, now(), jsonb_build_object('words', repeat(md5(i::text), 8))
    from generate_series(1, ${ROWS}::int) i`.execute(database.db);
  await database.maintain();

  const watched = async (what: string, seconds: number, work: () => Promise<void>) => {
    let done = false;
    const begun = performance.now();
    const working = Promise.all([
      work(),
      new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
    ]).finally(() => {
      done = true;
    });
    const waits: number[] = [];
    let loop = 0;
    let tick = performance.now();
    const ticks = setInterval(() => {
      loop = Math.max(loop, performance.now() - tick - 2);
      tick = performance.now();
    }, 2);
    for (let n = 0; !done; n++) {
      const from = performance.now();
      await sql`update timer set due_at = now() where school_id = 's' and key = ${String((n * 37) % ROWS)}`.execute(
        database.db,
      );
      waits.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    clearInterval(ticks);
    await working;
    waits.sort((a, b) => a - b);
    const at = (share: number) => (waits[Math.floor((waits.length - 1) * share)] ?? 0).toFixed(1);
    process.stdout.write(
      `${what}: ${((performance.now() - begun) / 1_000).toFixed(1)} s, ${waits.length} queries, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms, event loop held at most ${loop.toFixed(1)} ms\n`,
    );
  };
  await watched('without a backup', 15, async () => undefined);
  for (const round of ['first backup (all pictures)', 'second', 'third']) {
    let path = '';
    await watched(round, 0, async () => {
      path = await backUp(database, directory, Temporal.Now.instant());
    });
    process.stdout.write(`  file of ${Math.round(statSync(path).size / 1024 / 1024)} MB\n`);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
