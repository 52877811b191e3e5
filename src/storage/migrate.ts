import { Kysely, sql, type Transaction } from 'kysely';
import { migrations } from '../../migrations/index.ts';
import { sqlState } from './sql-state.ts';

type MigrationTables = {
  migration: { name: string; applied_at: Temporal.Instant };
  migration_lock: { id: number };
};

/** Two processes that start at once may both see that a table is missing. */
const ALREADY_THERE = new Set(['23505', '42P07', '42710']);
const NO_TABLE = '42P01';
const LOCK_NOT_AVAILABLE = '55P03';
const ATTEMPTS = 20;

/**
 * Applies what is missing, in order, in one transaction. Kysely's own migrator holds a session's
 * advisory lock and looks at every schema of the server, which a pooler and a shared server do not
 * bear (docs/decisions/0004); here a row is the lock. `before` is called where something is missing in
 * a database that has been migrated before.
 */
export async function applyMigrations(
  database: unknown,
  before?: () => Promise<void>,
): Promise<void> {
  const db = open(database);
  await createTables(db);
  if (before) {
    const missing = await missingIn(db);
    if (missing.length > 0 && missing.length < Object.keys(migrations).length) await before();
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(applyMissing);
    } catch (error) {
      if (attempt === ATTEMPTS || sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function applyMissing(tx: Transaction<MigrationTables>): Promise<void> {
  await tx.selectFrom('migration_lock').select('id').forUpdate().execute();
  const missing = await missingIn(tx);
  if (missing.length === 0) return;
  // Who waits for a table's lock holds up everybody behind: let them pass and try again.
  await sql`set local lock_timeout = '2s'`.execute(tx);
  for (const name of missing) {
    await migrations[name]?.up(tx.$omitTables<keyof MigrationTables>());
    const at = sql<Temporal.Instant>`current_timestamp`;
    await tx.insertInto('migration').values({ name, applied_at: at }).execute();
  }
}

/** Whether a migration of this version is missing. */
export async function hasPending(database: unknown): Promise<boolean> {
  try {
    return (await missingIn(open(database))).length > 0;
  } catch (error) {
    if (sqlState(error) === NO_TABLE) return true;
    throw error;
  }
}

/** Migrations know no table types, whatever the database's owner declares. */
function open(database: unknown): Kysely<MigrationTables> {
  if (!(database instanceof Kysely)) throw new TypeError('not a database');
  return database.$extendTables<MigrationTables>();
}

async function missingIn(db: Kysely<MigrationTables>): Promise<string[]> {
  const rows = await db.selectFrom('migration').select('name').execute();
  const applied = new Set(rows.map((row) => row.name));
  return Object.keys(migrations)
    .toSorted()
    .filter((name) => !applied.has(name));
}

async function createTables(db: Kysely<MigrationTables>): Promise<void> {
  try {
    await sql`create table if not exists migration (name text primary key, applied_at timestamptz not null)`.execute(
      db,
    );
    await sql`create table if not exists migration_lock (id integer primary key)`.execute(db);
    await sql`insert into migration_lock (id) values (1) on conflict do nothing`.execute(db);
  } catch (error) {
    if (!ALREADY_THERE.has(sqlState(error) ?? '')) throw error;
    await createTables(db);
  }
}
