import { RRuleTemporal } from 'rrule-temporal';

/**
 * The school-local days of an RFC 5545 rule (FREQ=…, without DTSTART or a time) from `from` to `to`,
 * both included. Throws what the library throws for a rule it cannot read.
 */
export function recurringDays(
  rule: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): readonly Temporal.PlainDate[] {
  // Days have no zone; one without summer time keeps every day's length.
  const midnight = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: 'UTC' });
  const start = midnight(from).toInstant().toString().replaceAll(/[-:]/g, '').slice(0, 15);
  const rrule = new RRuleTemporal({ rruleString: `DTSTART:${start}Z\nRRULE:${rule}` });
  return rrule.between(midnight(from), midnight(to), true).map((at) => at.toPlainDate());
}
