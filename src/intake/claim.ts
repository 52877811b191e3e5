import { type Kysely, sql } from 'kysely';

export interface Claimed {
  readonly id: string;
  readonly payload: string;
  readonly attempts: number;
}

/** Not `= 'waiting'`: that invites the planner to read all that waits instead of one row by its key. */
const UNDONE = sql`state not in ('done', 'quarantined')`;

/** The oldest waiting input of one lane, `after` that lane where one is given. */
function oldest(schoolId: string, after = sql``) {
  return sql`select lane, id, after_id from inbox
    where school_id = ${schoolId} and state = 'waiting' ${after}
    order by lane, stamp, id limit 1`;
}

/**
 * Leases the head of up to `limit` lanes: an input is a head when nothing older of its lane, nor
 * the one it refers to, is still waiting. A lease only keeps replicas from doing the same work
 * twice; that an input has one effect is up to `finish` in the transaction of the effect.
 *
 * Goes from lane to lane by the index: after an outage thousands wait, before the database has
 * counted them, and a join of all that waits with itself takes seconds then.
 */
export async function claim<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  options: { owner: string; now: Temporal.Instant; leaseMilliseconds: number; limit: number },
): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    with recursive head as (
      (${oldest(schoolId)})
      union all
      select next.* from head cross join lateral (${oldest(schoolId, sql`and lane > head.lane`)}) next),
    -- Once: as a part of the update it could be asked again for each row, and lock so many more.
    free as materialized (
      select i.id from head join inbox i on i.school_id = ${schoolId} and i.id = head.id
      where i.${UNDONE} and i.due_at <= ${options.now.toString()}::timestamptz
        and (i.lease_until is null or i.lease_until < clock_timestamp())
        and not exists (
          select 1 from inbox b where b.school_id = ${schoolId} and b.id = head.after_id and b.${UNDONE})
      order by i.stamp, i.id limit ${options.limit}::int
      for update of i skip locked)
    update inbox set lease_owner = ${options.owner},
      lease_until = clock_timestamp() + ${options.leaseMilliseconds}::int * interval '1 millisecond'
    from free where inbox.school_id = ${schoolId} and inbox.id = free.id
    returning inbox.id, payload, attempts`.execute(db);
  return rows;
}

/**
 * To be the first statement of the transaction that holds the effect. False: somebody else has
 * finished it. The row's lock makes a second worker wait until the first has committed or failed.
 */
export async function finish<Tables>(
  tx: Kysely<Tables>,
  schoolId: string,
  id: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const { rows } = await sql`
    update inbox set state = 'done', done_at = ${now.toString()}::timestamptz, lease_owner = null, lease_until = null
    where school_id = ${schoolId} and id = ${id} and state = 'waiting'
    returning id`.execute(tx);
  return rows.length > 0;
}

/**
 * Held back until `dueAt`, or kept aside for a person when `dueAt` is null. `counted` is false where
 * the input is not to blame, so that an outage of the database never sets people's words aside.
 */
export async function fail<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  id: string,
  failure: { dueAt: Temporal.Instant | null; error: string; counted: boolean },
): Promise<void> {
  const error = failure.error.slice(0, 500);
  const outcome =
    failure.dueAt === null
      ? sql`state = 'quarantined'`
      : sql`due_at = ${failure.dueAt.toString()}::timestamptz`;
  await sql`
    update inbox set attempts = attempts + ${failure.counted ? 1 : 0}::int, lease_owner = null, lease_until = null, error = ${error}, ${outcome}
    where school_id = ${schoolId} and id = ${id} and state = 'waiting'`.execute(db);
}

/** Gives back what a stopping worker has claimed and not begun. */
export async function release<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  owner: string,
): Promise<void> {
  await sql`
    update inbox set lease_owner = null, lease_until = null
    where school_id = ${schoolId} and state = 'waiting' and lease_owner = ${owner}`.execute(db);
}

export interface InboxStats {
  readonly waiting: number;
  readonly quarantined: number;
  /** Age of the oldest waiting input in seconds; 0 when none waits. */
  readonly oldestSeconds: number;
}

export async function inboxStats<Tables>(
  db: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
): Promise<InboxStats> {
  const { rows } = await sql<InboxStats>`
    select count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'quarantined')::int as quarantined,
      coalesce(extract(epoch from ${now.toString()}::timestamptz - min(received_at) filter (where state = 'waiting')), 0)::float8
        as "oldestSeconds"
    from inbox where school_id = ${schoolId} and state <> 'done'`.execute(db);
  return rows[0] ?? { waiting: 0, quarantined: 0, oldestSeconds: 0 };
}
