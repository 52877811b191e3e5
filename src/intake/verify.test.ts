import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENCRYPT_KEY, encrypt, request, sign, textMessage, TOKEN } from '../../test/signed.ts';
import { decrypt, decryptionKey } from './decrypt.ts';
import { createOpener } from './open.ts';
import { parseSafely } from './safe-json.ts';
import { sameSecret, signingKey } from './verify.ts';

let open: ReturnType<typeof createOpener>;
beforeAll(() => {
  const encryptKeys = [ENCRYPT_KEY, 'the former key'];
  open = createOpener({ encryptKeys, verificationToken: TOKEN });
});
const unsigned = (value: unknown) => open(Buffer.from(JSON.stringify(value)), {});
const body = Buffer.from('{"a": "教学楼"}');

describe('a signature', () => {
  it('is the hash of timestamp, nonce, key and the raw bytes', () => {
    const headers = sign(body);
    const expected = createHash('sha256')
      .update(`1764000000n0nce${ENCRYPT_KEY}{"a": "教学楼"}`)
      .digest('hex');
    expect(headers['x-lark-signature']).toBe(expected);
    expect(signingKey([ENCRYPT_KEY], headers, body)).toBe(0);
  });

  it('tells which of two keys made it, so that a rotation loses nothing', () => {
    expect(signingKey([ENCRYPT_KEY, 'former'], sign(body, 'former'), body)).toBe(1);
    expect(signingKey([ENCRYPT_KEY], sign(body, 'former'), body)).toBeNull();
  });

  it('does not survive characters moved between timestamp and nonce', () => {
    const moved: Record<string, string> = {
      ...sign(body),
      'x-lark-request-timestamp': '17640000004',
      'x-lark-request-nonce': '815162342',
    };
    moved['x-lark-signature'] =
      sign(body, ENCRYPT_KEY, '1764000000', '4815162342')['x-lark-signature'] ?? '';
    expect(signingKey([ENCRYPT_KEY], moved, body)).toBeNull();
  });

  it.each([
    [
      'upper-case hexadecimal',
      { 'x-lark-signature': sign(body)['x-lark-signature']?.toUpperCase() },
    ],
    ['a repeated header', { 'x-lark-signature': [sign(body)['x-lark-signature'] ?? '', 'x'] }],
    ['no nonce', { 'x-lark-request-nonce': undefined }],
    ['no timestamp', { 'x-lark-request-timestamp': undefined }],
    ['an empty signature', { 'x-lark-signature': '' }],
  ])('is refused with %s', (_, change) => {
    expect(signingKey([ENCRYPT_KEY], { ...sign(body), ...change }, body)).toBeNull();
  });

  it('is refused where a header is no single text, although what it would be read as was signed', () => {
    const [timestamp, nonce, signature] = [
      'x-lark-request-timestamp',
      'x-lark-request-nonce',
      'x-lark-signature',
    ];
    const { [nonce]: n0nce = '', [timestamp]: at = '', [signature]: given = '' } = sign(body);
    for (const [name, value] of [
      [timestamp, [at]],
      [nonce, [n0nce]],
      [signature, [given]],
    ] as const)
      expect(signingKey([ENCRYPT_KEY], { ...sign(body), [name]: value }, body)).toBeNull();
    const without = { ...sign(body, ENCRYPT_KEY, '1764000000', 'undefined'), [nonce]: undefined };
    expect(signingKey([ENCRYPT_KEY], without, body)).toBeNull();
  });

  it('is the 64 digits and nothing before or after them', () => {
    const { 'x-lark-signature': given = '' } = sign(body);
    for (const more of [`${given}zz`, `zz${given}`, `${given}\n`, `0${given}`])
      expect(
        signingKey([ENCRYPT_KEY], { ...sign(body), 'x-lark-signature': more }, body),
      ).toBeNull();
  });

  it('is refused after any change of any byte', () => {
    const { raw, headers } = request(textMessage('三年级二班的灯坏了'));
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(raw);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(open(changed, headers).kind).toBe('refused');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused after any insertion, removal or change of a header', () => {
    const { raw, headers } = request(textMessage('灯坏了'));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(headers)),
        fc.string(),
        fc.nat(raw.length),
        fc.uint8Array({ minLength: 1 }),
        (name, text, at, bytes) => {
          fc.pre(headers[name] !== text);
          expect(open(raw, { ...headers, [name]: text }).kind).toBe('refused');
          expect(
            open(Buffer.concat([raw.subarray(0, at), bytes, raw.subarray(at)]), headers).kind,
          ).toBe('refused');
          expect(open(raw.subarray(0, Math.max(0, at - 1)), headers).kind).toBe('refused');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.dictionary(fc.string(), fc.string()),
        (bytes, headers) => {
          expect(open(Buffer.from(bytes), headers).kind).toBe('refused');
          expect(['refused', 'malformed', 'envelope']).toContain(
            open(Buffer.from(bytes), sign(Buffer.from(bytes))).kind,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('decryption', () => {
  it("agrees with the platform's own example", () => {
    const text = 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=';
    expect(decrypt(decryptionKey('test key'), text)).toBe('hello world');
  });

  it('answers null to anything else', () => {
    const key = decryptionKey(ENCRYPT_KEY);
    expect(decrypt(key, encrypt('{}', 'another'))).toBeNull();
    for (const bad of ['', 'AAAA', '!!!', 'A'.repeat(31)]) expect(decrypt(key, bad)).toBeNull();
  });
});

describe('the address verification', () => {
  const challenge = { type: 'url_verification', token: TOKEN, challenge: 'c1' };

  it('is answered unsigned when it is encrypted and carries the token, under either key', () => {
    expect(unsigned({ encrypt: encrypt(JSON.stringify(challenge)) })).toEqual({
      kind: 'challenge',
      challenge: 'c1',
    });
    expect(unsigned({ encrypt: encrypt(JSON.stringify(challenge), 'the former key') }).kind).toBe(
      'challenge',
    );
  });

  it('is refused plain, with another token, or under another key', () => {
    expect(unsigned(challenge).kind).toBe('refused');
    expect(unsigned({ encrypt: encrypt(JSON.stringify({ ...challenge, token: 'x' })) }).kind).toBe(
      'refused',
    );
    expect(unsigned({ encrypt: encrypt(JSON.stringify(challenge), 'x') }).kind).toBe('refused');
    expect(unsigned({ encrypt: 'AAAA' }).kind).toBe('refused');
  });

  it('is the only thing that comes in unsigned', () => {
    expect(unsigned({ encrypt: encrypt(JSON.stringify(textMessage('x'))) }).kind).toBe('refused');
  });
});

describe('opening', () => {
  it('without keys or token is impossible', () => {
    expect(() => createOpener({ encryptKeys: [], verificationToken: TOKEN })).toThrow(
      'Encrypt Key',
    );
    expect(() => createOpener({ encryptKeys: [''], verificationToken: TOKEN })).toThrow(
      'Encrypt Key',
    );
    expect(() => createOpener({ encryptKeys: ['k'], verificationToken: '' })).toThrow(
      'Encrypt Key',
    );
  });

  it('takes a plain body when it is signed, with blanks where nobody expects them', () => {
    const raw = Buffer.from(JSON.stringify(textMessage('灯坏了'), null, 3));
    expect(open(raw, sign(raw)).kind).toBe('envelope');
  });

  it('looks only at what was encrypted', () => {
    const raw = Buffer.from(
      JSON.stringify({ encrypt: encrypt('{"inner":1}'), header: { app_id: 'other' } }),
    );
    expect(open(raw, sign(raw))).toMatchObject({ kind: 'envelope', envelope: { inner: 1 } });
  });

  it('refuses what is signed and cannot be decrypted', () => {
    for (const encrypted of ['AAAA', encrypt('{"a":1}', 'another'), 'A'.repeat(64)]) {
      const raw = Buffer.from(JSON.stringify({ encrypt: encrypted }));
      expect(open(raw, sign(raw))).toEqual({ kind: 'refused' });
    }
  });

  it('answers an address verification that is signed as well, with the right token only', () => {
    const challenge = { type: 'url_verification', token: TOKEN, challenge: 'c2' };
    const { raw, headers } = request(challenge);
    expect(open(raw, headers)).toEqual({ kind: 'challenge', challenge: 'c2' });
    const wrong = request({ ...challenge, token: 'x' });
    expect(open(wrong.raw, wrong.headers)).toEqual({ kind: 'refused' });
  });

  it('refuses a wrong token although it is signed', () => {
    const { raw, headers } = request({
      ...textMessage('x'),
      header: { ...textMessage('x').header, token: 'wrong' },
    });
    expect(open(raw, headers).kind).toBe('refused');
  });

  it.each([
    'not JSON',
    '',
    '{"a":',
    '{"__proto__":{"a":1}}',
    '{"a":[{"constructor":{"prototype":1}}]}',
    '['.repeat(70) + ']'.repeat(70),
  ])('calls %s malformed, signed and encrypted alike', (text) => {
    const plain = Buffer.from(text);
    expect(open(plain, sign(plain)).kind).toBe('malformed');
    const hidden = Buffer.from(JSON.stringify({ encrypt: encrypt(text) }));
    expect(open(hidden, sign(hidden)).kind).toBe('malformed');
  });
});

describe('JSON', () => {
  it('of a million brackets costs no stack', () => {
    expect(parseSafely('['.repeat(500_000) + ']'.repeat(500_000))).toBeUndefined();
  });
  it('of 64 levels is read', () => {
    expect(parseSafely('['.repeat(64) + ']'.repeat(64))).toBeDefined();
  });
});

it('secrets are compared as a whole', () => {
  expect(sameSecret('abc', 'abc')).toBe(true);
  expect(sameSecret('abc', 'abcd')).toBe(false);
});
