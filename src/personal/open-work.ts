import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Numbers of what is still open in somebody's name. Their departure hands it over; this is what is
 * left for whoever would otherwise ask a pseudonym.
 */
export async function openWorkOf(
  tx: Kysely<Tables>,
  schoolId: string,
  personId: string,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select number as name from repair_ticket where school_id = ${schoolId} and ended_at is null
      and ${personId} in (reporter_id, worker_id)
    union all
    select number from purchase where school_id = ${schoolId} and ended_at is null
      and reimbursed_at is null and ${personId} in (requester_id, buyer_id)
    union all
    select number from issue_request where school_id = ${schoolId} and ended_at is null
      and requester_id = ${personId}
    union all
    select '值班 ' || date::text from duty_shift where school_id = ${schoolId} and state = 'standing'
      and signed_off_at is null and end_at > (select max(at) from presence where school_id = ${schoolId})
      and person_id = ${personId}`.execute(tx);
  return rows.map(({ name }) => name);
}
