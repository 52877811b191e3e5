import type { Person } from '../../../kernel/people.ts';
import type { Tier } from '../../../kernel/school.ts';
import type { Line, PurchaseEvent } from './purchase.ts';
import type { People } from './steps.ts';

/** What somebody, or the clock, wants to happen to a request. Buying has commands of its own. */
export type Command =
  | {
      /** Whatever is left out stays. */
      readonly kind: 'edit';
      readonly lines?: readonly Line[];
      readonly budgetFen?: number | null;
      readonly reason?: string | null;
      readonly neededBy?: Temporal.PlainDate | null;
      readonly after?: boolean;
    }
  | {
      readonly kind: 'submit';
      readonly near: readonly string[];
      /** An estimate for everything, told with it where a price is missing. */
      readonly sumFen?: number | null;
      /** Asked for the price already and not told: it goes on without one (价格待定). */
      readonly unpriced?: boolean;
    }
  | { readonly kind: 'approve'; readonly comment: string | null }
  | { readonly kind: 'reject' | 'return'; readonly reason: string }
  | { readonly kind: 'transfer'; readonly to: Person; readonly note: string | null }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'rechain' };
export type CommandKind = Command['kind'];

export type RequestEvent = PurchaseEvent<CommandKind | 'begin' | 'handOver' | 'again'>;

/** What a rule may look at besides the purchase. */
export interface RuleContext {
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  /** Null for the clock. */
  readonly actor: Person | null;
  readonly requester: Person;
  /** The version the person saw; null when typed or unknown. */
  readonly seenVersion: number | null;
  readonly tiers: readonly Tier[];
  /** Everybody who may have to do with it, by id: approvers, their substitutes, the chain's people. */
  readonly people: People;
  /** For the sentence of a refusal. */
  readonly name: (personId: string | null) => string;
  readonly time: (instant: Temporal.Instant) => string;
}

export type RefusalCode =
  | 'onlyRequester'
  | 'ownRequest'
  | 'notYours'
  | 'nobody'
  | 'alreadySigned'
  | 'decidedBy'
  | 'notApproving'
  | 'alreadyApproved'
  | 'alreadySubmitted'
  | 'notSubmitted'
  | 'ended'
  | 'bought'
  | 'stale'
  | 'nothingNew'
  | 'noLines'
  | 'tooManyLines'
  | 'noPrice'
  | 'datePast'
  | 'transferUnfit'
  | 'transferThere'
  | 'transferRequester'
  | 'notDue';
