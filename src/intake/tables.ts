/** waiting: to be processed. done: its effect is committed. quarantined: kept for a person to look at. */
type InboxState = 'waiting' | 'done' | 'quarantined';

export interface InboxTables {
  inbox: {
    school_id: string;
    /** `m:` message_id, `e:` event_id, or `q:` hash of a text that fits no envelope. */
    id: string;
    /** Inputs of one lane are processed in order of `stamp`: one sender in one chat. */
    lane: string;
    /** The platform's stamp, milliseconds since 1970. */
    stamp: number;
    /** An input that must be dealt with first: the message that a recall is about. */
    after_id: string | null;
    received_at: Temporal.Instant;
    /** The decrypted JSON as it came; null after its retention. */
    payload: string | null;
    state: InboxState;
    attempts: number;
    /** By the application's clock; later than now while a retry is held back. */
    due_at: Temporal.Instant;
    lease_owner: string | null;
    /** By the database's clock, never compared with ours. */
    lease_until: Temporal.Instant | null;
    done_at: Temporal.Instant | null;
    error: string | null;
  };
}
