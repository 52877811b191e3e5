import { type ColumnBuilderCallback, type Kysely, sql } from 'kysely';

const needed: ColumnBuilderCallback = (c) => c.notNull();
/** Exact thousandths; what is counted here is never less than none. */
const quantity =
  (name: string): ColumnBuilderCallback =>
  (c) =>
    c.notNull().check(sql`${sql.ref(name)} >= 0`);

/** Issues from stock: requests, lists for many, their signatures and their append-only history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('issue_request')
    .addColumn('school_id', 'text', needed)
    .addColumn('id', 'text', needed)
    .addColumn('number', 'text', needed)
    .addColumn('version', 'integer', needed)
    .addColumn('state', 'text', needed)
    .addColumn('requester_id', 'text', needed)
    .addColumn('reason', 'text')
    .addColumn('needed_by', 'date')
    .addColumn('requested_at', 'timestamptz', needed)
    .addColumn('old_in_by', 'text')
    .addColumn('old_in_at', 'timestamptz')
    .addColumn('exemption_state', 'text')
    .addColumn('exemption_reason', 'text')
    .addColumn('exemption_by', 'text')
    .addColumn('purchase_number', 'text')
    .addColumn('issued_by', 'text')
    .addColumn('issued_at', 'timestamptz')
    .addColumn('signed_by', 'text')
    .addColumn('signed_at', 'timestamptz')
    .addColumn('ended_by', 'text')
    .addColumn('ended_at', 'timestamptz')
    .addColumn('closing', 'text')
    .addColumn('message_id', 'text')
    .addPrimaryKeyConstraint('issue_request_pk', ['school_id', 'id'])
    .addUniqueConstraint('issue_request_number', ['school_id', 'number'])
    .execute();
  await index(db, 'issue_request', ['state', 'requested_at']);
  await index(db, 'issue_request', ['requester_id', 'state']);
  await index(db, 'issue_request', ['requested_at', 'id']);
  await index(db, 'issue_request', ['message_id']);
  await db.schema
    .createTable('issue_line')
    .addColumn('school_id', 'text', needed)
    .addColumn('request_id', 'text', needed)
    .addColumn('position', 'integer', needed)
    .addColumn('item_id', 'text', needed)
    .addColumn('name', 'text', needed)
    .addColumn('spec', 'text', needed)
    .addColumn('unit', 'text', needed)
    .addColumn('wanted', sql`numeric(14,3)`, quantity('wanted'))
    .addColumn('issued', sql`numeric(14,3)`, quantity('issued'))
    .addColumn('bought', sql`numeric(14,3)`, quantity('bought'))
    .addColumn('returned', sql`numeric(14,3)`, quantity('returned'))
    .addColumn('trade_in', 'boolean', needed)
    .addPrimaryKeyConstraint('issue_line_pk', ['school_id', 'request_id', 'position'])
    .execute();
  await db.schema
    .createTable('issue_list')
    .addColumn('school_id', 'text', needed)
    .addColumn('id', 'text', needed)
    .addColumn('number', 'text', needed)
    .addColumn('version', 'integer', needed)
    .addColumn('state', 'text', needed)
    .addColumn('title', 'text', needed)
    .addColumn('chat_id', 'text')
    .addColumn('made_by', 'text', needed)
    .addColumn('made_at', 'timestamptz', needed)
    .addColumn('opened_by', 'text')
    .addColumn('opened_at', 'timestamptz')
    .addColumn('closed_by', 'text')
    .addColumn('closed_at', 'timestamptz')
    .addPrimaryKeyConstraint('issue_list_pk', ['school_id', 'id'])
    .addUniqueConstraint('issue_list_number', ['school_id', 'number'])
    .execute();
  await index(db, 'issue_list', ['state', 'made_at']);
  await db.schema
    .createTable('issue_list_line')
    .addColumn('school_id', 'text', needed)
    .addColumn('list_id', 'text', needed)
    .addColumn('position', 'integer', needed)
    .addColumn('item_id', 'text', needed)
    .addColumn('name', 'text', needed)
    .addColumn('spec', 'text', needed)
    .addColumn('unit', 'text', needed)
    .addColumn('each', sql`numeric(14,3)`, quantity('each'))
    .addPrimaryKeyConstraint('issue_list_line_pk', ['school_id', 'list_id', 'position'])
    .execute();
  await db.schema
    .createTable('issue_list_recipient')
    .addColumn('school_id', 'text', needed)
    .addColumn('list_id', 'text', needed)
    .addColumn('person_id', 'text', needed)
    .addColumn('position', 'integer', needed)
    .addColumn('signed_at', 'timestamptz')
    .addColumn('signed_by', 'text')
    .addPrimaryKeyConstraint('issue_list_recipient_pk', ['school_id', 'list_id', 'person_id'])
    .execute();
  await index(db, 'issue_list_recipient', ['person_id', 'signed_at']);
  await db.schema
    .createTable('issue_event')
    .addColumn('school_id', 'text', needed)
    .addColumn('id', 'text', needed)
    .addColumn('subject_id', 'text', needed)
    .addColumn('kind', 'text', needed)
    .addColumn('at', 'timestamptz', needed)
    .addColumn('actor_id', 'text', needed)
    .addColumn('behalf_of', 'text')
    .addColumn('detail', 'text')
    .addColumn('changes', 'jsonb', needed)
    .addPrimaryKeyConstraint('issue_event_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'issue_event', ['subject_id', 'id']);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
