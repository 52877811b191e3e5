import { type Kysely, sql } from 'kysely';

/** What is to be said to the platform: lanes, messages, the cards and where they are shown. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox_lane')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .addColumn('due_at', 'timestamptz')
    .addColumn('paced_until', 'timestamptz')
    .addColumn('danger', 'boolean', (c) => c.notNull())
    .addColumn('lease_until', 'timestamptz')
    .addColumn('fence', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('outbox_lane_pk', ['school_id', 'lane'])
    .execute();
  await db.schema
    .createIndex('outbox_lane_due')
    .on('outbox_lane')
    .columns(['school_id', 'due_at'])
    .where(sql.ref('due_at'), 'is not', null)
    .execute();
  await db.schema
    .createTable('outbox_message')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .addColumn('thread', 'text', (c) => c.notNull())
    .addColumn('danger', 'boolean', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('card_key', 'text')
    .addColumn('message_id', 'text')
    .addColumn('payload', 'jsonb', (c) => c.notNull())
    .addColumn('urgent_to', 'jsonb', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('due_at', 'timestamptz', (c) => c.notNull())
    .addColumn('first_try_at', 'timestamptz')
    .addColumn('repeated', 'boolean', (c) => c.notNull())
    .addColumn('expires_at', 'timestamptz')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('outbox_message_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('outbox_message_lane')
    .on('outbox_message')
    .columns(['school_id', 'lane', 'thread', 'id'])
    .execute();
  await db.schema
    .createIndex('outbox_message_card')
    .on('outbox_message')
    .columns(['school_id', 'card_key'])
    .where(sql.ref('card_key'), 'is not', null)
    .execute();
  await db.schema
    .createTable('outbox_file')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bytea', (c) => c.notNull())
    .addPrimaryKeyConstraint('outbox_file_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createTable('outbox_budget')
    .addColumn('school_id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('second_tokens', 'double precision', (c) => c.notNull())
    .addColumn('minute_tokens', 'double precision', (c) => c.notNull())
    .execute();
  await cards(db);
}

async function cards(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('card')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('recipient', 'jsonb', (c) => c.notNull())
    .addColumn('content', 'jsonb', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('live', 'boolean', (c) => c.notNull())
    .addColumn('message_id', 'text')
    .addColumn('sent_at', 'timestamptz')
    .addColumn('held_until', 'timestamptz')
    .addPrimaryKeyConstraint('card_pk', ['school_id', 'key'])
    .execute();
  await db.schema
    .createIndex('card_live')
    .on('card')
    .columns(['school_id', 'sent_at'])
    .where(sql.ref('live'), '=', sql.lit(true))
    .execute();
  await db.schema
    .createTable('card_message')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('sent_at', 'timestamptz', (c) => c.notNull())
    .addColumn('closed', 'boolean', (c) => c.notNull())
    .addPrimaryKeyConstraint('card_message_pk', ['school_id', 'message_id'])
    .execute();
  await db.schema
    .createTable('dead_letter')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('card_key', 'text')
    .addColumn('payload', 'jsonb', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('code', 'integer')
    .addPrimaryKeyConstraint('dead_letter_pk', ['school_id', 'id'])
    .execute();
}
