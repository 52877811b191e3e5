import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import {
  APP_ID,
  BOT,
  ENCRYPT_KEY,
  encrypt,
  envelope,
  request,
  sign,
  tapOn,
  textMessage,
  TOKEN,
} from '../../test/signed.ts';
import { MovableClock } from '../kernel/clock.ts';
import type { InboundMessage, InboundNotice, InboundTap } from '../kernel/inbound.ts';
import type { Database } from '../storage/open-database.ts';
import { claim } from './claim.ts';
import { createIntake, type IntakeParts } from './intake.ts';
import { keptAside, replay } from './replay.ts';
import type { InboxTables } from './tables.ts';

let database: Database<InboxTables>;
let clock: MovableClock;
let seen: string[];

beforeAll(async () => {
  database = await testDatabase<InboxTables>();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`delete from inbox`.execute(database.db);
  clock = new MovableClock(Temporal.Instant.from('2026-11-24T02:00:00Z'));
  seen = [];
});

const label = (inbound: InboundMessage | InboundNotice) =>
  inbound.kind === 'message' ? inbound.text : inbound.kind;

function intake(changes: Partial<IntakeParts<InboxTables>> = {}) {
  return createIntake<InboxTables>({
    database,
    schoolId: APP_ID,
    secrets: { encryptKeys: [ENCRYPT_KEY], verificationToken: TOKEN },
    botOpenId: () => BOT,
    clock,
    log: pino({ level: 'silent' }),
    process: async (_tx, inbound) => {
      seen.push(label(inbound));
    },
    tap: async (tap: InboundTap) => ({
      body: { toast: { type: 'success', content: tap.action } },
      flushed: () => seen.push('flushed'),
    }),
    ...changes,
  });
}

type Made = ReturnType<typeof intake>;
const send = (to: Made, value: unknown) => {
  const { raw, headers } = request(value);
  return to.receive(raw, headers);
};
async function rows() {
  const { rows: all } = await sql<{
    id: string;
    state: string;
    attempts: number;
    payload: string | null;
  }>`
    select id, state, attempts, payload from inbox order by id`.execute(database.db);
  return all;
}
const broken = () => {
  throw new Error('away');
};
const away: IntakeParts<InboxTables>['database'] = {
  kind: 'server',
  get db(): never {
    return broken();
  },
  transaction: async () => broken(),
};

describe('an event', () => {
  it('is answered when it is durable and has its effect once', async () => {
    const bot = intake({ committed: () => seen.push('committed') });
    expect(await send(bot, textMessage('灯坏了'))).toEqual({ status: 200, body: {} });
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    await bot.runner.settle();
    expect(seen).toEqual(['灯坏了', 'committed']);
    expect(await rows()).toMatchObject([{ state: 'done' }]);
  });

  it('has no second effect under the same event_id, under another one, at once or later', async () => {
    const bot = intake();
    const first = textMessage('灯坏了', { message_id: 'om_same' });
    const other = textMessage('灯坏了', { message_id: 'om_same' });
    await Promise.all([send(bot, first), send(bot, first), send(bot, other)]);
    await bot.runner.settle();
    expect((await send(bot, other)).status).toBe(200);
    await intake().runner.settle();
    expect(seen).toEqual(['灯坏了']);
  });

  it('that has no effect is answered and not stored', async () => {
    const own = envelope('im.message.receive_v1', { sender: { sender_type: 'app' } });
    for (const value of [own, envelope('im.message.message_read_v1', {})]) {
      expect(await send(intake(), value)).toEqual({ status: 200, body: {} });
    }
    expect(await rows()).toEqual([]);
  });

  it('while the database is away is refused in time, so that it is sent again', async () => {
    expect((await send(intake({ database: away }), textMessage('灯坏了'))).status).toBe(503);
    const started = performance.now();
    {
      await using held = await holdTable();
      expect(held).toBeDefined();
      expect((await send(intake(), textMessage('灯坏了'))).status).toBe(503);
      expect(performance.now() - started).toBeLessThan(1_000);
    }
    // It may have been stored after all; the platform's repetition then finds it.
    await expect.poll(rows).toHaveLength(1);
  });

  it('in a burst is stored in few statements, all of them', async () => {
    const bot = intake();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => send(bot, textMessage(`第${n}`, {}, `ou_${n}`))),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(await rows()).toHaveLength(300);
    await bot.runner.settle();
    expect(seen).toHaveLength(300);
  });
});

/** Makes the next insert wait, as a database does whose disk hangs. */
async function holdTable() {
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const held = database.transaction(async (tx) => {
    await sql`lock table inbox in access exclusive mode`.execute(tx);
    begun.resolve();
    await release.promise;
  });
  await begun.promise;
  return {
    async [Symbol.asyncDispose]() {
      release.resolve();
      await held;
    },
  };
}

