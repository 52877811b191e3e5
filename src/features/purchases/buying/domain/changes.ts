import {
  atPrice,
  costOf,
  isOrdered,
  isPriceRefused,
  onTo,
  stateOf,
  type Arrival,
  type Buying,
  type BuyingEvent,
  type BuyLine,
  type Command,
  type Effect,
  type Order,
  type RuleContext,
} from './buying.ts';
import { priceOf } from '../../domain/lines-text.ts';
import { totalOf, type Purchase } from '../../domain/purchase.ts';
import { allOwed, owed, withArrival, withoutRest, withVerdict } from './goods.ts';
import { isOver, lineAmounts, partFen } from './price.ts';
import { counted } from './wording.ts';
import { amount } from '../../../../kernel/money.ts';

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

const NOTHING: Effect = { kind: 'none' };

/** Beyond what was approved the money is the chain's to give. Null: it is not. */
function above({ purchase }: Buying, lines: readonly BuyLine[]): { totalFen: number } | null {
  const totalFen = costOf(lines);
  if (totalFen === null || purchase.approvedFen === null) return null;
  return isOver(purchase.approvedFen, totalFen) ? { totalFen } : null;
}

/** 已下单, or its price and supplier said again. Far above what was approved it is an offer, no order yet. */
export function ordered(
  buying: Buying,
  command: Of<'order'>,
  { now, actor, newId }: RuleContext,
): BuyingEvent {
  const { purchase, order } = buying;
  const agreed = agreedOn(buying.lines, command.totalFen, command.unitFen);
  const lines = withPrices(buying.lines, agreed);
  const over = above(buying, lines);
  const fresh = !isOrdered(buying);
  const next: Order = {
    id: order?.id ?? newId(),
    byId: fresh ? actor.id : (order?.byId ?? actor.id),
    at: fresh ? now : (order?.at ?? now),
    supplier: command.supplier ?? order?.supplier ?? null,
    note: command.note ?? order?.note ?? null,
  };
  return {
    kind: !fresh ? 'correct' : over ? 'offer' : 'order',
    at: now,
    actorId: actor.id,
    detail: orderWords(next, agreed.size > 0 ? costOf(lines) : null),
    changes: fresh
      ? { ...(over ? {} : onTo(purchase, 'ordered')), buyerId: actor.id }
      : isPriceRefused(buying) && !over
        ? settledAt(purchase, lines)
        : {},
    effect: { kind: 'order', order: next, agreed },
    over,
  };
}

/** Corrected to what was approved: the request says again what it really costs. */
function settledAt(purchase: Purchase, bought: readonly BuyLine[]): Partial<Purchase> {
  const lines = purchase.lines.map((line) => {
    const agreedFen = bought.find(({ id }) => id === line.id)?.agreedFen ?? null;
    return agreedFen === null ? line : priceOf(line, null, agreedFen);
  });
  return { lines, totalFen: totalOf(lines, purchase.budgetFen), said: null };
}

/** 已到货. Straight after the approval it is the order too: bought in a shop and brought. */
export function arrived(
  buying: Buying,
  command: Of<'arrive'>,
  context: RuleContext,
): BuyingEvent[] {
  const { purchase, arrivals } = buying;
  const { now, actor, newId } = context;
  const counts = (command.counts ?? allOwed(buying.lines)).filter(({ quantity }) => quantity > 0n);
  const first =
    command.totalFen !== null || !isOrdered(buying)
      ? ordered(buying, said(command), context)
      : null;
  const agreed = first?.effect.kind === 'order' ? first.effect.agreed : new Map<string, number>();
  const lines = withArrival(withPrices(buying.lines, agreed), counts);
  const arrival: Arrival = {
    id: newId(),
    position: (arrivals.at(-1)?.position ?? 0) + 1,
    at: now,
    byId: actor.id,
    note: command.note,
    acceptedAt: null,
    acceptedBy: null,
    opinion: null,
    lines: counts.map(({ id, quantity }) => ({
      lineId: id,
      arrived: quantity,
      accepted: null,
      rejected: null,
      amountFen: null,
      reason: null,
    })),
  };
  const all = lines.every((line) => owed(line) === 0n);
  const words = counts.map(({ id, quantity }) =>
    counted(
      lines.find((line) => line.id === id),
      quantity,
    ),
  );
  const arrive: BuyingEvent = {
    kind: 'arrive',
    at: now,
    actorId: actor.id,
    detail: [all ? '全部到货' : words.join('、'), command.note].filter(Boolean).join('；'),
    changes: onTo(purchase, stateOf(lines)),
    effect: { kind: 'arrive', arrival },
    // The goods are here, whatever they cost: the chain is asked once that is written down.
    over: first?.over ?? null,
  };
  if (first === null) return [arrive];
  const kind = first.kind === 'offer' ? 'order' : first.kind;
  return [{ ...first, kind, over: null }, arrive];
}

