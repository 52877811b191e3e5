import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SendFailure } from '../outbox/send.ts';
import { createLark, type Lark } from './lark.ts';

/** A small stand-in for the platform: counts tokens, writes requests down, answers what a test says. */
let server: Server;
let requests: { line: string; body: string; authorization: string }[];
let tokens: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let lark: Lark;
let logged: string;

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) => {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));
};
const sent = (_: IncomingMessage, response: ServerResponse) =>
  json(response, 200, { code: 0, data: { message_id: 'om_1' } });
const WANG = { kind: 'person', openId: 'ou_wang' } as const;

beforeEach(async () => {
  requests = [];
  tokens = 0;
  logged = '';
  answer = sent;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.endsWith('/tenant_access_token/internal')) {
        tokens++;
        json(response, 200, { code: 0, tenant_access_token: `t-${tokens}`, expire: 7200 });
        return;
      }
      const body = Buffer.concat(chunks).toString();
      requests.push({
        line: `${request.method} ${request.url}`,
        body,
        authorization: request.headers.authorization ?? '',
      });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const log = pino({ level: 'trace' }, { write: (line: string) => (logged += line) });
  lark = createLark({
    appId: 'cli_a',
    appSecret: 's3cret',
    domain: `http://127.0.0.1:${port}/`,
    log,
    timeoutMs: 400,
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) =>
      error instanceof SendFailure
        ? { class: error.class, code: error.code, waitMs: error.waitMs }
        : error,
  );
const send = () => lark.text(WANG, '好 <at id=all></at>[领](http://x)\u202E', 'id-1');

test('however many ask, the token is fetched once, and words ring nobody and are no link', async () => {
  expect(await Promise.all([send(), send(), send()])).toEqual(['om_1', 'om_1', 'om_1']);
  expect(tokens).toBe(1);
  expect(requests[0]?.line).toBe('POST /open-apis/im/v1/messages?receive_id_type=open_id');
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    receive_id: 'ou_wang',
    msg_type: 'text',
    content: '{"text":"好 ＜at id=all>＜/at>[领]（http://x) "}',
    uuid: 'id-1',
  });
});

test.each([200, 400, 401])('a token rejected with HTTP %i is fetched anew once', async (status) => {
  answer = (request, response) =>
    request.headers.authorization === 'Bearer t-1'
      ? json(response, status, { code: 99991663, msg: 'bad' })
      : sent(request, response);
  expect(await send()).toBe('om_1');
  expect(tokens).toBe(2);
});

