import type { Quantity } from '../../../kernel/quantity.ts';

export const MOVEMENT_KINDS = [
  'opening',
  'receipt',
  'issue',
  'return',
  'loss',
  'countGain',
  'countLoss',
  'adjustment',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

export const KIND_NAMES: Readonly<Record<MovementKind, string>> = {
  opening: '期初',
  receipt: '入库',
  issue: '领用',
  return: '退库',
  loss: '损耗',
  countGain: '盘盈',
  countLoss: '盘亏',
  adjustment: '调整',
};

/** What a kind does to what is on hand; an adjustment may do either. */
const DIRECTION: Readonly<Record<MovementKind, 1n | -1n | null>> = {
  opening: 1n,
  receipt: 1n,
  issue: -1n,
  return: 1n,
  loss: -1n,
  countGain: 1n,
  countLoss: -1n,
  adjustment: null,
};

/** What a movement adds. `quantity` is without a sign, an adjustment's with it; anything else is a mistake of the caller's. */
export function change(kind: MovementKind, quantity: Quantity): Quantity {
  const direction = DIRECTION[kind];
  if (quantity === 0n || (direction !== null && quantity < 0n))
    throw new Error(`${kind} of ${quantity} thousandths is no movement`);
  return direction === null ? quantity : direction * quantity;
}

export interface Wanted {
  readonly itemId: string;
  readonly kind: MovementKind;
  readonly quantity: Quantity;
}

/** On hand before, and what was to be taken out in all. */
export interface Short {
  readonly itemId: string;
  readonly onHand: Quantity;
  readonly wanted: Quantity;
}

export type Applied =
  | { readonly outcome: 'ok'; readonly after: readonly Quantity[] }
  | { readonly outcome: 'refused'; readonly short: readonly Short[] };

/**
 * Movements in their order on what is on hand: all of them, or none where one would go below zero. The
 * answer is what is on hand after each.
 */
export function apply(
  onHand: ReadonlyMap<string, Quantity>,
  movements: readonly Wanted[],
): Applied {
  const running = new Map(onHand);
  const failed = new Set<string>();
  const after = movements.map(({ itemId, kind, quantity }) => {
    const left = (running.get(itemId) ?? 0n) + change(kind, quantity);
    if (left < 0n) failed.add(itemId);
    running.set(itemId, left);
    return left;
  });
  if (failed.size === 0) return { outcome: 'ok', after };
  const short = [...failed].map((itemId) => ({
    itemId,
    onHand: onHand.get(itemId) ?? 0n,
    wanted: movements
      .filter((one) => one.itemId === itemId)
      .reduce((sum, one) => {
        const added = change(one.kind, one.quantity);
        return added < 0n ? sum - added : sum;
      }, 0n),
  }));
  return { outcome: 'refused', short };
}
