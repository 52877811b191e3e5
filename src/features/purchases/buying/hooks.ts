import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import type { Purchase } from '../domain/purchase.ts';

type C = Context<Tables>;

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

/** What other features do for purchases; given to it in features/index.ts, so that they may read it in turn. */
export interface Hooks {
  /** Asked in turn once everything is in; the first that answers true has told the requester itself. */
  readonly goodsIn: readonly ((context: C, goods: GoodsIn) => Promise<boolean>)[];
  /** When somebody last did something else that a picture could belong to. */
  readonly lastActed: (context: C, person: Person) => Promise<Temporal.Instant | null>;
}
