import type { Kysely } from 'kysely';

/** What a restored backup does not know of: the lost hours, and what the chats' history says of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('restoration')
    .addColumn('school_id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('from_at', 'timestamptz', (c) => c.notNull())
    .addColumn('until_at', 'timestamptz')
    .addColumn('resumed_at', 'timestamptz')
    .execute();
  await db.schema
    .createTable('restored_message')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('restored_message_pk', ['school_id', 'message_id', 'number'])
    .execute();
  for (const column of ['doubt_from', 'doubt_until'] as const)
    await db.schema.alterTable('outbox_message').addColumn(column, 'timestamptz').execute();
}
