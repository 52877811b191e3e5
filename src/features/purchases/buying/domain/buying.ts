import type { Person } from '../../../../kernel/people.ts';
import type { Quantity } from '../../../../kernel/quantity.ts';
import type { Purchase, State } from '../../domain/purchase.ts';
import { owed, progressOf, waiting, type Count, type GoodsLine } from './goods.ts';
import { isOver, partFen } from './price.ts';

/** One good that is bought, with what was approved for it and what was agreed with the supplier. */
export interface BuyLine extends GoodsLine {
  readonly stockItemId: string | null;
  /** Of the whole line, in fen; null where nobody said. */
  readonly approvedFen: number | null;
  readonly agreedFen: number | null;
}

/** A line with what all of it costs: as agreed with the supplier, else as approved. */
export function atPrice(line: BuyLine): BuyLine & { readonly amountFen: number | null } {
  return { ...line, amountFen: line.agreedFen ?? line.approvedFen };
}

export interface Order {
  readonly id: string;
  readonly byId: string;
  readonly at: Temporal.Instant;
  readonly supplier: string | null;
  readonly note: string | null;
}

/** One delivery. What of it was found good stands beside each line once somebody has looked at it. */
export interface Arrival {
  readonly id: string;
  readonly position: number;
  readonly at: Temporal.Instant;
  readonly byId: string;
  readonly note: string | null;
  readonly acceptedAt: Temporal.Instant | null;
  readonly acceptedBy: string | null;
  readonly opinion: string | null;
  readonly lines: readonly ArrivedLine[];
}

export interface ArrivedLine {
  readonly lineId: string;
  readonly arrived: Quantity;
  readonly accepted: Quantity | null;
  readonly rejected: Quantity | null;
  readonly amountFen: number | null;
  readonly reason: string | null;
}

export interface Invoice {
  readonly number: string;
  readonly dated: Temporal.PlainDate | null;
  readonly amountFen: number | null;
  readonly byId: string;
  readonly at: Temporal.Instant;
}

/** A purchase from the order on. The lines are those that are bought; what stock gives is not among them. */
export interface Buying {
  readonly purchase: Purchase;
  readonly lines: readonly BuyLine[];
  readonly order: Order | null;
  readonly arrivals: readonly Arrival[];
  readonly invoices: readonly Invoice[];
  /** The newest line of its history: only that can be taken back. */
  readonly last: {
    readonly kind: string;
    readonly actorId: string | null;
    readonly at: Temporal.Instant;
  } | null;
}

/** What somebody wants to happen. Money is fen. */
export type Command =
  | {
      readonly kind: 'order';
      readonly supplier: string | null;
      readonly note: string | null;
      /** For everything together; then it goes before the prices of one. */
      readonly totalFen: number | null;
      /** Of one, by line. */
      readonly unitFen: ReadonlyMap<string, number>;
    }
  | {
      readonly kind: 'arrive';
      /** Null: everything that is still to come. */
      readonly counts: readonly Count[] | null;
      readonly note: string | null;
      readonly totalFen: number | null;
    }
  | {
      readonly kind: 'receive';
      /** Everything else that waits is good. */
      readonly rejected: readonly Count[];
      readonly reason: string | null;
    }
  | { readonly kind: 'drop'; readonly reason: string }
  | {
      readonly kind: 'invoice';
      readonly number: string;
      readonly dated: Temporal.PlainDate | null;
      readonly amountFen: number | null;
      /** The number that was wrong. */
      readonly instead: string | null;
      /** The purchase that has this number already; null: none. */
      readonly usedBy: { readonly id: string; readonly number: string } | null;
    }
  | { readonly kind: 'reimburse'; readonly reason: string | null }
  | { readonly kind: 'undo' };
export type CommandKind = Command['kind'];

export interface RuleContext {
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
  readonly actor: Person;
  readonly buyers: readonly Person[];
  readonly storekeepers: readonly Person[];
  /** Who looks at the goods, and who pays; none of them is the buyer. */
  readonly acceptors: readonly Person[];
  readonly payers: readonly Person[];
  /** The version the person saw; null when typed. */
  readonly seenVersion: number | null;
  readonly newId: () => string;
  readonly name: (personId: string | null) => string;
  readonly time: (instant: Temporal.Instant) => string;
}

