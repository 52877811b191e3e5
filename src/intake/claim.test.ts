import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { claim } from './claim.ts';
import type { InboxTables } from './tables.ts';

const LANES = 50;

it('a day of inputs that the database has not counted yet is not compared with itself to find who is first', async () => {
  await using database = await testDatabase<InboxTables>();
  const now = Temporal.Instant.from('2026-11-24T02:00:00Z');
  await sql`vacuum (analyze) inbox`.execute(database.db);
  await sql`insert into inbox (school_id, id, lane, stamp, received_at, payload, state, attempts, due_at)
    select 's', 'm:' || n, 'oc_' || n % ${LANES}::int, n, now(), '{}', 'waiting', 0, ${now.toString()}::timestamptz
    from generate_series(1, 5000) n`.execute(database.db);
  const { claimed, read } = await database.transaction(async (tx) => {
    const options = { owner: 'one', now, leaseMilliseconds: 300, limit: 8 };
    const all = await claim(tx, 's', options);
    const { rows: counts } = await sql<{ read: number }>`
      select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables
      where relid = 'inbox'::regclass`.execute(tx);
    return { claimed: all.map(({ id }) => id), read: counts[0]?.read };
  });
  expect(claimed.toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `m:${n + 1}`));
  // Every lane, and where a look at all that waits is cheaper than at each of them, that look once.
  expect(read).toBeGreaterThan(LANES);
  expect(read).toBeLessThan(10_000);
});
