import type { ColumnType } from 'kysely';
import type { Json } from '../../kernel/json.ts';
import type { ApproverRole } from '../../kernel/school.ts';
import type { State, StepState } from './domain/purchase.ts';

type JsonColumn = ColumnType<Json, string, string>;
/** numeric(14,3): both drivers read it as text. */
type Numeric = string;
type Instant = Temporal.Instant;
type Day = Temporal.PlainDate;

export interface PurchasesTables {
  purchase: {
    school_id: string;
    id: string;
    number: string;
    version: number;
    state: State;
    requester_id: string;
    /** The requester's unit when it was asked for. */
    unit: string | null;
    reason: string | null;
    needed_by: Day | null;
    /** Sum of the lines, or the budget where a line has no price; null while a price is missing. */
    total_fen: number | null;
    /** Told for everything together, where lines have no price of their own. */
    budget_fen: number | null;
    /** What was approved last; an actual price far above it goes back to the chain. */
    approved_fen: number | null;
    /** Counts submissions: each has a chain of its own. */
    round: number;
    /** Where it goes on after the approval; null: `approved`. */
    resume_state: State | null;
    /** 先购后补: bought first, signed within a day. */
    after: boolean;
    /** 校长本人申请 */
    own_of_principal: boolean;
    /** Numbers of what looks split off the same purchase. */
    near: JsonColumn;
    /** The reason of the last 驳回 or 退回修改. Never shown in a group. */
    said: string | null;
    origin: 'chat' | 'stock' | 'issue' | 'repair';
    origin_id: string | null;
    message_id: string | null;
    chat_id: string | null;
    created_at: Instant;
    submitted_at: Instant | null;
    approved_at: Instant | null;
    received_at: Instant | null;
    reimbursed_at: Instant | null;
    reimbursed_by: string | null;
    ended_at: Instant | null;
    ended_by: string | null;
    buyer_id: string | null;
  };
  purchase_line: {
    school_id: string;
    id: string;
    purchase_id: string;
    position: number;
    name: string;
    spec: string | null;
    unit: string | null;
    quantity: Numeric;
    price_fen: number | null;
    amount_fen: number | null;
    stock_item_id: string | null;
    /** Taken from stock instead: not bought, not in the total. */
    from_stock: boolean;
  };
  /** What happened, one line each; never changed, never deleted. `version` is the one it led to. */
  purchase_event: {
    school_id: string;
    id: string;
    purchase_id: string;
    kind: string;
    at: Instant;
    actor_id: string | null;
    behalf_of: string | null;
    detail: string | null;
    version: number;
    changes: JsonColumn;
  };
  purchase_step: {
    school_id: string;
    purchase_id: string;
    round: number;
    position: number;
    role: ApproverRole;
    mode: 'any' | 'all';
    state: StepState;
    /** Why it is skipped, or whom it passed to. */
    note: string | null;
    active_at: Instant | null;
    decided_by: string | null;
    decided_at: Instant | null;
    comment: string | null;
  };
  purchase_step_person: {
    school_id: string;
    purchase_id: string;
    round: number;
    position: number;
    person_id: string;
    /** Who handed it on (转交). */
    given_by: string | null;
    /** The person, or their substitute. */
    signed_by: string | null;
    signed_at: Instant | null;
    comment: string | null;
  };
  /** 已下单 */
  purchase_order: {
    school_id: string;
    id: string;
    purchase_id: string;
    supplier: string | null;
    amount_fen: number | null;
    due: Day | null;
    note: string | null;
    by_id: string;
    at: Instant;
  };
  /** What was agreed for a line as a whole, and how much of it will not come any more. */
  purchase_order_line: {
    school_id: string;
    order_id: string;
    line_id: string;
    amount_fen: number | null;
    dropped: Numeric;
  };
  /** 已到货, in one or several deliveries; 验收入库 sets what was accepted of it. */
  purchase_arrival: {
    school_id: string;
    id: string;
    purchase_id: string;
    position: number;
    at: Instant;
    by_id: string;
    note: string | null;
    accepted_at: Instant | null;
    accepted_by: string | null;
    opinion: string | null;
  };
  purchase_arrival_line: {
    school_id: string;
    arrival_id: string;
    line_id: string;
    arrived: Numeric;
    accepted: Numeric | null;
    rejected: Numeric | null;
    amount_fen: number | null;
    reason: string | null;
  };
  purchase_invoice: {
    school_id: string;
    number: string;
    purchase_id: string;
    dated: Day | null;
    amount_fen: number | null;
    by_id: string;
    at: Instant;
  };
  purchase_photo: {
    school_id: string;
    attachment_id: string;
    purchase_id: string;
    kind: 'request' | 'rejected' | 'invoice';
    /** The arrival or the invoice's number it belongs to. */
    of_id: string | null;
    person_id: string;
    at: Instant;
  };
}
