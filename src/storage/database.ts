import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';
import { applyMigrations, hasPending } from './migrate.ts';
import { sqlState } from './sql-state.ts';

/** One open database; nothing but this folder knows which kind it is. */
export interface Database<T> extends AsyncDisposable {
  readonly kind: 'embedded' | 'server';
  /** For single statements outside a transaction; throws inside one, where it would wait for itself. */
  readonly db: Kysely<T>;
  /** One transaction; run again from the start on a serialization failure or a deadlock. */
  transaction<R>(work: (tx: Kysely<T>) => Promise<R>): Promise<R>;
  /** `before`: done first where a database that was in use is about to be changed. */
  migrate(before?: () => Promise<void>): Promise<void>;
  /** True while a migration of this version has not been applied. */
  pending(): Promise<boolean>;
  /** Whether the database answers within so many milliseconds. */
  ping(milliseconds: number): Promise<boolean>;
  /** Embedded only: writes the whole database to a new gzip'd file, there whole or not at all. */
  dump(file: string): Promise<void>;
  /** Embedded only: checkpoint and vacuum, which nobody else would do. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

export function wrapDatabase<T>(
  kind: Database<T>['kind'],
  raw: Kysely<T>,
  own: {
    dump(file: string): Promise<void>;
    maintain(): Promise<void>;
    release(): void | Promise<void>;
  },
): Database<T> {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const ping = async () => {
    await sql`select 1`.execute(raw);
    return true;
  };
  const close = async () => {
    await raw.destroy();
    await own.release();
  };
  return {
    kind,
    get db() {
      if (inside.getStore()?.open)
        throw new Error('the database was used beside the transaction that is open here');
      return raw;
    },
    async transaction(work) {
      if (inside.getStore()?.open) throw new Error('a transaction was opened inside a transaction');
      for (let attempt = 1; ; attempt++) {
        // What a transaction sets going may outlive it, and may then use the database again.
        const scope = { open: true };
        try {
          return await inside.run(scope, () => raw.transaction().execute(work));
        } catch (error) {
          if (attempt === ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) throw error;
        } finally {
          scope.open = false;
        }
      }
    },
    migrate: (before) => applyMigrations(raw, before),
    pending: () => hasPending(raw),
    async ping(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), milliseconds);
      });
      try {
        return await Promise.race([ping().catch(() => false), late]);
      } finally {
        clearTimeout(timer);
      }
    },
    dump: (file) => own.dump(file),
    maintain: () => own.maintain(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
