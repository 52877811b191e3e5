import type { Kysely } from 'kysely';

/** When the reporter would like somebody to come: a school-local day, with or without an hour. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('repair_ticket').addColumn('wanted', 'text').execute();
}
