import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

/** Makes UUIDv7 strings: unique, and sorted by the clock's milliseconds and then by order of making. */
export type NewId = () => string;

/**
 * RFC 9562 §5.7 with a 12-bit counter in `rand_a`, so that ids of one process made in the same
 * millisecond, or after the clock has gone back, still sort in the order they were made.
 */
export function idMaker(clock: Clock, random: (bytes: number) => Uint8Array = randomBytes): NewId {
  let last = 0;
  let counter = 0;
  return () => {
    const now = clock.now().epochMilliseconds;
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(last, 0, 6);
    bytes.writeUInt16BE(0x7000 | counter, 6);
    bytes.set(random(8), 8);
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
