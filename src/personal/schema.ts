import { sql, type QueryExecutorProvider } from 'kysely';

export interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: 'text' | 'jsonb' | 'bytea' | 'other';
}

/** Every column of every table as the database has them, so that no new one can be forgotten. */
export async function columnsIn(db: QueryExecutorProvider): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select c.table_name::text as "table", c.column_name::text as "column",
      case when c.data_type in ('text', 'jsonb', 'bytea') then c.data_type::text else 'other' end as type
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
    order by c.table_name, c.ordinal_position`.execute(db);
  return rows;
}

/** The tables that a person's data can stand in: all but the migrator's and those of mere bytes. */
export async function tablesWithText(db: QueryExecutorProvider): Promise<Map<string, Column[]>> {
  const columns = (await columnsIn(db)).filter(
    ({ table, column, type }) =>
      !table.startsWith('migration') &&
      column !== 'school_id' &&
      (type === 'text' || type === 'jsonb'),
  );
  return Map.groupBy(columns, ({ table }) => table);
}
