import type { Refused } from '../../kernel/decision.ts';
import type { Context } from '../../kernel/feature.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';

/** What low stock would have bought. */
interface Refill {
  readonly requesterId: string;
  readonly lines: readonly {
    readonly name: string;
    readonly spec: string | null;
    readonly unit: string;
    readonly quantity: Quantity;
    /** What one cost last, where that is known. */
    readonly priceFen: number | null;
    readonly stockItemId: string;
  }[];
  readonly reason: string;
  readonly neededBy: null;
  readonly origin: { readonly kind: 'stock'; readonly id: string };
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface StockHooks {
  /** Opens a request with these lines, a card for the person to check and send. */
  readonly requestPurchase?: (
    context: Context<Tables>,
    refill: Refill,
  ) => Promise<{ readonly number: string } | Refused<string>>;
  /** An item became another: what waits for the one waits for the other. */
  readonly merged?: (context: Context<Tables>, fromId: string, toId: string) => Promise<void>;
  /** More of an item is there: whoever waited for it hears of it. */
  readonly restocked?: (context: Context<Tables>, itemId: string) => Promise<void>;
}
