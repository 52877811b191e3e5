import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { classOf } from './domain/classes.ts';
import type { Item } from './domain/item.ts';
import { matchKey } from './domain/names.ts';
import type { StockTables } from './tables.ts';

type C = Context<Tables>;

const aliasShape = z.array(z.string());

/** A decimal of the store. Anything else would be a broken database. */
export function fromStore(decimal: string): Quantity {
  const quantity = parseQuantity(decimal);
  if (quantity === null) throw new Error(`the store holds ${decimal}, which is no quantity`);
  return quantity;
}

export function toItem(row: Selectable<StockTables['stock_item']>): Item {
  return {
    id: row.id,
    name: row.name,
    spec: row.spec,
    unit: row.unit,
    class: row.class,
    aliases: aliasShape.parse(row.aliases),
    onHand: fromStore(row.on_hand),
    min: fromStore(row.min),
    tradeIn: row.trade_in,
    priceFen: row.price_fen,
  };
}

/** Every item that is kept, by class and name. A school has some hundred. */
export async function allItems(context: C): Promise<Item[]> {
  return (await itemRows(context)).filter((row) => row.retired_at === null).map(toItem);
}

/** The same with those that are not kept any more: what was booked of them stays in every account. */
export async function everyItem(context: C): Promise<Item[]> {
  return (await itemRows(context)).map(toItem);
}

async function itemRows({ tx, school }: C): Promise<Selectable<StockTables['stock_item']>[]> {
  return tx
    .selectFrom('stock_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .orderBy('class')
    .orderBy('name')
    .orderBy('id')
    .execute();
}

export async function itemById({ tx, school }: C, id: string): Promise<Item | null> {
  const row = await tx
    .selectFrom('stock_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toItem(row) : null;
}

/** The rows locked until the transaction ends, always in one order so that two bookings never wait for each other. */
export async function lockItems({ tx, school }: C, ids: readonly string[]) {
  const rows = await tx
    .selectFrom('stock_item')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export interface NewItem {
  readonly name: string;
  readonly unit: string;
  readonly spec?: string | null;
  readonly class?: string;
  readonly min?: Quantity;
  readonly tradeIn?: boolean;
  readonly origin?: 'file' | 'chat';
}

/** Makes an item unless there is one of this name, spec and unit; answers its id and whether it is new. */
export async function insertItem(
  context: C,
  item: NewItem,
): Promise<{ id: string; isNew: boolean }> {
  const { tx, school, now, newId } = context;
  const named = { name: item.name.trim(), spec: (item.spec ?? '').trim(), unit: item.unit.trim() };
  const key = matchKey(named);
  const id = newId();
  const made = await tx
    .insertInto('stock_item')
    .values({
      school_id: school.id,
      id,
      ...named,
      match_key: key,
      class: item.class ?? classOf(named.name),
      aliases: '[]',
      on_hand: '0',
      movements: 0,
      min: formatQuantity(item.min ?? 0n),
      trade_in: item.tradeIn ?? false,
      price_fen: null,
      origin: item.origin ?? 'chat',
      low_since: null,
      low_told_at: null,
      requested_number: null,
      retired_at: null,
      created_at: now,
    })
    .onConflict((c) => c.columns(['school_id', 'match_key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id, isNew: true };
  const there = await tx
    .selectFrom('stock_item')
    .select('id')
    .where('school_id', '=', school.id)
    .where('match_key', '=', key)
    .executeTakeFirstOrThrow();
  return { id: there.id, isNew: false };
}

type NewChange = Omit<Insertable<StockTables['stock_change']>, 'school_id' | 'id' | 'at'>;

/** Nobody changes a line of history. */
export async function addChange({ tx, school, newId, now }: C, line: NewChange): Promise<void> {
  await tx
    .insertInto('stock_change')
    .values({ school_id: school.id, id: newId(), at: now, ...line })
    .execute();
}
