import type { Kysely } from 'kysely';

/** Pictures of what was done and found; counted where a card says how many, and the card that was tapped. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('schedule_photo')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('attachment_id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text')
    .addColumn('slot', 'text')
    .addColumn('finding_id', 'text')
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('schedule_photo_pk', ['school_id', 'attachment_id'])
    .execute();
  await db.schema
    .alterTable('schedule_task')
    .addColumn('photos', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('card_key', 'text')
    .execute();
  await db.schema
    .alterTable('check_finding')
    .addColumn('photos', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
