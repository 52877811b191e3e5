import type { Kysely } from 'kysely';

/**
 * The work plan and the recurring checks: what is planned, what became of each due day, what was
 * posted (unique per item and slot, which is why nothing is posted twice), and the look-out's mark.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('schedule_item')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('month', 'integer', (c) => c.notNull())
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('owner_open_id', 'text')
    .addColumn('due', 'jsonb', (c) => c.notNull())
    .addColumn('remind', 'jsonb', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('schedule_item_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createTable('schedule_check')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('owner', 'text', (c) => c.notNull())
    .addColumn('owner_open_id', 'text')
    .addColumn('recurrence', 'jsonb', (c) => c.notNull())
    .addColumn('times', 'jsonb', (c) => c.notNull())
    .addColumn('points', 'jsonb')
    .addColumn('automatic', 'boolean', (c) => c.notNull())
    .addColumn('abnormal', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('schedule_check_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createTable('schedule_task')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('due', 'date', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('done_at', 'timestamptz')
    .addColumn('done_by', 'text')
    .addColumn('note', 'text')
    .addColumn('deferred', 'integer', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('schedule_task_pk', ['school_id', 'item_id', 'slot'])
    .execute();
  await db.schema
    .createTable('schedule_history')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_person_id', 'text')
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('detail', 'text')
    .addPrimaryKeyConstraint('schedule_history_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('schedule_history_task')
    .on('schedule_history')
    .columns(['school_id', 'item_id', 'slot', 'id'])
    .execute();
  await db.schema
    .createTable('schedule_post')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('item', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('due_at', 'timestamptz', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('schedule_post_pk', ['school_id', 'item', 'slot'])
    .execute();
  await db.schema
    .createTable('schedule_look')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('until', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('schedule_look_pk', ['school_id'])
    .execute();
  await db.schema
    .createTable('check_run')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('check_id', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('day', 'date', (c) => c.notNull())
    .addColumn('open_id', 'text', (c) => c.notNull())
    .addColumn('card_key', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('done_at', 'timestamptz')
    .addColumn('done_by', 'text')
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('check_run_pk', ['school_id', 'id'])
    .addUniqueConstraint('check_run_slot', ['school_id', 'check_id', 'slot', 'open_id'])
    .execute();
  await db.schema
    .createIndex('check_run_day')
    .on('check_run')
    .columns(['school_id', 'day'])
    .execute();
  await db.schema
    .createTable('check_finding')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('run_id', 'text', (c) => c.notNull())
    .addColumn('point', 'text')
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('words', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text')
    .addColumn('ticket_number', 'text')
    .addColumn('hazard', 'boolean', (c) => c.notNull())
    .addColumn('closed_at', 'timestamptz')
    .addColumn('closed_by', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_person_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('check_finding_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('check_finding_run')
    .on('check_finding')
    .columns(['school_id', 'run_id'])
    .execute();
}
