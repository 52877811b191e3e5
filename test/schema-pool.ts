import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../src/storage/open-database.ts';

/**
 * Migrated schemas on a test server, emptied and used again: making and dropping one per test took a
 * fifth of the suite. A schema whose structure a test has changed is dropped instead.
 */

/** The schema that lists the free ones of this run; set by the global setup, inherited by its workers. */
const POOL = 'TEST_SCHEMA_POOL';

export async function openPool(url: string): Promise<() => Promise<void>> {
  const name = `test_pool_${randomBytes(8).toString('hex')}`;
  await using server = await openDatabase<unknown>({ url, poolSize: 1 });
  await sql`create schema ${sql.id(name)}`.execute(server.db);
  await sql`create table ${sql.id(name, 'free')} (
    name text primary key, shape text not null, freed_at timestamptz not null default now())`.execute(
    server.db,
  );
  process.env[POOL] = name;
  return () => closePool(url, name);
}

async function closePool(url: string, name: string): Promise<void> {
  await using server = await openDatabase<unknown>({ url, poolSize: 1 });
  const free = await sql<{ name: string }>`select name from ${sql.id(name, 'free')}`.execute(
    server.db,
  );
  // One by one: a server's lock table does not hold the drop of all of them.
  for (const schema of [...free.rows.map((row) => row.name), name])
    await sql`drop schema ${sql.id(schema)} cascade`.execute(server.db);
}

interface Lent<T> {
  readonly database: Database<T>;
  readonly giveBack: () => Promise<void>;
}

/** A migrated schema without rows. */
export async function borrowSchema<T>(url: string): Promise<Lent<T>> {
  const pool = process.env[POOL];
  // Durability is the server's own; a commit of a test need not wait for its disk.
  const open = (schema: string) =>
    openDatabase<T>({ url, schema, synchronous: false, poolSize: 6 });
  const used = pool === undefined ? null : await claim(url, pool);
  const name = used?.name ?? `test_${randomBytes(8).toString('hex')}`;
  const database = await open(name);
  if (used === null) {
    await sql`create schema ${sql.id(name)}`.execute(database.db);
    await database.migrate();
  } else await empty(database);
  const shape = used?.shape ?? (await shapeOf(database));
  return {
    database,
    giveBack: async () => {
      if (pool !== undefined && (await shapeOf(database)) === shape)
        await sql`insert into ${sql.id(pool, 'free')} (name, shape) values (${name}, ${shape})`.execute(
          database.db,
        );
      else await sql`drop schema ${sql.id(name)} cascade`.execute(database.db);
      await database.close();
    },
  };
}

/** The one that has been free for longest: whatever a test left running in it has ended. */
async function claim(url: string, pool: string) {
  await using server = await openDatabase<unknown>({ url, poolSize: 1 });
  const { rows } = await sql<{ name: string; shape: string }>`
    delete from ${sql.id(pool, 'free')} where name = (
      select name from ${sql.id(pool, 'free')} order by freed_at limit 1 for update skip locked)
    returning name, shape`.execute(server.db);
  return rows[0] ?? null;
}

export async function empty<T>({ db }: Database<T>): Promise<void> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = current_schema() and tablename not in ('migration', 'migration_lock')`.execute(
    db,
  );
  const statements = tables.rows.map(({ name }) => `delete from "${name}"`);
  await sql.raw(`do $$ begin ${statements.join('; ')}; end $$`).execute(db);
}

/** Everything that a migration makes, in one line: tables, columns, indexes, constraints. */
export async function shapeOf<T>({ db }: Database<T>): Promise<string> {
  const { rows } = await sql<{ shape: string }>`
    select concat_ws(' ',
      (select count(*) from pg_class where relnamespace = n.oid),
      (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = n.oid and c.relkind = 'r' and not attisdropped),
      (select count(*) from pg_constraint where connamespace = n.oid)) as shape
    from pg_namespace n where nspname = current_schema()`.execute(db);
  return rows[0]?.shape ?? '';
}
