import type { Kysely } from 'kysely';

/** Taps by event id with the answer each got, and when a person was last helped unasked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tap')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('event_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('operator', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('toast', 'jsonb')
    .addPrimaryKeyConstraint('tap_pk', ['school_id', 'event_id'])
    .execute();
  await db.schema.createIndex('tap_at').on('tap').columns(['school_id', 'at']).execute();
  await db.schema
    .createTable('help_given')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('help_given_pk', ['school_id', 'person_id'])
    .execute();
}
