import type { Kysely } from 'kysely';

/** Appointments of features, numbers that never go back, pictures. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('timer')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('due_at', 'timestamptz', (c) => c.notNull())
    .addColumn('data', 'jsonb', (c) => c.notNull())
    .addPrimaryKeyConstraint('timer_pk', ['school_id', 'name', 'key'])
    .execute();
  await db.schema.createIndex('timer_due').on('timer').columns(['school_id', 'due_at']).execute();
  await db.schema
    .createTable('counter')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('counter_pk', ['school_id', 'name'])
    .execute();
  await db.schema
    .createTable('attachment')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('image_key', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('blob_id', 'text')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('attachment_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('attachment_state')
    .on('attachment')
    .columns(['school_id', 'state', 'created_at'])
    .execute();
  await db.schema
    .createTable('blob')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bytea', (c) => c.notNull())
    .addPrimaryKeyConstraint('blob_pk', ['school_id', 'id'])
    .execute();
}
