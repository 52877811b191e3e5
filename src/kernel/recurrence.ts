import { RRuleTemporal } from 'rrule-temporal';

/** Of the look that goes on all day at the same days; more than that is forgotten at once. */
const MOST_KNOWN = 2_000;
const known = new Map<string, readonly Temporal.PlainDate[]>();

/**
 * The school-local days of an RFC 5545 rule (FREQ=…, without DTSTART or a time) from `from` to `to`,
 * both included. Throws what the library throws for a rule it cannot read.
 */
export function recurringDays(
  rule: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): readonly Temporal.PlainDate[] {
  const key = `${from.toString()} ${to.toString()} ${rule}`;
  const before = known.get(key);
  if (before) return before;
  const days = unrolled(rule, from, to);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, days);
  return days;
}

function unrolled(
  rule: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Temporal.PlainDate[] {
  // Days have no zone; one without summer time keeps every day's length.
  const midnight = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: 'UTC' });
  const start = midnight(from).toInstant().toString().replaceAll(/[-:]/g, '').slice(0, 15);
  const rrule = new RRuleTemporal({ rruleString: `DTSTART:${start}Z\nRRULE:${rule}` });
  return rrule.between(midnight(from), midnight(to), true).map((at) => at.toPlainDate());
}
