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
