import type { Person, Trade } from '../../../kernel/people.ts';
import type { Urgency } from '../../../kernel/understood.ts';
import type { Ticket } from './ticket.ts';

/** What somebody, or the clock, wants to happen to a ticket. */
export type Command =
  | {
      /** Corrects what was understood; whatever is left out or the same as before stays. */
      readonly kind: 'supplement';
      readonly text: string | null;
      readonly place?: { readonly name: string; readonly key: string };
      /** `worker`: whom to propose, should the category turn out to be another. */
      readonly category?: { readonly name: Trade; readonly worker: string | null };
      readonly urgency?: Urgency;
      /** School-local day. */
      readonly wanted?: Temporal.PlainDate;
    }
  | { readonly kind: 'transfer'; readonly to: Person; readonly reason: string }
  | { readonly kind: 'suspend'; readonly reason: string; readonly until: Temporal.PlainDate }
  | {
      readonly kind: 'fillIn';
      readonly note: string | null;
      readonly parts: string | null;
      readonly costFen: number | null;
      readonly cause: string | null;
    }
  | { readonly kind: 'approve'; readonly stars: number | null }
  | { readonly kind: 'rework' | 'reopen' | 'refuse'; readonly reason: string }
  | { readonly kind: 'merge'; readonly into: { readonly id: string; readonly number: string } }
  | {
      readonly kind:
        | 'withdraw'
        | 'urge'
        | 'join'
        | 'accept'
        | 'resume'
        | 'finish'
        | 'takeDanger'
        | 'undo';
    }
  | { readonly kind: 'wake' | 'acceptByDefault' };
export type CommandKind = Command['kind'];

/** What happened, and what it changed. Stored as one line of the ticket's history, never altered. */
export interface TicketEvent {
  readonly kind: CommandKind | 'report' | 'handOver';
  readonly at: Temporal.Instant;
  /** Who did it; null for the clock. */
  readonly actorId: string | null;
  /** Set where the director acted for somebody (代操作). */
  readonly behalfOf: string | null;
  /** Reason or words; for direct cards only. */
  readonly detail: string | null;
  readonly changes: Partial<Ticket>;
}

/** What a rule may look at besides the ticket. */
export interface RuleContext {
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  /** Null for the clock. */
  readonly actor: Person | null;
  readonly reporter: Person | null;
  /** The version the person saw; null when typed. */
  readonly seenVersion: number | null;
  /** When 待验收 would turn into 默认验收, if the work were finished now. */
  readonly acceptBy: Temporal.Instant;
  /** The time to finish by, if the clock started (again) now. */
  readonly finishBy: Temporal.Instant;
  /** When it should be taken and mended, if it were reported now as such a fault. */
  readonly deadlines: (of: {
    readonly category: Trade;
    readonly urgency: Urgency;
  }) => Pick<Ticket, 'takeBy' | 'finishBy'>;
  /** For the sentence of a refusal. */
  readonly name: (personId: string | null) => string;
  readonly time: (instant: Temporal.Instant) => string;
}

export type RefusalCode =
  | 'ended'
  | 'alreadyTaken'
  | 'alreadyDone'
  | 'notTaken'
  | 'notDone'
  | 'notSuspended'
  | 'alreadySuspended'
  | 'onlyReporter'
  | 'onlyWorker'
  | 'onlyRepairer'
  | 'onlyDirector'
  | 'ownReport'
  | 'ownWork'
  | 'workStarted'
  | 'tooOften'
  | 'alreadyJoined'
  | 'sameWorker'
  | 'transferLimit'
  | 'datePast'
  | 'fillInLate'
  | 'undoLate'
  | 'nothingToUndo'
  | 'noWorker'
  | 'noDanger'
  | 'dangerTaken'
  | 'stale'
  | 'nothingNew'
  | 'wantedPast'
  | 'mergeSelf'
  | 'reopenLate'
  | 'notDue';
