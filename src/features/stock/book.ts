import type { Selectable } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { called, counted, isLow, type Item } from './domain/item.ts';
import { apply, change, type MovementKind } from './domain/movement.ts';
import { fromStore, lockItems, toItem } from './store.ts';
import type { StockTables } from './tables.ts';

type C = Context<Tables>;

/** What a movement is about, so that it is found from there and shown with it. */
export interface Link {
  /** `purchase`, `issue`, `repair`, `count` … */
  readonly kind: string;
  readonly id: string;
  /** As people see it; null for a thing without a number. */
  readonly number: string | null;
}

export interface Movement {
  readonly itemId: string;
  readonly kind: MovementKind;
  /** More than nought; an adjustment may be less. */
  readonly quantity: Quantity;
  /** Null: the school's file. */
  readonly by: { readonly id: string } | null;
  readonly why: string | null;
  readonly link?: Link | null;
  /** Of one, where it is known. */
  readonly priceFen?: number | null;
  /** The movement that this takes back; one is taken back once. */
  readonly corrects?: string | null;
}

export interface Booked {
  readonly id: string;
  /** As it stands after all of them. */
  readonly item: Item;
  readonly onHand: Quantity;
}

export interface Shortage {
  readonly item: Item;
  readonly onHand: Quantity;
  readonly wanted: Quantity;
}

export type Booking =
  | { readonly outcome: 'ok'; readonly booked: readonly Booked[] }
  | {
      readonly outcome: 'refused';
      readonly short: readonly Shortage[];
      /** `粉笔库存只有9盒，要出30盒`, for a card or a toast; what to do next is the caller's to say. */
      readonly sentence: string;
    };

/** The timer that tells of low items, by item: two bookings of different things never wait for each other. */
export const LOW_TIMER = 'stock.low';

/** The timer that tells whoever waits for an item that more of it is there. */
const RESTOCKED_TIMER = 'stock.restocked';

/**
 * Books all of these movements in their order, or none of them where one would take more than there is.
 * Locks the items until the transaction ends, whoever else books; low stock is found here and told soon.
 */
export async function book(context: C, movements: readonly Movement[]): Promise<Booking> {
  if (movements.length === 0) return { outcome: 'ok', booked: [] };
  const rows = await lockItems(
    context,
    movements.map(({ itemId }) => itemId),
  );
  const items = new Map([...rows].map(([id, row]) => [id, toItem(row)]));
  const applied = apply(new Map([...items].map(([id, { onHand }]) => [id, onHand])), movements);
  if (applied.outcome === 'refused') {
    const short = applied.short.map(({ itemId, onHand, wanted }) => ({
      item: known(items, itemId),
      onHand,
      wanted,
    }));
    return { outcome: 'refused', short, sentence: short.map(sayShort).join('；') };
  }
  const { tx, school, newId, now } = context;
  const booked: Booked[] = [];
  for (const [i, movement] of movements.entries()) {
    const {
      itemId,
      kind,
      quantity,
      by,
      why,
      link = null,
      priceFen = null,
      corrects = null,
    } = movement;
    const item = known(items, itemId);
    const row = known(rows, itemId);
    const onHand = applied.after[i] ?? 0n;
    const id = newId();
    row.movements += 1;
    await tx
      .insertInto('stock_movement')
      .values({
        school_id: school.id,
        id,
        item_id: itemId,
        number: row.movements,
        kind,
        quantity: formatQuantity(change(kind, quantity)),
        on_hand: formatQuantity(onHand),
        price_fen: priceFen,
        by_person_id: by?.id ?? null,
        why,
        link_kind: link?.kind ?? null,
        link_id: link?.id ?? null,
        link_number: link?.number ?? null,
        corrects_id: corrects,
        at: now,
      })
      .execute();
    items.set(itemId, {
      ...item,
      onHand,
      priceFen: kind === 'receipt' ? (priceFen ?? item.priceFen) : item.priceFen,
    });
    booked.push({ id, item, onHand });
  }
  for (const [id, item] of items) {
    const row = known(rows, id);
    if (item.onHand > fromStore(row.on_hand))
      await context.timers.set(RESTOCKED_TIMER, id, context.calendar.outsideQuietHours(now));
    await tx
      .updateTable('stock_item')
      .set({
        on_hand: formatQuantity(item.onHand),
        movements: row.movements,
        price_fen: item.priceFen,
        ...(item.onHand > 0n ? { retired_at: null } : {}),
        ...(await watchLow(context, row, isLow(item))),
      })
      .where('school_id', '=', school.id)
      .where('id', '=', id)
      .execute();
  }
  return {
    outcome: 'ok',
    booked: booked.map((one) => ({ ...one, item: known(items, one.item.id) })),
  };
}

/** What a locked row remembers of being low; the cards that tell of it follow soon, outside of quiet hours. */
export async function watchLow(
  context: C,
  row: Pick<
    Selectable<StockTables['stock_item']>,
    'id' | 'low_since' | 'low_told_at' | 'requested_number'
  >,
  low: boolean,
) {
  const { now, calendar, timers } = context;
  if (low || row.low_since !== null)
    await timers.set(LOW_TIMER, row.id, calendar.outsideQuietHours(now));
  return {
    low_since: low ? (row.low_since ?? now) : null,
    low_told_at: low ? row.low_told_at : null,
    requested_number: low ? row.requested_number : null,
  };
}

function known<T>(all: ReadonlyMap<string, T>, id: string): T {
  const one = all.get(id);
  if (one === undefined) throw new Error(`no item ${id} in stock`);
  return one;
}

function sayShort({ item, onHand, wanted }: Shortage): string {
  const has = onHand === 0n ? '已经没有库存' : `库存只有${counted(onHand, item.unit)}`;
  return `${called(item)}${has}，要出${counted(wanted, item.unit)}`;
}
