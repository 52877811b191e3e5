import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface PurchasesHooks {
  /** Asks the store for goods that are there, in the requester's name; a sentence where it will not. */
  readonly issueInstead?: (
    context: Context<Tables>,
    requester: Person,
    wanted: {
      readonly stockItemId: string;
      readonly quantity: Quantity;
      readonly reason: string | null;
    },
  ) => Promise<{ readonly number: string } | string>;
}
