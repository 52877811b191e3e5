import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { MovableClock } from '../kernel/clock.ts';
import { SendFailure, type PastMessage } from '../outbox/send.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../tables.ts';
import { notePresence } from './presence.ts';
import { sweep, type SweepParts } from './sweep.ts';

const START = Temporal.Instant.from('2026-11-24T02:00:00Z');
let database: Database<Tables>;
let clock: MovableClock;
let taken: unknown[];

beforeEach(async () => {
  database = await testDatabase<Tables>();
  clock = new MovableClock(START);
  taken = [];
});
afterEach(() => database.close());

const present = (sinceOwn: number | null) =>
  database.transaction((tx) => notePresence(tx, 's', clock.now(), sinceOwn));
const absences = () => database.db.selectFrom('absence').select(['from_at', 'until_at']).execute();
const chats = () => database.db.selectFrom('direct_chat').selectAll().orderBy('open_id').execute();

async function chat(openId: string): Promise<void> {
  const none = { sweep_from: null, sweep_until: null, sweep_due: null, sweep_attempts: 0 };
  const lost = { lease_until: null, lost_from: null, lost_until: null };
  const row = { school_id: 's', open_id: openId, chat_id: `oc_${openId}`, tenant_key: 't' };
  await database.db
    .insertInto('direct_chat')
    .values({ ...row, ...none, ...lost })
    .execute();
}

function parts(history: SweepParts['history']): SweepParts {
  return {
    schoolId: 's',
    appId: 's',
    clock,
    log: pino({ level: 'silent' }),
    database,
    history,
    accept: async (envelope) => {
      taken.push(envelope);
      return { status: 200 };
    },
  };
}

it('a database that was away for 8 hours is an absence although the process ran', async () => {
  await present(null);
  clock.moveBy({ hours: 8 });
  await present(8 * 3600);
  await present(30);
  expect(await absences()).toEqual([{ from_at: START, until_at: clock.now() }]);
});

it('no absence: seven hours, a clock set forward, a replica whose clock is behind', async () => {
  await present(null);
  clock.moveBy({ hours: 7 });
  await present(null);
  clock.moveBy({ hours: 48 });
  await present(30);
  clock.moveBy({ seconds: -20 });
  await present(null);
  expect(await absences()).toEqual([]);
});

it('a clock set back is believed, so that the next absence is still seen', async () => {
  await present(null);
  clock.moveBy({ hours: -240 });
  await present(null);
  clock.moveBy({ hours: 9 });
  await present(null);
  expect(await absences()).toHaveLength(1);
});

it('what is away for a moment is looked up again, what may not be read is given up at once and for all', async () => {
  for (const person of ['ou_a', 'ou_b']) await chat(person);
  await present(null);
  clock.moveBy({ hours: 8 });
  await present(null);
  const away = parts(() => Promise.reject(new SendFailure('retry', 'HTTP 502')));
  expect(await sweep(away)).toBe(2);
  expect(await sweep(away)).toBe(0);
  clock.moveBy({ minutes: 1 });
  let asked = 0;
  const forbidden = parts(() => {
    asked++;
    return Promise.reject(new SendFailure('alarm', 'no scope', 99991672));
  });
  expect(await sweep(forbidden)).toBe(1);
  expect(asked).toBe(1);
  expect(await chats()).toMatchObject([
    { sweep_due: null, lost_from: START },
    { sweep_due: null, lost_from: START },
  ]);
});

it('two replicas share the chats: each is looked up once', async () => {
  const people = ['ou_a', 'ou_b', 'ou_c', 'ou_d', 'ou_e', 'ou_f'];
  for (const person of people) await chat(person);
  await present(null);
  clock.moveBy({ hours: 8 });
  await Promise.all([present(null), present(null)]);
  const asked: string[] = [];
  const looking = parts(async (chatId) => {
    asked.push(chatId);
    return [];
  });
  await Promise.all([sweep(looking), sweep(looking)]);
  expect(asked.toSorted()).toEqual(people.map((person) => `oc_${person}`));
  expect(await absences()).toHaveLength(1);
});

it('what people wrote is taken in, what the bot wrote and what was taken back is not', async () => {
  await chat('ou_a');
  await present(null);
  clock.moveBy({ hours: 8 });
  await present(null);
  const message = (over: Partial<PastMessage>): PastMessage => ({
    messageId: 'om_1',
    parentId: null,
    kind: 'text',
    at: START.add({ hours: 1 }),
    deleted: false,
    senderId: 'ou_a',
    senderType: 'user',
    senderTenantKey: 't',
    content: '{"text":"灯坏了"}',
    mentions: [],
    ...over,
  });
  await sweep(
    parts(async () => [
      message({}),
      message({ messageId: 'om_2', senderType: 'app' }),
      message({ messageId: 'om_3', deleted: true }),
    ]),
  );
  expect(taken).toMatchObject([{ event: { message: { message_id: 'om_1' } } }]);
  expect(await chats()).toMatchObject([{ sweep_due: null, lost_from: null }]);
});
