import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';

/** What low stock would have bought. */
export interface Refill {
  readonly by: Person;
  readonly reason: string;
  readonly lines: readonly {
    readonly name: string;
    /** Empty where there is none. */
    readonly spec: string;
    readonly unit: string;
    readonly quantity: Quantity;
    /** What one cost last, where that is known. */
    readonly priceFen: number | null;
  }[];
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface StockHooks {
  /** Opens a request with these lines for the person to check and send; answers what the tap is told. */
  readonly requestPurchase?: (context: Context<Tables>, refill: Refill) => Promise<string>;
}
