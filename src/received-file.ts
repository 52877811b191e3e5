/** What stands in a file that somebody sent: words or tables, by its content and within bounds. */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { inflateRaw } from 'node:zlib';
import { z } from 'zod';
import type { Heard, Sheet } from './kernel/feature.ts';

/** A packed table grows; a plan of a thousand lines needs a tenth of this. */
const MOST_UNPACKED = 8 * 1024 * 1024;
const MOST_PARTS = 200;
const MOST_WORDS = 20_000;
const DIRECTORY_END = 0x06054b50;
/** Without a comment: no table program writes one. */
const DIRECTORY_END_BYTES = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 30;
const DEFLATED = 8;

const THREAD = join(import.meta.dirname, 'received-table.ts');
const MEMORY = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };
const LONGEST_MS = 10_000;
let reading: Promise<void> = Promise.resolve();
const sheetsSchema = z.array(z.object({ name: z.string(), rows: z.array(z.array(z.string())) }));

/** The kinds that are fetched at all, by name; what they hold decides afterwards. */
export const READABLE = /\.(?:xlsx|txt)$/iu;

/** Throws on what is neither words nor a table, or is too large. */
export async function openFile(bytes: Uint8Array): Promise<Heard> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 2).toString('latin1') === 'PK') return { sheets: await readSheets(file) };
  const words = decode(file).replaceAll('\r\n', '\n').trim();
  if (words === '' || words.length > MOST_WORDS || /[^\P{Cc}\n\t]/u.test(words))
    throw new Error('no words, or too many');
  return { words };
}

/** A text file of Windows is in GB 18030 as often as in UTF-8. */
function decode(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(file);
  }
}

async function readSheets(file: Buffer): Promise<Sheet[]> {
  await refuseBomb(file);
  // One at a time, whoever sends how many: the bound is of all of them together.
  const mine = reading.then(() => inThread(file));
  reading = mine.then(
    () => undefined,
    () => undefined,
  );
  return mine;
}

/**
 * The library reads in a thread of its own, whose memory and time are bounded: a small file can say
 * that a cell stands in the last row and column there is, or give one part many names.
 */
async function inThread(file: Buffer): Promise<Sheet[]> {
  const worker = new Worker(THREAD, { workerData: file, resourceLimits: MEMORY });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const late = setTimeout(() => reject(new Error('a table that takes too long')), LONGEST_MS);
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('a table that could not be read')));
  try {
    return sheetsSchema.parse(await promise);
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}

/** Unpacks every part against one budget before the library does it without any. */
async function refuseBomb(file: Buffer): Promise<void> {
  const unpack = promisify(inflateRaw);
  let left = MOST_UNPACKED;
  for (const { offset, packed, method } of partsOf(file)) {
    const start =
      offset + LOCAL_HEADER + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
    const part = file.subarray(start, start + packed);
    left -=
      method === DEFLATED
        ? (await unpack(part, { maxOutputLength: Math.max(1, left) })).length
        : part.length;
    if (left <= 0) throw new Error('a table of too many bytes');
  }
}

/**
 * The parts as the directory lists them. Only the plain form is taken, with its end where the file
 * ends: of two directories, or of a 64-bit one, the library might read another than was looked at.
 */
function partsOf(file: Buffer): { offset: number; packed: number; method: number }[] {
  const end = file.length - DIRECTORY_END_BYTES;
  if (end < 0 || file.readUInt32LE(end) !== DIRECTORY_END) throw new Error('no table');
  const count = file.readUInt16LE(end + 10);
  if (count > MOST_PARTS) throw new Error('a table of too many parts');
  let at = file.readUInt32LE(end + 16);
  if (at >= end || file.readUInt32LE(end + 12) >= end) throw new Error('no table');
  return Array.from({ length: count }, () => {
    if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('no table');
    const part = {
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      offset: file.readUInt32LE(at + 42),
    };
    at += 46 + [28, 30, 32].reduce((sum, length) => sum + file.readUInt16LE(at + length), 0);
    return part;
  });
}
