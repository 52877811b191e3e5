import type { ColumnType } from 'kysely';

/** jsonb: read parsed (and checked by the store), written as a JSON string. */
type JsonColumn = ColumnType<unknown, string, string>;

export interface PeopleTables {
  person: {
    school_id: string;
    id: string;
    open_id: string | null;
    name: string;
    /** False while the name is only our fallback and the platform's is still to be fetched. */
    name_known: boolean;
    roles: JsonColumn;
    unit: string | null;
    trades: JsonColumn;
    phone: string | null;
    room: string | null;
    active: boolean;
    absent_until: Temporal.PlainDate | null;
    substitute_id: string | null;
    /** Who spoke last: `sender` (made from a message), `file`, `chat`. The file never overrules the chat. */
    origin: 'sender' | 'file' | 'chat';
    version: number;
  };
  person_change: {
    school_id: string;
    id: string;
    person_id: string;
    at: Temporal.Instant;
    by_person_id: string | null;
    source: string;
    before: ColumnType<unknown, string | null, never>;
    after: ColumnType<unknown, string, never>;
  };
  setting: {
    school_id: string;
    name: string;
    value: JsonColumn;
    at: Temporal.Instant;
    by_person_id: string | null;
  };
  known_chat: {
    school_id: string;
    chat_id: string;
    name: string;
    present: boolean;
    at: Temporal.Instant;
  };
  leave_request: {
    school_id: string;
    id: string;
    person_id: string;
    substitute_id: string;
    until: Temporal.PlainDate;
    state: 'open' | 'approved' | 'refused';
    at: Temporal.Instant;
    decided_by: string | null;
  };
}
