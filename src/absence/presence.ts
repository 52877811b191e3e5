import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** The platform sends an event for the last time about so long after the first (15 s, 5 min, 1 h, 6 h). */
const GIVEN_UP = Temporal.Duration.from({ hours: 7 });
/** Replicas' clocks differ by less; one that is further ahead was wrong. */
const SKEW = Temporal.Duration.from({ minutes: 1 });

/**
 * Writes down that messages can be taken now: this process runs and the database answers. When
 * nobody could for longer than the platform goes on sending, the hours become an absence and every
 * direct chat is to be looked up; whoever notices first does it, in this transaction.
 *
 * `sinceOwn`: seconds since this process itself was last present, by a clock that nobody sets;
 * null for a new process. A clock that was moved is no absence.
 */
export async function notePresence(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  sinceOwn: number | null,
): Promise<void> {
  await tx
    .insertInto('presence')
    .values({ school_id: schoolId, at: now })
    .onConflict((c) => c.doNothing())
    .execute();
  const { at } = await tx
    .selectFrom('presence')
    .select('at')
    .where('school_id', '=', schoolId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const gone = at.until(now);
  const behind = Temporal.Duration.compare(gone, { seconds: 0 }) < 0;
  if (behind && Temporal.Duration.compare(gone.negated(), SKEW) <= 0) return;
  await tx.updateTable('presence').set({ at: now }).where('school_id', '=', schoolId).execute();
  if (Temporal.Duration.compare(gone, GIVEN_UP) <= 0) return;
  if (sinceOwn !== null && sinceOwn <= GIVEN_UP.total('seconds')) return;
  await tx
    .insertInto('absence')
    .values({
      school_id: schoolId,
      from_at: at,
      until_at: now,
      unreadable: false,
      told_at: null,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  await tx
    .updateTable('direct_chat')
    .set({
      sweep_from: sql<Temporal.Instant>`least(sweep_from, ${at.toString()}::timestamptz)`,
      sweep_until: now,
      sweep_due: now,
      sweep_attempts: 0,
    })
    .where('school_id', '=', schoolId)
    .execute();
}
