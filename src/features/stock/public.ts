/** What other features may ask of the stock, and how they move it. */
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import type { Item } from './domain/item.ts';
import { matching } from './domain/names.ts';
import { addChange, allItems, fromStore, insertItem, itemById } from './store.ts';

export { book, type Movement } from './book.ts';
export { countsWaitingFor } from './counting/show.ts';
export { called, counted, type Item } from './domain/item.ts';
export { readBooking, spokenQuantity } from './domain/lines.ts';
export { offerRefill } from './low.ts';
export { seedStock } from './seed.ts';
export { itemById };

type C = Context<Tables>;

/** The items that somebody means by a name, the exact one first of all; empty: there is none. */
export async function findItems(context: C, name: string): Promise<Item[]> {
  return [...matching(await allItems(context), name).found];
}

/** The same, and whether it can only be these: a name that merely contains another is asked about. */
export async function matchItems(
  context: C,
  name: string,
): Promise<{ readonly found: readonly Item[]; readonly sure: boolean }> {
  return matching(await allItems(context), name);
}

/** What all movements of one thing's link come to, by item; less than nought has left the store. */
export async function movedFor(
  { tx, school }: C,
  of: { readonly kind: string; readonly id: string },
): Promise<ReadonlyMap<string, Quantity>> {
  const rows = await tx
    .selectFrom('stock_movement')
    .select(['item_id', 'quantity'])
    .where('school_id', '=', school.id)
    .where('link_kind', '=', of.kind)
    .where('link_id', '=', of.id)
    .execute();
  const moved = new Map<string, Quantity>();
  for (const { item_id: id, quantity } of rows)
    moved.set(id, (moved.get(id) ?? 0n) + fromStore(quantity));
  return moved;
}

/** On hand now; nought for what is not known. Only `book` can promise that it is still there. */
export async function onHand(context: C, itemId: string): Promise<Quantity> {
  return (await itemById(context, itemId))?.onHand ?? 0n;
}

/**
 * The item for goods that came in, made where there is none of this name, spec and unit. Its unit is
 * the one asked for, so a quantity in that unit may be booked on it.
 */
export async function ensureItem(
  context: C,
  wanted: { readonly name: string; readonly unit: string; readonly spec?: string | null },
  by: Pick<Person, 'id'> | null = null,
): Promise<Item> {
  const { id, isNew } = await insertItem(context, wanted);
  if (isNew)
    await addChange(context, {
      item_id: id,
      what: 'created',
      detail: '到货',
      by_person_id: by?.id ?? null,
    });
  const item = await itemById(context, id);
  if (!item) throw new Error('an item that was just made must be there');
  return item;
}
