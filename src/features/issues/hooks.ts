import type { Refused } from '../../kernel/decision.ts';
import type { Context } from '../../kernel/feature.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';

/** What the store lacks, asked of purchases in the requester's name. */
export interface Lacking {
  readonly requesterId: string;
  readonly lines: readonly {
    readonly name: string;
    readonly spec: string | null;
    readonly unit: string | null;
    readonly quantity: Quantity;
    readonly stockItemId: string | null;
  }[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  readonly origin: { readonly kind: 'issue'; readonly id: string };
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface IssuesHooks {
  /** Opens a purchase request that its requester completes and hands in. */
  readonly requestPurchase: (
    context: Context<Tables>,
    lacking: Lacking,
  ) => Promise<{ readonly number: string } | Refused<string>>;
}
