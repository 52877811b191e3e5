import { z } from 'zod';

/** An id of the platform: printable ASCII, so that it can be a key anywhere. */
export const id = z.string().regex(/^[\x21-\x7e]{1,200}$/);

export const personId = z.object({ open_id: id });

/** The platform's stamps are s, ms or µs by where they come from; the number of digits tells. Null: none of these. */
export function instantOf(text: string): Temporal.Instant | null {
  const match = /^(\d{10}|\d{13}|\d{16})(?:\.\d+)?$/.exec(text);
  if (!match?.[1]) return null;
  const digits = match[1];
  return Temporal.Instant.fromEpochMilliseconds(
    Math.floor(Number(digits) * 10 ** (13 - digits.length)),
  );
}