test('an upload whose token is rejected goes again with all its bytes', async () => {
  answer = (request, response) =>
    request.headers.authorization === 'Bearer t-1'
      ? json(response, 400, { code: 99991663, msg: 'bad' })
      : json(response, 200, { code: 0, data: { file_key: 'f' } });
  const began = performance.now();
  expect(await lark.uploadFile({ name: 'dan.pdf', kind: 'pdf', bytes: Buffer.from('%PDF') })).toBe(
    'f',
  );
  expect(requests.at(-1)?.body).toMatch(/filename="dan.pdf"[\s\S]*%PDF/);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('a token rejected again and again is not fetched for ever', async () => {
  answer = (_, response) => json(response, 200, { code: 99991663, msg: 'bad' });
  expect(await failureOf(send())).toMatchObject({ class: 'wait', code: 99991663 });
  expect(tokens).toBe(2);
});

test.each<[string, number, unknown, object]>([
  ['an outage', 502, '<html>', { class: 'retry', code: null }],
  [
    'a limit names when to come again',
    429,
    { code: 99991400, msg: 'slow' },
    { class: 'wait', waitMs: 7_000 },
  ],
  ['an open tap', 400, { code: 300000, msg: 'tap' }, { class: 'wait', code: 300000 }],
  ['a person who left', 400, { code: 230029, msg: 'resigned' }, { class: 'giveUp', code: 230029 }],
  ['a missing scope', 400, { code: 99991672, msg: 'scope' }, { class: 'alarm' }],
  ['a message of two weeks', 400, { code: 230031, msg: 'old' }, { class: 'tooOld' }],
  ['a refused card', 400, { code: 230099, msg: 'card' }, { class: 'card' }],
  ['a request that is wrong', 400, { code: 230001, msg: 'param' }, { class: 'bug' }],
])('%s is told apart', async (_, status, body, failure) => {
  answer = (_request, response) => json(response, status, body, { 'x-ogw-ratelimit-reset': '7' });
  expect(await failureOf(send())).toMatchObject(failure);
});

test('no answer, a lost answer and no connection end in time; only the last is surely not sent', async () => {
  await send();
  answer = () => undefined;
  expect(await failureOf(send())).toMatchObject({ class: 'retry' });
  answer = (request) => request.socket.destroy();
  expect(await failureOf(send())).toMatchObject({ class: 'retry' });
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  expect(await failureOf(send())).toMatchObject({ class: 'wait' });
});

test('no secret, token or word is logged when things go wrong', async () => {
  answer = (_, response) => json(response, 400, { code: 230001, msg: 'param' });
  await failureOf(lark.text(WANG, '很私密', 'id-2'));
  expect(logged).not.toMatch(/s3cret|t-1|私密/);
});

test('uploads carry a file name, pictures come back whole', async () => {
  answer = (request, response) =>
    request.method === 'GET'
      ? response.end(Buffer.from([0xff, 0xd8, 0x80]))
      : json(response, 200, { code: 0, data: { file_key: 'f', image_key: 'i' } });
  expect(await lark.uploadFile({ name: 'dan.pdf', kind: 'pdf', bytes: Buffer.from('%PDF') })).toBe(
    'f',
  );
  expect(await lark.uploadImage('a.png', Buffer.from('png'))).toBe('i');
  expect(requests[0]?.body).toMatch(/filename="dan.pdf"[\s\S]*%PDF/);
  expect([...(await lark.fetchImage('om_1', 'img_1'))]).toEqual([0xff, 0xd8, 0x80]);
  answer = (_, response) => json(response, 400, { code: 234037, msg: 'no' });
  expect(await failureOf(lark.fetchImage('om_1', 'img_1'))).toMatchObject({ code: 234037 });
});

test('lists are whole or fail', async () => {
  answer = (request, response) => {
    const second = request.url?.includes('page_token=p2') ?? false;
    const item = { member_id: second ? 'ou_b' : 'ou_a', name: '甲', chat_id: 'oc', app_name: '' };
    json(response, 200, {
      code: 0,
      data: { items: [item], has_more: !second, page_token: second ? '' : 'p2' },
    });
  };
  expect((await lark.members('oc_1')).map((member) => member.openId)).toEqual(['ou_a', 'ou_b']);
  expect(await lark.chats()).toHaveLength(2);
  answer = (_, response) =>
    json(response, 200, { code: 0, data: { items: [], has_more: true, page_token: '' } });
  expect(await failureOf(lark.members('oc_1'))).toMatchObject({ class: 'bug' });
});

test('cards are sent, answered below, updated and marked urgent', async () => {
  await lark.card({ kind: 'chat', chatId: 'oc_1' }, { schema: '2.0' }, 'id-3');
  await lark.reply('om_9', '好', 'id-4');
  await lark.file(WANG, 'f', 'id-5');
  await lark.updateCard('om_9', { schema: '2.0' });
  await lark.urgent('om_9', ['ou_wang']);
  expect(requests.map((request) => request.line)).toEqual([
    'POST /open-apis/im/v1/messages?receive_id_type=chat_id',
    'POST /open-apis/im/v1/messages/om_9/reply',
    'POST /open-apis/im/v1/messages?receive_id_type=open_id',
    'PATCH /open-apis/im/v1/messages/om_9',
    'PATCH /open-apis/im/v1/messages/om_9/urgent_app?user_id_type=open_id',
  ]);
  answer = (_, response) =>
    json(response, 200, { code: 0, bot: { open_id: 'ou_bot', app_name: '后勤' } });
  expect(await lark.botInfo()).toEqual({ openId: 'ou_bot', name: '后勤' });
});

test('a file that goes on past 2 MB is given up while it comes', async () => {
  let written = 0;
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const more = () => {
      while (written < 64 * 1024 * 1024 && !response.destroyed) {
        written += 64 * 1024;
        if (!response.write(Buffer.alloc(64 * 1024))) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  };
  const failure = await failureOf(lark.fetchFile('om_1', 'file_1'));
  expect(failure).toMatchObject({ class: 'bug' });
  expect(written).toBeLessThan(32 * 1024 * 1024);
});
