import { clockText, sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { amount } from '../../../kernel/money.ts';
import type { Person } from '../../../kernel/people.ts';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { STATES } from '../domain/purchase.ts';
import { historyOf } from '../store.ts';
import {
  buyingState,
  costOf,
  isPriceRefused,
  type Buying,
  type BuyLine,
  type Command,
  type CommandKind,
} from './domain/buying.ts';
import { decide } from './domain/decide.ts';
import { owed, waiting } from './domain/goods.ts';
import { partFen } from './domain/price.ts';
import { historyWord } from './domain/wording.ts';
import { rulesFor, type Parties } from './who.ts';

type C = Context<Tables>;

/** One good as its card shows it. */
export interface LineView {
  /** `电风扇（落地） 3台` */
  readonly text: string;
  /** `¥600.00 · 已到 2 · 合格 1 · 不合格 1` */
  readonly note: string;
  readonly name: string;
  readonly unit: string;
  /** What one is expected to cost: `200.00`, or nothing. */
  readonly each: string;
  /** Still to come, and waiting to be looked at; nothing where nought. */
  readonly owed: string;
  readonly waiting: string;
}

/** A purchase as a card of its buying shows it: names instead of ids, times in school time. */
export interface BuyingView {
  readonly id: string;
  readonly version: number;
  readonly number: string;
  readonly state: ReturnType<typeof buyingState>;
  readonly stateName: string;
  /** The chain decides again, because the price is too far above what was approved. */
  readonly again: boolean;
  /** Bought first: the chain has not decided yet. */
  readonly signing: boolean;
  /** Why the chain refused the higher price of what is bought already. */
  readonly refused: string | null;
  readonly ended: boolean;
  readonly title: string;
  readonly requester: string;
  readonly reason: string | null;
  readonly neededBy: string | null;
  readonly urgent: boolean;
  readonly approved: string | null;
  readonly actual: string | null;
  readonly supplier: string | null;
  readonly orderNote: string | null;
  readonly buyer: string | null;
  readonly acceptors: string;
  readonly payers: string;
  readonly lines: readonly LineView[];
  readonly invoices: readonly string[];
  readonly invoiceNumbers: readonly string[];
  readonly photos: number;
  readonly arrived: string | null;
  readonly checked: string | null;
  readonly paid: string | null;
  readonly history: readonly string[];
  readonly may: readonly CommandKind[];
}

/** Everything of a purchase that is the same on each of its cards; history is read once. */
export async function describe(context: C, buying: Buying, parties: Parties) {
  const { purchase, lines, order, arrivals, invoices } = buying;
  const { tx, school } = context;
  const rows = await historyOf(context, purchase.id);
  const people = await peopleById(
    tx,
    school.id,
    rows.flatMap((row) => [row.actor_id, row.behalf_of]),
  );
  const name = (id: string | null) =>
    id === null ? '系统' : ((people.get(id) ?? parties.known.get(id))?.name ?? '有人');
  const at = (instant: Temporal.Instant) => clockText(context, instant);
  const names = (of: readonly Person[]) => of.map((person) => person.name).join('、');
  const [first] = lines;
  const cost = costOf(lines);
  const newest = arrivals.at(-1);
  const checked = arrivals.findLast(({ acceptedAt }) => acceptedAt !== null);
  const yuan = (fen: number | null) => (fen === null ? null : `¥${amount(fen)}`);
  const base: Omit<BuyingView, 'may'> = {
    id: purchase.id,
    version: purchase.version,
    number: purchase.number,
    state: buyingState(purchase),
    stateName: STATES[purchase.state],
    again: purchase.state === 'approving' && purchase.approvedFen !== null,
    signing: purchase.state === 'approving' && purchase.approvedFen === null,
    refused: purchase.endedAt === null && isPriceRefused(buying) ? purchase.said : null,
    ended: purchase.endedAt !== null,
    title: first ? `${called(first)}${lines.length > 1 ? ` 等 ${lines.length} 项` : ''}` : '',
    requester: [purchase.unit, name(purchase.requesterId)].filter(Boolean).join(' · '),
    reason: purchase.reason,
    neededBy: purchase.neededBy ? sayDay(purchase.neededBy) : null,
    urgent: purchase.after,
    approved: purchase.approvedFen === 0 ? '价格待定' : yuan(purchase.approvedFen),
    actual: order ? yuan(cost) : null,
    supplier: order?.supplier ?? null,
    orderNote: order?.note ?? null,
    buyer: purchase.buyerId === null ? null : name(purchase.buyerId),
    acceptors: names(parties.acceptors),
    payers: names(parties.payers),
    lines: lines.map(lineView),
    invoices: invoices.map((invoice) =>
      [invoice.number, invoice.dated?.toString() ?? null, yuan(invoice.amountFen)]
        .filter((part) => part !== null)
        .join(' · '),
    ),
    invoiceNumbers: invoices.map(({ number }) => number),
    photos: await countPhotos(context, purchase.id),
    arrived: newest
      ? `${name(newest.byId)} ${at(newest.at)}${newest.note ? `：${newest.note}` : ''}`
      : null,
    checked: checked?.acceptedAt
      ? `${name(checked.acceptedBy)} ${at(checked.acceptedAt)}${checked.opinion ? `，不合格：${checked.opinion}` : ''}`
      : null,
    paid: purchase.reimbursedAt
      ? `${name(purchase.reimbursedBy)} ${at(purchase.reimbursedAt)}${invoices.length === 0 ? '，无发票' : ''}`
      : null,
    history: rows.map(
      (row) =>
        `${at(row.at)} ${name(row.actor_id)} ${historyWord(row.kind)}${row.detail === null ? '' : `：${row.detail}`}`,
    ),
  };
  return {
    forPerson: (person: Person): BuyingView => ({
      ...base,
      may: mayDo(context, buying, parties, person),
    }),
  };
}

/** Asks the rules themselves, so that a button never promises what a tap would refuse. */
function mayDo(context: C, buying: Buying, parties: Parties, person: Person): CommandKind[] {
  const rules = rulesFor(context, parties, person, null);
  return SAMPLES.filter((sample) => decide(buying, sample, rules).outcome === 'accepted').map(
    ({ kind }) => kind,
  );
}

/** One command of each kind that nothing but the person and the purchase could be in the way of. */
const SAMPLES: readonly Command[] = [
  { kind: 'order', supplier: '…', note: null, totalFen: 1, unitFen: new Map() },
  { kind: 'arrive', counts: null, note: null, totalFen: 1 },
  { kind: 'receive', rejected: [], reason: null },
  { kind: 'drop', reason: '…' },
  { kind: 'invoice', number: '…', dated: null, amountFen: null, instead: null, usedBy: null },
  { kind: 'reimburse', reason: '…' },
  { kind: 'undo' },
];

function called(line: Pick<BuyLine, 'name' | 'spec'>): string {
  return line.spec ? `${line.name}（${line.spec}）` : line.name;
}

function lineView(line: BuyLine): LineView {
  const unit = line.unit ?? '';
  const amountFen = line.agreedFen ?? line.approvedFen;
  const each = partFen({ ...line, amountFen }, 1_000n);
  const some = (quantity: bigint) => (quantity > 0n ? formatQuantity(quantity) : '');
  const said = (word: string, quantity: bigint) =>
    quantity > 0n ? `${word} ${formatQuantity(quantity)}` : null;
  return {
    text: `${called(line)} ${formatQuantity(line.quantity)}${unit}`,
    note: [
      amountFen === null ? '价格待定' : `¥${amount(amountFen)}`,
      said('已到', line.arrived),
      said('合格', line.accepted),
      said('不合格', line.rejected),
      said('不再采购', line.dropped),
    ]
      .filter((part) => part !== null)
      .join(' · '),
    name: called(line),
    unit,
    each: each === null ? '' : amount(each),
    owed: some(owed(line)),
    waiting: some(waiting(line)),
  };
}

async function countPhotos({ tx, school }: C, purchaseId: string): Promise<number> {
  const row = await tx
    .selectFrom('purchase_photo')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', school.id)
    .where('purchase_id', '=', purchaseId)
    .executeTakeFirstOrThrow();
  return row.n;
}
