import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

const EVERY_MS = 10 * 60_000;

/** The ten minutes that an instant belongs to. */
export function slotOf(now: Temporal.Instant): string {
  const from = Math.floor(now.epochMilliseconds / EVERY_MS) * EVERY_MS;
  return Temporal.Instant.fromEpochMilliseconds(from).toString();
}

/** True for the first of all replicas. */
export async function claimRun(
  db: Kysely<Tables>,
  schoolId: string,
  slot: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await db
    .insertInto('audit_run')
    .values({ school_id: schoolId, slot, at: now, ended_at: null })
    .onConflict((c) => c.doNothing())
    .returning('slot')
    .executeTakeFirst();
  return row !== undefined;
}

/** A run over everything whose process died is taken over by whoever finds that it has stood still. */
export async function takeOver(
  db: Kysely<Tables>,
  schoolId: string,
  slot: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await db
    .updateTable('audit_run')
    .set({ at: now })
    .where('school_id', '=', schoolId)
    .where('slot', '=', slot)
    .where('ended_at', 'is', null)
    .where('at', '<', now.subtract({ minutes: 5 }))
    .returning('slot')
    .executeTakeFirst();
  return row !== undefined;
}

/** It goes on: nobody need take it over. */
export async function keepRun(
  db: Kysely<Tables>,
  schoolId: string,
  slot: string,
  now: Temporal.Instant,
): Promise<void> {
  await stamp(db, schoolId, slot, { at: now });
}

export async function endRun(
  db: Kysely<Tables>,
  schoolId: string,
  slot: string,
  now: Temporal.Instant,
): Promise<void> {
  await stamp(db, schoolId, slot, { ended_at: now });
}

async function stamp(
  db: Kysely<Tables>,
  schoolId: string,
  slot: string,
  stamps: { readonly at: Temporal.Instant } | { readonly ended_at: Temporal.Instant },
): Promise<void> {
  await db
    .updateTable('audit_run')
    .set(stamps)
    .where('school_id', '=', schoolId)
    .where('slot', '=', slot)
    .execute();
}

/** When a run of this kind ended last, of whichever replica. */
export async function lastEnd(
  db: Kysely<Tables>,
  schoolId: string,
  kind: 'recent' | 'all',
): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('audit_run')
    .select('ended_at')
    .where('school_id', '=', schoolId)
    .where('slot', kind === 'all' ? 'like' : 'not like', 'all %')
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.ended_at ?? null;
}

/** When the first run began that is still known. */
export async function firstRun(
  db: Kysely<Tables>,
  schoolId: string,
): Promise<Temporal.Instant | null> {
  const row = await db
    .selectFrom('audit_run')
    .select('at')
    .where('school_id', '=', schoolId)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? null;
}
