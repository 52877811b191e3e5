import { sql, type Kysely } from 'kysely';

/** Open questions, where and for whom a report was begun, and requests kept for people until their feature is there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('question')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text')
    .addColumn('data', 'jsonb', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('until', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('question_pk', ['school_id', 'name', 'key'])
    .execute();
  await db.schema
    .createIndex('question_person')
    .on('question')
    .columns(['school_id', 'person_id', 'at'])
    .execute();
  await db.schema.alterTable('repair_ticket').addColumn('chat_id', 'text').execute();
  await db.schema.alterTable('repair_draft').addColumn('chat_id', 'text').execute();
  await db.schema.alterTable('repair_draft').addColumn('owner_id', 'text').execute();
  await db.schema
    .createTable('kept_request')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('told_id', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('kept_request_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('kept_request_person')
    .on('kept_request')
    .columns(['school_id', 'person_id', 'at'])
    .execute();
  await sql`create index repair_ticket_chat on repair_ticket (school_id, chat_id, reported_at)`.execute(
    db,
  );
}
