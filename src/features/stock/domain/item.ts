import type { Quantity } from '../../../kernel/quantity.ts';
import { formatQuantity, roundUp } from '../../../kernel/quantity.ts';
import type { Named } from './names.ts';

export interface Item extends Named {
  readonly id: string;
  readonly unit: string;
  readonly class: string;
  readonly onHand: Quantity;
  /** Less than this is low; nothing where it is nought. */
  readonly min: Quantity;
  /** 以旧换新: the old one is handed in first. */
  readonly tradeIn: boolean;
  /** What one cost when it came in last. */
  readonly priceFen: number | null;
}

/** `A4纸（80克）` */
export function called({ name, spec }: { readonly name: string; readonly spec: string }): string {
  return spec === '' ? name : `${name}（${spec}）`;
}

/** `12包` */
export function counted(quantity: Quantity, unit: string): string {
  return `${formatQuantity(quantity)}${unit}`;
}

export function isLow({ onHand, min }: Pick<Item, 'onHand' | 'min'>): boolean {
  return onHand < min;
}

/** What to buy of a low item: up to twice the minimum, in whole ones. */
export function refill({ onHand, min }: Pick<Item, 'onHand' | 'min'>): Quantity {
  return roundUp(2n * min - onHand);
}
