import type { ColumnType, Generated } from 'kysely';
import type { JsonObject } from '../kernel/json.ts';

/** jsonb: read as data, written as text. */
export type JsonColumn<T> = ColumnType<T, string, string>;

/** What several stages share. Instants are Temporal.Instant both ways (temporal-plugin.ts). */
export interface SpineTables {
  timer: {
    school_id: string;
    name: string;
    key: string;
    due_at: Temporal.Instant;
    data: JsonColumn<JsonObject>;
  };
  counter: { school_id: string; name: string; value: number };
  attachment: {
    school_id: string;
    id: string;
    message_id: string;
    image_key: string;
    state: 'wanted' | 'stored' | 'failed';
    attempts: Generated<number>;
    blob_id: string | null;
    /** The platform's key for it on a card; null: not uploaded, or not yet. */
    shown_key: string | null;
    created_at: Temporal.Instant;
  };
  voice: {
    school_id: string;
    message_id: string;
    file_key: string;
    /** heard: its words were acted on. unheard: its person was asked to type. */
    state: 'wanted' | 'heard' | 'unheard';
    attempts: Generated<number>;
    due_at: Temporal.Instant;
  };
  /** When some process was last able to take messages; one row. */
  presence: { school_id: string; at: Temporal.Instant };
  /** Hours in which none was, longer than the platform goes on sending. */
  absence: {
    school_id: string;
    from_at: Temporal.Instant;
    until_at: Temporal.Instant;
    /** Direct chats could not be looked up, so they too have to say it again. */
    unreadable: boolean;
    /** When the groups were told. */
    told_at: Temporal.Instant | null;
  };
  /** Serials of a month's numbers, both included, that a restoration has left out. */
  number_gap: { school_id: string; name: string; first: number; last: number };
  /** The hours that a restored backup knows nothing of; one row, the last restoration. */
  restoration: {
    school_id: string;
    from_at: Temporal.Instant;
    /** When the first process started on it; null until then. */
    until_at: Temporal.Instant | null;
    /** When sending went on. */
    resumed_at: Temporal.Instant | null;
  };
  /**
   * What the chats' history shows of those hours: the numbers that an input was given, or, with an
   * empty number, a message of ours that has been recognised and is not to be recognised again.
   */
  restored_message: {
    school_id: string;
    message_id: string;
    number: string;
    at: Temporal.Instant;
  };
  /** The chat of a person with the bot, and what is still to be looked up or said there. */
  direct_chat: {
    school_id: string;
    open_id: string;
    chat_id: string;
    /** The tenant of the app, as its events say. */
    tenant_key: string;
    /** The hours to look up; null when there are none. */
    sweep_from: Temporal.Instant | null;
    sweep_until: Temporal.Instant | null;
    sweep_due: Temporal.Instant | null;
    sweep_attempts: number;
    /** By the database's clock, never compared with ours. */
    lease_until: Temporal.Instant | null;
    /** Hours of which nobody can tell whether something was said; the person hears it at the next contact. */
    lost_from: Temporal.Instant | null;
    lost_until: Temporal.Instant | null;
  };
  blob: {
    school_id: string;
    id: string;
    bytes: Uint8Array;
    /** By the database's clock; only its age is ever looked at. */
    put_at: Generated<Temporal.Instant>;
  };
}
