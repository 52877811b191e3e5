import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';

/** What another feature has standing in somebody's name, so that nothing is orphaned when they go. */
export interface OpenWork {
  /** One short line for each thing, with its number. */
  list(context: Context<Tables>, person: Person): Promise<readonly string[]>;
  /**
   * Puts all of it into another name, with history; `by` decided it. Without it nobody takes it over as
   * it is, and no successor has to be named for it.
   */
  readonly handOver?: (
    context: Context<Tables>,
    from: Person,
    to: Person,
    by: Person,
  ) => Promise<void>;
  /** They have left: what stays in their name is somebody's to settle. */
  readonly left?: (context: Context<Tables>, person: Person, by: Person) => Promise<void>;
}

/** What the rest of the product gives to this feature; features/index.ts puts it together. */
export interface PeopleHooks {
  readonly openWork?: readonly OpenWork[];
  /** Somebody is away until a day, or back before it. */
  readonly absence?: (
    context: Context<Tables>,
    person: Person,
    until: Temporal.PlainDate,
  ) => Promise<void>;
  /** Sends the A4 poster with the bot's link to the admin who has just enabled the bot. */
  readonly poster?: (context: Context<Tables>, admin: Person) => Promise<void>;
}
