import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { SERVER_URL } from '../../test/database.ts';
import { migrations } from '../../migrations/index.ts';
import { openDatabase } from './open-database.ts';

interface Shape {
  /** `table.column` → type, whether it may be left out. */
  readonly columns: ReadonlyMap<string, { readonly type: string; readonly optional: boolean }>;
  readonly tables: ReadonlySet<string>;
  /** `table index` */
  readonly indexes: ReadonlySet<string>;
}

async function shapeOf(db: Kysely<unknown>): Promise<Shape> {
  const { rows } = await sql<{ name: string; table: string; type: string; optional: boolean }>`
    select table_name || '.' || column_name as name, table_name::text as "table", data_type::text as type,
      (is_nullable = 'YES' or column_default is not null) as optional
    from information_schema.columns where table_schema = current_schema()`.execute(db);
  const indexes = await sql<{ name: string }>`
    select tablename || ' ' || indexname as name from pg_indexes where schemaname = current_schema()`.execute(
    db,
  );
  return {
    columns: new Map(rows.map(({ name, type, optional }) => [name, { type, optional }])),
    tables: new Set(rows.map(({ table }) => table)),
    indexes: new Set(indexes.rows.map(({ name }) => name)),
  };
}

/** What would stop the release before, running on the schema of this one, or hold it up. */
function breaks(before: Shape, after: Shape): string[] {
  const found: string[] = [];
  for (const [name, { type, optional }] of before.columns) {
    const now = after.columns.get(name);
    if (!now) found.push(`${name} is gone`);
    else if (now.type !== type) found.push(`${name} became ${now.type}`);
    else if (optional && !now.optional) found.push(`${name} must be given now`);
  }
  for (const [name, { optional }] of after.columns) {
    const table = name.slice(0, name.indexOf('.'));
    if (!before.columns.has(name) && before.tables.has(table) && !optional)
      found.push(`${name} is new and must be given`);
  }
  for (const name of after.indexes) {
    if (!before.indexes.has(name) && before.tables.has(name.slice(0, name.indexOf(' '))))
      found.push(`${name} locks a table that has rows`);
  }
  return found;
}

/** Before the first release no school had rows in them. */
const BEFORE_FIRST_RELEASE = '0033_long_histories';

it('the release before runs on every schema: nothing goes, changes its type or must be given, no index locks a full table', async () => {
  await using database = await openDatabase<unknown>({ memory: true });
  const found: string[] = [];
  let before = await shapeOf(database.db);
  for (const name of Object.keys(migrations).toSorted()) {
    await migrations[name]?.up(database.db);
    const after = await shapeOf(database.db);
    const early = name <= BEFORE_FIRST_RELEASE;
    for (const problem of breaks(before, after))
      if (!early || !/locks a table/.test(problem)) found.push(`${name}: ${problem}`);
    before = after;
  }
  expect(found).toEqual([]);
  expect(before.tables.size).toBeGreaterThan(60);

  // It sees what it is there for.
  await sql`alter table person rename column room to office`.execute(database.db);
  await sql`alter table person alter column unit set not null`.execute(database.db);
  await sql`alter table purchase add column must text not null`.execute(database.db);
  await sql`create index slow on inbox (school_id, error)`.execute(database.db);
  await sql`alter table inbox alter column attempts type bigint`.execute(database.db);
  expect(breaks(before, await shapeOf(database.db)).toSorted()).toEqual([
    'inbox slow locks a table that has rows',
    'inbox.attempts became bigint',
    'person.room is gone',
    'person.unit must be given now',
    'purchase.must is new and must be given',
  ]);
});

async function ownSchema() {
  const schema = `migrate_${randomBytes(6).toString('hex')}`;
  const url = SERVER_URL ?? '';
  const admin = await openDatabase<unknown>({ url });
  await sql`create schema ${sql.id(schema)}`.execute(admin.db);
  return {
    url,
    schema,
    async [Symbol.asyncDispose]() {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(admin.db);
      await admin.close();
    },
  };
}

describe.skipIf(SERVER_URL === null)('on a server', () => {
  it('twenty replicas that start at once: one migrates, all get ready', async () => {
    await using own = await ownSchema();
    const replicas = await Promise.all(
      Array.from({ length: 20 }, () => openDatabase<unknown>({ ...own, poolSize: 2 })),
    );
    try {
      await Promise.all(replicas.map((replica) => replica.migrate()));
      const pending = await Promise.all(replicas.map((replica) => replica.pending()));
      expect(new Set(pending)).toEqual(new Set([false]));
      const { rows } = await sql<{
        n: number;
      }>`select count(*)::int as n from ${sql.table(`${own.schema}.migration`)}`.execute(
        replicas[0]?.db ?? failed(),
      );
      expect(rows[0]?.n).toBe(Object.keys(migrations).length);
    } finally {
      await Promise.all(replicas.map((replica) => replica.close()));
    }
  }, 120_000);

  it('killed anywhere in the migrations, the next start does them from the beginning', async () => {
    await using own = await ownSchema();
    const { PATH = '' } = process.env;
    const url = `${own.url}?options=-c%20search_path%3D${own.schema}`;
    const start = () =>
      spawn(process.execPath, [join(import.meta.dirname, '../commands/db-migrate.ts')], {
        env: { PATH, DATABASE_URL: url },
        stdio: 'ignore',
      });
    for (const milliseconds of [150, 400, 700, 1_000]) {
      const child = start();
      const ended = once(child, 'exit');
      await Promise.race([sleep(milliseconds), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    const last = start();
    const [code] = await once(last, 'exit');
    expect(code).toBe(0);
    await using database = await openDatabase<unknown>(own);
    expect(await database.pending()).toBe(false);
  }, 120_000);

  it('a migration waits for no table longer than two seconds, and tries again', async () => {
    await using own = await ownSchema();
    await using database = await openDatabase<unknown>(own);
    await database.migrate();
    await sql`delete from migration where name = '0029_shown_pictures'`.execute(database.db);
    await sql`alter table attachment drop column shown_key`.execute(database.db);
    await using other = await openDatabase<unknown>(own);
    const held = other.transaction(async (tx) => {
      await sql`select 1 from attachment for update`.execute(tx);
      await sql`lock table attachment in access share mode`.execute(tx);
      await sleep(3_000);
    });
    await sleep(200);
    await database.migrate();
    await held;
    expect(await database.pending()).toBe(false);
  });
});

function failed(): never {
  throw new Error('no replica');
}
