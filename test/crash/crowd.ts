import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../../src/kernel/clock.ts';
import { cast } from '../../src/launch.ts';
import { createPlatform } from '../../src/playground/platform/index.ts';
import { parseSchoolFile } from '../../src/school-file/index.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { makeKeys, SAMPLE, settings } from './bot.ts';

/** Enough people that the platform's pace for one of them does not set the length of a run. */
const TEACHERS = 40;
const ELECTRICIANS = 8;

/**
 * A school with many teachers and electricians on a simulated platform that goes by the machine's
 * clock, and an empty database for processes of the bot: a data directory, or a schema of a server.
 */
export async function openCrowd(url: string | null, unlimited = false, size = TEACHERS) {
  const directory = mkdtempSync(join(tmpdir(), 'houqin-crowd-'));
  const workers = Array.from({ length: ELECTRICIANS }, (_, n) => `ou_crew${n}`);
  const crew = workers
    .map((id, n) => `  - { id: ${id}, name: 电工${n}, roles: [repairer], trades: [electrical] }\n`)
    .join('');
  const text = readFileSync(SAMPLE, 'utf8').replace(/^people:.*\n/m, (line) => line + crew);
  const schoolFile = join(directory, 'school.yaml');
  writeFileSync(schoolFile, text);
  const parsed = parseSchoolFile(text);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const { people, groups } = cast(parsed.file);
  const teachers = Array.from({ length: size }, (_, n) => `ou_crowd${n}`);
  const crowd = teachers.map((openId, n) => ({ openId, name: `教师${n}` }));
  const keys = makeKeys();
  const platform = await createPlatform({
    ...keys,
    people: [...people, ...crowd],
    groups,
    clock: systemClock,
    unlimited,
  });
  const schema = `crowd_${process.pid}_${Date.now()}`;
  const address = url === null ? null : new URL(url);
  if (address && url !== null) {
    address.search = `?options=-c%20search_path%3D${schema}`;
    await using server = await openDatabase<Tables>({ url });
    await sql`create schema ${sql.id(schema)}`.execute(server.db);
  }
  return {
    platform,
    keys,
    teachers,
    workers: ['ou_elec', ...workers],
    directory,
    /** The environment of one process on this database. */
    env: (port: number, own: Record<string, string> = {}) =>
      settings(keys, {
        LARK_DOMAIN: platform.address,
        DATA_DIR: directory,
        SCHOOL_FILE: schoolFile,
        PORT: String(port),
        ...(address ? { DATABASE_URL: address.href } : {}),
        ...own,
      }),
    /** The database itself; an embedded one only while no process has it. */
    open: () => openDatabase<Tables>(address ? { url: address.href } : { directory }),
    async close() {
      await platform.close();
      if (url === null) return;
      await using server = await openDatabase<Tables>({ url });
      await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(server.db);
    },
  };
}

export type Crowd = Awaited<ReturnType<typeof openCrowd>>;

/** Small and good enough to be the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
