import { sql, type Kysely } from 'kysely';

/**
 * What was agreed with the supplier line by line, beside what was approved, and what will not come any
 * more; and which repair waits for which purchase.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('purchase_order_line')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('line_id', 'text', (c) => c.notNull())
    .addColumn('amount_fen', 'bigint', (c) => c.check(sql`amount_fen >= 0`))
    .addColumn('dropped', sql`numeric(14,3)`, (c) => c.notNull().check(sql`dropped >= 0`))
    .addPrimaryKeyConstraint('purchase_order_line_pk', ['school_id', 'order_id', 'line_id'])
    .execute();
  await db.schema
    .createTable('repair_purchase')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('ticket_id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('repair_purchase_pk', ['school_id', 'ticket_id', 'purchase_id'])
    .execute();
  await db.schema
    .createIndex('repair_purchase_purchase')
    .on('repair_purchase')
    .columns(['school_id', 'purchase_id'])
    .execute();
}
