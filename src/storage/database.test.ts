import { expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import type { SpineTables } from './tables.ts';

const at = Temporal.Instant.from('2026-11-24T10:00:00.123Z');
const timer = { school_id: 's', name: 'n', key: 'k', due_at: at, data: '{"a":1}' };

it('instants, json and big numbers come back as they were put in', async () => {
  await using database = await testDatabase<SpineTables>();
  await database.db.insertInto('timer').values(timer).execute();
  await database.db
    .insertInto('counter')
    .values({ school_id: 's', name: 'c', value: 2 ** 40 })
    .execute();
  const row = await database.db
    .selectFrom('timer')
    .selectAll()
    .where('due_at', '<=', at)
    .executeTakeFirstOrThrow();
  expect(row.due_at.equals(at)).toBe(true);
  expect(row.data).toEqual({ a: 1 });
  expect(
    (await database.db.selectFrom('counter').select('value').executeTakeFirstOrThrow()).value,
  ).toBe(2 ** 40);
});

it('a transaction that fails leaves nothing', async () => {
  await using database = await testDatabase<SpineTables>();
  const failing = database.transaction(async (tx) => {
    await tx.insertInto('timer').values(timer).execute();
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await database.db.selectFrom('timer').selectAll().execute()).toEqual([]);
});

it('using the pool inside a transaction is refused on both databases, where one of them would hang', async () => {
  await using database = await testDatabase<SpineTables>();
  const wrong = database.transaction(() => database.db.selectFrom('timer').selectAll().execute());
  await expect(wrong).rejects.toThrow('beside the transaction');
});

it('an answer to ping comes in time, also from a database that is away', async () => {
  await using database = await testDatabase<SpineTables>();
  expect(await database.ping(1_000)).toBe(true);
  expect(await database.pending()).toBe(false);
});
