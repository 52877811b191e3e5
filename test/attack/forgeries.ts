/** Requests of the platform, and what somebody without the keys could make of them. */
import { gzipSync } from 'node:zlib';
import {
  APP_ID,
  encrypt,
  envelope,
  request,
  sign,
  tapOn,
  textMessage,
  TOKEN,
  type SignedHeaders,
} from '../signed.ts';

export interface Request {
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}
interface Genuine {
  readonly raw: Buffer;
  readonly headers: SignedHeaders;
  readonly text: string;
}
export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const WORDS = [
  '三年级二班的灯坏了',
  'hello',
  '领两盒粉笔',
  '😀 三楼漏水',
  '{"a":1}',
  'x'.repeat(900),
];

/** Messages and taps, long and short, as they come. */
export function genuine(count: number): Genuine[] {
  return Array.from({ length: count }, (_, i) => {
    const words = `${WORDS[i % WORDS.length] ?? ''}${i}`;
    const value = i % 3 === 2 ? tapOn({ a: 'repairs.accept', id: words }) : textMessage(words);
    return { ...request(value), text: JSON.stringify(value) };
  });
}

const TIMESTAMP = 'x-lark-request-timestamp';
const NONCE = 'x-lark-request-nonce';
const SIGNATURE = 'x-lark-signature';
const HEADERS = [TIMESTAMP, NONCE, SIGNATURE] as const;
const HEX = '0123456789abcdef';

function otherThan(random_: Random, taken: string, alphabet: string): string {
  const rest = alphabet.split('').filter((character) => character !== taken);
  return rest[random_(rest.length)] ?? '';
}

/** One character of a header becomes another that may stand there. */
function changed(random_: Random, text: string, alphabet: string): string {
  const at = random_(text.length);
  return text.slice(0, at) + otherThan(random_, text[at] ?? '', alphabet) + text.slice(at + 1);
}

type Mutate = (of: Genuine, random_: Random, another: Genuine) => Request;

const header = (of: Genuine, name: string, value: string | readonly string[] | undefined) => ({
  raw: of.raw,
  headers: { ...of.headers, [name]: value },
});
const body = (of: Genuine, raw: Buffer) => ({ raw, headers: of.headers });
const packed = new WeakMap<Genuine, Buffer>();

/** Every way of forging, by name. None of these requests may be accepted. */
export const FORGERIES: Readonly<Record<string, Mutate>> = {
  'a bit of the body': (of, r) => {
    const raw = Buffer.from(of.raw);
    const at = r(raw.length);
    raw[at] = (raw[at] ?? 0) ^ (1 << r(8));
    return body(of, raw);
  },
  'a digit of the signature': (of, r) =>
    header(of, SIGNATURE, changed(r, of.headers[SIGNATURE] ?? '', HEX)),
  'a digit of the time': (of, r) =>
    header(of, TIMESTAMP, changed(r, of.headers[TIMESTAMP] ?? '', '0123456789')),
  'a character of the nonce': (of, r) =>
    header(of, NONCE, changed(r, of.headers[NONCE] ?? '', 'abcdefghij0123456789')),
  'a later time': (of, r) =>
    header(of, TIMESTAMP, String(Number(of.headers[TIMESTAMP]) + 1 + r(86_400))),
  'characters moved from the nonce to the time': (of, r) => {
    const nonce = of.headers[NONCE] ?? '';
    const at = 1 + r(nonce.length);
    const moved = (of.headers[TIMESTAMP] ?? '') + nonce.slice(0, at);
    return {
      raw: of.raw,
      headers: { ...of.headers, [TIMESTAMP]: moved, [NONCE]: nonce.slice(at) },
    };
  },
  'a header dropped': (of, r) => header(of, HEADERS[r(3)] ?? SIGNATURE, undefined),
  'a header twice': (of, r) => {
    const name = HEADERS[r(3)] ?? SIGNATURE;
    const value = of.headers[name] ?? '';
    return header(of, name, r(2) === 0 ? [value, value] : `${value}, ${value}`);
  },
  'the signature in capitals': (of) =>
    header(of, SIGNATURE, (of.headers[SIGNATURE] ?? '').toUpperCase()),
  'an empty signature': (of) => header(of, SIGNATURE, ''),
  "another request's signature": (of, _, another) =>
    header(of, SIGNATURE, another.headers[SIGNATURE]),
  "another request's body": (of, _, another) => body(of, another.raw),
  'the body written anew': (of, r) => {
    const value: unknown = JSON.parse(of.raw.toString());
    return body(of, Buffer.from(JSON.stringify(value, null, 1 + r(4))));
  },
  'keys beside the encrypted': (of, r) => {
    const extra = `{"schema":"2.0","header":{"app_id":"${APP_ID}"},"n":${r(1_000)},`;
    return body(of, Buffer.from(extra + of.raw.toString().slice(1)));
  },
  'the body cut': (of, r) => body(of, of.raw.subarray(0, r(of.raw.length))),
  'the body longer': (of, r) =>
    body(of, Buffer.concat([of.raw, Buffer.alloc(1 + r(64), r(2) === 0 ? 0 : 32)])),
  'the body compressed': (of) => {
    const raw = packed.get(of) ?? gzipSync(of.raw);
    packed.set(of, raw);
    return body(of, raw);
  },
  'another character set': (of, r) =>
    body(
      of,
      r(2) === 0
        ? Buffer.from(of.raw.toString(), 'utf16le')
        : Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), of.raw]),
    ),
  'signed with another key': (of, r) => ({
    raw: of.raw,
    headers: sign(of.raw, `key ${r(1_000_000)}`),
  }),
  'signed with the token': (of) => ({ raw: of.raw, headers: sign(of.raw, TOKEN) }),
  'signed with nothing': (of) => ({ raw: of.raw, headers: sign(of.raw, '') }),
  'plain and unsigned': (of) => ({ raw: Buffer.from(of.text), headers: {} }),
  'encrypted and unsigned': (of) => ({ raw: of.raw, headers: {} }),
  'an address verification with another token': (_, r) => ({
    raw: Buffer.from(
      JSON.stringify({
        encrypt: encrypt(
          JSON.stringify({ type: 'url_verification', token: `t${r(1_000)}`, challenge: 'c' }),
        ),
      }),
    ),
    headers: {},
  }),
  'an address verification in the clear': () => ({
    raw: Buffer.from(`{"type":"url_verification","token":"${TOKEN}","challenge":"c"}`),
    headers: {},
  }),
  'another app, rightly signed': (_, r) =>
    request(envelope('im.message.receive_v1', {}, { app_id: `cli_${r(1_000)}` })),
  'another token, rightly signed': (_, r) =>
    request(envelope('im.message.receive_v1', {}, { token: `t${r(1_000)}` })),
  'encrypted with another key, rightly signed': (of) => {
    const raw = Buffer.from(JSON.stringify({ encrypt: encrypt(of.text, 'another') }));
    return { raw, headers: sign(raw) };
  },
};

/** Forgeries without end, each kind in turn. */
export function* forgeries(seed: number): Generator<Request & { readonly kind: string }> {
  const r = random(seed);
  const bases = genuine(120);
  const kinds = Object.entries(FORGERIES);
  for (;;) {
    for (const [kind, mutate] of kinds) {
      const at = r(bases.length);
      const [of, another] = [bases[at], bases[(at + 1 + r(bases.length - 1)) % bases.length]];
      if (of && another) yield { kind, ...mutate(of, r, another) };
    }
  }
}
