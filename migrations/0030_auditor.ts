import type { Kysely } from 'kysely';

/**
 * What the auditor found, which of its slots somebody has taken, how far it has read; and the order in
 * time of what it reads that had none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_run')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('slot', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addColumn('ended_at', 'timestamptz')
    .addPrimaryKeyConstraint('audit_run_pk', ['school_id', 'slot'])
    .execute();
  await index(db, 'audit_run', ['ended_at']);
  await db.schema
    .createTable('audit_mark')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('mark', 'text', (c) => c.notNull())
    .addColumn('at', 'timestamptz', (c) => c.notNull())
    .addPrimaryKeyConstraint('audit_mark_pk', ['school_id', 'name'])
    .execute();
  await db.schema
    .createTable('audit_finding')
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('invariant', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('since', 'timestamptz', (c) => c.notNull())
    .addColumn('told_at', 'timestamptz')
    .addColumn('closed_at', 'timestamptz')
    .addPrimaryKeyConstraint('audit_finding_pk', ['school_id', 'invariant', 'subject'])
    .execute();
  await index(db, 'audit_finding', ['closed_at']);
  await index(db, 'schedule_post', ['at']);
  await index(db, 'purchase_invoice', ['at']);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex([table, ...columns].join('_'))
    .on(table)
    .columns(['school_id', ...columns])
    .execute();
}
