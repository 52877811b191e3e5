import { accepted, refused, type Decision, type Facts } from '../../../../kernel/decision.ts';
import { hasRole, type Person } from '../../../../kernel/people.ts';
import { STATES } from '../../domain/purchase.ts';
import { arrived, dropped, invoiced, ordered, paid, received, undone } from './changes.ts';
import {
  anythingWaits,
  buyingState,
  isOrdered,
  isPriceRefused,
  type Buying,
  type BuyingEvent,
  type BuyingState,
  type Command,
  type CommandKind,
  type RefusalCode,
  type RuleContext,
} from './buying.ts';
import { arrivalRefusal, owed, verdictRefusal } from './goods.ts';

/** 点错了 */
const UNDO_WITHIN = { minutes: 10 } as const;

const GOING: readonly BuyingState[] = ['ordered', 'partlyArrived', 'arrived', 'partlyReceived'];

/** From which states a command makes sense; elsewhere the refusal says why not. */
const FROM: Record<CommandKind, readonly BuyingState[]> = {
  // A price that was refused is corrected whenever that was.
  order: ['approved', ...GOING, 'received'],
  // Bought and brought at once: the order is entered beside it.
  arrive: ['approved', ...GOING],
  receive: GOING,
  drop: ['approved', ...GOING],
  invoice: [...GOING, 'received'],
  reimburse: ['received'],
  undo: [...GOING, 'received', 'reimbursed'],
};

/** The rules of buying. Pure: the same purchase, command and context always get the same answer. */
export function decide(
  buying: Buying,
  command: Command,
  context: RuleContext,
): Decision<BuyingEvent, RefusalCode> {
  const state = buyingState(buying.purchase);
  const code =
    notBuying(buying, state) ??
    authority(buying, command, state, context) ??
    (state === null ? 'notApproved' : wrongState(command, state)) ??
    limits(buying, command, context);
  return code
    ? refused(code, facts(buying, command, context))
    : accepted(...happens(buying, command, context));
}

function notBuying({ purchase }: Buying, state: BuyingState | null): RefusalCode | null {
  if (state !== null) return null;
  if (purchase.state === 'approving') return purchase.resumeState ? 'backInChain' : 'notApproved';
  return purchase.endedAt === null ? 'notApproved' : 'ended';
}

/** Computed from the person, the roles and the purchase as it is now, never from what a card said. */
function authority(
  { purchase, last }: Buying,
  { kind }: Command,
  state: BuyingState | null,
  { actor, buyers, storekeepers, acceptors, payers }: RuleContext,
): RefusalCode | null {
  const among = (people: readonly Person[]) => people.some(({ id }) => id === actor.id);
  const bought = actor.id === purchase.buyerId;
  switch (kind) {
    case 'order':
      if (!bought && !among(buyers)) return 'onlyBuyer';
      return purchase.buyerId === null || bought ? null : 'taken';
    case 'arrive':
      // Whoever keeps the store takes deliveries of what somebody bought.
      if (bought || among(buyers)) return null;
      if (!among(storekeepers)) return 'onlyReceiving';
      return state === 'approved' ? 'notOrdered' : null;
    case 'receive':
      if (bought) return 'ownPurchase';
      if (acceptors.length === 0) return 'nobodyElse';
      return among(acceptors) ? null : 'onlyAcceptor';
    case 'drop':
      return bought || among(buyers) || hasRole(actor, 'director') ? null : 'onlyBuyer';
    case 'invoice':
      return bought || among(buyers) || among(payers) ? null : 'onlyPapers';
    case 'reimburse':
      if (bought) return 'ownPayment';
      if (payers.length === 0) return 'nobodyElse';
      return among(payers) ? null : 'onlyPayer';
    case 'undo':
      return last?.actorId === actor.id ? null : 'nothingToUndo';
    default:
      return kind satisfies never;
  }
}

function wrongState({ kind }: Command, state: BuyingState): RefusalCode | null {
  if (FROM[kind].includes(state)) return null;
  switch (kind) {
    case 'order':
      return 'alreadyOrdered';
    case 'arrive':
    case 'drop':
      return state === 'reimbursed' ? 'alreadyPaid' : 'alreadyReceived';
    case 'receive':
      if (state === 'approved') return 'notArrived';
      return state === 'reimbursed' ? 'alreadyPaid' : 'alreadyReceived';
    case 'invoice':
      return state === 'reimbursed' ? 'alreadyPaid' : 'notOrdered';
    case 'reimburse':
      return state === 'reimbursed' ? 'alreadyPaid' : 'notReceived';
    case 'undo':
      return 'nothingToUndo';
    default:
      return kind satisfies never;
  }
}

