import type { Kysely } from 'kysely';

/** The day an item was added in the chat: it is not late for what would have been due before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('schedule_item').addColumn('since', 'date').execute();
}
