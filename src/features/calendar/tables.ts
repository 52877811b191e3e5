import type { ColumnType } from 'kysely';

export interface CalendarTables {
  calendar_notice: {
    school_id: string;
    id: string;
    year: number;
    /** OfficialDay[]; checked when read. */
    days: ColumnType<unknown, string, never>;
    state: 'draft' | 'taken' | 'dropped';
    by_person_id: string;
    at: Temporal.Instant;
  };
}
