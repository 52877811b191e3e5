import type { Kysely } from 'kysely';

/** Numbers that a restoration has left out on purpose, so that a gap in them alarms nobody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('number_gap')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('first', 'bigint', (c) => c.notNull())
    .addColumn('last', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('number_gap_pk', ['school_id', 'name', 'first'])
    .execute();
}
