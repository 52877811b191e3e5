import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import type { Purchase } from './domain/purchase.ts';

/** A purchase of which everything is on the shelf, for whoever waits for the goods. */
export interface GoodsIn {
  readonly purchaseId: string;
  readonly number: string;
  readonly requesterId: string;
  readonly reason: string | null;
  readonly origin: { readonly kind: Purchase['origin']; readonly id: string | null };
  readonly lines: readonly {
    readonly itemId: string;
    readonly name: string;
    readonly unit: string;
    readonly quantity: Quantity;
  }[];
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface PurchasesHooks {
  /** Asked in turn once everything is in; the first that answers true has told the requester itself. */
  readonly goodsIn?: readonly ((context: Context<Tables>, goods: GoodsIn) => Promise<boolean>)[];
  /** When somebody last did something else that a picture could belong to. */
  readonly lastActed?: readonly ((
    context: Context<Tables>,
    person: Person,
  ) => Promise<Temporal.Instant | null>)[];
  /** Sends everything that waits for somebody's decision as one list; false: it is less than two things. */
  readonly listWaiting?: (context: Context<Tables>, approver: Person) => Promise<boolean>;
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
