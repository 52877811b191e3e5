import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock, systemClock } from '../../src/kernel/clock.ts';
import { createPlatform, type Platform } from '../../src/playground/platform/index.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { SERVER_URL } from '../database.ts';
import { textOf } from '../harness.ts';
import { freePort, isReady, makeKeys, settings, startBot, until } from './bot.ts';
import { createGate } from './gate.ts';

const TEACHER = 'ou_teacher3';
const keys = makeKeys();
let directory: string;
let port: number;
let platform: Platform;
let clock: MovableClock;
let bot: ReturnType<typeof startBot> | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'houqin-long-'));
  port = await freePort();
  clock = new MovableClock(systemClock.now(), systemClock);
  const people = [
    { openId: TEACHER, name: '王老师' },
    { openId: 'ou_elec', name: '老李' },
  ];
  platform = await createPlatform({ ...keys, people, groups: [], clock });
  Object.assign(platform.longConnection.clientConfig, {
    ReconnectInterval: 0.2,
    ReconnectNonce: 0,
  });
});
afterEach(async () => {
  bot?.kill('SIGKILL');
  await bot?.ended;
  await platform.close();
  await rm(directory, { recursive: true, force: true });
});

function start(own: Record<string, string> = {}) {
  const { LARK_ENCRYPT_KEY: _key, LARK_VERIFICATION_TOKEN: _token, ...rest } = settings(keys, {});
  bot = startBot({
    ...rest,
    LARK_TRANSPORT: 'websocket',
    LARK_DOMAIN: platform.address,
    DATA_DIR: directory,
    PORT: String(port),
    LOG_LEVEL: 'trace',
    ...own,
  });
  return bot;
}
const answered = (words: string) => () =>
  platform.messagesOf(TEACHER).some((one) => one.fromBot && textOf(one).includes(words));

describe('a process on the long connection', () => {
  it('outlives a first connection that fails, serves, and ends in time without a secret in its log', async () => {
    platform.longConnection.options.refusal = { code: 1, data: {} };
    const { kill, ended, code, said } = start();
    await until('a first try', () => platform.longConnection.seen.asked > 0);
    await until('an answer', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      return answer?.status === 503 && (await answer.text()).includes('long connection');
    });
    platform.longConnection.options.refusal = null;
    await until('ready', () => isReady(port));
    await platform.say(TEACHER, null, '302 空调不制冷，电话13800000000');
    await until('the receipt', answered('-0001'));
    const from = performance.now();
    kill('SIGTERM');
    await ended;
    expect(code()).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    await expect.poll(() => platform.longConnection.connected()).toBe(0);
    expect(said()).toContain('long connection');
    for (const hidden of [keys.appSecret, 'ticket=', 'access_key', '13800000000', '空调'])
      expect(said()).not.toContain(hidden);
  }, 100_000);

  it.skipIf(SERVER_URL === null)(
    'with its database away has events sent again and says of a tap that it did not count',
    async () => {
      const target = new URL(SERVER_URL ?? '');
      const schema = `long_${Date.now()}`;
      await using server = await openDatabase<Tables>({ url: target.href });
      await sql`create schema ${sql.id(schema)}`.execute(server.db);
      const gate = createGate(target);
      const gatePort = await freePort();
      const url = new URL(target);
      url.hostname = '127.0.0.1';
      url.port = String(gatePort);
      url.search = `?options=-c%20search_path%3D${schema}`;
      try {
        await gate.open(gatePort);
        start({ DATABASE_URL: url.href });
        await until('ready', () => isReady(port));
        await platform.say(TEACHER, null, '302 空调不制冷');
        await until('the receipt', answered('-0001'));
        gate.close();
        await platform.say(TEACHER, null, '305 灯不亮');
        expect(platform.unacknowledged()).toBe(1);
        const card = platform.messagesOf(TEACHER).findLast((one) => one.kind === 'interactive');
        const tap = await platform.tap(TEACHER, card?.messageId ?? '', '撤销');
        expect(tap).toMatchObject({ toast: { type: 'error' }, error: null });
        await gate.open(gatePort);
        await until('ready again', () => isReady(port), 10_000);
        clock.moveBy({ seconds: 15 });
        await platform.retry();
        await until('the second receipt', answered('-0002'));
      } finally {
        bot?.kill('SIGKILL');
        gate.close();
        await sql`drop schema ${sql.id(schema)} cascade`.execute(server.db);
      }
    },
    90_000,
  );
});