/** 验收入库: everything that waits is good, but for what is rejected. */
export function received(
  buying: Buying,
  command: Of<'receive'>,
  { now, actor }: RuleContext,
): BuyingEvent {
  const { purchase } = buying;
  const bad = command.rejected.filter(({ quantity }) => quantity > 0n);
  const lines = withVerdict(buying.lines, bad);
  const left = new Map(bad.map(({ id, quantity }) => [id, quantity]));
  const judged: Arrival[] = [];
  // What is bad is taken to be of the newest delivery: the older ones have stood here longer.
  for (const arrival of buying.arrivals.filter((one) => one.acceptedAt === null).toReversed()) {
    judged.unshift({
      ...arrival,
      acceptedAt: now,
      acceptedBy: actor.id,
      opinion: bad.length > 0 ? command.reason : null,
      lines: arrival.lines.map((one) => {
        const open = left.get(one.lineId) ?? 0n;
        const rejected = open < one.arrived ? open : one.arrived;
        left.set(one.lineId, open - rejected);
        const line = buying.lines.find(({ id }) => id === one.lineId);
        const good = one.arrived - rejected;
        return {
          ...one,
          accepted: good,
          rejected,
          amountFen: line ? partFen(atPrice(line), good) : null,
          reason: rejected > 0n ? command.reason : null,
        };
      }),
    });
  }
  const next = stateOf(lines);
  const words = bad.map(({ id, quantity }) =>
    counted(
      lines.find((line) => line.id === id),
      quantity,
    ),
  );
  return {
    kind: 'receive',
    at: now,
    actorId: actor.id,
    detail: words.length === 0 ? null : `${words.join('、')} 不合格：${command.reason ?? ''}`,
    changes: { ...onTo(purchase, next), ...(next === 'received' ? { receivedAt: now } : {}) },
    effect: { kind: 'receive', arrivals: judged },
    over: null,
  };
}

/** The rest is bought no more. Where nothing has come, nothing is left of the purchase. */
export function dropped(
  buying: Buying,
  command: Of<'drop'>,
  { now, actor }: RuleContext,
): BuyingEvent {
  const { purchase } = buying;
  const lines = withoutRest(buying.lines);
  const next = stateOf(lines);
  const words = allOwed(buying.lines).map(({ id, quantity }) =>
    counted(
      lines.find((line) => line.id === id),
      quantity,
    ),
  );
  return {
    kind: 'drop',
    at: now,
    actorId: actor.id,
    detail: `${words.join('、')} 不再采购：${command.reason}`,
    changes:
      next === 'cancelled'
        ? { state: next, resumeState: null, endedAt: now, endedBy: actor.id }
        : { ...onTo(purchase, next), ...(next === 'received' ? { receivedAt: now } : {}) },
    effect: { kind: 'drop', dropped: allOwed(buying.lines) },
    over: null,
  };
}

