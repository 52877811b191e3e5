import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/open-database.ts';
import { sqlState } from '../../src/storage/sql-state.ts';
import { SERVER_URL } from '../database.ts';
import { TEMPLATE } from '../global-setup.ts';
import { openPrepared } from './memory-database.ts';

interface Tables {
  thing: { id: number; at: Temporal.Instant; day: Temporal.PlainDate; kept: unknown };
}

// The simulation is of the embedded database.
it.skipIf(SERVER_URL !== null)(
  'the simulation’s database answers what the product’s embedded one answers',
  async () => {
    const at = Temporal.Instant.from('2026-11-24T05:19:01.123Z');
    const from = new Blob([readFileSync(TEMPLATE)], { type: 'application/x-tar' });
    const answers = await Promise.all(
      [openDatabase<Tables>({ memory: true, from }), openPrepared<Tables>(from)].map(
        async (opening) => {
          await using database = await opening;
          const { db } = database;
          await sql`create table thing (id int primary key, at timestamptz, day date, kept jsonb)`.execute(
            db,
          );
          const day = Temporal.PlainDate.from('2026-11-24');
          const insert = (id: number) =>
            db
              .insertInto('thing')
              .values({ id, at, day, kept: JSON.stringify({ a: [1, null], b: '引号’' }) })
              .executeTakeFirst();
          const lost = database.transaction(async (tx) => {
            await tx.deleteFrom('thing').execute();
            throw new Error('undone');
          });
          await lost.catch(() => undefined);
          const values = await sql`select ${1}::int as i, ${null}::text as n, ${true}::bool as b,
          ${'x'}::text as t, ${['a', 'b']}::text[] as l, 9007199254740991::bigint as big,
          1.50::numeric as q, now() > ${at.toString()}::timestamptz as later,
          '\\x00ff'::bytea as y`.execute(db);
          return [
            (await insert(1)).numInsertedOrUpdatedRows,
            await insert(1).catch(sqlState),
            (await insert(2)).numInsertedOrUpdatedRows,
            (await db.updateTable('thing').set({ id: 3 }).where('id', '=', 9).executeTakeFirst())
              .numUpdatedRows,
            await db.selectFrom('thing').selectAll().orderBy('id').execute(),
            values.rows,
          ];
        },
      ),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]?.[1]).toBe('23505');
  },
);
