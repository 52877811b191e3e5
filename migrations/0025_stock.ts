import { sql, type Kysely } from 'kysely';

/**
 * Items, their movements and stocktakes. A movement is never changed; an item's `on_hand` is the sum of
 * its movements, moved on under the row's lock in the movement's own transaction, and the last line
 * against a figure below zero is the database's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const quantity = sql`numeric(14,3)`;
  await db.schema
    .createTable('stock_item')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('spec', 'text', (c) => c.notNull())
    .addColumn('unit', 'text', (c) => c.notNull())
    .addColumn('match_key', 'text', (c) => c.notNull())
    .addColumn('class', 'text', (c) => c.notNull())
    .addColumn('aliases', 'jsonb', (c) => c.notNull())
    .addColumn('on_hand', quantity, (c) => c.notNull())
    .addColumn('movements', 'integer', (c) => c.notNull())
    .addColumn('min', quantity, (c) => c.notNull())
    .addColumn('trade_in', 'boolean', (c) => c.notNull())
    .addColumn('price_fen', 'bigint')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('low_since', 'timestamptz')
    .addColumn('low_told_at', 'timestamptz')
    .addColumn('requested_number', 'text')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('stock_item_pk', ['school_id', 'id'])
    .addUniqueConstraint('stock_item_match', ['school_id', 'match_key'])
    .addCheckConstraint('stock_item_never_negative', sql`on_hand >= 0`)
    .execute();
  await db.schema
    .createTable('stock_movement')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('quantity', quantity, (c) => c.notNull())
    .addColumn('on_hand', quantity, (c) => c.notNull())
    .addColumn('price_fen', 'bigint')
    .addColumn('by_person_id', 'text')
    .addColumn('why', 'text')
    .addColumn('link_kind', 'text')
    .addColumn('link_id', 'text')
    .addColumn('link_number', 'text')
    .addColumn('corrects_id', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('stock_movement_pk', ['school_id', 'id'])
    .addUniqueConstraint('stock_movement_of_item', ['school_id', 'item_id', 'number'])
    .addUniqueConstraint('stock_movement_corrected_once', ['school_id', 'corrects_id'])
    .execute();
  await db.schema
    .createIndex('stock_movement_at')
    .on('stock_movement')
    .columns(['school_id', 'at'])
    .execute();
  await db.schema
    .createIndex('stock_movement_link')
    .on('stock_movement')
    .columns(['school_id', 'link_kind', 'link_id'])
    .execute();
  await db.schema
    .createTable('stock_change')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .addColumn('detail', 'text', (c) => c.notNull())
    .addColumn('by_person_id', 'text')
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('stock_change_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createTable('stock_count')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('month', 'text', (c) => c.notNull())
    .addColumn('class', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('by_person_id', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'timestamptz', (c) => c.notNull())
    .addColumn('submitted_at', 'timestamptz')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('stock_count_pk', ['school_id', 'id'])
    .execute();
  await db.schema
    .createIndex('stock_count_month')
    .on('stock_count')
    .columns(['school_id', 'month', 'class'])
    .execute();
  await db.schema
    .createTable('stock_count_line')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('count_id', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('on_book', quantity, (c) => c.notNull())
    .addColumn('counted', quantity, (c) => c.notNull())
    .addColumn('counted_by', 'text', (c) => c.notNull())
    .addColumn('counted_at', 'timestamptz', (c) => c.notNull())
    .addColumn('reason', 'text')
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('stock_count_line_pk', ['school_id', 'count_id', 'item_id'])
    .execute();
}
