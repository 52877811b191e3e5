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
