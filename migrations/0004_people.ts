import type { Kysely } from 'kysely';

/** People with their append-only history, settings made in the chat, known groups, leaves to confirm. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('person')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('open_id', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('name_known', 'boolean', (c) => c.notNull())
    .addColumn('roles', 'jsonb', (c) => c.notNull())
    .addColumn('unit', 'text')
    .addColumn('trades', 'jsonb', (c) => c.notNull())
    .addColumn('phone', 'text')
    .addColumn('room', 'text')
    .addColumn('active', 'boolean', (c) => c.notNull())
    .addColumn('absent_until', 'date')
    .addColumn('substitute_id', 'text')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('person_pk', ['school_id', 'id'])
    .addUniqueConstraint('person_open_id', ['school_id', 'open_id'])
    .execute();
  await db.schema
    .createTable('person_change')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_person_id', 'text')
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('before', 'jsonb')
    .addColumn('after', 'jsonb', (c) => c.notNull())
    .addPrimaryKeyConstraint('person_change_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('person_change_person')
    .on('person_change')
    .columns(['school_id', 'person_id', 'id'])
    .execute();
  await db.schema
    .createTable('setting')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('value', 'jsonb', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_person_id', 'text')
    .addPrimaryKeyConstraint('setting_pk', ['school_id', 'name'])
    .execute();
  await db.schema
    .createTable('known_chat')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('chat_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('present', 'boolean', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('known_chat_pk', ['school_id', 'chat_id'])
    .execute();
  await db.schema
    .createTable('leave_request')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('substitute_id', 'text', (c) => c.notNull())
    .addColumn('until', 'date', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('decided_by', 'text')
    .addPrimaryKeyConstraint('leave_request_pk', ['school_id', 'id'])
    .execute();
}
