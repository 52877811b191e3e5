import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/transport/webhook.ts';
import { createOpener } from '../../src/intake/open.ts';
import { encrypt, ENCRYPT_KEY, request, sign, textMessage, TOKEN } from '../signed.ts';
import { post } from './forgery.ts';

let server: Server;
let address: string;
let received: number;
beforeEach(async () => {
  received = 0;
  server = createServer({
    intake: {
      receive: async () => {
        received++;
        return { status: 200, body: {} };
      },
    },
    health: { live: () => true, unready: () => [] },
    metrics: {
      registry: { contentType: 'text/plain', metrics: async () => '' },
      acknowledged: { inc: () => undefined },
    },
    log: pino({ level: 'silent' }),
  });
  address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => server.close());

/** A socket that has sent `start`, and all that came back by the end of it. */
async function raw(start: string): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  const ended = once(socket, 'close').then(() => heard);
  socket.write(start);
  return { socket, ended };
}

it('a hundred who send their headers drop by drop are cut off, and a true event passes meanwhile', async () => {
  const slow = await Promise.all(
    Array.from({ length: 100 }, () => raw('POST /webhook/lark HTTP/1.1\r\nhost: x\r\n')),
  );
  const drops = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('x-a: b\r\n');
  }, 500);
  const { raw: body, headers } = request(textMessage('灯坏了'));
  const genuine = await post(`${address}/webhook/lark`, { raw: body, headers });
  expect(genuine.status).toBe(200);
  const started = performance.now();
  const answers = await Promise.all(slow.map(({ ended }) => ended));
  clearInterval(drops);
  // Node by itself looks every 30 s only.
  expect(performance.now() - started).toBeLessThan(25_000);
  for (const heard of answers) expect(heard === '' || heard.startsWith('HTTP/1.1 408')).toBe(true);
  expect(received).toBe(1);
}, 60_000);

it('a hundred whose bodies come drop by drop are cut off in the end, and a true event passes meanwhile', async () => {
  expect(server.http.server.requestTimeout).toBe(10_000);
  // The same rule, without waiting for it so long.
  server.http.server.requestTimeout = 1_500;
  const head = 'POST /webhook/lark HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n';
  const slow = await Promise.all(Array.from({ length: 100 }, () => raw(head)));
  const drops = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write('a');
  }, 200);
  const { raw: body, headers } = request(textMessage('灯坏了'));
  expect((await post(`${address}/webhook/lark`, { raw: body, headers })).status).toBe(200);
  const answers = await Promise.all(slow.map(({ ended }) => ended));
  clearInterval(drops);
  for (const heard of answers) expect(heard === '' || heard.startsWith('HTTP/1.1 408')).toBe(true);
  expect(received).toBe(1);
}, 60_000);

it.each([
  [
    'too many headers',
    `POST /webhook/lark HTTP/1.1\r\nhost: x\r\n${'x-a: b\r\n'.repeat(3_000)}\r\n`,
    431,
  ],
  [
    'two lengths',
    'POST /webhook/lark HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    400,
  ],
  [
    'a length and chunks (smuggling)',
    'POST /webhook/lark HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['TRACE', 'TRACE /webhook/lark HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
])('%s is answered with an error and nothing behind it', async (_, start, status) => {
  const { ended } = await raw(start);
  expect(await ended).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(received).toBe(0);
});

it('the four refusals are byte for byte alike: bad signature, bad cipher text, bad token, compressed', async () => {
  const open = createOpener({ encryptKeys: [ENCRYPT_KEY], verificationToken: TOKEN });
  await server.close();
  server = createServer({
    intake: {
      receive: async (body, headers) =>
        open(body, headers).kind === 'refused'
          ? { status: 401, body: { error: 'unauthorized' } }
          : { status: 200, body: {} },
    },
    health: { live: () => true, unready: () => [] },
    metrics: {
      registry: { contentType: 'text/plain', metrics: async () => '' },
      acknowledged: { inc: () => undefined },
    },
    log: pino({ level: 'silent' }),
  });
  address = await server.listen({ host: '127.0.0.1', port: 0 });
  const good = request(textMessage('x'));
  // A broken padding: the last block of the cipher text is changed, then all of it signed again.
  const cipher = Buffer.from(encrypt('{"a":1}'), 'base64');
  cipher[cipher.length - 1] = (cipher.at(-1) ?? 0) ^ 1;
  const padding = Buffer.from(JSON.stringify({ encrypt: cipher.toString('base64') }));
  const token = request({
    ...textMessage('x'),
    header: { ...textMessage('x').header, token: 'no' },
  });
  const answers = await Promise.all(
    [
      { raw: good.raw, headers: sign(good.raw, 'another') },
      { raw: padding, headers: sign(padding) },
      token,
      { raw: good.raw, headers: { ...good.headers, 'content-encoding': 'gzip' } },
      { raw: good.raw, headers: {} },
    ].map((one) => post(`${address}/webhook/lark`, one)),
  );
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(answers[0]?.status).toBe(401);
  expect(answers[0]?.headers).not.toMatch(/server|powered/i);
});
