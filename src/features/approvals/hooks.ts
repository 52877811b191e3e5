import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';

/** One thing that waits for somebody's decision, and the card on which it is decided. */
export interface Waiting {
  readonly line: string;
  readonly cardKey: string;
}

/** One request of somebody's own. */
export interface OwnRequest {
  readonly number: string;
  readonly title: string;
  readonly stateName: string;
  readonly at: Temporal.Instant;
}

export interface RequestSource {
  /** What its numbers begin with: `CG`. */
  readonly prefix: string;
  /** Newest first. */
  own(context: Context<Tables>, person: Person): Promise<readonly OwnRequest[]>;
  /**
   * Shows a request's card anew to whoever has to do with it. Answers a line instead where there is no
   * card for this person, or in a group, where nothing but the state may be told.
   */
  show(
    context: Context<Tables>,
    person: Person,
    number: string,
    place: 'direct' | 'group',
  ): Promise<string | null>;
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface ApprovalsHooks {
  readonly waiting: readonly ((
    context: Context<Tables>,
    person: Person,
  ) => Promise<readonly Waiting[]>)[];
  readonly requests: readonly RequestSource[];
}
