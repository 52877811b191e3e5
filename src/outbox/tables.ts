import type { ColumnType, Generated } from 'kysely';

/** jsonb: read parsed and checked by the reader, written as a JSON string. */
type JsonColumn = ColumnType<unknown, string, string>;

export type MessageKind = 'send' | 'update' | 'close' | 'text' | 'reply' | 'file';

export interface OutboxTables {
  /** One chat or person: what paces and orders the messages to it. */
  outbox_lane: {
    school_id: string;
    /** `person:ou_…` or `chat:oc_…`. */
    lane: string;
    /** Null: nothing waits. */
    due_at: Temporal.Instant | null;
    /** Not before this, whatever is due (5 messages a second). */
    paced_until: Temporal.Instant | null;
    danger: boolean;
    /** By the database's clock, never compared with ours. */
    lease_until: Temporal.Instant | null;
    /** Grows with every claim; who writes with an old one has been overtaken. */
    fence: number;
  };
  outbox_message: {
    school_id: string;
    id: string;
    lane: string;
    thread: string;
    danger: boolean;
    kind: MessageKind;
    card_key: string | null;
    /** What is answered, updated or closed. */
    message_id: string | null;
    payload: JsonColumn;
    urgent_to: JsonColumn;
    attempts: number;
    due_at: Temporal.Instant;
    first_try_at: Temporal.Instant | null;
    /** True for the one repetition of an urgent message whose fate is unknown. */
    repeated: boolean;
    expires_at: Temporal.Instant | null;
    /** An approval: of unknown fate it is said once more, as a danger is. */
    insist: Generated<boolean>;
    /** It may have been said between these two, which a restored backup knows nothing of. */
    doubt_from: Generated<Temporal.Instant | null>;
    doubt_until: Generated<Temporal.Instant | null>;
    created_at: Temporal.Instant;
  };
  outbox_file: { school_id: string; id: string; bytes: Uint8Array };
  outbox_budget: {
    school_id: string;
    at: Temporal.Instant;
    second_tokens: number;
    minute_tokens: number;
  };
  card: {
    school_id: string;
    key: string;
    recipient: JsonColumn;
    content: JsonColumn;
    version: number;
    live: boolean;
    /** The message that shows it now; null until the first was sent. */
    message_id: string | null;
    sent_at: Temporal.Instant | null;
    /** A tap is being answered: no update before this. */
    held_until: Temporal.Instant | null;
  };
  card_message: {
    school_id: string;
    message_id: string;
    key: string;
    sent_at: Temporal.Instant;
    closed: boolean;
  };
  dead_letter: {
    school_id: string;
    id: string;
    at: Temporal.Instant;
    lane: string;
    kind: MessageKind;
    card_key: string | null;
    payload: JsonColumn;
    reason: string;
    code: number | null;
    /** Null in rows of an earlier version. */
    thread: string | null;
    message_id: string | null;
    urgent_to: ColumnType<unknown, string | undefined, string>;
    /** When the director's office was told. */
    told_at: Temporal.Instant | null;
    /** When somebody sent it again or took note of it. */
    settled_at: Temporal.Instant | null;
  };
}
