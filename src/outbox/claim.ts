import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { takeBudget } from './budget.ts';

export type OutboxMessage = Selectable<Tables['outbox_message']>;

export interface Claimed {
  readonly lane: string;
  readonly fence: number;
  /** Null when the lane was due and nothing on it is. */
  readonly message: OutboxMessage | null;
}

/** With the pause between two looks it stays under the 15 s in which another replica takes over. */
const LEASE = sql`interval '12 seconds'`;

/**
 * Takes the lane that is due first, dangers before all, for 12 s of the database's clock, and
 * chooses its next message; nothing but dangers while `paused`. Answers null when no lane is due or the
 * app's budget is spent.
 * The only place with SKIP LOCKED.
 */
export async function claim(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  { paced, paused = false }: { readonly paced: boolean; readonly paused?: boolean },
): Promise<Claimed | null> {
  let due = tx
    .selectFrom('outbox_lane')
    .select(['lane', 'fence'])
    .where('school_id', '=', schoolId)
    .where('due_at', '<=', now)
    .where((eb) =>
      eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Temporal.Instant>`now()`)]),
    )
    .orderBy('danger', 'desc')
    .orderBy('due_at')
    .limit(1)
    .forUpdate()
    .skipLocked();
  // A danger that has to wait must not have its lane taken, and given back, without end.
  if (paused)
    due = due.where((eb) =>
      eb.exists(
        heads(tx, schoolId, sql.ref<string>('outbox_lane.lane'))
          .select('m.id')
          .where('m.danger', '=', true)
          .where('m.due_at', '<=', now),
      ),
    );
  const free = await due.executeTakeFirst();
  if (!free) return null;
  if (paced && !(await takeBudget(tx, schoolId, now))) return null;
  const fence = free.fence + 1;
  await tx
    .updateTable('outbox_lane')
    .set({ lease_until: sql<Temporal.Instant>`now() + ${LEASE}`, fence })
    .where('school_id', '=', schoolId)
    .where('lane', '=', free.lane)
    .execute();
  return { lane: free.lane, fence, message: await next(tx, schoolId, free.lane, now, paused) };
}

/** Dangers first, then the oldest; a thread waits for its earlier messages, due or not. */
async function next(
  tx: Kysely<Tables>,
  schoolId: string,
  lane: string,
  now: Temporal.Instant,
  paused: boolean,
): Promise<OutboxMessage | null> {
  const row = await heads(tx, schoolId, lane)
    .$if(paused, (q) => q.where('m.danger', '=', true))
    .selectAll('m')
    .where('m.due_at', '<=', now)
    .orderBy('m.danger', 'desc')
    .orderBy('m.id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The first waiting message of every thread of a lane. */
export function heads(tx: Kysely<Tables>, schoolId: string, lane: string | RawBuilder<string>) {
  return tx
    .selectFrom('outbox_message as m')
    .where('m.school_id', '=', schoolId)
    .where('m.lane', '=', lane)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox_message as e')
            .select('e.id')
            .where('e.school_id', '=', schoolId)
            .where('e.lane', '=', lane)
            .whereRef('e.thread', '=', 'm.thread')
            .whereRef('e.id', '<', 'm.id'),
        ),
      ),
    );
}
