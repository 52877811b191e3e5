import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';

/** One thing that waits for somebody's decision, and the card on which it is decided. */
export interface Waiting {
  readonly line: string;
  readonly cardKey: string;
}

/** A request as its reader may see it. */
export interface Found {
  /** Its state, and what it is about where that may be told. */
  readonly line: string;
  /** The card that this reader has of it; null: nothing but the line. */
  readonly cardKey: string | null;
}

export interface RequestSource {
  /** What its numbers begin with: `CG`. */
  readonly prefix: string;
  /** What somebody has asked for, newest first. */
  own(
    context: Context<Tables>,
    person: Person,
  ): Promise<readonly (Found & { readonly number: string })[]>;
  /** Null: there is none of this number, or it is not for this person. */
  find(context: Context<Tables>, number: string, person: Person): Promise<Found | null>;
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface ApprovalsHooks {
  readonly waiting: readonly ((
    context: Context<Tables>,
    person: Person,
  ) => Promise<readonly Waiting[]>)[];
  readonly requests: readonly RequestSource[];
}