export function invoiced(
  buying: Buying,
  command: Of<'invoice'>,
  { now, actor }: RuleContext,
): BuyingEvent {
  const { purchase } = buying;
  const invoice = {
    number: command.number,
    dated: command.dated,
    amountFen: command.amountFen,
    byId: actor.id,
    at: now,
  };
  const others = buying.invoices.filter(({ number }) => number !== command.instead);
  const sum = [...others, invoice].reduce<number | null>(
    (total, { amountFen }) => (total === null || amountFen === null ? null : total + amountFen),
    0,
  );
  const over =
    sum !== null && purchase.approvedFen !== null && isOver(purchase.approvedFen, sum)
      ? { totalFen: sum }
      : null;
  return {
    kind: 'invoice',
    at: now,
    actorId: actor.id,
    detail: [
      command.instead !== null && command.instead !== command.number
        ? `${command.instead} 更正为 ${command.number}`
        : command.number,
      command.dated?.toString(),
      command.amountFen === null ? null : `¥${amount(command.amountFen)}`,
    ]
      .filter(Boolean)
      .join('，'),
    changes: {},
    effect: { kind: 'invoice', invoice, instead: command.instead },
    over,
  };
}

/** 已报销, the end of it. Without an invoice it is marked so for ever. */
export function paid(
  { invoices }: Buying,
  command: Of<'reimburse'>,
  { now, actor }: RuleContext,
): BuyingEvent {
  return {
    kind: 'reimburse',
    at: now,
    actorId: actor.id,
    detail: invoices.length === 0 ? `无发票：${command.reason ?? '没有写原因'}` : command.reason,
    changes: {
      state: 'reimbursed',
      reimbursedAt: now,
      reimbursedBy: actor.id,
      endedAt: now,
      endedBy: actor.id,
    },
    effect: NOTHING,
    over: null,
  };
}

/** 点错了, for the newest step only. */
export function undone(buying: Buying, { now, actor }: RuleContext): BuyingEvent {
  const base = { at: now, actorId: actor.id, detail: null, over: null } as const;
  const { purchase, lines, arrivals, last } = buying;
  if (last?.kind === 'reimburse')
    return {
      ...base,
      kind: 'undoReimburse',
      changes: {
        state: 'received',
        reimbursedAt: null,
        reimbursedBy: null,
        endedAt: null,
        endedBy: null,
      },
      effect: NOTHING,
    };
  const newest = arrivals.at(-1);
  if (last?.kind === 'arrive' && newest) {
    const before = lines.map((line) => {
      const back = newest.lines.find(({ lineId }) => lineId === line.id)?.arrived ?? 0n;
      return { ...line, arrived: line.arrived - back };
    });
    return {
      ...base,
      kind: 'undoArrive',
      changes: onTo(purchase, stateOf(before)),
      effect: { kind: 'unarrive', arrivalId: newest.id },
    };
  }
  return {
    ...base,
    kind: 'undoOrder',
    changes: { ...onTo(purchase, 'approved'), buyerId: null },
    effect: { kind: 'unorder' },
  };
}

/** The order that a delivery stands for, with its price where one was said. */
function said({ totalFen }: Of<'arrive'>): Of<'order'> {
  return { kind: 'order', supplier: null, note: null, totalFen, unitFen: new Map() };
}

/** What each line costs by what was said now; empty where nothing was. */
function agreedOn(
  lines: readonly BuyLine[],
  totalFen: number | null,
  unitFen: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (totalFen === null && unitFen.size === 0) return new Map();
  const priced = lines.map((line) => ({
    id: line.id,
    quantity: line.quantity,
    unitFen: unitFen.get(line.id) ?? null,
    amountFen: line.agreedFen ?? line.approvedFen,
  }));
  return lineAmounts(priced, totalFen);
}

function withPrices(
  lines: readonly BuyLine[],
  agreed: ReadonlyMap<string, number>,
): readonly BuyLine[] {
  return lines.map((line) => ({ ...line, agreedFen: agreed.get(line.id) ?? line.agreedFen }));
}

function orderWords(order: Order, totalFen: number | null): string | null {
  const words = [
    order.supplier,
    totalFen === null ? null : `¥${amount(totalFen)}`,
    order.note,
  ].filter(Boolean);
  return words.length === 0 ? null : words.join('，');
}
