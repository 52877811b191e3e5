import { sql } from 'kysely';
import type { Database } from '../src/storage/database.ts';
import type { Tables } from '../src/tables.ts';

/** What a backup is on either database: every row of every table. */
export async function snapshotOf({ db }: Database<Tables>): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select table_name::text as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(db);
  const kept = new Map<string, string>();
  for (const { name } of rows) {
    const answer = await sql<{ page: string }>`
      select coalesce(jsonb_agg(to_jsonb(r)), '[]')::text as page from ${sql.table(name)} r`.execute(
      db,
    );
    kept.set(name, answer.rows[0]?.page ?? '[]');
  }
  return kept;
}

/** Puts a snapshot in the place of everything that is there. */
export async function putBack(
  database: Database<Tables>,
  snapshot: ReadonlyMap<string, string>,
): Promise<void> {
  await database.transaction(async (tx) => {
    for (const [name, page] of snapshot) {
      await sql`delete from ${sql.table(name)}`.execute(tx);
      await sql`insert into ${sql.table(name)}
        select * from jsonb_populate_recordset(null::${sql.table(name)}, ${page}::jsonb)`.execute(
        tx,
      );
    }
  });
}
