import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** More than a school gives out between two backups: no number of the lost hours is given out again. */
const NUMBERS = 100;

/**
 * The first start on a restored backup, in one transaction: what waits to be sent may have been sent,
 * numbers have been given out, people have written. Answers the lost hours; null when there are none,
 * or another process has begun.
 */
export async function beginRestored(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  timezone: string,
): Promise<{ readonly from: Temporal.Instant; readonly until: Temporal.Instant } | null> {
  const row = await tx
    .updateTable('restoration')
    .set({ until_at: now })
    .where('school_id', '=', schoolId)
    .where('until_at', 'is', null)
    .returning('from_at')
    .executeTakeFirst();
  if (!row) return null;
  const from = row.from_at;
  await tx
    .updateTable('outbox_message')
    .set({ doubt_from: from, doubt_until: now, first_try_at: null })
    .where('school_id', '=', schoolId)
    .where('kind', 'not in', ['update', 'close'])
    .execute();
  await skipNumbers(tx, schoolId, now.toZonedDateTimeISO(timezone));
  await lookUpChats(tx, schoolId, from, now);
  return { from, until: now };
}

/** A month that began in the lost hours has no counter yet. */
async function skipNumbers(
  tx: Kysely<Tables>,
  schoolId: string,
  local: Temporal.ZonedDateTime,
): Promise<void> {
  const month = `${String(local.year).slice(2)}${String(local.month).padStart(2, '0')}`;
  const numbers = sql`from counter where school_id = ${schoolId} and name ~ '^[A-Z]+[0-9]{4}$'`;
  await sql`
    insert into counter (school_id, name, value)
    select distinct school_id, substring(name from '^[A-Z]+') || ${month}, 0 ${numbers}
    on conflict do nothing`.execute(tx);
  await sql`
    insert into number_gap (school_id, name, first, last)
    select school_id, name, value + 1, value + ${NUMBERS}::bigint ${numbers}
    on conflict do nothing`.execute(tx);
  await tx
    .updateTable('counter')
    .set((eb) => ({ value: eb('value', '+', NUMBERS) }))
    .where('school_id', '=', schoolId)
    .execute();
}

/** The platform was told that everything had arrived, so it sends nothing of it again, however short it was. */
async function lookUpChats(
  tx: Kysely<Tables>,
  schoolId: string,
  from: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('direct_chat')
    .set({
      sweep_from: sql<Temporal.Instant>`least(sweep_from, ${from.toString()}::timestamptz)`,
      sweep_until: now,
      sweep_due: now,
      sweep_attempts: 0,
      lease_until: null,
    })
    .where('school_id', '=', schoolId)
    .execute();
  await tx
    .insertInto('absence')
    .values({
      school_id: schoolId,
      from_at: from,
      until_at: now,
      unreadable: false,
      told_at: null,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  // The hours are dealt with here; the look after an absence is not to find them once more.
  await tx
    .insertInto('presence')
    .values({ school_id: schoolId, at: now })
    .onConflict((c) => c.column('school_id').doUpdateSet({ at: now }))
    .execute();
}
