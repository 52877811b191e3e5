import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { cast } from '../../src/launch.ts';
import { createPlatform } from '../../src/playground/platform/index.ts';
import { seal } from '../../src/playground/platform/seal.ts';
import { TENANT_KEY } from '../../src/playground/platform/world.ts';
import { parseSchoolFile } from '../../src/school-file/index.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { SERVER_URL } from '../database.ts';
import { textOf } from '../harness.ts';
import { freePort, isReady, makeKeys, SAMPLE, settings, startBot, until } from './bot.ts';

const KILLS = 24;
const BUDGET_MS = 45_000;
const SEED = 20_261_124;
/** Enough teachers that the platform's pace for one person does not set the length of the test. */
const TEACHERS = 12;

/** Small and good enough to be the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

it('every acknowledged report has one ticket and one visible receipt, however often it is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'houqin-crash-'));
  const keys = makeKeys();
  const parsed = parseSchoolFile(readFileSync(SAMPLE, 'utf8'));
  if (!parsed.ok) throw new Error('the sample school is wrong');
  const { people, groups } = cast(parsed.file);
  const teachers = Array.from({ length: TEACHERS }, (_, n) => `ou_burst${n}`);
  const crowd = teachers.map((openId, n) => ({ openId, name: `教师${n}` }));
  const platform = await createPlatform({
    ...keys,
    people: [...people, ...crowd],
    groups,
    clock: systemClock,
  });
  const schema = `crash_${Date.now()}`;
  const url = SERVER_URL && `${SERVER_URL}?options=-c%20search_path%3D${schema}`;
  if (SERVER_URL) {
    await using server = await openDatabase<Tables>({ url: SERVER_URL });
    await sql`create schema ${sql.id(schema)}`.execute(server.db);
  }
  const port = await freePort();
  const env = settings(keys, {
    LARK_DOMAIN: platform.address,
    DATA_DIR: directory,
    PORT: String(port),
    ...(url ? { DATABASE_URL: url } : {}),
  });
  const webhook = `http://127.0.0.1:${port}/webhook/lark`;
  const next = random(SEED);
  const acknowledged = new Map<string, string>();
  const unheard = new Map<string, { teacher: string; envelope: object }>();
  let count = 0;

  const deliver = async (id: string, one: { teacher: string; envelope: object }) => {
    const { body, headers } = seal(one.envelope, keys.encryptKey, Date.now() / 1_000);
    const answer = await fetch(webhook, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(3_000),
    }).catch(() => null);
    if (answer?.status !== 200) return unheard.set(id, one);
    unheard.delete(id);
    return acknowledged.set(id, one.teacher);
  };
  const report = () => {
    const n = ++count;
    const teacher = teachers[n % TEACHERS] ?? '';
    const chat = platform.world.directChat(teacher);
    const text = { text: `教学楼${100 + n}灯坏了` };
    const { messageId, createdAt } = platform.world.post(chat, teacher, 'text', text);
    const at = String(createdAt.epochMilliseconds);
    const envelope = {
      schema: '2.0',
      header: {
        event_id: `event-${messageId}`,
        event_type: 'im.message.receive_v1',
        create_time: at,
        token: keys.verificationToken,
        app_id: keys.appId,
        tenant_key: TENANT_KEY,
      },
      event: {
        sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: TENANT_KEY },
        message: {
          message_id: messageId,
          create_time: at,
          chat_id: chat.chatId,
          chat_type: 'p2p',
          message_type: 'text',
          content: JSON.stringify(text),
        },
      },
    };
    return deliver(messageId, { teacher, envelope });
  };

  let bot = startBot(env);
  try {
    // Making the database is not what is killed here.
    await until('the first start', () => isReady(port));
    const from = performance.now();
    let kills = 0;
    while (kills < KILLS && performance.now() - from < BUDGET_MS) {
      await until('a start', () => isReady(port));
      // The platform repeats what was not acknowledged; some repetitions are of stored messages.
      const repeated = [...unheard].map(([id, one]) => deliver(id, one));
      const burst = Array.from({ length: 3 }, report);
      await sleep(Math.floor(next() ** 2 * 400));
      bot.kill('SIGKILL');
      await bot.ended;
      await Promise.all([...repeated, ...burst]);
      kills++;
      bot = startBot(env);
    }
    await until('the last start', () => isReady(port));
    for (const [id, one] of unheard) await deliver(id, one);
    const receipts = () =>
      teachers.flatMap((teacher) =>
        platform.messagesOf(teacher).filter((message) => message.fromBot && isReceipt(message)),
      );
    await until('the last receipt', () => receipts().length >= acknowledged.size, 40_000);
    await sleep(1_500);
    bot.kill('SIGTERM');
    await bot.ended;
    expect(bot.code()).toBe(0);
    expect(unheard.size).toBe(0);
    expect(receipts().length).toBe(acknowledged.size);
    await using database = await openDatabase<Tables>(url ? { url } : { directory });
    const tickets = await database.db
      .selectFrom('repair_ticket')
      .select(['message_id', 'number'])
      .execute();
    expect(tickets).toHaveLength(acknowledged.size);
    expect(new Set(tickets.map((ticket) => ticket.message_id))).toEqual(
      new Set(acknowledged.keys()),
    );
    const numbers = new Set(tickets.map((ticket) => ticket.number));
    expect(numbers.size).toBe(tickets.length);
    const shown = receipts().map((message) =>
      [...numbers].find((n) => textOf(message).includes(n)),
    );
    expect(new Set(shown).size).toBe(tickets.length);
    expect(kills).toBeGreaterThanOrEqual(8);
    console.log(`${kills} kills, ${acknowledged.size} acknowledged reports`);
  } finally {
    bot.kill('SIGKILL');
    await bot.ended;
    await platform.close();
    await rm(directory, { recursive: true, force: true });
    if (SERVER_URL) {
      await using server = await openDatabase<Tables>({ url: SERVER_URL });
      await sql`drop schema ${sql.id(schema)} cascade`.execute(server.db);
    }
  }
}, 150_000);

function isReceipt(message: Parameters<typeof textOf>[0]): boolean {
  return message.kind === 'interactive' && /报修|维修/.test(textOf(message));
}
