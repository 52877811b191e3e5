import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request, textMessage } from '../../test/signed.ts';
import type { Answer } from '../intake/intake.ts';
import { createServer, type Server } from './webhook.ts';

let server: Server;
let address: string;
let bodies: Buffer[];
let counted: string[];
let reasons: string[];
let answer: () => Promise<Answer>;

beforeEach(async () => {
  [bodies, counted, reasons] = [[], [], []];
  answer = async () => ({ status: 200, body: {} });
  server = createServer({
    intake: {
      receive: (raw) => {
        bodies.push(raw);
        return answer();
      },
    },
    health: { live: () => true, unready: () => reasons },
    metrics: {
      registry: { contentType: 'text/plain', metrics: async () => 'houqin_up 1\n' },
      acknowledged: { inc: ({ status }) => counted.push(status) },
    },
    log: pino({ level: 'silent' }),
  });
  address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => server.close());

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${address}/webhook/lark`, { method: 'POST', body, headers });

describe('the webhook', () => {
  it.each(['application/json; charset=utf-8', 'text/plain', 'nonsense', 'multipart/form-data'])(
    'hands over the bytes as they came, called %s',
    async (type) => {
      const { raw } = request(textMessage('灯坏了'));
      expect((await post(new Uint8Array(raw), { 'content-type': type })).status).toBe(200);
      expect(bodies).toEqual([raw]);
    },
  );

  it('keeps characters whole that the network cuts in two', async () => {
    const raw = Buffer.from('{"text":"灯坏了"}');
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST /webhook/lark HTTP/1.1\r\nhost: x\r\ncontent-length: ${raw.length}\r\n\r\n`);
    for (const byte of raw) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(socket, 'data');
    socket.destroy();
    expect(bodies).toEqual([raw]);
  });

  it('refuses more than a mebibyte, and what is compressed', async () => {
    expect((await post('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
    const compressed = await post('x', { 'content-encoding': 'gzip' });
    expect([compressed.status, await compressed.json()]).toEqual([401, { error: 'unauthorized' }]);
    expect(bodies).toEqual([]);
  });

  it('takes an empty body for what it is', async () => {
    expect((await post('')).status).toBe(200);
    expect(bodies).toEqual([Buffer.alloc(0)]);
  });

  it('tells when the answer has left', async () => {
    const order: string[] = [];
    answer = async () => ({
      status: 200,
      body: { toast: {} },
      flushed: () => order.push('flushed'),
    });
    expect(await (await post('x')).json()).toEqual({ toast: {} });
    await expect.poll(() => order).toEqual(['flushed']);
  });

  it('asks for the event again when something is wrong here', async () => {
    answer = () => Promise.reject(new Error('bug'));
    expect((await post('x')).status).toBe(503);
    expect(counted).toEqual(['503']);
  });
});

const ROUTES = [
  '├── /webhook/lark (POST)',
  '├── /health/live (GET)',
  '├── /health/ready (GET)',
  '├── /metrics (GET)',
  '└── /calendar/:file (GET)',
  '',
].join('\n');

describe('a personal calendar', () => {
  it('is looked up four at a time, however many guess at its name', async () => {
    await server.close();
    let [now, most] = [0, 0];
    const gate = Promise.withResolvers<void>();
    server = createServer({
      intake: { receive: () => answer() },
      health: { live: () => true, unready: () => [] },
      metrics: {
        registry: { contentType: 'text/plain', metrics: async () => '' },
        acknowledged: { inc: () => undefined },
      },
      log: pino({ level: 'silent' }),
      async calendar() {
        most = Math.max(most, ++now);
        await gate.promise;
        now--;
        return null;
      },
    });
    address = await server.listen({ host: '127.0.0.1', port: 0 });
    const guess = (n: number) => fetch(`${address}/calendar/${String(n).padStart(32, '0')}.ics`);
    const first = Array.from({ length: 4 }, (_, n) => guess(n));
    await expect.poll(() => now).toBe(4);
    const rest = await Promise.all(Array.from({ length: 200 }, (_, n) => guess(n)));
    expect(new Set(rest.map(({ status }) => status))).toEqual(new Set([503]));
    expect(rest[0]?.headers.get('retry-after')).toBe('10');
    expect((await post('x')).status).toBe(200);
    gate.resolve();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect([most, (await guess(1)).status]).toEqual([4, 404]);
  });
});

describe('the surface', () => {
  it('is these five routes and nothing else', async () => {
    expect(server.http.printRoutes({ commonPrefix: false })).toBe(ROUTES);
    for (const path of ['/', '/webhook/lark', '/health', '/__proto__', '/webhook/lark/x']) {
      expect((await fetch(address + path)).status).toBe(404);
    }
    expect((await fetch(`${address}/webhook/lark`, { method: 'PUT', body: 'x' })).status).toBe(404);
    const live = await fetch(`${address}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { live: true }]);
    expect(live.headers.get('server')).toBeNull();
    expect(await (await fetch(`${address}/metrics`)).text()).toBe('houqin_up 1\n');
  });

  it('says why it is not ready', async () => {
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    reasons = ['database'];
    const ready = await fetch(`${address}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, because: ['database'] },
    ]);
  });
});

describe('stopping', () => {
  it('answers what is in flight on a kept connection, then closes it', async () => {
    const agent = new Agent({ keepAlive: true });
    const held = Promise.withResolvers<Answer>();
    answer = () => held.promise;
    const call = httpRequest(`${address}/webhook/lark`, { method: 'POST', agent });
    call.end('x');
    await expect.poll(() => bodies.length).toBe(1);
    const started = performance.now();
    const closed = server.close();
    held.resolve({ status: 200, body: {} });
    const [response] = await once(call, 'response');
    response.resume();
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
    await closed;
    expect(performance.now() - started).toBeLessThan(2_000);
    agent.destroy();
  });
});
