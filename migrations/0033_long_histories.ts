import { type Kysely, sql } from 'kysely';

/**
 * What is asked for the newest, the open or the due of it is found without reading all that ever was:
 * each of these read as many rows as a school had in all its years.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await index(db, 'repair_ticket', ['reported_at']);
  await index(db, 'repair_ticket', ['reporter_id', 'reported_at']);
  await index(db, 'issue_request', ['requester_id', 'requested_at']);
  await index(db, 'purchase', ['submitted_at']);
  await index(db, 'stock_count', ['state', 'id']);
  await index(db, 'check_run', ['card_key']);
  await index(db, 'schedule_task', ['done_by', 'done_at']);
  await sql`create index check_finding_open on check_finding (school_id, at)
    where hazard and closed_at is null`.execute(db);
  await sql`create index schedule_post_skipped on schedule_post (school_id, at)
    where outcome = 'skipped'`.execute(db);
  await sql`create index dead_letter_open on dead_letter (school_id, at)
    where settled_at is null`.execute(db);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
