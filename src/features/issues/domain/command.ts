import type { Person } from '../../../kernel/people.ts';
import type { Quantity } from '../../../kernel/quantity.ts';
import type { Line, Request } from './request.ts';

/** What somebody wants to happen to a request. */
export type Command =
  /** Null: everything that is due. Else by the lines' order; a line that is left out gets nothing. */
  | { readonly kind: 'issue'; readonly quantities: readonly Quantity[] | null }
  | { readonly kind: 'refuse' | 'askExemption' | 'denyExemption'; readonly reason: string }
  /** By the lines' order, nought for what is not wanted any more; a line that is left out stays as it is. */
  | {
      readonly kind: 'amend';
      readonly wanted: readonly Quantity[];
      readonly reason: string | null;
    }
  | { readonly kind: 'giveBack'; readonly line: number; readonly quantity: Quantity }
  | { readonly kind: 'sign' | 'withdraw' | 'takeOld' | 'exempt' | 'buy' | 'undo' };
export type CommandKind = Command['kind'];

/** What a tap moves in the store; the kind says which way. */
export interface Move {
  readonly itemId: string;
  readonly kind: 'issue' | 'return';
  readonly quantity: Quantity;
}

/** What is missing, to become a purchase request. */
export type Wish = Pick<Line, 'itemId' | 'name' | 'spec' | 'unit'> & {
  readonly quantity: Quantity;
};

/** What happened and what it changed; one line of the history, never altered. */
export interface RequestEvent {
  readonly kind: CommandKind | 'request' | 'handOver';
  readonly at: Temporal.Instant;
  readonly actorId: string;
  /** For whom, where somebody signed for a person without an account (代签). */
  readonly behalfOf: string | null;
  /** Reason or figures; for direct cards only. */
  readonly detail: string | null;
  readonly changes: Partial<Request>;
  readonly moves: readonly Move[];
  readonly wishes: readonly Wish[];
}

/** What a rule may look at besides the request. */
export interface RuleContext {
  readonly now: Temporal.Instant;
  readonly actor: Person;
  readonly requester: Person | null;
  /** The version the person saw; null when typed. */
  readonly seenVersion: number | null;
  /** Who may hand the goods over (domain/authority.ts); for the sentence of a refusal the first is named. */
  readonly issuers: readonly Person[];
  /** Who may let the old one be missing. */
  readonly exempters: readonly Person[];
  readonly onHand: (itemId: string) => Quantity;
  readonly name: (personId: string | null) => string;
  readonly time: (instant: Temporal.Instant) => string;
}

export type RefusalCode =
  | 'onlyIssuer'
  | 'ownRequest'
  | 'onlyRequester'
  | 'onlyExempter'
  | 'waiting'
  | 'alreadyIssued'
  | 'alreadySigned'
  | 'ended'
  | 'short'
  | 'oldMissing'
  | 'noTradeIn'
  | 'oldTaken'
  | 'exemptionAsked'
  | 'exemptionGranted'
  | 'notAsked'
  | 'nothingToIssue'
  | 'nothingWanted'
  | 'belowBought'
  | 'unchanged'
  | 'tooMany'
  | 'nothingMissing'
  | 'tooManyBack'
  | 'stale'
  | 'nothingToUndo'
  | 'undoLate'
  | 'alreadyBack';
