import type { Kysely } from 'kysely';

/** Voice messages that wait to be heard. What was said is not kept here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('voice')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('file_key', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('due_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('voice_pk', ['school_id', 'message_id'])
    .execute();
  await db.schema
    .createIndex('voice_due')
    .on('voice')
    .columns(['school_id', 'state', 'due_at'])
    .execute();
}
