import type { Kysely } from 'kysely';

/**
 * Who is on duty, and what came of it: shifts (one row a person and day), rosters that stand in the
 * group, drafts, who is exempt, the log, swaps, what was posted (unique, so that nothing is posted
 * twice), the links of personal calendars, and the history of it all.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('duty_shift')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('date', 'date', (c) => c.notNull())
    .addColumn('start_at', 'timestamptz', (c) => c.notNull())
    .addColumn('end_at', 'timestamptz', (c) => c.notNull())
    .addColumn('post', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('place', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('confirmed_at', 'timestamptz')
    .addColumn('signed_in_at', 'timestamptz')
    .addColumn('signed_in_by', 'text')
    .addColumn('signed_in_place', 'text')
    .addColumn('signed_off_at', 'timestamptz')
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_shift_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('duty_shift_date')
    .on('duty_shift')
    .columns(['school_id', 'date'])
    .execute();
  await db.schema
    .createIndex('duty_shift_person')
    .on('duty_shift')
    .columns(['school_id', 'person_id', 'date'])
    .execute();
  // What the file's opening roster has entered; what became of it in the chat stands.
  await db.schema
    .createTable('duty_opening')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('line', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_opening_pk', ['school_id', 'line'])
    .execute();
  await db.schema
    .createTable('duty_roster')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('from_day', 'date', (c) => c.notNull())
    .addColumn('to_day', 'date', (c) => c.notNull())
    .addColumn('days', 'jsonb')
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('published_at', 'timestamptz', (c) => c.notNull())
    .addColumn('published_by', 'text')
    .addPrimaryKeyConstraint('duty_roster_pk', ['school_id', 'from_day', 'to_day'])
    .execute();
  await db.schema
    .createTable('duty_draft')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('from_day', 'date', (c) => c.notNull())
    .addColumn('to_day', 'date', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('days', 'jsonb', (c) => c.notNull())
    .addColumn('base', 'jsonb', (c) => c.notNull())
    .addColumn('notes', 'jsonb', (c) => c.notNull())
    .addColumn('by_person_id', 'text', (c) => c.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('reason', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_draft_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createTable('duty_exemption')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('until', 'date')
    .addColumn('by_person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_exemption_pk', ['school_id', 'person_id'])
    .execute();
  await db.schema
    .createTable('duty_log')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('shift_id', 'text')
    .addColumn('date', 'date', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('weather', 'text')
    .addColumn('patrols', 'text')
    .addColumn('findings', 'text')
    .addColumn('visitors', 'text')
    .addColumn('incidents', 'text')
    .addColumn('handover', 'text')
    .addColumn('place', 'text')
    .addColumn('ticket_id', 'text')
    .addColumn('ticket_number', 'text')
    .addPrimaryKeyConstraint('duty_log_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('duty_log_date')
    .on('duty_log')
    .columns(['school_id', 'date'])
    .execute();
  await db.schema
    .createTable('duty_swap')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('shift_id', 'text', (c) => c.notNull())
    .addColumn('other_shift_id', 'text')
    .addColumn('from_person_id', 'text', (c) => c.notNull())
    .addColumn('to_person_id', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('early', 'boolean', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('asked_at', 'timestamptz', (c) => c.notNull())
    .addColumn('answered_at', 'timestamptz')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('decided_reason', 'text')
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_swap_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('duty_swap_shift')
    .on('duty_swap')
    .columns(['school_id', 'shift_id'])
    .execute();
  await db.schema
    .createTable('duty_post')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('item', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_post_pk', ['school_id', 'item', 'slot'])
    .execute();
  await db.schema
    .createTable('duty_feed')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('token', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('revoked_at', 'timestamptz')
    .addPrimaryKeyConstraint('duty_feed_pk', ['school_id', 'token'])
    .execute();
  await db.schema
    .createIndex('duty_feed_person')
    .on('duty_feed')
    .columns(['school_id', 'person_id'])
    .execute();
  await db.schema
    .createTable('duty_history')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('date', 'date', (c) => c.notNull())
    .addColumn('shift_id', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_person_id', 'text')
    .addColumn('behalf_of', 'text')
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addColumn('changes', 'jsonb', (c) => c.notNull())
    .addPrimaryKeyConstraint('duty_history_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('duty_history_shift')
    .on('duty_history')
    .columns(['school_id', 'shift_id', 'id'])
    .execute();
}
