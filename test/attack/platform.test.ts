import { createServer, type RequestListener } from 'node:http';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLark, type Lark } from '../../src/lark/lark.ts';

const open: { close(): void }[] = [];
async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  open.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

let stolen: string[];
let thief: string;
beforeEach(async () => {
  stolen = [];
  thief = await listening((request, response) => {
    request.on('data', (chunk: Buffer) => stolen.push(chunk.toString()));
    stolen.push(`${request.url} ${request.headers.authorization}`);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"code":0,"tenant_access_token":"t","expire":7200,"data":{"message_id":"om_1"}}');
  });
});

/** A platform that gives tokens rightly and then answers as told; `everywhere`: tokens too. */
async function platform(answer: RequestListener, everywhere = false): Promise<Lark> {
  const domain = await listening((request, response) => {
    request.resume();
    request.on('end', () => {
      if (!everywhere && request.url?.includes('tenant_access_token'))
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"code":0,"tenant_access_token":"t-secret","expire":7200}');
      else answer(request, response);
    });
  });
  const log = pino({ level: 'silent' });
  return createLark({ appId: 'cli_a', appSecret: 's3cret', domain, log, timeoutMs: 4_000 });
}
const say = (lark: Lark) => lark.text({ kind: 'person', openId: 'ou_wang' }, '你好', 'u1');

it.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is followed by nothing: neither the secret nor a word goes elsewhere',
  async (status) => {
    for (const everywhere of [true, false]) {
      const lark = await platform((request, response) => {
        response.writeHead(status, { location: `${thief}${request.url}` }).end();
      }, everywhere);
      await expect(say(lark)).rejects.toThrow(/HTTP 30|no access token/);
    }
    expect(stolen).toEqual([]);
  },
);

it.each<[string, number, string, string]>([
  ['a page', 200, 'text/html', '<html>请登录</html>'],
  ['a page called JSON', 200, 'application/json', '<html>'],
  ['nothing', 200, 'application/json', ''],
  ['a mark and then JSON of another kind', 200, 'application/json', '\uFEFF{"code":"0"}'],
  ['a list', 200, 'application/json', '[{"code":0}]'],
  ['success without a message', 200, 'application/json', '{"code":0,"data":{}}'],
  ['a message of another kind', 200, 'application/json', '{"code":0,"data":{"message_id":7}}'],
  ['a refusal inside a 200', 200, 'application/json', '{"code":99991672,"msg":"no"}'],
  ['a success inside a 500', 500, 'text/plain', 'ok'],
  ['deep nesting', 200, 'application/json', `{"code":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
])('%s is no success', async (_, status, type, body) => {
  const lark = await platform((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await expect(say(lark)).rejects.toThrow(Error);
});

it('an answer of ten megabytes is given up while it comes', async () => {
  let written = 0;
  const lark = await platform((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => {
      while (written < 64 * 1024 * 1024 && !response.destroyed) {
        written += 65_536;
        if (!response.write('x'.repeat(65_536))) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  });
  await expect(say(lark)).rejects.toThrow(Error);
  expect(written).toBeLessThan(32 * 1024 * 1024);
});
