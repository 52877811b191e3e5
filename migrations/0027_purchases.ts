import { sql, type Kysely } from 'kysely';

/**
 * Purchases, from the request to reimbursement: the request and its lines, the approval chain,
 * orders, arrivals and their acceptance, invoices, pictures, and the append-only history. Money is
 * fen; quantities have three decimals.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await requests(db);
  await approvals(db);
  await buying(db);
}

async function requests(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('purchase')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('requester_id', 'text', (c) => c.notNull())
    .addColumn('unit', 'text')
    .addColumn('reason', 'text')
    .addColumn('needed_by', 'date')
    .addColumn('total_fen', 'bigint', (c) => c.check(sql`total_fen >= 0`))
    .addColumn('budget_fen', 'bigint', (c) => c.check(sql`budget_fen >= 0`))
    .addColumn('approved_fen', 'bigint', (c) => c.check(sql`approved_fen >= 0`))
    .addColumn('round', 'integer', (c) => c.notNull())
    .addColumn('resume_state', 'text')
    .addColumn('after', 'boolean', (c) => c.notNull())
    .addColumn('own_of_principal', 'boolean', (c) => c.notNull())
    .addColumn('near', 'jsonb', (c) => c.notNull())
    .addColumn('said', 'text')
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('origin_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('chat_id', 'text')
    .addColumn('created_at', 'timestamptz', (c) => c.notNull())
    .addColumn('submitted_at', 'timestamptz')
    .addColumn('approved_at', 'timestamptz')
    .addColumn('received_at', 'timestamptz')
    .addColumn('reimbursed_at', 'timestamptz')
    .addColumn('reimbursed_by', 'text')
    .addColumn('ended_at', 'timestamptz')
    .addColumn('ended_by', 'text')
    .addColumn('buyer_id', 'text')
    .addPrimaryKeyConstraint('purchase_pk', ['school_id', 'id'])
    .addUniqueConstraint('purchase_number', ['school_id', 'number'])
    .execute();
  await index(db, 'purchase', ['requester_id', 'created_at']);
  await index(db, 'purchase', ['state', 'created_at']);
  await index(db, 'purchase', ['origin', 'origin_id']);
  await index(db, 'purchase', ['message_id']);
  await db.schema
    .createTable('purchase_line')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('spec', 'text')
    .addColumn('unit', 'text')
    .addColumn('quantity', sql`numeric(14,3)`, (c) => c.notNull().check(sql`quantity > 0`))
    .addColumn('price_fen', 'bigint', (c) => c.check(sql`price_fen >= 0`))
    .addColumn('amount_fen', 'bigint', (c) => c.check(sql`amount_fen >= 0`))
    .addColumn('stock_item_id', 'text')
    .addColumn('from_stock', 'boolean', (c) => c.notNull())
    .addPrimaryKeyConstraint('purchase_line_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'purchase_line', ['purchase_id', 'position']);
  await index(db, 'purchase_line', ['name']);
  await db.schema
    .createTable('purchase_event')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('behalf_of', 'text')
    .addColumn('detail', 'text')
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('changes', 'jsonb', (c) => c.notNull())
    .addPrimaryKeyConstraint('purchase_event_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'purchase_event', ['purchase_id', 'id']);
  await index(db, 'purchase_event', ['actor_id', 'at']);
}

async function approvals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('purchase_step')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('round', 'integer', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('mode', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addColumn('active_at', 'timestamptz')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('comment', 'text')
    .addPrimaryKeyConstraint('purchase_step_pk', ['school_id', 'purchase_id', 'round', 'position'])
    .execute();
  await index(db, 'purchase_step', ['state']);
  await db.schema
    .createTable('purchase_step_person')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('round', 'integer', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('given_by', 'text')
    .addColumn('signed_by', 'text')
    .addColumn('signed_at', 'timestamptz')
    .addColumn('comment', 'text')
    .addPrimaryKeyConstraint('purchase_step_person_pk', [
      'school_id',
      'purchase_id',
      'round',
      'position',
      'person_id',
    ])
    .execute();
  await index(db, 'purchase_step_person', ['person_id']);
}

async function buying(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('purchase_order')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('supplier', 'text')
    .addColumn('amount_fen', 'bigint', (c) => c.check(sql`amount_fen >= 0`))
    .addColumn('due', 'date')
    .addColumn('note', 'text')
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('purchase_order_pk', ['school_id', 'id'])
    .execute();
  await index(db, 'purchase_order', ['purchase_id']);
  await db.schema
    .createTable('purchase_arrival')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addColumn('accepted_at', 'timestamptz')
    .addColumn('accepted_by', 'text')
    .addColumn('opinion', 'text')
    .addPrimaryKeyConstraint('purchase_arrival_pk', ['school_id', 'id'])
    .addUniqueConstraint('purchase_arrival_position', ['school_id', 'purchase_id', 'position'])
    .execute();
  await db.schema
    .createTable('purchase_arrival_line')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('arrival_id', 'text', (c) => c.notNull())
    .addColumn('line_id', 'text', (c) => c.notNull())
    .addColumn('arrived', sql`numeric(14,3)`, (c) => c.notNull().check(sql`arrived > 0`))
    .addColumn('accepted', sql`numeric(14,3)`, (c) => c.check(sql`accepted >= 0`))
    .addColumn('rejected', sql`numeric(14,3)`, (c) => c.check(sql`rejected >= 0`))
    .addColumn('amount_fen', 'bigint', (c) => c.check(sql`amount_fen >= 0`))
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('purchase_arrival_line_pk', ['school_id', 'arrival_id', 'line_id'])
    .execute();
  await index(db, 'purchase_arrival_line', ['line_id']);
  await db.schema
    .createTable('purchase_invoice')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('dated', 'date')
    .addColumn('amount_fen', 'bigint', (c) => c.check(sql`amount_fen >= 0`))
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('purchase_invoice_pk', ['school_id', 'number'])
    .execute();
  await index(db, 'purchase_invoice', ['purchase_id']);
  await db.schema
    .createTable('purchase_photo')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('attachment_id', 'text', (c) => c.notNull())
    .addColumn('purchase_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('of_id', 'text')
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('purchase_photo_pk', ['school_id', 'attachment_id'])
    .execute();
  await index(db, 'purchase_photo', ['purchase_id']);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
