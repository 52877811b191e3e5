import type { Context } from '../../kernel/feature.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { called, counted, findItems, type Item } from '../stock/public.ts';
import type { StockOffer } from './cards.ts';
import type { Line, Purchase } from './domain/purchase.ts';

type C = Context<Tables>;

/** What the store has of a line, in the line's own unit; null: nothing, or in another unit. */
export async function inStock(
  context: C,
  line: Line,
): Promise<{ item: Item; quantity: Quantity } | null> {
  const item = (await findItems(context, line.name)).find(
    ({ onHand, unit }) => onHand > 0n && (line.unit === null || line.unit === unit),
  );
  if (!item) return null;
  return { item, quantity: item.onHand < line.quantity ? item.onHand : line.quantity };
}

/** For each good that is there: take it from stock instead, all of it or as much as there is. */
export async function stockOffers(context: C, purchase: Purchase): Promise<StockOffer[]> {
  if (purchase.state !== 'draft' || purchase.origin !== 'chat') return [];
  const offers: StockOffer[] = [];
  for (const line of purchase.lines) {
    const there = line.fromStock ? null : await inStock(context, line);
    if (!there) continue;
    const { item } = there;
    offers.push({
      lineId: line.id,
      text: `${called(item)} 库里有 ${counted(item.onHand, item.unit)}，可以领用`,
    });
  }
  return offers;
}
