import { createHash, timingSafeEqual } from 'node:crypto';

/** Header names in lower case, as Node gives them; a repeated header is an array or joined by Node. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export const SIGNATURE_HEADER = 'x-lark-signature';

/**
 * Which of `keys` signed exactly these bytes: its index, or null. The platform hashes
 * timestamp + nonce + key + body without separators, so the timestamp's form is demanded:
 * otherwise characters could wander between timestamp and nonce under one signature.
 */
export function signingKey(
  keys: readonly string[],
  headers: Headers,
  raw: Uint8Array,
): number | null {
  const timestamp = headers['x-lark-request-timestamp'];
  const nonce = headers['x-lark-request-nonce'];
  const signature = headers[SIGNATURE_HEADER];
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string')
    return null;
  if (!/^\d{10}$/.test(timestamp) || !/^[0-9a-f]{64}$/.test(signature)) return null;
  const given = Buffer.from(signature, 'hex');
  let found: number | null = null;
  // Every key is tried, so that the time taken does not tell which one is in use.
  for (const [index, key] of keys.entries()) {
    const expected = createHash('sha256')
      .update(timestamp + nonce + key)
      .update(raw)
      .digest();
    if (timingSafeEqual(expected, given)) found ??= index;
  }
  return found;
}

/** Compares two secrets without telling by the time taken how much of them agrees. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
