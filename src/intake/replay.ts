import { type Kysely, sql } from 'kysely';
import { readEnvelope } from './envelope.ts';
import { parseSafely } from './safe-json.ts';
import { insertRows, type InboxDatabase } from './store.ts';

export interface KeptAside {
  readonly id: string;
  readonly receivedAt: Temporal.Instant;
  readonly error: string | null;
}

/** What waits for a person, oldest first; never the words themselves. */
export async function keptAside<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
): Promise<readonly KeptAside[]> {
  const { rows } = await sql<KeptAside>`
    select id, received_at as "receivedAt", error from inbox
    where school_id = ${schoolId} and state = 'quarantined' order by received_at, id`.execute(db);
  return rows;
}

/**
 * Gives an input another chance: one that failed is tried again, one that fitted no envelope is
 * read anew and takes its proper key, so that it has no second effect. False: it still fits none,
 * or is not there any more.
 */
export function replay<Tables>(
  database: InboxDatabase<Tables>,
  schoolId: string,
  id: string,
  now: Temporal.Instant,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rows } = await sql<{ payload: string | null }>`
      select payload from inbox where school_id = ${schoolId} and id = ${id} and state = 'quarantined'
      for update`.execute(tx);
    const payload = rows[0]?.payload;
    if (!payload) return false;
    const reading = readEnvelope(parseSafely(payload), null);
    if (reading.kind === 'unknown') return false;
    if (reading.kind === 'inbound' && reading.inbound.kind !== 'tap' && reading.key !== id) {
      const { key, lane, after, inbound } = reading;
      const stamp = (inbound.kind === 'message' ? inbound.sentAt : inbound.at).epochMilliseconds;
      await insertRows(tx, schoolId, now, [
        { id: key, lane, stamp, after, payload, state: 'waiting', error: null },
      ]);
    }
    const state = reading.kind === 'inbound' && reading.key === id ? 'waiting' : 'done';
    const at = now.toString();
    await sql`
      update inbox set state = ${state}, attempts = 0, due_at = ${at}::timestamptz,
        done_at = case when ${state} = 'done' then ${at}::timestamptz end
      where school_id = ${schoolId} and id = ${id}`.execute(tx);
    return true;
  });
}
