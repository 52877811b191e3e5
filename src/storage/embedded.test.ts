import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backUp, expired, newestBackup, restore } from './backup.ts';
import { createBlobStore } from './blobs.ts';
import { openDatabase } from './open-database.ts';
import type { SpineTables } from './tables.ts';

const now = Temporal.Instant.from('2026-11-24T10:00:00Z');
const writer = join(import.meta.dirname, '../../test/write-forever.ts');
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'houqin-storage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('a second process on the directory is refused in one clear line', async () => {
  await using first = await openDatabase<SpineTables>({ directory });
  const second = spawnSync(process.execPath, [writer, directory], { encoding: 'utf8' });
  expect(first.kind).toBe('embedded');
  expect(second.status).toBe(1);
  expect(second.stderr).toContain('正被另一个进程使用');
  await expect(openDatabase({ directory })).rejects.toThrow('正被另一个进程使用');
});

it('a first start that was killed half-way is thrown away and made again', async () => {
  const killed = spawn(process.execPath, [writer, directory], { stdio: 'ignore' });
  const ended = once(killed, 'exit');
  await vi.waitFor(
    async () => expect((await readdir(directory)).join()).toContain('initialising'),
    { timeout: 20_000 },
  );
  killed.kill('SIGKILL');
  await ended;
  await mkdir(join(directory, 'postgres.initialising-older'));
  await writeFile(join(directory, 'postgres.initialising-older', 'PG_VERSION'), '18');
  await using database = await openDatabase<SpineTables>({ directory });
  expect(await database.ping(1_000)).toBe(true);
  const names = await readdir(directory);
  expect(names).toContain('postgres');
  expect(names).not.toContain('postgres.initialising-older');
});

it('what a process acknowledged before kill -9 is there afterwards, several times over', async () => {
  let acknowledged = -1;
  for (let round = 0; round < 4; round++)
    acknowledged = await writeAndKill(acknowledged + 1, 20 + round * 13);
  await using database = await openDatabase<SpineTables>({ directory });
  const rows = await database.db.selectFrom('counter').select('value').execute();
  const found = new Set(rows.map((row) => row.value));
  expect(
    Array.from({ length: acknowledged + 1 }, (_, value) => value).filter(
      (value) => !found.has(value),
    ),
  ).toEqual([]);
});

async function writeAndKill(first: number, lines: number): Promise<number> {
  const child = spawn(process.execPath, [writer, directory, String(first)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let last = first - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= first + lines) child.kill('SIGKILL');
  }
  return last;
}

it('a backup restored gives rows and pictures back and sets the former data aside', async () => {
  const blobs = createBlobStore({ directory: join(directory, 'blobs') });
  const picture = await blobs.put(Buffer.from('a picture'));
  {
    await using database = await openDatabase<SpineTables>({ directory });
    await database.migrate();
    await database.db
      .insertInto('counter')
      .values({ school_id: 's', name: 'n', value: 7 })
      .execute();
    await backUp(database, directory, now);
    await database.db.updateTable('counter').set({ value: 8 }).execute();
    await database.maintain();
    await expect(restore((await newestBackup(directory)) ?? '', directory, now)).rejects.toThrow(
      '正被另一个进程使用',
    );
  }
  await rm(join(directory, 'blobs'), { recursive: true });
  const { aside } = await restore((await newestBackup(directory)) ?? '', directory, now);
  expect(aside).toContain('postgres.before-');
  expect((await readdir(directory)).filter((name) => name.includes('restoring'))).toEqual([]);
  await using database = await openDatabase<SpineTables>({ directory });
  const row = await database.db.selectFrom('counter').select('value').executeTakeFirstOrThrow();
  expect(row.value).toBe(7);
  expect(Buffer.from((await blobs.get(picture)) ?? []).toString()).toBe('a picture');
});

it('an older database is backed up before it is changed, a new one is not', async () => {
  await using database = await openDatabase<SpineTables>({ directory });
  let saved = 0;
  const before = async () => {
    saved++;
    await backUp(database, directory, now);
  };
  await database.migrate(before);
  expect(saved).toBe(0);
  // As if the last one were new: it then fails, since what it makes is there.
  await sql`delete from migration where name = (select max(name) from migration)`.execute(
    database.db,
  );
  await expect(database.migrate(before)).rejects.toThrow('already exists');
  expect(saved).toBe(1);
  expect(await newestBackup(directory)).not.toBeNull();
});

it('where only backups are left, no empty database takes the place of the lost one', async () => {
  {
    await using database = await openDatabase<SpineTables>({ directory });
    await database.migrate();
    await sql`insert into presence (school_id, at) values ('s', '2026-11-24T09:59:00Z')`.execute(
      database.db,
    );
    await backUp(database, directory, now);
  }
  await rm(join(directory, 'postgres'), { recursive: true });
  await expect(openDatabase({ directory })).rejects.toThrow('请先运行 npm run db:restore');
  const { aside, from } = await restore((await newestBackup(directory)) ?? '', directory, now);
  expect([aside, from?.toString()]).toEqual([null, '2026-11-24T09:59:00Z']);
  await using database = await openDatabase<SpineTables>({ directory });
  const { rows } = await sql`select until_at from restoration`.execute(database.db);
  expect(rows).toEqual([{ until_at: null }]);
});

it('all backups of 48 hours and one a day of 30 days are kept', () => {
  const names = [
    '20261124T094500Z',
    '20261122T110000Z',
    '20261121T000000Z',
    '20261121T001500Z',
    '20261020T000000Z',
  ];
  const files = [...names.map((name) => `houqin-${name}.tar.gz`), 'blobs'];
  expect(expired(files, now)).toEqual([
    'houqin-20261020T000000Z.tar.gz',
    'houqin-20261121T001500Z.tar.gz',
  ]);
});
