import type { ColumnType, Generated } from 'kysely';

/** jsonb: read parsed and checked by the store, written as a JSON string. */
type JsonColumn = ColumnType<unknown, string, string>;

interface Planned {
  school_id: string;
  id: string;
  title: string;
  /** The duty that owns it; `owner_open_id` where the chat named a person. */
  owner: string;
  owner_open_id: string | null;
  state: 'active' | 'paused' | 'removed';
  version: number;
}

export interface ScheduleTables {
  schedule_item: Planned & {
    month: number;
    /** Null: shipped, and so planned since ever. */
    since: Temporal.PlainDate | null;
    due: JsonColumn;
    remind: JsonColumn;
    kind: string;
  };
  schedule_check: Planned & {
    recurrence: JsonColumn;
    times: JsonColumn;
    points: ColumnType<unknown, string | null, string | null>;
    automatic: boolean;
    abnormal: string | null;
  };
  /** What became of one due day of an item; without a row it is open and due as computed. */
  schedule_task: {
    school_id: string;
    item_id: string;
    slot: string;
    due: Temporal.PlainDate;
    state: 'open' | 'done';
    done_at: Temporal.Instant | null;
    done_by: string | null;
    note: string | null;
    deferred: number;
    version: number;
    photos: Generated<number>;
    /** Where it was ticked off: a picture that follows is said there. */
    card_key: string | null;
  };
  schedule_history: {
    school_id: string;
    id: string;
    item_id: string;
    slot: string;
    at: Temporal.Instant;
    by_person_id: string | null;
    what: string;
    detail: string | null;
  };
  /** Claimed once by (item, slot). `late` was made up after downtime, `skipped` was not, with its reason. */
  schedule_post: {
    school_id: string;
    item: string;
    slot: string;
    due_at: Temporal.Instant;
    at: Temporal.Instant;
    outcome: 'posted' | 'late' | 'skipped';
    reason: string | null;
  };
  /** One check of one person at one time. */
  check_run: {
    school_id: string;
    id: string;
    check_id: string;
    slot: string;
    day: Temporal.PlainDate;
    open_id: string;
    card_key: string;
    state: 'open' | 'normal' | 'abnormal' | 'missed';
    done_at: Temporal.Instant | null;
    done_by: string | null;
    version: number;
  };
  /** One abnormal point: a repair, or a hazard note that somebody closes. */
  check_finding: {
    school_id: string;
    id: string;
    run_id: string;
    point: string | null;
    place: string;
    words: string;
    ticket_id: string | null;
    ticket_number: string | null;
    hazard: boolean;
    closed_at: Temporal.Instant | null;
    closed_by: string | null;
    at: Temporal.Instant;
    by_person_id: string;
    photos: Generated<number>;
  };
  /** A picture of a due day that is done, or of a finding. */
  schedule_photo: {
    school_id: string;
    attachment_id: string;
    item_id: string | null;
    slot: string | null;
    finding_id: string | null;
    person_id: string;
    at: Temporal.Instant;
  };
  /** An edited table of the plan, until somebody confirms it. */
  schedule_import: {
    school_id: string;
    id: string;
    /** Sheets of rows of strings. */
    sheets: ColumnType<unknown, string, never>;
    /** What the sender was shown, a line for each change. */
    changes: ColumnType<unknown, string, never>;
    state: 'draft' | 'taken' | 'dropped';
    by_person_id: string;
    at: Temporal.Instant;
  };
  /** Up to when everything due has been dealt with. */
  schedule_look: { school_id: string; until: Temporal.Instant };
}
