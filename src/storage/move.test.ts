import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { createBlobStore } from './blobs.ts';
import { move } from './move.ts';
import type { SpineTables } from './tables.ts';

const now = Temporal.Instant.from('2026-11-24T10:00:00Z');
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'houqin-move-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('everything moves into an empty database, and not into one that has rows', async () => {
  const picture = await createBlobStore({ directory }).put(Buffer.from('a picture'));
  await using source = await testDatabase<SpineTables>();
  const rows = Array.from({ length: 1_203 }, (_, n) => ({
    school_id: 's',
    name: `n${n}`,
    value: 2 ** 40 + n,
  }));
  await source.db.insertInto('counter').values(rows).execute();
  await source.db
    .insertInto('timer')
    .values({ school_id: 's', name: 'n', key: 'k', due_at: now, data: '{"词":[1.5,null]}' })
    .execute();
  await source.db
    .insertInto('attachment')
    .values({
      school_id: 's',
      id: 'a',
      message_id: 'm',
      image_key: 'i',
      state: 'stored',
      blob_id: picture,
      created_at: now,
    })
    .execute();
  await using target = await testDatabase<SpineTables>();
  const moved = await move(source, target, directory);
  expect(moved).toMatchObject({ counter: 1_203, timer: 1, attachment: 1, blob: 1 });
  expect(await target.db.selectFrom('counter').selectAll().orderBy('name').execute()).toEqual(
    await source.db.selectFrom('counter').selectAll().orderBy('name').execute(),
  );
  const timer = await target.db.selectFrom('timer').selectAll().executeTakeFirstOrThrow();
  expect([timer.due_at.equals(now), timer.data]).toEqual([true, { 词: [1.5, null] }]);
  const store = createBlobStore({ database: target, schoolId: 's' });
  expect(Buffer.from((await store.get(picture)) ?? []).toString()).toBe('a picture');
  expect(await store.put(Buffer.from('a picture'))).toBe(picture);
  await expect(move(source, target, directory)).rejects.toThrow('不是空的');
});
