import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';

const row = z.object({ line: z.string() });

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
      select row_to_json(t)::text as line from ${sql.table(name)} t order by 1`.execute(
      database.db,
    );
    for (const found of rows) lines.push(`${name} ${row.parse(found).line}`);
  }
  return lines;
}
