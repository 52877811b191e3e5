import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../src/playground/platform/seal.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { SERVER_URL } from '../database.ts';
import { encrypt, type envelope, tapOn, textMessage } from '../signed.ts';
import { freePort, isReady, makeKeys, settings, startBot, until } from './bot.ts';
import { createGate } from './gate.ts';

let directory = '';
let port = 0;
let bots: ReturnType<typeof startBot>[] = [];
const keys = makeKeys();
/** Nothing listens there: the platform out of reach is none of these tests' business. */
const NOWHERE = 'http://127.0.0.1:9';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'houqin-process-'));
  port = await freePort();
});
afterEach(async () => {
  for (const bot of bots.splice(0)) {
    bot.kill('SIGKILL');
    await bot.ended;
  }
  await rm(directory, { recursive: true, force: true });
});

function start(own: Record<string, string> = {}) {
  const env = { LARK_DOMAIN: NOWHERE, DATA_DIR: directory, PORT: String(port), ...own };
  const bot = startBot(settings(keys, env));
  bots.push(bot);
  return bot;
}

async function post(value: unknown) {
  const { body, headers } = seal(value, keys.encryptKey, Date.now() / 1_000);
  const from = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/webhook/lark`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, milliseconds: performance.now() - from };
}

function ours(value: ReturnType<typeof envelope>) {
  const header = { ...value.header, token: keys.verificationToken, app_id: keys.appId };
  return { ...value, header };
}

describe('a process', () => {
  it('ends with 0 within 10 s of SIGTERM and answers what is in flight; a second one is refused', async () => {
    const bot = start();
    await until('ready', () => isReady(port));
    const second = start({ PORT: '0' });
    await second.ended;
    expect(second.code()).toBe(1);
    expect(second.lines()).toHaveLength(1);
    expect(second.lines()[0]).toContain('正被另一个进程使用');
    const { body, headers } = seal(ours(textMessage('你好')), keys.encryptKey, Date.now() / 1_000);
    const socket = connect(port, '127.0.0.1');
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `POST /webhook/lark HTTP/1.1\r\nhost: a\r\n${fields.join('')}content-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, 20));
    await sleep(200);
    const from = performance.now();
    bot.kill('SIGTERM');
    await sleep(200);
    socket.write(body.subarray(20));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200/);
    await bot.ended;
    expect(bot.code()).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
  }, 100_000);

  it('says every wrong setting in one line and ends with 1', async () => {
    const bot = start({ PORT: 'http', LARK_TRANSPORT: 'pigeon', SCHOOL_FILE: '/nowhere.yaml' });
    await bot.ended;
    expect(bot.code()).toBe(1);
    expect(bot.lines().map((line) => line.split('：')[0])).toEqual([
      'LARK_TRANSPORT',
      'PORT',
      'SCHOOL_FILE',
    ]);
  }, 30_000);
});

describe.skipIf(SERVER_URL === null)('a database server that is away', () => {
  it('at the start and later: the process stays, says so, and is ready within 10 s of its return', async () => {
    const target = new URL(SERVER_URL ?? '');
    const schema = `away_${Date.now()}`;
    await using server = await openDatabase<Tables>({ url: target.href });
    await sql`create schema ${sql.id(schema)}`.execute(server.db);
    const gate = createGate(target);
    const gatePort = await freePort();
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(gatePort);
    url.search = `?options=-c%20search_path%3D${schema}`;
    try {
      const bot = start({ DATABASE_URL: url.href });
      for (const round of ['start', 'later']) {
        await until('an answer', answersNotReady);
        const challenge = {
          challenge: round,
          token: keys.verificationToken,
          type: 'url_verification',
        };
        const verified = await fetch(`http://127.0.0.1:${port}/webhook/lark`, {
          method: 'POST',
          body: JSON.stringify({ encrypt: encrypt(JSON.stringify(challenge), keys.encryptKey) }),
        });
        expect(await verified.json()).toEqual({ challenge: round });
        const event = await post(ours(textMessage('教学楼302灯坏了')));
        expect(event.status).toBe(503);
        expect(event.milliseconds).toBeLessThan(1_000);
        const tap = await post(ours(tapOn({ a: 'repairs.accept', id: 'x', v: 1 })));
        expect(tap.status).toBe(200);
        expect(JSON.parse(tap.text)).toMatchObject({ toast: { type: 'error' } });
        await gate.open(gatePort);
        await until('ready again', () => isReady(port), 10_000);
        expect((await post(ours(textMessage('教学楼303灯坏了')))).status).toBe(200);
        gate.close();
      }
      bot.kill('SIGTERM');
      await bot.ended;
      expect(bot.code()).toBe(0);
    } finally {
      for (const bot of bots) bot.kill('SIGKILL');
      gate.close();
      await sql`drop schema ${sql.id(schema)} cascade`.execute(server.db);
    }
  }, 90_000);
});

async function answersNotReady(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
  return answer?.status === 503;
}
