import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MovableClock } from '../kernel/clock.ts';
import type { Answer } from '../intake/intake.ts';
import { createPlatform, type Platform } from '../playground/platform/index.ts';
import { startLongConnection, takeEvent, type LongConnection } from './long-connection.ts';

const APP = { appId: 'cli_a000000000000001', appSecret: 'hush-app-secret' };
const PERSON = 'ou_teacher3';
const headerOf = z.object({ header: z.object({ token: z.string(), event_type: z.string() }) });

let platform: Platform;
let clock: MovableClock;
let heard: unknown[];
let answer: (envelope: unknown) => Promise<Answer>;
let logged: string;
let opened: LongConnection[];

beforeEach(async () => {
  clock = new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z'));
  platform = await createPlatform({
    ...APP,
    encryptKey: 'unused',
    verificationToken: 'hush-token',
    people: [{ openId: PERSON, name: '王老师' }],
    groups: [],
    clock,
  });
  // In seconds; none of these claims is about how long the platform asks apps to wait.
  Object.assign(platform.longConnection.clientConfig, {
    PingInterval: 0.05,
    ReconnectInterval: 0.1,
    ReconnectNonce: 0,
  });
  [heard, logged, opened] = [[], '', []];
  answer = async () => ({ status: 200, body: {} });
});
afterEach(async () => {
  for (const connection of opened) await connection.stop();
  await platform.close();
});

async function connect({ retryMilliseconds = 30_000, domain = platform.address } = {}) {
  const log = pino({ level: 'trace' }, { write: (line: string) => (logged += line) });
  const connection = await startLongConnection({
    ...APP,
    domain,
    intake: {
      receiveTrusted(envelope) {
        heard.push(envelope);
        return answer(envelope);
      },
    },
    log,
    patience: { retryMilliseconds, pongSeconds: 1 },
  });
  opened.push(connection);
  return connection;
}
async function connected(connection: LongConnection, is = true) {
  await expect.poll(() => connection.connected(), { timeout: 10_000 }).toBe(is);
}

