import type { Kysely } from 'kysely';

/** Under which key the platform shows a picture on a card; null where it could not be uploaded. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attachment').addColumn('shown_key', 'text').execute();
}
