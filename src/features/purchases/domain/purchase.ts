import type { Quantity } from '../../../kernel/quantity.ts';
import type { ApproverRole } from '../../../kernel/school.ts';

/** The states of a purchase, with the word that people see. */
export const STATES = {
  draft: '待提交',
  approving: '审批中',
  returned: '退回修改',
  rejected: '已驳回',
  withdrawn: '已撤回',
  approved: '待采购',
  ordered: '已下单',
  partlyArrived: '部分到货',
  arrived: '待验收',
  partlyReceived: '部分入库',
  received: '待报销',
  reimbursed: '已报销',
  fromStock: '已转领用',
  cancelled: '已作废',
} as const;
export type State = keyof typeof STATES;

/** States in which nothing more is owed by anybody. */
export const ENDED: readonly State[] = [
  'rejected',
  'withdrawn',
  'reimbursed',
  'fromStock',
  'cancelled',
];
/** The requester may still change what is asked for. */
export const EDITABLE: readonly State[] = ['draft', 'returned', 'approving'];

/** A request longer than this has to be split: an approver must see everything of it. */
export const MOST_LINES = 30;

/** Letters of all names and specs together: a card holds so many in full, beside the form that changes them. */
const MOST_LETTERS = 1200;

export function isTooLong(lines: readonly { name: string; spec: string | null }[]): boolean {
  const letters = lines.reduce((sum, { name, spec }) => sum + name.length + (spec?.length ?? 0), 0);
  return lines.length > MOST_LINES || letters > MOST_LETTERS;
}

/** One good of a request. Money is fen. */
export interface Line {
  readonly id: string;
  readonly name: string;
  readonly spec: string | null;
  readonly unit: string | null;
  readonly quantity: Quantity;
  readonly priceFen: number | null;
  /** Quantity times price, or what was told for the line as a whole. */
  readonly amountFen: number | null;
  readonly stockItemId: string | null;
  /** Taken from stock instead: not bought, not in the total. */
  readonly fromStock: boolean;
}

export type StepState = 'waiting' | 'active' | 'approved' | 'rejected' | 'returned' | 'void';

/** One person of a step, and who signed for them: they themselves or a substitute. */
export interface Signer {
  readonly personId: string;
  readonly givenBy: string | null;
  readonly signedBy: string | null;
  readonly signedAt: Temporal.Instant | null;
  readonly comment: string | null;
}

/** One step of the approval. `any`: the first to decide; `all`: everybody of them. */
export interface Step {
  readonly role: ApproverRole;
  readonly mode: 'any' | 'all';
  readonly state: StepState;
  /** Which steps were skipped before this one and why, in words. */
  readonly note: string | null;
  readonly signers: readonly Signer[];
  readonly activeAt: Temporal.Instant | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Temporal.Instant | null;
  readonly comment: string | null;
}

/** One purchase, from the request to reimbursement. People are person ids; money is fen. */
export interface Purchase {
  readonly id: string;
  /** `CG2611-0001` */
  readonly number: string;
  /** Grows by one with every change; cards carry it: the version seen is the version approved. */
  readonly version: number;
  readonly state: State;
  readonly requesterId: string;
  readonly unit: string | null;
  readonly lines: readonly Line[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  /** Null while a price is missing. */
  readonly totalFen: number | null;
  /** Told for everything together. */
  readonly budgetFen: number | null;
  readonly approvedFen: number | null;
  readonly round: number;
  readonly steps: readonly Step[];
  readonly resumeState: State | null;
  /** 先购后补 */
  readonly after: boolean;
  readonly ownOfPrincipal: boolean;
  /** Numbers of what looks split off the same purchase. */
  readonly near: readonly string[];
  readonly said: string | null;
  readonly origin: 'chat' | 'stock' | 'issue' | 'repair';
  readonly originId: string | null;
  readonly createdAt: Temporal.Instant;
  readonly submittedAt: Temporal.Instant | null;
  readonly approvedAt: Temporal.Instant | null;
  readonly receivedAt: Temporal.Instant | null;
  readonly reimbursedAt: Temporal.Instant | null;
  readonly reimbursedBy: string | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedBy: string | null;
  readonly buyerId: string | null;
}

/** What happened, and what it changed. Stored as one line of the history, never altered. */
export interface PurchaseEvent<Kind extends string = string> {
  readonly kind: Kind;
  readonly at: Temporal.Instant;
  /** Who did it; null for the clock. */
  readonly actorId: string | null;
  /** The absent person whom a substitute signed for. */
  readonly behalfOf: string | null;
  /** Reason or words; for direct cards only. */
  readonly detail: string | null;
  readonly changes: Partial<Purchase>;
}

/** The purchase after an event. */
export function apply(purchase: Purchase, event: PurchaseEvent): Purchase {
  return { ...purchase, ...event.changes, version: purchase.version + 1 };
}

/** 先购后补, or asked again because of the price: the goods are under way while the chain decides. */
export function isBought({ resumeState }: Pick<Purchase, 'resumeState'>): boolean {
  return resumeState !== null && resumeState !== 'approved';
}

/** What is known of the sum: goods without a price add nothing. */
export function knownOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + (line.fromStock ? 0 : (line.amountFen ?? 0)), 0);
}

/** A budget below what is known already to be spent cannot be for everything: it is none. */
export function holdingBudget(lines: readonly Line[], budgetFen: number | null): number | null {
  return budgetFen !== null && budgetFen < knownOf(lines) ? null : budgetFen;
}

/** Goods whose price nobody knows yet, not even as a part of a budget. */
export function unpricedOf({ lines, budgetFen }: Pick<Purchase, 'lines' | 'budgetFen'>): Line[] {
  if (budgetFen !== null) return [];
  return lines.filter((line) => !line.fromStock && line.amountFen === null);
}

/** The sum of what is to be bought; the budget where a line has no price; null where neither is known. */
export function totalOf(lines: readonly Line[], budgetFen: number | null): number | null {
  if (lines.length === 0) return budgetFen;
  const bought = lines.filter((line) => !line.fromStock);
  const sum = bought.reduce<number | null>(
    (total, { amountFen }) => (total === null || amountFen === null ? null : total + amountFen),
    0,
  );
  return sum ?? budgetFen;
}
