import { readFileSync } from 'node:fs';
import { openDatabase, type Database } from '../src/storage/open-database.ts';
import { TEMPLATE } from './global-setup.ts';
import { borrowSchema } from './schema-pool.ts';

/** Which lane the suite runs on: embedded by default, a server where TEST_DATABASE_URL names one. */
export const SERVER_URL = process.env['TEST_DATABASE_URL'] ?? null;

/** An empty, migrated database of its own; a schema of its own on a server. Close it, or `await using`. */
export async function testDatabase<T>(): Promise<Database<T>> {
  if (SERVER_URL === null)
    return openDatabase<T>({
      memory: true,
      from: new Blob([readFileSync(TEMPLATE)], { type: 'application/x-tar' }),
    });
  const { database, giveBack } = await borrowSchema<T>(SERVER_URL);
  return Object.defineProperties(
    { ...describe(database), close: giveBack, [Symbol.asyncDispose]: giveBack },
    { db: { get: () => database.db } },
  );
}

/** The parts of a database one by one: `db` is a getter that guards, and must stay one. */
function describe<T>(
  database: Database<T>,
): Omit<Database<T>, 'close' | typeof Symbol.asyncDispose> {
  return {
    kind: database.kind,
    get db() {
      return database.db;
    },
    transaction: (work) => database.transaction(work),
    migrate: (before) => database.migrate(before),
    pending: () => database.pending(),
    ping: (milliseconds) => database.ping(milliseconds),
    dump: (file) => database.dump(file),
    maintain: () => database.maintain(),
  };
}
