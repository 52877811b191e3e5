/**
 * `npm run bench:audit -- --url postgres://…/district [--school 1] [--runs 60]`, or `-- --embedded`: how long the auditor
 * takes over a school with its years (`npm run district`). Between two runs, ten minutes of the school's clock
 * apart, people report and take; then everything is looked at once, as at night.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { auditAll, auditRecent } from '../../src/auditor/audit.ts';
import { closeResolved, note } from '../../src/auditor/findings.ts';
import type { Looking } from '../../src/auditor/look.ts';
import { writeMarks } from '../../src/auditor/marks.ts';
import { type Database, openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { openSchool, PEOPLE } from '../../test/harness.ts';
import { fill } from '../district/fill.ts';
import { END, schoolId } from '../district/frame.ts';
import { SAMPLE } from './flows.ts';

/** Reliability asks for it: nobody who taps waits for the auditor. */
const LIMIT_MS = 200;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    embedded: { type: 'boolean', default: false },
    school: { type: 'string', default: '1' },
    runs: { type: 'string', default: '60' },
  },
});
const number = z.coerce.number().int().positive();
const [school, runs] = [number.parse(values.school), number.parse(values.runs)];

if (values.embedded) {
  const directory = mkdtempSync(join(tmpdir(), 'houqin-audit-'));
  try {
    await using database = await openDatabase<Tables>({ directory });
    await database.migrate();
    await fill(database, { schools: 1, years: 5, scale: 1, until: END }, () => undefined);
    await database.maintain();
    await measure(database);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
} else {
  const url = z.string({ error: '--url postgres://… or --embedded' }).parse(values.url);
  const database = await openDatabase<Tables>({ url });
  await database.migrate();
  await measure(database);
}

async function measure(database: Database<Tables>): Promise<void> {
  const id = schoolId(school);
  await using lived = await openSchool({
    school: SAMPLE,
    at: '2026-11-24T10:00:00+08:00',
    existing: { database, schoolId: id },
  });
  const looking = (): Looking => ({
    db: database.db,
    schoolId: id,
    now: lived.clock.now(),
    upSince: Temporal.Instant.from('2026-11-24T00:00:00Z'),
  });
  const recent: number[] = [];
  const found = new Map<string, number>();
  for (let n = 0; n < runs; n++) {
    await lived.say(PEOPLE.teacher, `教学楼${401 + n}的灯坏了`);
    await lived.tap(PEOPLE.electrician, '接单').catch(() => undefined);
    await lived.moveTo(lived.clock.now().add({ minutes: 10 }).toString());
    const began = performance.now();
    const { violations, marks } = await auditRecent(looking());
    await closeResolved(looking());
    await note(database.db, id, lived.clock.now(), violations);
    await writeMarks(database.db, id, lived.clock.now(), marks);
    recent.push(performance.now() - began);
    for (const { invariant } of violations) found.set(invariant, (found.get(invariant) ?? 0) + 1);
  }
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  pauses.enable();
  const began = performance.now();
  const { violations } = await auditAll(looking());
  const whole = performance.now() - began;
  pauses.disable();
  const sorted = recent.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(0);
  console.log(
    `${database.kind}: ${runs} runs of ten minutes: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (limit ${LIMIT_MS}); ` +
      `everything once: ${(whole / 1_000).toFixed(1)} s, the process stood still for ${(pauses.max / 1e6).toFixed(0)} ms at most.`,
  );
  for (const { invariant } of violations) found.set(invariant, (found.get(invariant) ?? 0) + 1);
  if (found.size > 0) console.log('found:', Object.fromEntries(found));
  process.exitCode = found.size === 0 && (sorted.at(-1) ?? 0) <= LIMIT_MS ? 0 : 1;
}
