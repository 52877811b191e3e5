import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';

/** What intake and runner need of the storage; `openDatabase` gives it. */
export interface InboxDatabase<Tables> {
  /** An embedded one does one transaction at a time, and whoever comes waits for all that were begun before. */
  readonly kind: 'embedded' | 'server';
  readonly db: Kysely<Tables>;
  transaction<Result>(work: (tx: Kysely<Tables>) => Promise<Result>): Promise<Result>;
}

export interface InboxRow {
  readonly id: string;
  readonly lane: string;
  /** Milliseconds since 1970. */
  readonly stamp: number;
  readonly after: string | null;
  readonly payload: string;
  readonly state: 'waiting' | 'quarantined';
  readonly error: string | null;
}

interface Queued {
  readonly row: InboxRow;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 256;
const MAX_QUEUE = 2_000;
/** A statement that takes longer is given up by its callers; the platform sends the events again. */
const STATEMENT_MS = 5_000;

/** Thrown when an input cannot be made durable now. */
class InboxUnavailable extends Error {
  override name = 'InboxUnavailable';
}

/**
 * Inserts in groups: while one statement is in flight, what arrives waits and becomes the next one.
 * Nothing waits when nothing is in flight, so an idle service is as fast as a single insert.
 */
export class InboxStore<Tables> {
  readonly #database: InboxDatabase<Tables>;
  readonly #schoolId: string;
  readonly #now: () => Temporal.Instant;
  #queue: Queued[] = [];
  #busy = false;

  constructor(database: InboxDatabase<Tables>, schoolId: string, now: () => Temporal.Instant) {
    this.#database = database;
    this.#schoolId = schoolId;
    this.#now = now;
  }

  /** Resolves when the row, or an earlier one with its key, is durable. */
  insert(row: InboxRow): Promise<void> {
    if (this.#queue.length >= MAX_QUEUE)
      return Promise.reject(new InboxUnavailable('too many inputs are waiting'));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ row, resolve, reject });
    if (!this.#busy) void this.#flush();
    return promise;
  }

  async #flush(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      // Whatever has reached the sockets already joins; the embedded database stops the loop while it works.
      await setImmediate();
      const batch = this.#queue.splice(0, BATCH);
      try {
        await within(
          STATEMENT_MS,
          insertRows(
            this.#database.db,
            this.#schoolId,
            this.#now(),
            batch.map((one) => one.row),
          ),
        );
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.#busy = false;
  }
}

/** One statement with one parameter. Keys are sorted: overlapping batches of two replicas in random order deadlock. */
export async function insertRows<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  rows: readonly InboxRow[],
): Promise<void> {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await sql`
    insert into inbox (school_id, id, lane, stamp, after_id, received_at, payload, state, attempts, due_at, error)
    select ${schoolId}::text, r.id, r.lane, r.stamp, r.after, ${now.toString()}::timestamptz, r.payload, r.state, 0,
      ${now.toString()}::timestamptz, r.error
    from jsonb_to_recordset(${JSON.stringify(sorted)}::jsonb) as r
      (id text, lane text, stamp bigint, after text, payload text, state text, error text)
    on conflict do nothing`.execute(db);
}

/** Rejects with InboxUnavailable when `work` has no result in time; `work` itself goes on unheard. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new InboxUnavailable('the database did not answer in time')),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
