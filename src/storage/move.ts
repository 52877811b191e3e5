import { readdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql, type QueryExecutorProvider } from 'kysely';
import type { Database } from './database.ts';
import { isMissing } from './files.ts';

const ROWS = 500;

/** Why nothing was moved; the target is as it was. */
export class MoveRefusedError extends Error {
  override readonly name = 'MoveRefusedError';
}

interface TableOfKey {
  readonly table: string;
  readonly key: readonly string[];
}

/**
 * Copies every table and every picture into an empty, migrated database, in one transaction, and
 * compares the counts before it commits. Answers the number of rows by table. The source must be
 * used by nobody else meanwhile (its directory's lock sees to that).
 */
export async function move<T>(
  source: Database<T>,
  target: Database<T>,
  blobDirectory: string,
): Promise<Readonly<Record<string, number>>> {
  const tables = await tablesOf(source.db);
  return target.transaction(async (tx) => {
    const there = new Set((await tablesOf(tx)).map(({ table }) => table));
    for (const { table } of tables) {
      if (!there.has(table))
        throw new MoveRefusedError(`目标数据库没有表 ${table}，请先对它运行 npm run db:migrate`);
      if ((await count(tx, table)) > 0)
        throw new MoveRefusedError(`目标数据库的表 ${table} 不是空的，只能搬进空的数据库`);
    }
    const moved: Record<string, number> = {};
    for (const each of tables) {
      await copyTable(source.db, tx, each);
      const [from, to] = [await count(source.db, each.table), await count(tx, each.table)];
      if (from !== to)
        throw new MoveRefusedError(`表 ${each.table} 应有 ${from} 行，搬到了 ${to} 行`);
      moved[each.table] = to;
    }
    const pictures = await copyPictures(tx, blobDirectory);
    return { ...moved, blob: (moved['blob'] ?? 0) + pictures };
  });
}

/** Our tables with the columns of their primary keys; the migrator's own are not data. */
async function tablesOf(db: QueryExecutorProvider): Promise<TableOfKey[]> {
  const { rows } = await sql<{ table: string; key: string[] }>`
    select c.table_name::text as "table", array_agg(c.column_name::text order by c.ordinal_position) as key
    from information_schema.table_constraints t
    join information_schema.key_column_usage c
      on c.constraint_schema = t.constraint_schema and c.constraint_name = t.constraint_name and c.table_name = t.table_name
    where t.constraint_type = 'PRIMARY KEY' and t.table_schema = current_schema() and t.table_name not in ('migration', 'migration_lock')
    group by c.table_name order by c.table_name`.execute(db);
  return rows;
}

async function count(db: QueryExecutorProvider, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
    db,
  );
  return rows[0]?.n ?? 0;
}

/** As PostgreSQL's own JSON, so that no value passes through a JavaScript number or date. */
async function copyTable(
  source: QueryExecutorProvider,
  target: QueryExecutorProvider,
  { table, key }: TableOfKey,
): Promise<void> {
  const order = sql.join(key.map((column) => sql.ref(column)));
  for (let offset = 0; ; offset += ROWS) {
    const { rows } = await sql<{ page: string | null }>`
      select jsonb_agg(to_jsonb(r))::text as page
      from (select * from ${sql.table(table)} order by ${order} limit ${ROWS} offset ${offset}) r`.execute(
      source,
    );
    const page = rows[0]?.page;
    if (!page) return;
    await sql`
      insert into ${sql.table(table)}
      select * from jsonb_populate_recordset(null::${sql.table(table)}, ${page}::jsonb)`.execute(
      target,
    );
  }
}

/** The embedded database keeps pictures as files, a server as rows of the school that has them. */
async function copyPictures(target: QueryExecutorProvider, directory: string): Promise<number> {
  const names = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  let copied = 0;
  for (const id of names.filter((name) => /^[0-9a-f]{64}$/.test(name))) {
    const bytes = await readFile(join(directory, id));
    if (createHash('sha256').update(bytes).digest('hex') !== id)
      throw new MoveRefusedError(`图片 ${join(directory, id)} 的内容已损坏，请从备份恢复这个文件`);
    const { numAffectedRows } = await sql`
      insert into blob (school_id, id, bytes)
      select distinct school_id, ${id}::text, ${bytes}::bytea from attachment where blob_id = ${id}
      on conflict do nothing`.execute(target);
    copied += Number(numAffectedRows ?? 0n);
  }
  return copied;
}
