/** A purchase in every state of its buying, and everybody who may want something of it. */
import { decide } from '../src/features/purchases/buying/domain/decide.ts';
import type { Person, Role } from '../src/kernel/people.ts';
import type { Line, Purchase } from '../src/features/purchases/domain/purchase.ts';
import {
  buyingState,
  type Arrival,
  type Buying,
  type BuyingState,
  type BuyLine,
  type Command,
  type RuleContext,
} from '../src/features/purchases/buying/domain/buying.ts';

export const now = Temporal.Instant.from('2026-11-23T02:00:00Z');

function person(id: string, ...roles: Role[]): Person {
  return {
    id,
    openId: `ou_${id}`,
    name: id,
    roles,
    unit: '三年级',
    trades: [],
    phone: null,
    room: null,
    active: true,
    absentUntil: null,
    substituteId: null,
  };
}

export const people = {
  requester: person('requester', 'teacher'),
  buyer: person('buyer', 'buyer'),
  other: person('other', 'buyer'),
  keeper: person('keeper', 'storekeeper'),
  finance: person('finance', 'finance'),
  head: person('head', 'unitHead'),
  director: person('director', 'director'),
  principal: person('principal', 'principal'),
};
type Who = keyof typeof people;
export const everybody: readonly Who[] = [
  'requester',
  'buyer',
  'other',
  'keeper',
  'finance',
  'head',
  'director',
  'principal',
];

const LINES: readonly Line[] = [
  { id: 'fan', name: '电风扇', unit: '台', quantity: 3_000n, priceFen: 200_00, amountFen: 600_00 },
  { id: 'paper', name: 'A4纸', unit: '包', quantity: 10_000n, priceFen: 20_00, amountFen: 200_00 },
].map((line) => ({ ...line, spec: null, stockItemId: null, fromStock: false }));

type Counts = readonly [arrived: bigint, accepted: bigint, rejected: bigint];
/** What has come of 3 fans and 10 packs of paper in each state. */
const COUNTS: Record<BuyingState, readonly [Counts, Counts]> = {
  approved: [
    [0n, 0n, 0n],
    [0n, 0n, 0n],
  ],
  ordered: [
    [0n, 0n, 0n],
    [0n, 0n, 0n],
  ],
  partlyArrived: [
    [3_000n, 0n, 0n],
    [0n, 0n, 0n],
  ],
  arrived: [
    [3_000n, 0n, 0n],
    [10_000n, 0n, 0n],
  ],
  partlyReceived: [
    [3_000n, 3_000n, 0n],
    [0n, 0n, 0n],
  ],
  received: [
    [3_000n, 3_000n, 0n],
    [10_000n, 10_000n, 0n],
  ],
  reimbursed: [
    [3_000n, 3_000n, 0n],
    [10_000n, 10_000n, 0n],
  ],
};
export const STATES: readonly BuyingState[] = [
  'approved',
  'ordered',
  'partlyArrived',
  'arrived',
  'partlyReceived',
  'received',
  'reimbursed',
];

export function purchase(state: Purchase['state'], over: Partial<Purchase> = {}): Purchase {
  const bought = state !== 'approved' && state !== 'approving';
  return {
    id: 'p',
    number: 'CG2611-0001',
    version: 5,
    state,
    requesterId: 'requester',
    unit: '三年级',
    lines: LINES,
    reason: '运动会',
    neededBy: null,
    totalFen: 800_00,
    budgetFen: null,
    approvedFen: 800_00,
    round: 1,
    steps: [],
    resumeState: null,
    after: false,
    ownOfPrincipal: false,
    near: [],
    said: null,
    origin: 'chat',
    originId: null,
    createdAt: now,
    submittedAt: now,
    approvedAt: now,
    receivedAt: null,
    reimbursedAt: state === 'reimbursed' ? now : null,
    reimbursedBy: state === 'reimbursed' ? 'finance' : null,
    endedAt: state === 'reimbursed' ? now : null,
    endedBy: state === 'reimbursed' ? 'finance' : null,
    buyerId: bought ? 'buyer' : null,
    ...over,
  };
}

export function buying(
  state: Purchase['state'],
  over: Partial<Buying> & { readonly purchase?: Purchase } = {},
): Buying {
  const its = over.purchase ?? purchase(state);
  const how = buyingState(its) ?? 'approved';
  const lines: BuyLine[] = LINES.map((line, i) => {
    const [arrived, accepted, rejected] = COUNTS[how][i] ?? [0n, 0n, 0n];
    return {
      ...line,
      arrived,
      accepted,
      rejected,
      dropped: 0n,
      approvedFen: line.amountFen,
      agreedFen: null,
    };
  });
  const came = lines.filter(({ arrived }) => arrived > 0n);
  const judged = lines.some(({ accepted }) => accepted > 0n);
  const arrival: Arrival = {
    id: 'a1',
    position: 1,
    at: now,
    byId: 'buyer',
    note: null,
    acceptedAt: judged ? now : null,
    acceptedBy: judged ? 'keeper' : null,
    opinion: null,
    lines: came.map(({ id, arrived }) => ({
      lineId: id,
      arrived,
      accepted: judged ? arrived : null,
      rejected: judged ? 0n : null,
      amountFen: null,
      reason: null,
    })),
  };
  return {
    lines,
    order:
      how === 'approved' ? null : { id: 'o', byId: 'buyer', at: now, supplier: null, note: null },
    arrivals: came.length > 0 ? [arrival] : [],
    invoices: [],
    last: { kind: 'order', actorId: 'buyer', at: now },
    ...over,
    purchase: its,
  };
}

export function context(who: Who, over: Partial<RuleContext> = {}): RuleContext {
  const { buyer, other, keeper, finance } = people;
  return {
    now,
    today: Temporal.PlainDate.from('2026-11-23'),
    actor: people[who],
    buyers: [buyer, other],
    storekeepers: [keeper],
    acceptors: [keeper],
    payers: [finance],
    seenVersion: null,
    newId: () => 'new',
    name: (id) => id ?? '系统',
    time: () => '11月23日 10:00',
    ...over,
  };
}

export const ORDER = {
  kind: 'order',
  supplier: null,
  note: null,
  totalFen: null,
  unitFen: new Map(),
} as const;
export const ARRIVE = { kind: 'arrive', counts: null, note: null, totalFen: null } as const;
export const RECEIVE = { kind: 'receive', rejected: [], reason: null } as const;
export const INVOICE = {
  kind: 'invoice',
  number: '12345678',
  dated: null,
  amountFen: null,
  instead: null,
  usedBy: null,
} as const;
export const commands: readonly Command[] = [
  ORDER,
  ARRIVE,
  RECEIVE,
  { kind: 'drop', reason: '缺货' },
  INVOICE,
  { kind: 'reimburse', reason: '菜市场买的，没有发票' },
  { kind: 'undo' },
];

export function events(of: Buying, command: Command, who: Who, over: Partial<RuleContext> = {}) {
  const decision = decide(of, command, context(who, over));
  if (decision.outcome === 'refused') throw new Error(decision.code);
  return decision.events;
}
export function code(of: Buying, command: Command, who: Who, over: Partial<RuleContext> = {}) {
  const decision = decide(of, command, context(who, over));
  return decision.outcome === 'refused' ? decision.code : null;
}
