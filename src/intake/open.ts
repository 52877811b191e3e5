import { z } from 'zod';
import { claims } from './envelope.ts';
import { decrypt, decryptionKey } from './decrypt.ts';
import { parseSafely } from './safe-json.ts';
import { sameSecret, SIGNATURE_HEADER, signingKey, type Headers } from './verify.ts';

export interface Secrets {
  /** The Encrypt Key, and the former one during a rotation. */
  readonly encryptKeys: readonly string[];
  readonly verificationToken: string;
}

/** refused: not from the platform, whatever the reason. malformed: signed, and not JSON that we take. */
export type Opened =
  | { readonly kind: 'refused' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'envelope'; readonly envelope: unknown; readonly text: string };

const REFUSED: Opened = { kind: 'refused' };
const encrypted = z.object({ encrypt: z.string() });
const verification = z.object({
  type: z.literal('url_verification'),
  token: z.string(),
  challenge: z.string().max(1_000),
});

/**
 * Turns a request into an envelope or says why not. The signature over the raw bytes is checked
 * before anything is decrypted or parsed; the one exception is the address verification, which the
 * platform never signs. Throws without an Encrypt Key and token: there is no unsigned way in.
 */
export function createOpener(secrets: Secrets): (raw: Buffer, headers: Headers) => Opened {
  const { encryptKeys, verificationToken } = secrets;
  if (encryptKeys.length === 0 || encryptKeys.includes('') || verificationToken === '') {
    throw new Error('the webhook needs an Encrypt Key and a Verification Token');
  }
  const keys = encryptKeys.map(decryptionKey);

  function challengeOf(value: unknown): Opened | null {
    const { data } = verification.safeParse(value);
    if (!data) return null;
    return sameSecret(data.token, verificationToken)
      ? { kind: 'challenge', challenge: data.challenge }
      : REFUSED;
  }

  /** Unsigned: an address verification encrypted with one of our keys, or nothing. */
  function openUnsigned(raw: Buffer): Opened {
    const { data } = encrypted.safeParse(parseSafely(raw.toString('utf8')));
    if (!data) return REFUSED;
    for (const key of keys) {
      const text = decrypt(key, data.encrypt);
      const opened = text === null ? null : challengeOf(parseSafely(text));
      if (opened) return opened;
    }
    return REFUSED;
  }

  return (raw, headers) => {
    if (headers[SIGNATURE_HEADER] === undefined) return openUnsigned(raw);
    const index = signingKey(encryptKeys, headers, raw);
    const key = index === null ? undefined : keys[index];
    if (!key) return REFUSED;
    let text: string | null = raw.toString('utf8');
    let value = parseSafely(text);
    const { data } = encrypted.safeParse(value);
    if (data) {
      // What stands beside `encrypt` is not looked at: only what was encrypted counts.
      text = decrypt(key, data.encrypt);
      if (text === null) return REFUSED;
      value = parseSafely(text);
    }
    if (value === undefined) return { kind: 'malformed' };
    const challenge = challengeOf(value);
    if (challenge) return challenge;
    const { token } = claims(value);
    if (token !== undefined && !sameSecret(token, verificationToken)) return REFUSED;
    return { kind: 'envelope', envelope: value, text };
  };
}
