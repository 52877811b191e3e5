import type { ColumnType } from 'kysely';
import type { MovementKind } from './domain/movement.ts';
import type { CountState } from './domain/count.ts';

/** numeric(14,3), as both drivers write it. */
type Decimal = ColumnType<string, string, string>;
type Instant = Temporal.Instant;

export interface StockTables {
  stock_item: {
    school_id: string;
    id: string;
    name: string;
    /** Empty where there is none. */
    spec: string;
    unit: string;
    /** What tells two items apart, normalised: see domain/names.ts. */
    match_key: string;
    /** 类别, by which stock is counted. */
    class: string;
    /** Names that the school uses beside. */
    aliases: ColumnType<unknown, string, string>;
    /** The sum of the movements; only `book` moves it. */
    on_hand: Decimal;
    /** How many there are; the next one's number. */
    movements: number;
    min: Decimal;
    trade_in: boolean;
    /** What one cost when it came in last. */
    price_fen: number | null;
    /** Until somebody changes it in the chat, the file's minimum and trade-in hold. */
    origin: 'file' | 'chat';
    low_since: Instant | null;
    low_told_at: Instant | null;
    /** The request that would refill it, since it became low. */
    requested_number: string | null;
    /** No longer kept: its ledger stays. Anything that comes in makes it an item again. */
    retired_at: Instant | null;
    created_at: Instant;
  };
  stock_movement: {
    school_id: string;
    id: string;
    item_id: string;
    /** 1, 2, 3 … of its item, without a gap, in the order in which they took effect. */
    number: number;
    kind: MovementKind;
    /** What it adds; less than zero takes away. */
    quantity: Decimal;
    /** What was on hand after it. */
    on_hand: Decimal;
    price_fen: number | null;
    by_person_id: string | null;
    why: string | null;
    link_kind: string | null;
    link_id: string | null;
    link_number: string | null;
    /** The movement that it takes back. */
    corrects_id: string | null;
    at: Instant;
  };
  /** What was changed of an item itself. */
  stock_change: {
    school_id: string;
    id: string;
    item_id: string;
    what:
      | 'created'
      | 'min'
      | 'class'
      | 'alias'
      | 'tradeIn'
      | 'renamed'
      | 'retired'
      | 'restored'
      | 'merged';
    detail: string;
    by_person_id: string | null;
    at: Instant;
  };
  /** A stocktake of one class. */
  stock_count: {
    school_id: string;
    id: string;
    /** `2026-11` */
    month: string;
    class: string;
    state: CountState;
    version: number;
    by_person_id: string;
    opened_at: Instant;
    submitted_at: Instant | null;
    decided_by: string | null;
    decided_at: Instant | null;
    note: string | null;
  };
  stock_count_line: {
    school_id: string;
    count_id: string;
    item_id: string;
    /** What the book said when it was counted. */
    on_book: Decimal;
    counted: Decimal;
    counted_by: string;
    counted_at: Instant;
    reason: string | null;
    note: string | null;
  };
}
