import type { ColumnType } from 'kysely';
import type { TapAnswer } from './kernel/feature.ts';

type Toast = TapAnswer['toast'];

/** Taps already answered, so that the same one again gets the same answer. */
export interface TapTables {
  tap: {
    school_id: string;
    event_id: string;
    at: Temporal.Instant;
    operator: string;
    action: string;
    toast: ColumnType<Toast | null, string | null, string>;
  };
}
