/** One person on one day. A day has a leader, some members, and a guard who may have no account. */
export interface Shift {
  readonly id: string;
  readonly day: Temporal.PlainDate;
  readonly personId: string;
  readonly post: Post;
}

export type Post = 'leader' | 'member' | 'guard';

/** What the rules of the roster need to know of somebody. */
export interface Staff {
  readonly id: string;
  readonly active: boolean;
  /** Last day of an absence; null when present. */
  readonly absentUntil: Temporal.PlainDate | null;
}

export function isAway({ absentUntil }: Pick<Staff, 'absentUntil'>, day: Temporal.PlainDate) {
  return absentUntil !== null && Temporal.PlainDate.compare(absentUntil, day) >= 0;
}

export function nextTo(one: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Math.abs(one.until(other).days) === 1;
}

export const POSTS: readonly Post[] = ['leader', 'member', 'guard'];
export const POST_WORDS: Readonly<Record<Post, string>> = {
  leader: '带班领导',
  member: '值班',
  guard: '门卫',
};

/** A shift of the roster with its time and what was tapped on it; `day` is the one it begins on. */
export interface RosterShift extends Shift {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly place: string | null;
  readonly confirmedAt: Temporal.Instant | null;
  readonly signedInAt: Temporal.Instant | null;
  readonly signedInBy: string | null;
  readonly signedInPlace: string | null;
  readonly signedOffAt: Temporal.Instant | null;
  readonly version: number;
}

/**
 * When a shift ends that begins at `start` (`08:00`) of a day: at the day's next later start, where a
 * roster has a day and a night shift, else at the day's first start of the next day. So a day
 * without gaps has none, and the usual one lasts 24 hours (08:00–08:00).
 */
export function endOf(
  day: Temporal.PlainDate,
  start: string,
  startsOfDay: readonly string[],
): { readonly day: Temporal.PlainDate; readonly time: string } {
  const all = [...startsOfDay, start].toSorted();
  const next = all.find((time) => time > start);
  return next === undefined
    ? { day: day.add({ days: 1 }), time: all[0] ?? start }
    : { day, time: next };
}

/** By day and beginning; leaders first, then who serves, then the gate. */
export function byPost(a: RosterShift, b: RosterShift): number {
  return (
    Temporal.PlainDate.compare(a.day, b.day) ||
    Temporal.Instant.compare(a.startsAt, b.startsAt) ||
    POSTS.indexOf(a.post) - POSTS.indexOf(b.post) ||
    a.id.localeCompare(b.id)
  );
}
