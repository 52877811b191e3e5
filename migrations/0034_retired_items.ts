import type { Kysely } from 'kysely';

/** An item that is no longer kept: its ledger stays, but nobody is asked to count it or offered it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('stock_item').addColumn('retired_at', 'timestamptz').execute();
}
