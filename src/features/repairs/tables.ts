import type { ColumnType } from 'kysely';
import type { Trade } from '../../kernel/people.ts';
import type { Json } from '../../kernel/json.ts';
import type { Urgency } from '../../kernel/understood.ts';
import type { State } from './domain/ticket.ts';

type JsonColumn = ColumnType<Json, string, string>;
type Instant = Temporal.Instant;

export interface RepairsTables {
  repair_ticket: {
    school_id: string;
    id: string;
    number: string;
    version: number;
    state: State;
    reporter_id: string;
    place: string;
    place_key: string;
    items: JsonColumn;
    object: string;
    category: Trade;
    urgency: Urgency;
    danger: boolean;
    danger_taken_by: string | null;
    worker_id: string | null;
    transfers: number;
    reworks: number;
    reported_at: Instant;
    accepted_work_at: Instant | null;
    take_by: Instant;
    finish_by: Instant;
    suspended_at: Instant | null;
    suspended_until: Temporal.PlainDate | null;
    suspend_reason: string | null;
    finished_at: Instant | null;
    finished_by: string | null;
    ended_at: Instant | null;
    ended_by: string | null;
    accept_by: Instant | null;
    last_urged_at: Instant | null;
    stars: number | null;
    note: string | null;
    parts: string | null;
    cost_fen: number | null;
    cause: string | null;
    merged_into: string | null;
    reason: string | null;
    /** The message it came from, so that a recall can withdraw it. */
    message_id: string | null;
    /** The chat it was reported in. */
    chat_id: string | null;
    wanted: string | null;
  };
  /** What happened, one line each; never changed, never deleted. */
  repair_event: {
    school_id: string;
    id: string;
    ticket_id: string;
    kind: string;
    at: Instant;
    actor_id: string | null;
    behalf_of: string | null;
    detail: string | null;
    changes: JsonColumn;
  };
  repair_joined: { school_id: string; ticket_id: string; person_id: string; at: Instant };
  /** A report that waits for an answer: its place, or whether it is the same as an open one. */
  repair_draft: {
    school_id: string;
    id: string;
    person_id: string;
    text: string;
    faults: JsonColumn;
    message_id: string;
    /** The group it began in, or null. */
    chat_id: string | null;
    /** For whom it is, where not for the person who said it. */
    owner_id: string | null;
    at: Instant;
    closed_at: Instant | null;
  };
  /** An attachment that belongs to a ticket, or to a draft until it becomes one. */
  repair_photo: {
    school_id: string;
    attachment_id: string;
    ticket_id: string | null;
    draft_id: string | null;
    person_id: string;
    at: Instant;
  };
  /** The parts a repair waits for. */
  repair_purchase: { school_id: string; ticket_id: string; purchase_id: string; at: Instant };
}
