import { isUtf8 } from 'node:buffer';
import { createDecipheriv, createHash, createSecretKey, type KeyObject } from 'node:crypto';

const BLOCK = 16;

/** The AES key of an Encrypt Key. A KeyObject is prepared once: a Buffer costs twice the whole decryption. */
export function decryptionKey(encryptKey: string): KeyObject {
  return createSecretKey(createHash('sha256').update(encryptKey).digest());
}

/** AES-256-CBC, the first block is the IV. Null when it cannot be, never an error that tells why. */
export function decrypt(key: KeyObject, base64: string): string | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, BLOCK));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(BLOCK)), decipher.final()]);
    return isUtf8(plain) ? plain.toString('utf8') : null;
  } catch {
    return null;
  }
}