/** Conditions beyond who and when. */
function limits(buying: Buying, command: Command, context: RuleContext): RefusalCode | null {
  const { purchase, lines, order, invoices } = buying;
  const { now, today, seenVersion } = context;
  switch (command.kind) {
    case 'order': {
      const same =
        (command.supplier ?? order?.supplier ?? null) === (order?.supplier ?? null) &&
        (command.note ?? order?.note ?? null) === (order?.note ?? null) &&
        command.totalFen === null &&
        command.unitFen.size === 0;
      const waits = buyingState(purchase);
      const open = waits === 'approved' || waits === 'ordered';
      if (!open && !isPriceRefused(buying)) return 'alreadyOrdered';
      if (isOrdered(buying) && same) return 'alreadyOrdered';
      return priceMissing(buying, command) ? 'priceMissing' : null;
    }
    case 'arrive': {
      if (!isOrdered(buying) && priceMissing(buying, { ...command, unitFen: new Map() }))
        return 'priceMissing';
      if (command.counts !== null) return arrivalRefusal(lines, command.counts, command.note);
      if (lines.some((line) => owed(line) > 0n)) return null;
      return 'alreadyArrived';
    }
    case 'receive': {
      const code = verdictRefusal(lines, command.rejected, command.reason);
      if (code === 'nothingWaits')
        return buying.arrivals.some(({ acceptedAt }) => acceptedAt !== null)
          ? 'alreadyReceived'
          : 'notArrived';
      if (code !== null) return code;
      // A signature is for what was seen.
      return seenVersion !== null && seenVersion !== purchase.version ? 'stale' : null;
    }
    case 'drop':
      if (anythingWaits(lines)) return 'nothingOwed';
      if (lines.every((line) => owed(line) === 0n)) return 'nothingOwed';
      return command.reason === '' ? 'reasonMissing' : null;
    case 'invoice': {
      if (command.number === '') return 'numberMissing';
      if (command.usedBy !== null && command.usedBy.id !== purchase.id) return 'numberUsed';
      const known = invoices.some(({ number }) => number === command.number);
      if (known && command.instead !== command.number) return 'numberKnown';
      return command.dated && Temporal.PlainDate.compare(command.dated, today) > 0
        ? 'dateAhead'
        : null;
    }
    case 'reimburse':
      if (purchase.state !== 'received') return 'backInChain';
      return isPriceRefused(buying) ? 'priceRefused' : null;
    case 'undo':
      return undoRefusal(buying, now);
    default:
      return command satisfies never;
  }
}

/** Approved without a price (价格待定): whoever buys says what it costs, and the chain what is too much. */
function priceMissing(
  { purchase, lines }: Buying,
  said: Pick<Extract<Command, { kind: 'order' }>, 'totalFen' | 'unitFen'>,
): boolean {
  if (said.totalFen !== null || purchase.budgetFen !== null) return false;
  return lines.some(
    ({ id, agreedFen, approvedFen }) =>
      agreedFen === null && approvedFen === null && !said.unitFen.has(id),
  );
}

const UNDOABLE = new Set(['order', 'arrive', 'reimburse']);

function undoRefusal({ purchase, last }: Buying, now: Temporal.Instant): RefusalCode | null {
  if (last === null || !UNDOABLE.has(last.kind)) return 'nothingToUndo';
  // What went back to the chain is the chain's now.
  if (purchase.state === 'approving' && !purchase.after) return 'backInChain';
  return Temporal.Instant.compare(last.at.add(UNDO_WITHIN), now) < 0 ? 'undoLate' : null;
}

function happens(buying: Buying, command: Command, context: RuleContext): readonly BuyingEvent[] {
  switch (command.kind) {
    case 'order':
      return [ordered(buying, command, context)];
    case 'arrive':
      return arrived(buying, command, context);
    case 'receive':
      return [received(buying, command, context)];
    case 'drop':
      return [dropped(buying, command, context)];
    case 'invoice':
      return [invoiced(buying, command, context)];
    case 'reimburse':
      return [paid(buying, command, context)];
    case 'undo':
      return [undone(buying, context)];
    default:
      return command satisfies never;
  }
}

function facts(buying: Buying, command: Command, context: RuleContext): Facts {
  const { purchase, order, arrivals, last } = buying;
  const { name, time, acceptors, payers, buyers } = context;
  const names = (people: readonly Person[]) => people.map((person) => person.name).join('、');
  const checked = arrivals.findLast(({ acceptedAt }) => acceptedAt !== null);
  const latest = arrivals.at(-1);
  return {
    number: purchase.number,
    state: STATES[purchase.state],
    buyer: purchase.buyerId === null ? names(buyers) : name(purchase.buyerId),
    acceptors: names(acceptors),
    payers: names(payers),
    orderedAt: order ? time(order.at) : '',
    arrivedBy: latest ? name(latest.byId) : '',
    arrivedAt: latest ? time(latest.at) : '',
    checkedBy: checked ? name(checked.acceptedBy) : '',
    checkedAt: checked?.acceptedAt ? time(checked.acceptedAt) : '',
    paidBy: name(purchase.reimbursedBy),
    paidAt: purchase.reimbursedAt ? time(purchase.reimbursedAt) : '',
    endedBy: name(purchase.endedBy),
    endedAt: purchase.endedAt ? time(purchase.endedAt) : '',
    lastBy: last ? name(last.actorId) : '',
    invoice: command.kind === 'invoice' ? command.number : '',
    used: command.kind === 'invoice' ? (command.usedBy?.number ?? '') : '',
  };
}
