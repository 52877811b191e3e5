import { type Kysely, sql } from 'kysely';

/** When we were there, which direct chats there are, what to look up after an absence, dead letters that people deal with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('presence')
    .addColumn('school_id', 'text', (c) => c.notNull().primaryKey())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('absence')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('from_at', 'timestamptz', (c) => c.notNull())
    .addColumn('until_at', 'timestamptz', (c) => c.notNull())
    .addColumn('unreadable', 'boolean', (c) => c.notNull())
    .addColumn('told_at', 'timestamptz')
    .addPrimaryKeyConstraint('absence_pk', ['school_id', 'from_at'])
    .execute();
  await db.schema
    .createTable('direct_chat')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('open_id', 'text', (c) => c.notNull())
    .addColumn('chat_id', 'text', (c) => c.notNull())
    .addColumn('tenant_key', 'text', (c) => c.notNull())
    .addColumn('sweep_from', 'timestamptz')
    .addColumn('sweep_until', 'timestamptz')
    .addColumn('sweep_due', 'timestamptz')
    .addColumn('sweep_attempts', 'integer', (c) => c.notNull())
    .addColumn('lease_until', 'timestamptz')
    .addColumn('lost_from', 'timestamptz')
    .addColumn('lost_until', 'timestamptz')
    .addPrimaryKeyConstraint('direct_chat_pk', ['school_id', 'open_id'])
    .execute();
  await db.schema
    .createIndex('direct_chat_sweep')
    .on('direct_chat')
    .columns(['school_id', 'sweep_due'])
    .where(sql.ref('sweep_due'), 'is not', null)
    .execute();
  await outbox(db);
  await retention(db);
}

async function outbox(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('outbox_message')
    .addColumn('insist', 'boolean', (c) => c.notNull().defaultTo(false))
    .execute();
  for (const column of ['thread', 'message_id'] as const)
    await db.schema.alterTable('dead_letter').addColumn(column, 'text').execute();
  await db.schema
    .alterTable('dead_letter')
    .addColumn('urgent_to', 'jsonb', (c) => c.notNull().defaultTo(sql`'[]'::jsonb`))
    .execute();
  for (const column of ['told_at', 'settled_at'] as const)
    await db.schema.alterTable('dead_letter').addColumn(column, 'timestamptz').execute();
}

/** What the retention job looks for, in the order it looks. */
async function retention(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('inbox_texts')
    .on('inbox')
    .columns(['school_id', 'done_at'])
    .where(sql<boolean>`state = 'done' and payload is not null`)
    .execute();
  await db.schema
    .alterTable('blob')
    .addColumn('put_at', 'timestamptz', (c) => c.notNull().defaultTo(sql`now()`))
    .execute();
  await index(db, 'card_message', ['sent_at']);
  await index(db, 'dead_letter', ['at']);
  await index(db, 'repair_draft', ['at']);
  await index(db, 'repair_photo', ['draft_id']);
  await index(db, 'attachment', ['blob_id']);
  await index(db, 'attachment', ['created_at']);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
