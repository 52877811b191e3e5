import { type Kysely, sql } from 'kysely';

/** What the platform told us: the key of an input for 30 days, its text until it is dealt with and a week more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('inbox')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('lane', 'text', (c) => c.notNull())
    .addColumn('stamp', 'bigint', (c) => c.notNull())
    .addColumn('after_id', 'text')
    .addColumn('received_at', 'timestamptz', (c) => c.notNull())
    .addColumn('payload', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('due_at', 'timestamptz', (c) => c.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'timestamptz')
    .addColumn('done_at', 'timestamptz')
    .addColumn('error', 'text')
    .addPrimaryKeyConstraint('inbox_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('inbox_waiting')
    .on('inbox')
    .columns(['school_id', 'lane', 'stamp', 'id'])
    .where(sql.ref('state'), '=', sql.lit('waiting'))
    .execute();
  await db.schema
    .createIndex('inbox_received')
    .on('inbox')
    .columns(['school_id', 'received_at'])
    .execute();
}
