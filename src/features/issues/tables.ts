import type { ColumnType } from 'kysely';
import type { JsonObject } from '../../kernel/json.ts';
import type { ListState } from './domain/list.ts';
import type { Exemption, State } from './domain/request.ts';

/** numeric(14,3), as both drivers write it. */
type Decimal = ColumnType<string, string, string>;
type Instant = Temporal.Instant;

export interface IssuesTables {
  issue_request: {
    school_id: string;
    id: string;
    number: string;
    version: number;
    state: State;
    requester_id: string;
    reason: string | null;
    needed_by: Temporal.PlainDate | null;
    requested_at: Instant;
    old_in_by: string | null;
    old_in_at: Instant | null;
    exemption_state: Exemption['state'] | null;
    exemption_reason: string | null;
    exemption_by: string | null;
    purchase_number: string | null;
    issued_by: string | null;
    issued_at: Instant | null;
    signed_by: string | null;
    signed_at: Instant | null;
    ended_by: string | null;
    ended_at: Instant | null;
    closing: string | null;
    /** The message it came from, so that a recall can withdraw it; null where another feature opened it. */
    message_id: string | null;
  };
  /** A picture of the old thing that is brought for a new one. */
  issue_photo: {
    school_id: string;
    attachment_id: string;
    request_id: string;
    person_id: string;
    at: Instant;
  };
  issue_line: {
    school_id: string;
    request_id: string;
    position: number;
    item_id: string;
    name: string;
    spec: string;
    unit: string;
    wanted: Decimal;
    issued: Decimal;
    bought: Decimal;
    returned: Decimal;
    trade_in: boolean;
  };
  /** 发放单 */
  issue_list: {
    school_id: string;
    id: string;
    number: string;
    version: number;
    state: ListState;
    title: string;
    /** The group on whose card people sign; null: on their own cards only. */
    chat_id: string | null;
    made_by: string;
    made_at: Instant;
    opened_by: string | null;
    opened_at: Instant | null;
    closed_by: string | null;
    closed_at: Instant | null;
  };
  issue_list_line: {
    school_id: string;
    list_id: string;
    position: number;
    item_id: string;
    name: string;
    spec: string;
    unit: string;
    each: Decimal;
  };
  issue_list_recipient: {
    school_id: string;
    list_id: string;
    position: number;
    person_id: string;
    signed_at: Instant | null;
    signed_by: string | null;
  };
  /** What happened to a request or a list, one line each; never changed, never deleted. */
  issue_event: {
    school_id: string;
    id: string;
    subject_id: string;
    kind: string;
    at: Instant;
    actor_id: string;
    behalf_of: string | null;
    detail: string | null;
    changes: ColumnType<JsonObject, string, never>;
  };
}
