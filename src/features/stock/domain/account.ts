import { worth, type Quantity } from '../../../kernel/quantity.ts';
import type { Item } from './item.ts';
import type { MovementKind } from './movement.ts';

/** A movement of the time in question; one that takes another back counts as the other's kind. */
export interface AccountMovement {
  readonly itemId: string;
  readonly kind: MovementKind;
  readonly quantity: Quantity;
  readonly priceFen: number | null;
}

/** One item's line of the material account: opening + received − issued − lost + adjusted = closing. */
export interface AccountLine {
  readonly item: Item;
  readonly opening: Quantity;
  readonly received: Quantity;
  readonly receivedFen: number;
  readonly issued: Quantity;
  readonly lost: Quantity;
  readonly adjusted: Quantity;
  readonly closing: Quantity;
}

type Column = 'opening' | 'received' | 'issued' | 'lost' | 'adjusted';

/** In which column a kind stands. The opening stock stands in the opening even of its own month. */
const COLUMNS: Readonly<Record<MovementKind, Column>> = {
  opening: 'opening',
  receipt: 'received',
  issue: 'issued',
  return: 'issued',
  loss: 'lost',
  countGain: 'adjusted',
  countLoss: 'adjusted',
  adjustment: 'adjusted',
};

/** What goes out is written without a sign. */
const OUT: ReadonlySet<Column> = new Set(['issued', 'lost']);

/** Every item that had or has something, in the order given. */
export function accountLines(
  items: readonly Item[],
  before: ReadonlyMap<string, Quantity>,
  movements: readonly AccountMovement[],
): AccountLine[] {
  const byItem = Map.groupBy(movements, ({ itemId }) => itemId);
  return items.flatMap((item) => {
    const own = byItem.get(item.id) ?? [];
    const sums = {
      opening: before.get(item.id) ?? 0n,
      received: 0n,
      issued: 0n,
      lost: 0n,
      adjusted: 0n,
    };
    let [closing, receivedFen] = [sums.opening, 0];
    for (const { kind, quantity, priceFen } of own) {
      const column = COLUMNS[kind];
      sums[column] += OUT.has(column) ? -quantity : quantity;
      closing += quantity;
      if (column === 'received') receivedFen += worth(quantity, priceFen ?? item.priceFen ?? 0);
    }
    return own.length === 0 && closing === 0n ? [] : [{ item, ...sums, receivedFen, closing }];
  });
}
