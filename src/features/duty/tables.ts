import type { ColumnType } from 'kysely';
import type { Json } from '../../kernel/json.ts';
import type { Post } from './domain/shift.ts';

/** jsonb: read parsed and checked by the store, written as a JSON string. */
type JsonColumn = ColumnType<unknown, string, string>;
type Instant = Temporal.Instant;

export interface DutyTables {
  /** One person on one day. A swap changes the person; what a new roster takes out is `cancelled`. */
  duty_shift: {
    school_id: string;
    id: string;
    date: Temporal.PlainDate;
    start_at: Instant;
    end_at: Instant;
    post: Post;
    person_id: string;
    place: string | null;
    state: 'standing' | 'cancelled';
    /** 收到 */
    confirmed_at: Instant | null;
    /** 签到; by somebody else for a person without an account. */
    signed_in_at: Instant | null;
    signed_in_by: string | null;
    signed_in_place: string | null;
    signed_off_at: Instant | null;
    version: number;
  };
  /** Lines of the file's opening roster that have been entered. */
  duty_opening: { school_id: string; line: string; at: Instant };
  /** A roster that stands in the staff group: whoever changes a day of it shows it again. */
  duty_roster: {
    school_id: string;
    from_day: Temporal.PlainDate;
    to_day: Temporal.PlainDate;
    /** The days of it, where they are not all from the first to the last. */
    days: ColumnType<unknown, string | null, string | null>;
    title: string;
    version: number;
    published_at: Instant;
    published_by: string | null;
  };
  /** A roster being made; nothing of it counts before it is published. */
  duty_draft: {
    school_id: string;
    id: string;
    title: string;
    from_day: Temporal.PlainDate;
    to_day: Temporal.PlainDate;
    state: 'editing' | 'pending' | 'published' | 'dropped';
    /** Who is on duty on which day, by the draft. */
    days: JsonColumn;
    /** What stood when it was begun, so that a swap in between is seen. */
    base: JsonColumn;
    /** Why the bot has drafted it so, a line each. */
    notes: JsonColumn;
    by_person_id: string;
    decided_by: string | null;
    reason: string | null;
    at: Instant;
    version: number;
  };
  /** Who is not drafted, until a day or for good. */
  duty_exemption: {
    school_id: string;
    person_id: string;
    until: Temporal.PlainDate | null;
    by_person_id: string;
    at: Instant;
  };
  /** 值班记录, one row each time somebody writes. */
  duty_log: {
    school_id: string;
    id: string;
    shift_id: string | null;
    date: Temporal.PlainDate;
    person_id: string;
    at: Instant;
    weather: string | null;
    patrols: string | null;
    findings: string | null;
    visitors: string | null;
    incidents: string | null;
    handover: string | null;
    place: string | null;
    ticket_id: string | null;
    ticket_number: string | null;
  };
  duty_swap: {
    school_id: string;
    id: string;
    kind: 'swap' | 'cover';
    shift_id: string;
    /** The day given in return, if any. */
    other_shift_id: string | null;
    from_person_id: string;
    to_person_id: string | null;
    state: string;
    /** It took effect before it was approved, because the shift was near. */
    early: boolean;
    reason: string | null;
    asked_at: Instant;
    answered_at: Instant | null;
    decided_by: string | null;
    decided_at: Instant | null;
    decided_reason: string | null;
    version: number;
  };
  /** Claimed once by (item, slot): nothing is posted twice. */
  duty_post: { school_id: string; item: string; slot: string; at: Instant };
  /** Whoever has the link reads one person's days on duty. */
  duty_feed: {
    school_id: string;
    token: string;
    person_id: string;
    at: Instant;
    revoked_at: Instant | null;
  };
  /** What happened, one line each; never changed, never deleted. */
  duty_history: {
    school_id: string;
    id: string;
    date: Temporal.PlainDate;
    shift_id: string | null;
    at: Instant;
    by_person_id: string | null;
    behalf_of: string | null;
    what: string;
    detail: string | null;
    changes: ColumnType<Json, string, string>;
  };
}
