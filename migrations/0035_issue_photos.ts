import type { Kysely } from 'kysely';

/** Pictures of old things that were brought for new ones (以旧换新); nobody has to send one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('issue_photo')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('attachment_id', 'text', (c) => c.notNull())
    .addColumn('request_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('issue_photo_pk', ['school_id', 'attachment_id'])
    .execute();
  await db.schema
    .createIndex('issue_photo_request_id')
    .on('issue_photo')
    .columns(['school_id', 'request_id'])
    .execute();
}
