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
  blob: { school_id: string; id: string; bytes: Uint8Array };
}