describe('what is not from the platform', () => {
  it('gets one and the same answer and leaves nothing', async () => {
    const bot = intake();
    const { raw, headers } = request(textMessage('灯坏了'));
    const wrongApp = request(envelope('im.message.receive_v1', {}, { app_id: 'cli_other' }));
    const wrongToken = request(envelope('im.message.receive_v1', {}, { token: 'x' }));
    const undecryptable = Buffer.from(JSON.stringify({ encrypt: encrypt('{}', 'another key') }));
    const answers = [
      await bot.receive(raw, {}),
      await bot.receive(raw, { ...headers, 'x-lark-signature': 'f'.repeat(64) }),
      await bot.receive(Buffer.from(JSON.stringify(textMessage('x'))), {}),
      await bot.receive(wrongApp.raw, wrongApp.headers),
      await bot.receive(wrongToken.raw, wrongToken.headers),
      await bot.receive(undecryptable, sign(undecryptable)),
      await bot.receive(Buffer.from('{"encrypt":"AAAA"}'), {}),
      await intake({ secrets: null }).receive(raw, headers),
    ];
    for (const answer of answers)
      expect(answer).toEqual({ status: 401, body: { error: 'unauthorized' } });
    expect(await rows()).toEqual([]);
  });

  it('signed but not JSON is 400, and beyond a mebibyte 413', async () => {
    const bad = Buffer.from('hello');
    expect((await intake().receive(bad, sign(bad))).status).toBe(400);
    expect((await intake().receive(Buffer.alloc(1024 * 1024 + 1), {})).status).toBe(413);
  });

  it('cannot begin without keys', () => {
    expect(() => intake({ secrets: { encryptKeys: [], verificationToken: TOKEN } })).toThrow(
      'Encrypt Key',
    );
  });

  it('the address is verified without a database', async () => {
    const raw = Buffer.from(
      JSON.stringify({
        encrypt: encrypt(
          JSON.stringify({ type: 'url_verification', token: TOKEN, challenge: 'c' }),
        ),
      }),
    );
    expect(await intake({ database: away }).receive(raw, {})).toEqual({
      status: 200,
      body: { challenge: 'c' },
    });
  });
});

describe('what fits no envelope', () => {
  it('is kept aside once, counted, and replayed when it fits', async () => {
    const bot = intake();
    const strange = { something: '灯坏了' };
    expect(await send(bot, strange)).toEqual({ status: 200, body: {} });
    expect((await send(bot, strange)).status).toBe(200);
    expect(await bot.stats()).toMatchObject({ quarantined: 1, waiting: 0 });
    const [kept] = await keptAside(database.db, APP_ID);
    expect(await replay(database, APP_ID, kept?.id ?? '', clock.now())).toBe(false);
    await sql`update inbox set payload = ${JSON.stringify(textMessage('灯坏了'))}`.execute(
      database.db,
    );
    expect(await replay(database, APP_ID, kept?.id ?? '', clock.now())).toBe(true);
    await bot.runner.settle();
    expect(seen).toEqual(['灯坏了']);
    expect(await bot.stats()).toMatchObject({ quarantined: 0, waiting: 0, oldestSeconds: 0 });
  });
});

describe('a tap', () => {
  it('is answered with its result and stored nowhere here', async () => {
    const answer = await send(intake(), tapOn({ a: 'repairs.accept' }));
    expect(answer).toMatchObject({
      status: 200,
      body: { toast: { type: 'success', content: 'repairs.accept' } },
    });
    answer.flushed?.();
    expect(seen).toEqual(['flushed']);
    expect(await rows()).toEqual([]);
  });

  it('that fails is answered so that the person knows', async () => {
    expect(await send(intake({ tap: async () => broken() }), tapOn({ a: 'x' }))).toEqual({
      status: 200,
      body: { toast: { type: 'error', content: '系统暂时无法处理，这次点按没有生效，请稍后再试' } },
    });
  });
});

describe('the order', () => {
  it("of one sender in one chat is the platform's, whatever order things arrive in", async () => {
    const bot = intake();
    for (const n of [3, 1, 2])
      await send(bot, textMessage(`第${n}`, { create_time: `176400000000${n}` }));
    await bot.runner.settle();
    expect(seen).toEqual(['第1', '第2', '第3']);
  });

  it('puts a recall after the message it is about', async () => {
    const bot = intake();
    await send(
      bot,
      envelope(
        'im.message.recalled_v1',
        { message_id: 'om_r', chat_id: 'oc_direct' },
        { create_time: '1763999999000' },
      ),
    );
    await send(bot, textMessage('灯坏了', { message_id: 'om_r' }));
    await bot.runner.settle();
    expect(seen).toEqual(['灯坏了', 'recalled']);
  });

  it('of one lane waits for a failing input, and others do not', async () => {
    let ill = true;
    const bot = intake({
      process: async (_tx, inbound) => {
        if (ill && label(inbound) === '第1') throw new Error('ill');
        seen.push(label(inbound));
      },
    });
    for (const n of [1, 2])
      await send(bot, textMessage(`第${n}`, { create_time: `176400000000${n}` }));
    await send(bot, textMessage('别人', {}, 'ou_other'));
    await bot.runner.settle();
    expect(seen).toEqual(['别人']);
    ill = false;
    clock.moveBy({ seconds: 2 });
    await bot.runner.settle();
    expect(seen).toEqual(['别人', '第1', '第2']);
  });
});

