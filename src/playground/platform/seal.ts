import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export interface Sealed {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Encrypts an envelope (AES-256-CBC, the IV in front) and signs the bytes as they will be sent. `seconds` since 1970. */
export function seal(envelope: unknown, encryptKey: string, seconds: number): Sealed {
  const key = createHash('sha256').update(encryptKey).digest();
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([iv, cipher.update(JSON.stringify(envelope)), cipher.final()]);
  const body = Buffer.from(JSON.stringify({ encrypt: encrypted.toString('base64') }));
  const timestamp = String(Math.floor(seconds));
  const nonce = randomBytes(8).toString('hex');
  const signature = createHash('sha256')
    .update(timestamp + nonce + encryptKey)
    .update(body)
    .digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
  };
}
