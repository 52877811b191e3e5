/** Fills an empty, migrated database with a district. Indexes and keys are taken off and put on again. */
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { buying } from './buying.ts';
import { days } from './days.ts';
import { frame, FUNCTIONS, type Size, type Step } from './frame.ts';
import { repairs } from './repairs.ts';
import { traces } from './traces.ts';

const SEED = 0.42;

interface Definition {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Every key and index is checked again when it is put on: rows that break one end the filling. */
export async function fill(
  database: Database<Tables>,
  size: Size,
  tell: (line: string) => void,
): Promise<void> {
  const steps = [...frame(size), ...repairs(size), ...buying(size), ...days(size), ...traces(size)];
  for (const statement of FUNCTIONS) await sql.raw(statement).execute(database.db);
  const tables = [...new Set(steps.map(({ table }) => table))];
  const { keys, indexes } = await definitions(database.db, tables);
  for (const { name } of indexes) await sql`drop index ${sql.id(name)}`.execute(database.db);
  for (const { table, name } of keys)
    await sql`alter table ${sql.id(table)} drop constraint ${sql.id(name)}`.execute(database.db);
  const timed = async (what: string, work: () => Promise<string>) => {
    const started = performance.now();
    const done = await work();
    tell(`${((performance.now() - started) / 1_000).toFixed(1).padStart(7)} s  ${what} ${done}`);
  };
  for (const step of steps) await timed(step.table, () => run(database, step));
  await timed('keys and indexes', async () => {
    for (const { table, name, definition } of keys)
      await build(
        database,
        sql`alter table ${sql.id(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`,
      );
    for (const { definition } of indexes) await build(database, sql.raw(definition));
    return String(keys.length + indexes.length);
  });
  for (const table of tables.filter((name) => name.startsWith('district_')))
    await sql`drop table ${sql.id(table)}`.execute(database.db);
  for (const name of ['district_pid', 'district_uid', 'district_one'])
    await sql`drop function ${sql.id(name)}`.execute(database.db);
  await timed('vacuum', async () => {
    await sql`vacuum (analyze)`.execute(database.db);
    return '';
  });
}

async function run(database: Database<Tables>, { statement }: Step): Promise<string> {
  return database.transaction(async (tx) => {
    await roomy(tx);
    await sql`select setseed(${sql.lit(SEED)})`.execute(tx);
    const { numAffectedRows } = await sql.raw(statement).execute(tx);
    return numAffectedRows === undefined ? '' : `${numAffectedRows} rows`;
  });
}

async function build(
  database: Database<Tables>,
  statement: ReturnType<typeof sql.raw>,
): Promise<void> {
  await database.transaction(async (tx) => {
    await roomy(tx);
    await statement.execute(tx);
  });
}

/** Sorting in memory where there is some; embedded there is none to spare. */
async function roomy(tx: Kysely<Tables>): Promise<void> {
  for (const name of ['work_mem', 'maintenance_work_mem'])
    await sql`select set_config(${name}, '128MB', true)`.execute(tx);
}

async function definitions(
  db: Kysely<Tables>,
  tables: readonly string[],
): Promise<{ keys: Definition[]; indexes: Definition[] }> {
  const wanted = sql`any(${tables}::text[])`;
  const keys = await sql<Definition>`
    select t.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype in ('p', 'u') and t.relnamespace = current_schema()::regnamespace and t.relname = ${wanted}`.execute(
    db,
  );
  const indexes = await sql<Definition>`
    select tablename as table, indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and tablename = ${wanted}
      and indexname not in (select conname from pg_constraint)`.execute(db);
  return { keys: keys.rows, indexes: indexes.rows };
}
