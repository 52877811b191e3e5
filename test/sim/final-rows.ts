import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';

const row = z.object({ line: z.string() });

/** A ledger or a form that waits to be sent carries the date of the machine that made it. */
const UNLIKE = 'bytes';

/** Every row of every table as it stands at the end, in an order of its own. */
export async function finalRows(database: Database<Tables>): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`.execute(
    database.db,
  );
  const lines: string[] = [];
  for (const { name } of tables.rows) {
    if (name.startsWith('kysely')) continue;
    const { rows } = await sql`
      select (to_jsonb(t) - ${UNLIKE})::text as line from ${sql.table(name)} t order by 1`.execute(
      database.db,
    );
    for (const found of rows) lines.push(`${name} ${row.parse(found).line}`);
  }
  return lines;
}
