import { sql, type Kysely } from 'kysely';

/** Repairs: tickets, their append-only history, who else is affected, unfinished reports, photos. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('repair_ticket')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('reporter_id', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('place_key', 'text', (c) => c.notNull())
    .addColumn('items', 'jsonb', (c) => c.notNull())
    .addColumn('object', 'text', (c) => c.notNull())
    .addColumn('category', 'text', (c) => c.notNull())
    .addColumn('urgency', 'text', (c) => c.notNull())
    .addColumn('danger', 'boolean', (c) => c.notNull())
    .addColumn('danger_taken_by', 'text')
    .addColumn('worker_id', 'text')
    .addColumn('transfers', 'integer', (c) => c.notNull())
    .addColumn('reworks', 'integer', (c) => c.notNull())
    .addColumn('reported_at', 'timestamptz', (c) => c.notNull())
    .addColumn('accepted_work_at', 'timestamptz')
    .addColumn('take_by', 'timestamptz', (c) => c.notNull())
    .addColumn('finish_by', 'timestamptz', (c) => c.notNull())
    .addColumn('suspended_at', 'timestamptz')
    .addColumn('suspended_until', 'date')
    .addColumn('suspend_reason', 'text')
    .addColumn('finished_at', 'timestamptz')
    .addColumn('finished_by', 'text')
    .addColumn('ended_at', 'timestamptz')
    .addColumn('ended_by', 'text')
    .addColumn('accept_by', 'timestamptz')
    .addColumn('last_urged_at', 'timestamptz')
    .addColumn('stars', 'integer', (c) => c.check(sql`stars between 1 and 5`))
    .addColumn('note', 'text')
    .addColumn('parts', 'text')
    .addColumn('cost_fen', 'bigint', (c) => c.check(sql`cost_fen >= 0`))
    .addColumn('cause', 'text')
    .addColumn('merged_into', 'text')
    .addColumn('reason', 'text')
    .addColumn('message_id', 'text')
    .addPrimaryKeyConstraint('repair_ticket_pk', ['school_id', 'id'])
    .addUniqueConstraint('repair_ticket_number', ['school_id', 'number'])
    .execute();
  await index(db, 'repair_ticket', ['place_key', 'object']);
  await index(db, 'repair_ticket', ['reporter_id', 'state']);
  await index(db, 'repair_ticket', ['worker_id', 'state']);
  await index(db, 'repair_ticket', ['state', 'reported_at']);
  await index(db, 'repair_ticket', ['message_id']);
  await db.schema
    .createTable('repair_event')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('behalf_of', 'text')
    .addColumn('detail', 'text')
    .addColumn('changes', 'jsonb', (c) => c.notNull())
    .addPrimaryKeyConstraint('repair_event_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'repair_event', ['ticket_id', 'id']);
  await index(db, 'repair_event', ['actor_id', 'at']);
  await db.schema
    .createTable('repair_joined')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('repair_joined_pk', ['school_id', 'ticket_id', 'person_id'])
    .execute();
  await db.schema
    .createTable('repair_draft')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('faults', 'jsonb', (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('closed_at', 'timestamptz')
    .addPrimaryKeyConstraint('repair_draft_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'repair_draft', ['person_id', 'at']);
  await db.schema
    .createTable('repair_photo')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('attachment_id', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text')
    .addColumn('draft_id', 'text')
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('repair_photo_pk', ['school_id', 'attachment_id'])
    .execute();
  await index(db, 'repair_photo', ['ticket_id']);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
