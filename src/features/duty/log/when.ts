/** Who goes home late writes late. */
const AFTER = { hours: 12 } as const;
/** Who is early may find something on the way in. */
const BEFORE = { minutes: 30 } as const;

/** Whether the record of a shift may be written now. */
export function mayWrite(
  now: Temporal.Instant,
  shift: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant },
): boolean {
  return (
    Temporal.Instant.compare(now, shift.startsAt.subtract(BEFORE)) >= 0 &&
    Temporal.Instant.compare(now, shift.endsAt.add(AFTER)) < 0
  );
}
