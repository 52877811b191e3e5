/**
 * One frame of the long connection, protobuf `pbbp2.Frame`. The platform publishes no schema; the
 * numbers of the fields are those of the official SDK, which does not export its own codec.
 */
export interface Frame {
  readonly service: number;
  /** 0: control (ping, pong). 1: data. */
  readonly method: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

const FIELD = { seq: 1, log: 2, service: 3, method: 4, header: 5, payload: 8 } as const;
const VARINT = 0;
const BYTES = 2;

export function encodeFrame({ service, method, headers, payload }: Frame): Buffer {
  const entries = Object.entries(headers).map(([key, value]) =>
    bytes(FIELD.header, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, Buffer.from(value))])),
  );
  return Buffer.concat([
    // Required by the schema, and without a meaning for whoever receives them.
    number(FIELD.seq, 0),
    number(FIELD.log, 0),
    number(FIELD.service, service),
    number(FIELD.method, method),
    ...entries,
    bytes(FIELD.payload, payload),
  ]);
}

export function decodeFrame(frame: Uint8Array): Frame {
  const headers: Record<string, string> = {};
  let [service, method]: [number, number] = [0, 0];
  let payload: Uint8Array = new Uint8Array();
  for (const [field, value] of fieldsOf(frame)) {
    if (typeof value === 'number') {
      if (field === FIELD.service) service = value;
      if (field === FIELD.method) method = value;
    } else if (field === FIELD.payload) payload = value;
    else if (field === FIELD.header) {
      const entry = new Map(fieldsOf(value));
      headers[text(entry.get(1))] = text(entry.get(2));
    }
  }
  return { service, method, headers, payload };
}

function* fieldsOf(message: Uint8Array): Generator<[field: number, value: number | Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('a frame that ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const value = varint();
    if (tag % 8 === VARINT) yield [tag >>> 3, value];
    else if (tag % 8 === BYTES) {
      yield [tag >>> 3, message.subarray(at, at + value)];
      at += value;
    } else throw new Error('a frame with a field of another type');
  }
}

function text(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

function number(field: number, value: number): Buffer {
  return Buffer.from([...varintOf(field * 8 + VARINT), ...varintOf(value)]);
}

function bytes(field: number, value: Uint8Array): Buffer {
  const head = Buffer.from([...varintOf(field * 8 + BYTES), ...varintOf(value.length)]);
  return Buffer.concat([head, value]);
}

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varintOf(Math.floor(value / 128))];
}
