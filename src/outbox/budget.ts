import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** Two buckets under the platform's limits: burst + refill make at most 50 in any second and 1,000 in any minute. */
const SECOND = { burst: 10, perSecond: 40 };
const MINUTE = { burst: 200, perSecond: 800 / 60 };

/** A longer pause than the platform ever asks for comes from a clock that was wrong. */
const LONGEST_PAUSE = sql`interval '1 minute'`;

/** The platform has said when it takes calls again: until then, or until a later moment it named before, no replica makes one. */
export async function pauseBudget(
  tx: Kysely<Tables>,
  schoolId: string,
  until: Temporal.Instant,
): Promise<void> {
  const none = { second_tokens: 0, minute_tokens: 0 };
  const named = sql<Temporal.Instant>`${until.toString()}::timestamptz`;
  await tx
    .insertInto('outbox_budget')
    .values({ school_id: schoolId, at: until, ...none })
    .onConflict((c) =>
      c.column('school_id').doUpdateSet({
        ...none,
        at: sql<Temporal.Instant>`case when outbox_budget.at between ${named} and ${named} + ${LONGEST_PAUSE}
          then outbox_budget.at else ${named} end`,
      }),
    )
    .execute();
}

/** Takes one call from the app's budget; false when it is spent for the moment. */
export async function takeBudget(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = (await lock(tx, schoolId)) ?? (await begin(tx, schoolId, now));
  const seconds = Math.max(0, row.at.until(now).total('seconds'));
  const second = Math.min(SECOND.burst, row.second_tokens + seconds * SECOND.perSecond);
  const minute = Math.min(MINUTE.burst, row.minute_tokens + seconds * MINUTE.perSecond);
  if (second < 1 || minute < 1) return false;
  await tx
    .updateTable('outbox_budget')
    .set({ at: now, second_tokens: second - 1, minute_tokens: minute - 1 })
    .where('school_id', '=', schoolId)
    .execute();
  return true;
}

async function begin(tx: Kysely<Tables>, schoolId: string, now: Temporal.Instant) {
  await tx
    .insertInto('outbox_budget')
    .values({
      school_id: schoolId,
      at: now,
      second_tokens: SECOND.burst,
      minute_tokens: MINUTE.burst,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  const row = await lock(tx, schoolId);
  if (!row) throw new Error('the budget of sends could neither be made nor found');
  return row;
}

function lock(tx: Kysely<Tables>, schoolId: string) {
  return tx
    .selectFrom('outbox_budget')
    .selectAll()
    .where('school_id', '=', schoolId)
    .forUpdate()
    .executeTakeFirst();
}
