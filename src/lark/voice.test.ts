import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toPcm } from './voice.ts';

/** One second of 440 Hz, written by opusenc as a phone's voice message is: mono, 16 kHz, few bits. */
const VOICE = readFileSync(join(import.meta.dirname, '../../test/fixtures/voice.opus'));

describe('a voice message', () => {
  it('becomes 16-bit mono samples at 16 kHz, as long as what was said and sounding like it', async () => {
    const pcm = Buffer.from(await toPcm(VOICE));
    expect(pcm.length).toBe(16_000 * 2);
    let crossings = 0;
    let loudest = 0;
    for (let at = 2; at < pcm.length; at += 2) {
      const [before, now] = [pcm.readInt16LE(at - 2), pcm.readInt16LE(at)];
      if (before < 0 !== now < 0) crossings += 1;
      loudest = Math.max(loudest, Math.abs(now));
    }
    expect(Math.abs(crossings / 2 - 440)).toBeLessThan(15);
    expect(loudest).toBeGreaterThan(6_000);
  });

  it('that is small and yet hours long is refused', async () => {
    const [start, end] = [VOICE.indexOf('OggS', 60), VOICE.length];
    const page = VOICE.subarray(start, end);
    const long = Buffer.concat([
      VOICE.subarray(0, start),
      ...Array.from({ length: 80 }, () => page),
    ]);
    await expect(toPcm(long)).rejects.toThrow('more than a minute');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['half a file', VOICE.subarray(0, 400)],
    ['a page head alone', VOICE.subarray(0, 20)],
    ['another codec in Ogg', Buffer.from(VOICE).fill('Vorbis..', 28, 36)],
  ])('that is %s is refused', async (_what, bytes) => {
    await expect(toPcm(bytes)).rejects.toThrow(/Ogg|Opus/);
  });
});
