import { setImmediate as breathe } from 'node:timers/promises';
import { OpusDecoder } from 'opus-decoder';

/** Samples a second that the platform's speech recognition takes; libopus decodes to it by itself. */
const RATE = 16_000;
/** The clock of every Ogg Opus file. */
const OGG_RATE = 48_000;
/** Half a second of sound at a time, so that nothing else waits noticeably. */
const FRAMES = 25;
const HEADERS = 2;
/** A small file can hold hours of silence. */
const MAX_SECONDS = 61;

/**
 * A voice message as the platform keeps it (Opus in Ogg) → 16-bit mono samples, little-endian.
 * Throws on anything else. Two channels become one.
 */
export async function toPcm(file: Uint8Array): Promise<Uint8Array> {
  const { packets, samples } = readOgg(Buffer.from(file));
  const [head] = packets;
  if (head?.toString('latin1', 0, 8) !== 'OpusHead') throw new Error('not an Ogg Opus file');
  const preSkip = head.readUInt16LE(10);
  const decoder = new OpusDecoder({
    sampleRate: RATE,
    channels: 1,
    preSkip: Math.round((preSkip / OGG_RATE) * RATE),
  });
  await decoder.ready;
  try {
    const parts: Buffer[] = [];
    let length = 0;
    for (let at = HEADERS; at < packets.length; at += FRAMES) {
      const { channelData, errors } = decoder.decodeFrames(packets.slice(at, at + FRAMES));
      if (errors.length > 0) throw new Error('a damaged Opus file');
      const part = to16Bit(channelData[0] ?? new Float32Array());
      length += part.length;
      if (length > MAX_SECONDS * RATE * 2) throw new Error('an Opus file of more than a minute');
      parts.push(part);
      await breathe();
    }
    // The last packet is filled up; how much of it was said stands in the file.
    const said = Math.round(((samples - preSkip) / OGG_RATE) * RATE) * 2;
    return Buffer.concat(parts).subarray(0, Math.max(0, said));
  } finally {
    decoder.free();
  }
}

function to16Bit(samples: Float32Array): Buffer {
  const pcm = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) {
    const limited = Math.max(-1, Math.min(1, sample));
    pcm.writeInt16LE(Math.round(limited * 32_767), index * 2);
  }
  return pcm;
}

const PAGE_HEAD = 27;

/** The packets of an Ogg file with one stream, and its length by the last page. */
function readOgg(file: Buffer): { packets: Buffer[]; samples: number } {
  const packets: Buffer[] = [];
  let samples = 0;
  let open: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    if (file.toString('latin1', at, at + 4) !== 'OggS') throw new Error('not an Ogg file');
    if (at + PAGE_HEAD > file.length) throw new Error('an Ogg file that ends too early');
    samples = Number(file.readBigInt64LE(at + 6));
    const sizes = file.subarray(at + PAGE_HEAD, at + PAGE_HEAD + file.readUInt8(at + 26));
    at += PAGE_HEAD + sizes.length;
    for (const size of sizes) {
      if (at + size > file.length) throw new Error('an Ogg file that ends too early');
      open.push(file.subarray(at, at + size));
      at += size;
      // A packet goes on in the next segment, even of the next page, while segments are full.
      if (size === 255) continue;
      packets.push(Buffer.concat(open));
      open = [];
    }
  }
  return { packets, samples };
}