describe('the long connection', () => {
  it('hands over an event as it came, without a token, and acknowledges it', async () => {
    await connected(await connect());
    await platform.say(PERSON, null, '302 空调不制冷');
    expect(JSON.stringify(heard)).toContain('302 空调不制冷');
    expect(headerOf.parse(heard[0]).header).toEqual({
      token: '',
      event_type: 'im.message.receive_v1',
    });
    expect(platform.unacknowledged()).toBe(0);
  });

  it('puts together what comes in several frames, characters cut in two as well', async () => {
    platform.longConnection.options.frameBytes = 7;
    await connected(await connect());
    await platform.say(PERSON, null, '教学楼三楼302教室的空调不制冷');
    expect(JSON.stringify(heard)).toContain('教学楼三楼302教室的空调不制冷');
    expect(platform.unacknowledged()).toBe(0);
  });

  it('has an event sent again that could not be stored', async () => {
    await connected(await connect());
    answer = async () => ({ status: 503, body: { error: 'temporarily unavailable' } });
    await platform.say(PERSON, null, '漏水');
    expect(platform.unacknowledged()).toBe(1);
    answer = async () => ({ status: 200, body: {} });
    clock.moveBy({ seconds: 15 });
    await platform.retry();
    expect([platform.unacknowledged(), heard.length]).toEqual([0, 2]);
    expect(heard[1]).toEqual(heard[0]);
  });

  it('pings, and leaves a peer that sends none for a new connection', async () => {
    const connection = await connect();
    await connected(connection);
    const { seen, options, clientConfig } = platform.longConnection;
    await expect.poll(() => seen.pings).toBeGreaterThan(2);
    // The next pings come far apart, as real ones do: each sets the watch for its pong anew.
    clientConfig.PingInterval = 60;
    const before = seen.pings;
    await expect.poll(() => seen.pings, { interval: 1 }).toBeGreaterThan(before);
    options.deaf = true;
    await expect.poll(() => seen.asked, { timeout: 10_000 }).toBeGreaterThan(1);
    options.deaf = false;
    await connected(connection);
  });

  it('connects again when the server drops it, and takes what was sent meanwhile', async () => {
    const connection = await connect();
    await connected(connection);
    platform.longConnection.options.refusal = { code: 1_000_040_343, data: {} };
    platform.longConnection.drop();
    await connected(connection, false);
    await platform.say(PERSON, null, '漏水');
    expect(platform.unacknowledged()).toBe(1);
    platform.longConnection.options.refusal = null;
    await connected(connection);
    clock.moveBy({ seconds: 15 });
    await platform.retry();
    expect([platform.unacknowledged(), platform.longConnection.connected()]).toEqual([0, 1]);
  });

  it.each([
    ['busy, which the SDK takes for final', { code: 1, data: {} }],
    ['wrong credentials', { code: 514, data: {} }],
    ['an answer without data', { code: 403, data: null }],
  ])('goes on trying after %s', async (_why, refusal) => {
    platform.longConnection.options.refusal = refusal;
    const connection = await connect({ retryMilliseconds: 50 });
    await expect.poll(() => platform.longConnection.seen.asked).toBeGreaterThan(1);
    expect(connection.connected()).toBe(false);
    platform.longConnection.options.refusal = null;
    await connected(connection);
    expect(platform.longConnection.connected()).toBe(1);
  });

  it('goes on trying where nothing listens at first', async () => {
    const connection = await connect({ domain: 'http://127.0.0.1:9', retryMilliseconds: 50 });
    const refused = () => logged.match(/ECONNREFUSED/g)?.length ?? 0;
    await expect.poll(refused, { timeout: 15_000 }).toBeGreaterThan(5);
    expect(connection.connected()).toBe(false);
  });

  it('says nothing secret: neither the app secret, nor the ticket, nor what people wrote', async () => {
    platform.longConnection.options.refusal = { code: 514, data: {} };
    const connection = await connect({ retryMilliseconds: 50 });
    await expect.poll(() => logged).toContain('code: 514');
    platform.longConnection.options.refusal = null;
    await connected(connection);
    answer = () => Promise.reject(new Error('bug'));
    await platform.say(PERSON, null, '我的手机号是13800000000');
    const { asked } = platform.longConnection.seen;
    platform.longConnection.drop();
    await expect.poll(() => platform.longConnection.seen.asked).toBeGreaterThan(asked);
    await connected(connection);
    expect(logged.split('\n').length).toBeGreaterThan(5);
    expect(logged).not.toMatch(/hush|ticket|access_key|ws:\/\/|手机号|13800000000/);
  });

  it('answers what is in flight before it closes, and stays closed', async () => {
    const held = Promise.withResolvers<Answer>();
    answer = () => held.promise;
    const connection = await connect({ retryMilliseconds: 50 });
    await connected(connection);
    const said = platform.say(PERSON, null, '漏水');
    await expect.poll(() => heard.length).toBe(1);
    const stopped = connection.stop();
    held.resolve({ status: 200, body: {} });
    await Promise.all([said, stopped]);
    expect(platform.unacknowledged()).toBe(0);
    await expect.poll(() => platform.longConnection.connected()).toBe(0);
    const { asked } = platform.longConnection.seen;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(platform.longConnection.seen.asked).toBe(asked);
  });

  it('does not wait for ever for what will not be answered', async () => {
    answer = () => new Promise(() => undefined);
    const connection = await connect();
    await connected(connection);
    void platform.say(PERSON, null, '漏水');
    await expect.poll(() => heard.length).toBe(1);
    const started = performance.now();
    await opened.pop()?.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('one event of it', () => {
  it('is answered with its result, and told when the answer has left', async () => {
    const left = Promise.withResolvers<void>();
    const tap = { status: 200, body: { toast: { type: 'info' } }, flushed: left.resolve };
    const taken = await takeEvent({ receiveTrusted: async () => tap }, {});
    expect(taken).toEqual({ toast: { type: 'info' } });
    await left.promise;
  });

  it('is never sent again when it is not ours', async () => {
    const refused = { status: 401, body: { error: 'unauthorized' } };
    expect(await takeEvent({ receiveTrusted: async () => refused }, {})).toEqual({});
  });
});
