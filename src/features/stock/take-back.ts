import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { book, type Booking, type Link, type Movement } from './book.ts';
import { fromStore, lockItems } from './store.ts';

type C = Context<Tables>;

/**
 * Takes movements back by further ones, all or none; what was taken back before stays out of it. Null:
 * there was nothing left to take back.
 */
export async function takeBack(
  context: C,
  of: Pick<Link, 'kind' | 'id'>,
  { by, why }: Pick<Movement, 'by' | 'why'>,
): Promise<Booking | null> {
  const { tx, school } = context;
  const linked = () =>
    tx
      .selectFrom('stock_movement')
      .selectAll()
      .where('school_id', '=', school.id)
      .where('link_kind', '=', of.kind)
      .where('link_id', '=', of.id)
      .orderBy('id')
      .execute();
  const ids = (await linked()).map((row) => row.item_id);
  if (ids.length === 0) return null;
  // Whoever was quicker has the lock: what they took back is seen only after it.
  await lockItems(context, ids);
  const rows = await linked();
  const done = new Set(rows.map((row) => row.corrects_id));
  const open = rows.filter((row) => row.corrects_id === null && !done.has(row.id));
  if (open.length === 0) return null;
  return book(
    context,
    open.map((row) => ({
      itemId: row.item_id,
      kind: 'adjustment',
      quantity: -fromStore(row.quantity),
      by,
      why,
      link: { kind: of.kind, id: of.id, number: row.link_number },
      priceFen: row.price_fen,
      corrects: row.id,
    })),
  );
}
