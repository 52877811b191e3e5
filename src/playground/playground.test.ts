import { createDecipheriv, createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { MovableClock } from '../kernel/clock.ts';
import { startPlayground, type Playground } from './index.ts';

const KEY = 'encrypt key of the test';
const answerShape = z.object({
  code: z.number(),
  tenant_access_token: z.string().optional(),
  data: z.object({ message_id: z.string().optional() }).loose().optional(),
});
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Heard {
  raw: Buffer;
  headers: IncomingHttpHeaders;
}

/** A playground, a bot that answers with `reply`, and a client of the platform's interface. */
async function begin(reply: { status: number; body: unknown } = { status: 200, body: {} }) {
  const heard: Heard[] = [];
  const bot = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ raw: Buffer.concat(chunks), headers: request.headers });
      response.writeHead(reply.status).end(JSON.stringify(reply.body));
    });
  });
  bot.listen(0, '127.0.0.1');
  await once(bot, 'listening');
  const address = bot.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const clock = new MovableClock(Temporal.Instant.from('2026-11-24T01:00:00Z'));
  const playground: Playground = await startPlayground({
    appId: 'cli_test',
    appSecret: 'secret',
    encryptKey: KEY,
    verificationToken: 'token',
    host: '127.0.0.1',
    port: 0,
    clock,
    webhookUrl: `http://127.0.0.1:${address.port}/`,
  });
  closing.push(async () => {
    await playground.close();
    bot.closeAllConnections();
    bot.close();
  });
  const { platform } = playground;
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await fetch(`${platform.address}/open-apis${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, ...answerShape.parse(await answer.json()) };
  };
  const { tenant_access_token: token = '' } = await call(
    'POST',
    '/auth/v3/tenant_access_token/internal',
    { app_id: 'cli_test', app_secret: 'secret' },
  );
  const send = (content: unknown, type = 'text', uuid?: string) =>
    call(
      'POST',
      '/im/v1/messages?receive_id_type=open_id',
      {
        receive_id: 'ou_teacher3',
        msg_type: type,
        content: JSON.stringify(content),
        ...(uuid === undefined ? {} : { uuid }),
      },
      token,
    );
  return { playground, platform, clock, heard, reply, call, token, send };
}

const card = (words: string) => ({
  schema: '2.0',
  config: { update_multi: true },
  body: {
    elements: [
      {
        tag: 'button',
        text: { tag: 'plain_text', content: words },
        behaviors: [{ type: 'callback', value: { a: 'repairs.accept' } }],
      },
    ],
  },
});

test('an event is signed over the bytes as sent and decrypts to what was said', async () => {
  const { platform, heard } = await begin();
  await platform.say('ou_teacher3', null, '302 灯不亮');
  const [event] = heard;
  if (!event) throw new Error('nothing was delivered');
  const { 'x-lark-request-timestamp': at, 'x-lark-request-nonce': nonce } = event.headers;
  const expected = createHash('sha256')
    .update(`${String(at)}${String(nonce)}${KEY}`)
    .update(event.raw);
  expect(event.headers['x-lark-signature']).toBe(expected.digest('hex'));
  const { encrypt } = z.object({ encrypt: z.string() }).parse(JSON.parse(event.raw.toString()));
  const bytes = Buffer.from(encrypt, 'base64');
  const key = createHash('sha256').update(KEY).digest();
  const cipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
  const text = Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]).toString();
  expect(text).toContain('302 灯不亮');
});

test('an unacknowledged event comes again after 15 seconds of the clock, and not before', async () => {
  const { platform, clock, heard, reply } = await begin({ status: 503, body: {} });
  await platform.say('ou_teacher3', null, '漏水');
  reply.status = 200;
  await platform.retry();
  expect(heard).toHaveLength(1);
  clock.moveBy({ seconds: 15 });
  await platform.retry();
  expect(heard).toHaveLength(2);
  expect(platform.unacknowledged()).toBe(0);
});

test('a request without a token, or with a dead one, is refused with the platform codes', async () => {
  const { call, platform, token, send } = await begin();
  expect((await call('GET', '/bot/v3/info')).code).toBe(99991661);
  expect((await call('GET', '/bot/v3/info', undefined, token)).code).toBe(0);
  platform.killToken();
  expect((await send({ text: '好' })).code).toBe(99991663);
});

test('the same uuid within an hour is one message, later it is two', async () => {
  const { send, clock, platform } = await begin();
  const first = await send({ text: '一' }, 'text', 'u1');
  expect((await send({ text: '一' }, 'text', 'u1')).data?.message_id).toBe(first.data?.message_id);
  clock.moveBy({ hours: 1 });
  await send({ text: '一' }, 'text', 'u1');
  expect(platform.messagesOf('ou_teacher3')).toHaveLength(2);
});

test('the sixth message to one chat within a second is limited', async () => {
  const { send } = await begin();
  for (let n = 0; n < 5; n++) expect((await send({ text: '快' })).code).toBe(0);
  expect(await send({ text: '快' })).toMatchObject({ status: 429, code: 99991400 });
});

test('a card is refused when it is invalid or over 30 KB, and an update after 14 days', async () => {
  const { send, call, clock, token } = await begin();
  expect(
    (await send({ schema: '2.0', body: { elements: [{ tag: 'note' }] } }, 'interactive')).code,
  ).toBe(230099);
  expect((await send(card('很'.repeat(11_000)), 'interactive')).code).toBe(230025);
  const { data } = await send(card('接单'), 'interactive');
  clock.moveBy({ hours: 14 * 24 });
  const { tenant_access_token: fresh = token } = await call(
    'POST',
    '/auth/v3/tenant_access_token/internal',
    { app_id: 'cli_test', app_secret: 'secret' },
  );
  const path = `/im/v1/messages/${data?.message_id ?? ''}`;
  expect((await call('PATCH', path, { content: JSON.stringify(card('晚')) }, fresh)).code).toBe(
    230031,
  );
});

test('a tap carries the value to the bot and puts the answered card and toast in place', async () => {
  const answer = {
    toast: { type: 'success', content: '已接单' },
    card: { type: 'raw', data: card('完工') },
  };
  const { send, platform } = await begin({ status: 200, body: answer });
  const { data } = await send(card('接单'), 'interactive');
  const result = await platform.tap('ou_elec', data?.message_id ?? '', '接单');
  expect(result.toast?.content).toBe('已接单');
  expect(JSON.stringify(platform.messagesOf('ou_teacher3'))).toContain('完工');
});

test('the history needs its scope', async () => {
  const { platform, call, token } = await begin();
  const { messageId } = await platform.say('ou_teacher3', null, '灯');
  expect((await call('GET', `/im/v1/messages/${messageId}`, undefined, token)).code).toBe(99991672);
});

test('a lost answer has its effect', async () => {
  const { platform, send } = await begin();
  platform.faults.lostAnswer = 1;
  await expect(send({ text: '丢' })).rejects.toThrow('fetch failed');
  expect(platform.messagesOf('ou_teacher3')).toHaveLength(1);
});

test('an outage, a limit and a dropped connection have no effect, each once', async () => {
  const { platform, token, send } = await begin();
  platform.faults.status5xx = 1;
  await expect(send({ text: '一' })).rejects.toThrow('JSON');
  platform.faults.rateLimit = 1;
  const limited = await fetch(
    `${platform.address}/open-apis/im/v1/messages?receive_id_type=open_id`,
    { method: 'POST', headers: { authorization: `Bearer ${token}` } },
  );
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get('x-ogw-ratelimit-reset'))).toBeGreaterThan(0);
  platform.faults.dropConnection = 1;
  await expect(send({ text: '二' })).rejects.toThrow('fetch failed');
  expect(platform.messagesOf('ou_teacher3')).toHaveLength(0);
  expect((await send({ text: '三' })).code).toBe(0);
});

test('a delayed answer comes late and whole', async () => {
  const { platform, send } = await begin();
  platform.faults.delay = { count: 1, milliseconds: 300 };
  const before = performance.now();
  expect((await send({ text: '慢' })).code).toBe(0);
  expect(performance.now() - before).toBeGreaterThan(290);
});

test('an event can come twice, and two in the other order', async () => {
  const { platform, heard } = await begin();
  platform.faults.duplicate = 1;
  await platform.say('ou_teacher3', null, '灯');
  expect(heard).toHaveLength(2);
  expect(heard[0]?.raw.length).toBe(heard[1]?.raw.length);
  platform.faults.reorder = 1;
  await platform.say('ou_teacher3', null, '先说的');
  expect(heard).toHaveLength(2);
  await platform.say('ou_teacher3', null, '后说的，长得多，所以信封也大得多，一看就知道是哪一个');
  expect(heard).toHaveLength(4);
  expect(heard[2]?.raw.length).toBeGreaterThan(heard[3]?.raw.length ?? 0);
});

test('the page answers its own origin on this machine only', async () => {
  const { playground } = await begin();
  const { http } = playground;
  const ok = await http.inject({ url: '/', headers: { host: '127.0.0.1:3000' } });
  expect(ok.headers['content-security-policy']).toContain("default-src 'none'");
  expect((await http.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode).toBe(403);
  for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
    const headers = { host: '127.0.0.1:3000', [name]: '203.0.113.9' };
    expect([name, (await http.inject({ url: '/', headers })).statusCode]).toEqual([name, 403]);
  }
  const foreign = await http.inject({
    method: 'POST',
    url: '/playground/api/open',
    payload: { person: 'ou_elec' },
    headers: { host: '127.0.0.1:3000', origin: 'http://evil.example' },
  });
  expect(foreign.statusCode).toBe(403);
});
