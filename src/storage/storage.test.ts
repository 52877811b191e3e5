import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { openDatabase } from './open-database.ts';
import type { SpineTables } from './tables.ts';

const at = Temporal.Instant.from('2026-11-24T05:19:01.123Z');

describe('a database, whichever it is', () => {
  it('gives instants, days, numbers and data back as they were', async () => {
    await using database = await testDatabase<SpineTables>();
    await database.db
      .insertInto('timer')
      .values({ school_id: 's', name: 'n', key: 'k', due_at: at, data: JSON.stringify({ a: [1] }) })
      .execute();
    const timer = await database.db
      .selectFrom('timer')
      .selectAll()
      .where('due_at', '<=', at)
      .executeTakeFirstOrThrow();
    expect(timer.due_at.equals(at)).toBe(true);
    expect(timer.data).toEqual({ a: [1] });
    const day = Temporal.PlainDate.from('2026-11-24');
    const { rows } = await sql<{
      day: Temporal.PlainDate;
      count: number;
      cost: string;
      bytes: Uint8Array;
    }>`
      select ${day}::date as day, count(*) as count, 1.50::numeric as cost, ${Buffer.from('ab')}::bytea as bytes`.execute(
      database.db,
    );
    expect(rows[0]?.day.equals(day)).toBe(true);
    expect(rows[0]).toMatchObject({ count: 1, cost: '1.50' });
    expect(Buffer.from(rows[0]?.bytes ?? []).toString()).toBe('ab');
  });

  it('throws when it is used beside its own transaction, and works again after', async () => {
    await using database = await testDatabase<SpineTables>();
    const beside = database.transaction(async () =>
      database.db.selectFrom('timer').selectAll().execute(),
    );
    await expect(beside).rejects.toThrow('beside the transaction');
    const nested = database.transaction(async () => database.transaction(async () => 1));
    await expect(nested).rejects.toThrow('inside a transaction');
    expect(await database.db.selectFrom('timer').selectAll().execute()).toEqual([]);
  });

  it('lets what a transaction set going use it after the commit', async () => {
    await using database = await testDatabase<SpineTables>();
    let later: Promise<unknown> = Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    await database.transaction(async () => {
      later = promise.then(() => database.db.selectFrom('timer').selectAll().execute());
    });
    resolve();
    expect(await later).toEqual([]);
  });

  it('keeps nothing of a transaction that failed', async () => {
    await using database = await testDatabase<SpineTables>();
    const failed = database.transaction(async (tx) => {
      await tx.insertInto('counter').values({ school_id: 's', name: 'n', value: 1 }).execute();
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await database.db.selectFrom('counter').selectAll().execute()).toEqual([]);
  });

  it('runs a transaction again after a serialization failure', async () => {
    await using database = await testDatabase<SpineTables>();
    let runs = 0;
    const result = await database.transaction(async () => {
      if (++runs < 3) throw Object.assign(new Error('conflict'), { code: '40001' });
      return runs;
    });
    expect(result).toBe(3);
  });

  it('is migrated once, answers a ping, and migrating again changes nothing', async () => {
    await using database = await testDatabase<SpineTables>();
    expect(await database.pending()).toBe(false);
    await database.migrate();
    expect(await database.ping(1_000)).toBe(true);
  });
});

describe('a server that is away', () => {
  it('fails within a second and a ping says so in its time', async () => {
    await using database = await openDatabase<SpineTables>({
      url: 'postgres://nobody@127.0.0.1:1/none',
    });
    const from = performance.now();
    expect(await database.ping(500)).toBe(false);
    await expect(database.db.selectFrom('timer').selectAll().execute()).rejects.toThrow(
      'ECONNREFUSED',
    );
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('that accepts and then says nothing fails in its time as well', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await using database = await openDatabase<SpineTables>({
      url: `postgres://nobody@127.0.0.1:${port}/none`,
    });
    const from = performance.now();
    expect(await database.ping(200)).toBe(false);
    expect(performance.now() - from).toBeLessThan(700);
    const query = database.db.selectFrom('timer').selectAll().execute();
    await expect(query).rejects.toThrow('timeout');
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});