export type RefusalCode =
  | 'notApproved'
  | 'backInChain'
  | 'ended'
  | 'taken'
  | 'alreadyOrdered'
  | 'notOrdered'
  | 'alreadyArrived'
  | 'notArrived'
  | 'alreadyReceived'
  | 'notReceived'
  | 'alreadyPaid'
  | 'onlyBuyer'
  | 'onlyReceiving'
  | 'onlyPapers'
  | 'ownPurchase'
  | 'onlyAcceptor'
  | 'ownPayment'
  | 'onlyPayer'
  | 'nobodyElse'
  | 'nothingCame'
  | 'moreThanOrdered'
  | 'nothingWaits'
  | 'moreThanArrived'
  | 'reasonMissing'
  | 'nothingOwed'
  | 'numberMissing'
  | 'numberUsed'
  | 'numberKnown'
  | 'dateAhead'
  | 'priceMissing'
  | 'priceRefused'
  | 'stale'
  | 'nothingToUndo'
  | 'undoLate';

/** What happened to the goods and papers, beside the purchase's own changes. */
export type Effect =
  | { readonly kind: 'order'; readonly order: Order; readonly agreed: ReadonlyMap<string, number> }
  | { readonly kind: 'arrive'; readonly arrival: Arrival }
  | { readonly kind: 'receive'; readonly arrivals: readonly Arrival[] }
  | { readonly kind: 'drop'; readonly dropped: readonly Count[] }
  | { readonly kind: 'invoice'; readonly invoice: Invoice; readonly instead: string | null }
  | { readonly kind: 'unorder' }
  | { readonly kind: 'unarrive'; readonly arrivalId: string }
  | { readonly kind: 'none' };

export interface BuyingEvent {
  readonly kind:
    | Exclude<CommandKind, 'undo'>
    | 'offer'
    | 'correct'
    | 'undoOrder'
    | 'undoArrive'
    | 'undoReimburse';
  readonly at: Temporal.Instant;
  readonly actorId: string;
  readonly detail: string | null;
  readonly changes: Partial<Purchase>;
  readonly effect: Effect;
  /** Set where the price is too far above what was approved: what it is now. */
  readonly over: { readonly totalFen: number } | null;
}

export type BuyingState =
  | 'approved'
  | 'ordered'
  | 'partlyArrived'
  | 'arrived'
  | 'partlyReceived'
  | 'received'
  | 'reimbursed';

const STATES: ReadonlySet<State> = new Set<State>([
  'approved',
  'ordered',
  'partlyArrived',
  'arrived',
  'partlyReceived',
  'received',
  'reimbursed',
]);

function isBuying(state: State): state is BuyingState {
  return STATES.has(state);
}

/**
 * How far the buying is, also while the chain decides (again): what was ordered before goes on arriving
 * then, and what may be bought first (先购后补) is bought. Null: nothing may be bought.
 */
export function buyingState({ state, resumeState, after }: Purchase): BuyingState | null {
  if (state !== 'approving') return isBuying(state) ? state : null;
  const waits = resumeState ?? 'approved';
  return isBuying(waits) && (after || waits !== 'approved') ? waits : null;
}

/** It was not only offered at a price that the chain has to decide on. */
export function isOrdered({ purchase, order }: Buying): boolean {
  return order !== null && buyingState(purchase) !== 'approved';
}

/** The change of the purchase that takes its buying on. */
export function onTo(purchase: Purchase, next: State): Partial<Purchase> {
  return purchase.state === 'approving' ? { resumeState: next } : { state: next };
}

export function stateOf(lines: readonly BuyLine[]): State {
  const progress = progressOf(lines);
  switch (progress) {
    case 'coming':
      return 'ordered';
    case 'waiting':
      return lines.some((line) => owed(line) > 0n) ? 'partlyArrived' : 'arrived';
    case 'short':
      return 'partlyReceived';
    case 'complete':
      return lines.some((line) => line.accepted > 0n) ? 'received' : 'cancelled';
    default:
      return progress satisfies never;
  }
}

/** What everything costs that will have come; null while a price is missing. */
export function costOf(lines: readonly BuyLine[]): number | null {
  return lines.reduce<number | null>((total, line) => {
    const part = partFen(atPrice(line), line.quantity - line.dropped);
    return total === null || part === null ? null : total + part;
  }, 0);
}

/** The chain refused a higher price after the goods were bought: it is corrected, asked again, or the goods go back. */
export function isPriceRefused({ purchase, lines, invoices }: Buying): boolean {
  const { approvedFen } = purchase;
  if (approvedFen === null || purchase.said === null) return false;
  const billed = invoices.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0);
  return [costOf(lines), billed].some((fen) => fen !== null && isOver(approvedFen, fen));
}

export function anythingWaits(lines: readonly BuyLine[]): boolean {
  return lines.some((line) => waiting(line) > 0n);
}
