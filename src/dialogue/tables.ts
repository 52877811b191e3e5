import type { ColumnType } from 'kysely';
import type { JsonObject } from '../kernel/json.ts';

export interface DialogueTables {
  question: {
    school_id: string;
    name: string;
    key: string;
    person_id: string;
    group_id: string | null;
    data: ColumnType<JsonObject, string, string>;
    at: Temporal.Instant;
    until: Temporal.Instant;
  };
}
