import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

interface Part {
  readonly name: string;
  readonly packed: Buffer;
  /** What the part says it unpacks to. */
  readonly size: number;
  readonly crc: number;
}

export function deflated(name: string, bytes: Buffer): Part {
  return { name, packed: deflateRawSync(bytes), size: bytes.length, crc: crc32(bytes) };
}

/** A zip of deflated parts, their sizes and sums as they say. */
export function zipOf(...parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, size, crc } of parts) {
    const facts = Buffer.alloc(20);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc, 10);
    facts.writeUInt32LE(packed.length, 14);
    const rest = Buffer.alloc(6);
    rest.writeUInt32LE(size, 0);
    rest.writeUInt16LE(name.length, 4);
    const local = Buffer.concat([
      signature(0x04034b50),
      facts.subarray(0, 18),
      rest,
      Buffer.alloc(2),
    ]);
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(offset, 12);
    const head = [signature(0x02014b50), Buffer.from([20, 0]), facts.subarray(0, 18), rest];
    entries.push(...head, Buffer.alloc(2), tail.subarray(2), Buffer.from(name));
    const written = Buffer.concat([local, Buffer.from(name), packed]);
    locals.push(written);
    offset += written.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** The parts of a plain zip, unpacked, by name. */
export function unzip(file: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  let at = file.readUInt32LE(file.length - 6);
  for (let left = file.readUInt16LE(file.length - 12); left > 0; left--) {
    const [method, packed] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((n) => file.readUInt16LE(at + n));
    const offset = file.readUInt32LE(at + 42);
    const from = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
    const bytes = file.subarray(from, from + packed);
    parts.set(
      file.toString('utf8', at + 46, at + 46 + (name ?? 0)),
      method === 8 ? inflateRawSync(bytes) : bytes,
    );
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return parts;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
