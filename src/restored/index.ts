/**
 * A restored backup does not know the hours after it: what was written in them, what was sent, which
 * numbers were given out. Until the chats have been looked up nothing but dangers is sent; inputs are
 * taken in as always. What those hours cause anew is looked up in the history before it is said again
 * (docs/decisions/0009).
 */
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { sweeping } from '../absence/tell.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PastMessage } from '../outbox/send.ts';
import type { Tables } from '../tables.ts';
import { beginRestored } from './begin.ts';
import { formerNumber, isFormer, keepNumbers, numbersIn } from './recall.ts';

/** At the latest: people wait for answers, and a chat that cannot be read now may never be. */
const LONGEST = Temporal.Duration.from({ minutes: 10 });

/** When the thing happened that has an effect now; `messageId` where it is something said. */
export interface Cause {
  readonly at: Temporal.Instant;
  readonly messageId?: string;
}

export interface RestoredParts {
  readonly schoolId: string;
  readonly appId: string;
  readonly timezone: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: {
    readonly db: Kysely<Tables>;
    transaction<R>(work: (tx: Kysely<Tables>) => Promise<R>): Promise<R>;
  };
  /** Tells the director's office, in the transaction that lets sending go on. */
  readonly tell: (
    tx: Kysely<Tables>,
    from: Temporal.Instant,
    until: Temporal.Instant,
    looked: boolean,
  ) => Promise<void>;
}

export interface Restored {
  /** At the start, after the migrations and before anything is caused. */
  begin(): Promise<void>;
  paused(): boolean;
  /** When what is caused now may have been said already; null: it cannot. Null as a cause: a clock or a tap. */
  doubt(
    cause: Cause | null,
  ): { readonly from: Temporal.Instant; readonly until: Temporal.Instant } | null;
  /** A direct chat of the lost hours was read. */
  recall(past: readonly PastMessage[]): Promise<void>;
  /** The number that this input got then. */
  number(tx: Kysely<Tables>, cause: Cause | null, prefix: string): Promise<string | null>;
  /** Whether a number that is about to be given out belongs to the lost hours. */
  isFormer(tx: Kysely<Tables>, number: string): Promise<boolean>;
  /** Lets sending go on when everything is looked up; answers 1 when it did. */
  look(): Promise<number>;
}

export function createRestored(parts: RestoredParts): Restored {
  const { schoolId, database, clock, log } = parts;
  let lost: { from: Temporal.Instant; until: Temporal.Instant } | null = null;
  let paused = false;
  const inLost = (at: Temporal.Instant) =>
    lost !== null && Temporal.Instant.compare(at, lost.until) <= 0;
  const done = async (tx: Kysely<Tables>) =>
    lost === null || !(await waiting(tx, schoolId, lost.until));

  return {
    async begin() {
      const began = await database.transaction((tx) =>
        beginRestored(tx, schoolId, clock.now(), parts.timezone),
      );
      const row = await restorationOf(database.db, schoolId);
      if (!row || row.until_at === null) return;
      lost = { from: row.from_at, until: row.until_at };
      paused = row.resumed_at === null;
      if (began)
        log.warn(
          { from: lost.from.toString(), until: lost.until.toString() },
          'restored from a backup: sending is paused until the chats have been looked up',
        );
    },
    paused: () => paused,
    doubt(cause) {
      if (lost === null) return null;
      return (cause === null ? paused : inLost(cause.at)) ? lost : null;
    },
    async recall(past) {
      if (lost === null) return;
      const found = numbersIn(
        past.filter(({ at }) => inLost(at)),
        parts.appId,
      );
      await database.transaction((tx) => keepNumbers(tx, schoolId, clock.now(), found));
    },
    async number(tx, cause, prefix) {
      if (!cause?.messageId || !inLost(cause.at)) return null;
      return formerNumber(tx, schoolId, cause.messageId, prefix);
    },
    async isFormer(tx, number) {
      return lost !== null && isFormer(tx, schoolId, number);
    },
    async look() {
      if (!paused || lost === null) return 0;
      const { from, until } = lost;
      const now = clock.now();
      const late = Temporal.Duration.compare(until.until(now), LONGEST) >= 0;
      const resumed = await database.transaction(async (tx) => {
        if (!late && !(await done(tx))) return false;
        const mine = await tx
          .updateTable('restoration')
          .set({ resumed_at: now })
          .where('school_id', '=', schoolId)
          .where('resumed_at', 'is', null)
          .returning('school_id')
          .executeTakeFirst();
        if (mine)
          await parts.tell(tx, from, until, !late && !(await unreadable(tx, schoolId, from)));
        return true;
      });
      // Another process may have let it go on.
      if (!resumed && (await restorationOf(database.db, schoolId))?.resumed_at === null) return 0;
      paused = false;
      log.warn({ late }, 'reconciled with the chats: sending goes on');
      return 1;
    },
  };
}

/** Some chat of the lost hours could not be read. */
async function unreadable(
  tx: Kysely<Tables>,
  schoolId: string,
  from: Temporal.Instant,
): Promise<boolean> {
  const row = await tx
    .selectFrom('absence')
    .select('unreadable')
    .where('school_id', '=', schoolId)
    .where('from_at', '=', from)
    .executeTakeFirst();
  return row?.unreadable ?? false;
}

async function restorationOf(db: Kysely<Tables>, schoolId: string) {
  return db
    .selectFrom('restoration')
    .select(['from_at', 'until_at', 'resumed_at'])
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
}

/** Whether something of the lost hours is still to be looked up, to be dealt with or to be made up. */
async function waiting(
  tx: Kysely<Tables>,
  schoolId: string,
  until: Temporal.Instant,
): Promise<boolean> {
  if (await sweeping(tx, schoolId)) return true;
  const input = await tx
    .selectFrom('inbox')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('state', '=', 'waiting')
    .where('stamp', '<=', until.epochMilliseconds)
    .limit(1)
    .executeTakeFirst();
  const timer = await tx
    .selectFrom('timer')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('due_at', '<=', until)
    .limit(1)
    .executeTakeFirst();
  return input !== undefined || timer !== undefined;
}
