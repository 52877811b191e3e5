import type { Selectable } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import { formatQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { Count, CountEvent } from '../domain/count.ts';
import { called, type Item } from '../domain/item.ts';
import { fromStore } from '../store.ts';
import type { StockTables } from '../tables.ts';

type C = Context<Tables>;

const countsOf = ({ tx, school }: C) =>
  tx.selectFrom('stock_count').selectAll().where('school_id', '=', school.id);

export async function countById(context: C, id: string): Promise<Count | null> {
  const row = await countsOf(context).where('id', '=', id).executeTakeFirst();
  return row ? withLines(context, row) : null;
}

/** The row locked until the transaction ends. */
export async function lockCount(context: C, id: string): Promise<Count | null> {
  const row = await countsOf(context).where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? withLines(context, row) : null;
}

/** The stocktakes of a month, by class. */
export async function countsOfMonth(context: C, month: string): Promise<Count[]> {
  const rows = await countsOf(context)
    .where('month', '=', month)
    .orderBy('class')
    .orderBy('id')
    .execute();
  return Promise.all(rows.map((row) => withLines(context, row)));
}

/** What waits for a decision, oldest first. */
export async function submittedCounts(context: C): Promise<Count[]> {
  const rows = await countsOf(context).where('state', '=', 'submitted').orderBy('id').execute();
  return Promise.all(rows.map((row) => withLines(context, row)));
}

async function withLines(
  { tx, school }: C,
  row: Selectable<StockTables['stock_count']>,
): Promise<Count> {
  const lines = await tx
    .selectFrom('stock_count_line as l')
    .innerJoin('stock_item as i', (join) =>
      join.onRef('i.school_id', '=', 'l.school_id').onRef('i.id', '=', 'l.item_id'),
    )
    .selectAll('l')
    .select(['i.name', 'i.spec', 'i.unit'])
    .where('l.school_id', '=', school.id)
    .where('l.count_id', '=', row.id)
    .orderBy('i.name')
    .orderBy('l.item_id')
    .execute();
  return {
    id: row.id,
    month: row.month,
    class: row.class,
    state: row.state,
    version: row.version,
    byId: row.by_person_id,
    note: row.note,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    lines: lines.map((line) => ({
      itemId: line.item_id,
      name: called(line),
      unit: line.unit,
      onBook: fromStore(line.on_book),
      counted: fromStore(line.counted),
      countedBy: line.counted_by,
      reason: line.reason,
      note: line.note,
    })),
  };
}

/** The stocktake of this class that is not over, else a new one. Two who begin at once share it. */
export async function openCount(
  context: C,
  { month, class: name, byId }: Pick<Count, 'month' | 'class' | 'byId'>,
): Promise<string> {
  await lockClass(context, name);
  const open = await countsOf(context)
    .where('month', '=', month)
    .where('class', '=', name)
    .where('state', '<>', 'approved')
    .orderBy('id')
    .executeTakeFirst();
  if (open) return open.id;
  const id = context.newId();
  await context.tx
    .insertInto('stock_count')
    .values({
      school_id: context.school.id,
      id,
      month,
      class: name,
      state: 'open',
      version: 1,
      by_person_id: byId,
      opened_at: context.now,
      submitted_at: null,
      decided_by: null,
      decided_at: null,
      note: null,
    })
    .execute();
  return id;
}

/** Whoever begins a stocktake of a class waits here for who else does; a class has at least one item. */
async function lockClass({ tx, school }: C, name: string): Promise<void> {
  await tx
    .selectFrom('stock_item')
    .select('id')
    .where('school_id', '=', school.id)
    .where('class', '=', name)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .execute();
}

/** What was counted of an item, against what the book says now; counting it again replaces it and its reason. */
export async function saveCounted(
  { tx, school, now }: C,
  countId: string,
  item: Item,
  quantity: Quantity,
  byId: string,
): Promise<void> {
  const row = {
    on_book: formatQuantity(item.onHand),
    counted: formatQuantity(quantity),
    counted_by: byId,
    counted_at: now,
    reason: null,
    note: null,
  };
  await tx
    .insertInto('stock_count_line')
    .values({ school_id: school.id, count_id: countId, item_id: item.id, ...row })
    .onConflict((c) => c.columns(['school_id', 'count_id', 'item_id']).doUpdateSet(row))
    .execute();
}

export async function saveReason(
  { tx, school }: C,
  countId: string,
  itemId: string,
  why: { readonly reason: string; readonly note: string | null },
): Promise<void> {
  await tx
    .updateTable('stock_count_line')
    .set(why)
    .where('school_id', '=', school.id)
    .where('count_id', '=', countId)
    .where('item_id', '=', itemId)
    .execute();
}

/** The next version of it; `decidedBy` is whoever decided, the note why it was sent back. */
export async function saveCount(
  { tx, school, now }: C,
  count: Count,
  event: CountEvent,
  by: { readonly decidedBy: string | null; readonly note: string | null },
): Promise<void> {
  await tx
    .updateTable('stock_count')
    .set({
      state: event.state,
      version: count.version + 1,
      note: by.note,
      ...(event.state === 'submitted' ? { submitted_at: now } : {}),
      ...(event.decided ? { decided_by: by.decidedBy, decided_at: now } : {}),
    })
    .where('school_id', '=', school.id)
    .where('id', '=', count.id)
    .execute();
}
