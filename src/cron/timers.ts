import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { Timers } from '../kernel/feature.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { Tables } from '../tables.ts';

/** A timer that failed is tried again this much later; the row says so to whoever looks. */
const RETRY = { minutes: 1 };

/** A clock that is kept right by the network steps back by less than this. */
const STEP = { seconds: 5 };

/** Durable appointments of features, as rows of the transaction that makes them. */
export function timersIn(tx: Kysely<Tables>, schoolId: string): Timers {
  return {
    async set(name, key, at, data = {}) {
      const row = { due_at: at, data: JSON.stringify(data) };
      await tx
        .insertInto('timer')
        .values({ school_id: schoolId, name, key, ...row })
        .onConflict((c) => c.columns(['school_id', 'name', 'key']).doUpdateSet(row))
        .execute();
    },
    async clear(name, key) {
      await tx
        .deleteFrom('timer')
        .where('school_id', '=', schoolId)
        .where('name', 'in', [name].flat())
        .where('key', '=', key)
        .execute();
    },
  };
}

interface DueTimer {
  readonly name: string;
  readonly key: string;
  readonly dueAt: Temporal.Instant;
  readonly data: JsonObject;
}

export interface TimerRunner {
  /** Runs everything that is due at the clock's time, each in its own transaction; answers how many. */
  runDue(): Promise<number>;
}

/**
 * Whoever comes first deletes the row and acts in the same transaction, so a timer has its effect
 * once however many replicas look, and again after a crash that undid it.
 */
export function createTimerRunner(parts: {
  readonly schoolId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
  readonly handle: (tx: Kysely<Tables>, timer: DueTimer) => Promise<void>;
  /** The clock was set back: what is to happen next was fixed by days that have not come. */
  readonly wentBack: () => Promise<void>;
}): TimerRunner {
  let latest = parts.clock.now();
  const noticeClock = async () => {
    const now = parts.clock.now();
    const back = Temporal.Instant.compare(now.add(STEP), latest) < 0;
    if (back) await parts.wentBack();
    // Not before it is dealt with, so that a failure is tried again.
    if (back || Temporal.Instant.compare(now, latest) > 0) latest = now;
  };
  const next = () =>
    parts.transaction(async (tx) => {
      const row = await claim(tx, parts.schoolId, parts.clock.now());
      if (!row) return null;
      const timer = { name: row.name, key: row.key, dueAt: row.due_at, data: row.data };
      await parts.handle(tx, timer);
      return timer;
    });

  return {
    async runDue() {
      await noticeClock();
      let done = 0;
      for (;;) {
        try {
          if ((await next()) === null) return done;
          done++;
        } catch (error) {
          parts.log.error({ err: error }, 'a timer failed and will be tried again');
          if (!(await postponeFirst(parts))) return done;
        }
      }
    },
  };
}

async function claim(tx: Kysely<Tables>, schoolId: string, now: Temporal.Instant) {
  const first = await tx
    .selectFrom('timer')
    .select(['name', 'key'])
    .where('school_id', '=', schoolId)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('key')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!first) return undefined;
  return tx
    .deleteFrom('timer')
    .where('school_id', '=', schoolId)
    .where('name', '=', first.name)
    .where('key', '=', first.key)
    .returning(['name', 'key', 'due_at', 'data'])
    .executeTakeFirst();
}

/** One that cannot run must not stand in the way of the others. */
async function postponeFirst(parts: {
  readonly schoolId: string;
  readonly clock: Clock;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
}): Promise<boolean> {
  const now = parts.clock.now();
  return parts
    .transaction(async (tx) => {
      const row = await claim(tx, parts.schoolId, now);
      if (!row) return false;
      await timersIn(tx, parts.schoolId).set(row.name, row.key, now.add(RETRY), row.data);
      return true;
    })
    .catch(() => false);
}