describe('a failure', () => {
  it('undoes everything, is tried five times with growing pauses, then kept aside and replayable', async () => {
    let ill = true;
    const bot = intake({
      process: async (tx, inbound) => {
        await sql`insert into inbox (school_id, id, lane, stamp, received_at, state, attempts, due_at)
          values ('other', ${`x${seen.length}`}, '', 0, ${clock.now().toString()}::timestamptz, 'done', 0, ${clock.now().toString()}::timestamptz)`.execute(
          tx,
        );
        seen.push(label(inbound));
        if (ill) throw new Error('ill');
      },
    });
    await send(bot, textMessage('灯坏了', { message_id: 'om_ill' }));
    for (const seconds of [0, 1, 5, 20, 60, 600]) {
      clock.moveBy({ seconds });
      await bot.runner.settle();
    }
    expect(seen).toHaveLength(5);
    expect(await rows()).toMatchObject([{ id: 'm:om_ill', state: 'quarantined', attempts: 5 }]);
    ill = false;
    expect(await replay(database, APP_ID, 'm:om_ill', clock.now())).toBe(true);
    await bot.runner.settle();
    expect(await rows()).toMatchObject([{ id: 'm:om_ill', state: 'done' }, { id: 'x5' }]);
  });

  it('of the database, not of the input, never sets the words aside', async () => {
    let empty = true;
    const bot = intake({
      process: async (_tx, inbound) => {
        if (empty) throw new Error('timeout exceeded when trying to connect');
        seen.push(label(inbound));
      },
    });
    await send(bot, textMessage('灯坏了', { message_id: 'om_away' }));
    for (let seconds = 0; seconds < 10; seconds++) {
      clock.moveBy({ seconds: 1 });
      await bot.runner.settle();
    }
    expect(await rows()).toMatchObject([{ id: 'm:om_away', state: 'waiting', attempts: 0 }]);
    empty = false;
    clock.moveBy({ seconds: 1 });
    await bot.runner.settle();
    expect(seen).toEqual(['灯坏了']);
  });

  it('of a replica leaves its claims to another, once the lease has run out', async () => {
    const one = intake();
    await send(one, textMessage('灯坏了'));
    const options = { owner: 'dead', now: clock.now(), leaseMilliseconds: 300, limit: 8 };
    expect(await claim(database.db, APP_ID, options)).toHaveLength(1);
    await intake().runner.settle();
    expect(seen).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await intake().runner.settle();
    expect(seen).toEqual(['灯坏了']);
  });

  it('of nobody: two replicas over one database do everything once', async () => {
    const [one, two] = [intake(), intake()];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        send(n % 2 ? one : two, textMessage(`第${n}`, {}, `ou_${n}`)),
      ),
    );
    await Promise.all([one.runner.settle(), two.runner.settle()]);
    await one.runner.settle();
    expect(seen.toSorted()).toEqual(Array.from({ length: 40 }, (_, n) => `第${n}`).toSorted());
  });
});

describe('running', () => {
  it('begins with what was left, takes what arrives at once, and stops in order', async () => {
    await send(intake(), textMessage('留下的'));
    const bot = intake();
    bot.runner.start();
    await send(bot, textMessage('新来的', {}, 'ou_new'));
    await expect.poll(() => seen.toSorted()).toEqual(['新来的', '留下的']);
    await bot.runner.stop();
    await send(bot, textMessage('停下后'));
    expect(seen).toHaveLength(2);
  });
});

it('the long connection needs no signature, but the same app', async () => {
  const bot = intake({ secrets: null });
  const value = textMessage('灯坏了');
  expect(
    (await bot.receiveTrusted({ ...value, header: { ...value.header, token: '' } })).status,
  ).toBe(200);
  expect(
    (await bot.receiveTrusted({ ...value, header: { ...value.header, app_id: 'x' } })).status,
  ).toBe(401);
  expect((await bot.receiveTrusted(JSON.parse('{"__proto__":{}}'))).status).toBe(400);
  await bot.runner.settle();
  expect(seen).toEqual(['灯坏了']);
});

it('on a full disk refuses events, which are sent again, and still answers taps', async () => {
  let full = true;
  const bot = intake({ full: () => full });
  expect((await send(bot, textMessage('灯坏了'))).status).toBe(503);
  expect(await rows()).toEqual([]);
  expect(await send(bot, tapOn({ a: 'repairs.accept' }))).toMatchObject({
    status: 200,
    body: { toast: { type: 'success' } },
  });
  full = false;
  expect((await send(bot, textMessage('灯坏了'))).status).toBe(200);
});
