import { readFileSync } from 'node:fs';
import { openDatabase, type Database } from '../src/storage/open-database.ts';
import { TEMPLATE } from './global-setup.ts';
import { borrowSchema, empty, shapeOf } from './schema-pool.ts';

/** Which lane the suite runs on: embedded by default, a server where TEST_DATABASE_URL names one. */
export const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? null;

/** An empty, migrated database of its own; a schema of its own on a server. Close it, or `await using`. */
export async function testDatabase<T>(): Promise<Database<T>> {
  const { database, giveBack } = await (SERVER_URL === null
    ? borrowMemory<T>()
    : borrowSchema<T>(SERVER_URL));
  let gone = false;
  const close = async () => {
    if (gone) return;
    gone = true;
    await giveBack();
  };
  return Object.defineProperties(
    { ...describe(database, () => gone), close, [Symbol.asyncDispose]: close },
    { db: { get: () => open(database, gone).db } },
  );
}

/** Embedded databases of this file's process that are free: opening one takes longer than most tests. */
const free: { readonly database: unknown; readonly shape: string }[] = [];

async function borrowMemory<T>() {
  const used = free.shift();
  const database = used
    ? typed<T>(used.database)
    : await openDatabase<T>({
        memory: true,
        from: new Blob([readFileSync(TEMPLATE)], { type: 'application/x-tar' }),
      });
  if (used) await empty(database);
  const shape = used?.shape ?? (await shapeOf(database));
  const giveBack = async () => {
    if ((await shapeOf(database)) === shape) free.push({ database, shape });
    else await database.close();
  };
  return { database, giveBack };
}

/** The tables of a database are what whoever borrows it says: all have all. */
function typed<T>(database: unknown): Database<T>;
function typed(database: unknown): unknown {
  return database;
}

/** What a test has left running must not write into the next one's. */
function open<T>(database: Database<T>, gone: boolean): Database<T> {
  if (gone) throw new Error('this database was given back');
  return database;
}

/** The parts of a database one by one: `db` is a getter that guards, and must stay one. */
function describe<T>(
  database: Database<T>,
  gone: () => boolean,
): Omit<Database<T>, 'close' | typeof Symbol.asyncDispose> {
  const there = () => open(database, gone());
  return {
    kind: database.kind,
    get db() {
      return there().db;
    },
    transaction: async (work) => there().transaction(work),
    migrate: async (before) => there().migrate(before),
    pending: async () => there().pending(),
    ping: async (milliseconds) => !gone() && database.ping(milliseconds),
    dump: async (file) => there().dump(file),
    maintain: async () => there().maintain(),
  };
}
