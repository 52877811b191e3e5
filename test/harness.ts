import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { createService } from '../src/app.ts';
import { auditAll } from '../src/auditor/audit.ts';
import { MovableClock } from '../src/kernel/clock.ts';
import { cast } from '../src/launch.ts';
import { createLogger } from '../src/logging.ts';
import { buttonsOf, type FoundButton } from '../src/playground/platform/cards.ts';
import { createPlatform, TENANT_KEY, type Message } from '../src/playground/platform/index.ts';
import { seal } from '../src/playground/platform/seal.ts';
import { parseSchoolFile, schoolFromFile } from '../src/school-file/index.ts';
import type { Understand } from '../src/kernel/understood.ts';
import type { Tables } from '../src/tables.ts';
import { understand } from '../src/understanding/index.ts';
import type { Database } from '../src/storage/open-database.ts';
import { testDatabase } from './database.ts';

export const PEOPLE = {
  teacher: 'ou_teacher3',
  director: 'ou_director',
  principal: 'ou_principal',
  head: 'ou_head3',
  electrician: 'ou_elec',
  plumber: 'ou_plumb',
  buyer: 'ou_buyer',
  storekeeper: 'ou_store',
} as const;
export const LOGISTICS = 'oc_logistics';
export const STAFF = 'oc_staff';

/** A second of sound as a phone records it. */
export const VOICE = readFileSync(join(import.meta.dirname, 'fixtures', 'voice.opus'));
/** Longer than a tapped card is held and a refused send waits. */
const MOMENT = { seconds: 6 } as const;
const SAMPLE = join(import.meta.dirname, '..', 'schools', 'sample.yaml');

interface OpenOptions {
  readonly at?: string;
  readonly school?: string;
  /** Messages of which the reading is doubted, however sure the rules are of them. */
  readonly unsure?: RegExp;
  /** Address of a second reader; none by default. */
  readonly llm?: string;
  readonly llmKey?: string;
  readonly transport?: 'webhook' | 'websocket';
  readonly publicUrl?: string;
  /** A platform that takes any number of messages a second. */
  readonly unlimited?: boolean;
  /** Where the service's log goes; nowhere by default. */
  readonly log?: ReturnType<typeof createLogger>;
  /** A database that is there already, and which of its schools this is. */
  readonly existing?: { readonly database: Database<Tables>; readonly schoolId: string };
  /** Whether the end demands that the auditor finds nothing; with TEST_AUDIT=1 every school does. */
  readonly audited?: boolean;
}

/** The rules' reading, said to be a doubtful one. */
function doubting(unsure: RegExp): Understand {
  return (text, context) => {
    const understood = understand(text, context);
    if (!unsure.test(text)) return understood;
    if (understood.intent !== 'multi') return { ...understood, confidence: 0.2 };
    const parts = understood.slots.parts.map((part) => ({ ...part, confidence: 0.2 }));
    return { intent: 'multi', slots: { parts } };
  };
}

/** A whole school: the service, a simulated platform, people, and a clock that stands until it is moved. */
export async function openSchool({
  at = '2026-11-24T10:00:00+08:00',
  school = readFileSync(SAMPLE, 'utf8'),
  unsure,
  llm,
  llmKey,
  transport = 'webhook',
  publicUrl,
  unlimited = false,
  log = createLogger(process.env['TEST_LOG'] ?? 'silent'),
  existing,
  audited = process.env['TEST_AUDIT'] === '1',
}: OpenOptions = {}) {
  const parsed = parseSchoolFile(school);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const clock = new MovableClock(Temporal.Instant.from(at));
  const secret = () => randomBytes(16).toString('hex');
  const keys = {
    appId: existing?.schoolId ?? 'cli_a000000000000001',
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-'));
  const platform = await createPlatform({ ...keys, ...cast(parsed.file), clock, unlimited });
  // In seconds: how long the platform asks apps to wait before they connect again.
  Object.assign(platform.longConnection.clientConfig, {
    ReconnectInterval: 0.1,
    ReconnectNonce: 0,
  });
  const database = existing?.database ?? (await testDatabase<Tables>());
  const makeService = () =>
    createService({
      ...keys,
      encryptKeys: [keys.encryptKey],
      domain: platform.address,
      transport,
      publicUrl: publicUrl ?? null,
      file: parsed.file,
      log,
      database,
      dataDir,
      ...(unsure ? { understand: doubting(unsure) } : {}),
      ...(llm === undefined
        ? {}
        : { llm: { url: llm, model: 'stand-in', apiKey: llmKey ?? null } }),
      clock,
    });
  let service = makeService();
  let webhook = '';
  const begin = async () => {
    await service.start({ workers: false });
    webhook = `${await service.server.listen({ host: '127.0.0.1', port: 0 })}/webhook/lark`;
    if (transport === 'webhook') platform.connect(webhook);
    else {
      const ready = async () =>
        (await service.server.http.inject('/health/ready')).statusCode === 200;
      while (!(await ready())) await setTimeout(10);
    }
  };
  await begin();

  /** When something that waits a moment (a held card, a refused send) may go on; null: nothing does. */
  const nextDue = async () => {
    const now = clock.now();
    const row = await database.db
      .selectFrom('outbox_lane')
      .select((eb) => eb.fn.min('due_at').as('due'))
      .where('due_at', '>', now)
      .where('due_at', '<=', now.add(MOMENT))
      .executeTakeFirst();
    return row?.due ?? null;
  };
  /** Lets everything happen that is due within a moment, and leaves the clock a second later. */
  const settle = async () => {
    await service.settle();
    for (let round = 0; round < 40; round++) {
      const due = await nextDue();
      if (due === null) break;
      clock.moveTo(due);
      // The platform's pace is real time, so a crowd of messages has to wait really.
      if (round > 2) await setTimeout(100);
      await service.settle();
    }
    clock.moveBy({ seconds: 1 });
  };
  const moveTo = async (instant: string) => {
    clock.moveTo(Temporal.Instant.from(instant));
    await platform.retry();
    await settle();
  };
  /** What a person or a group sees that the bot wrote, oldest first. */
  const bot = (place: string): Message[] =>
    platform.messagesOf(place).filter((message) => message.fromBot);
  const last = (place: string): Message => {
    const message = bot(place).at(-1);
    if (!message) throw new Error(`the bot wrote nothing to ${place}`);
    return message;
  };

  const audit = async () => {
    const { violations } = await auditAll({
      db: database.db,
      schoolId: schoolFromFile(parsed.file, keys.appId).id,
      now: clock.now(),
      upSince: Temporal.Instant.fromEpochMilliseconds(0),
    });
    return violations;
  };

  return {
    clock,
    platform,
    /** What nobody but the platform and the service may ever read. */
    secrets: [keys.appSecret, keys.encryptKey, keys.verificationToken],
    webhook: () => webhook,
    get service() {
      return service;
    },
    database,
    settle,
    moveTo,
    bot,
    last,
    /** Another process of the same school, not started. */
    replica: makeService,
    /** Ends the process, lets `meanwhile` happen while nothing answers, and starts another. */
    async away(meanwhile: () => Promise<void>) {
      await service.server.close();
      await meanwhile();
      service = makeService();
      await begin();
      await settle();
    },
    async say(
      person: string,
      text: string | Buffer,
      chat: string | null = null,
      options: { mentionBot?: boolean; replyTo?: string } = {},
    ) {
      const message = await platform.say(person, chat, text, {
        mentionBot: chat !== null,
        ...options,
      });
      await settle();
      return message;
    },
    /** Sends a small picture. */
    async photo(person: string, chat: string | null = null, options: { replyTo?: string } = {}) {
      const picture = { width: 40, height: 30, channels: 3, background: '#336699' } as const;
      const bytes = await sharp({ create: picture }).png().toBuffer();
      const message = await platform.say(person, chat, bytes, options);
      await settle();
      return message;
    },
    /** Sends a voice message in which the platform hears `words`; the file is as long as it says. */
    async speak(person: string, words: string, milliseconds = 1_000, file = VOICE) {
      const message = await platform.speak(person, file, { milliseconds, words });
      await settle();
      return message;
    },
    /** Sends a file in the direct chat. */
    async file(person: string, name: string, bytes: Buffer) {
      const message = await platform.sendFile(person, name, bytes);
      await settle();
      return message;
    },
    /** Posts an event as the platform would, signed and encrypted, for what the simulation cannot say. */
    async deliver(
      type: string,
      event: unknown,
      { eventId = randomUUID(), tenant = TENANT_KEY }: { eventId?: string; tenant?: string } = {},
    ): Promise<{ status: number; body: string }> {
      const header = {
        event_id: eventId,
        event_type: type,
        create_time: String(clock.now().epochMilliseconds),
        token: keys.verificationToken,
        app_id: keys.appId,
        tenant_key: tenant,
      };
      const envelope = { schema: '2.0', header, event };
      const { body, headers } = seal(envelope, keys.encryptKey, Date.now() / 1_000);
      const answer = await fetch(webhook, { method: 'POST', body: new Uint8Array(body), headers });
      const text = await answer.text();
      await settle();
      return { status: answer.status, body: text };
    },
    /** All tickets, oldest first. */
    tickets: () => database.db.selectFrom('repair_ticket').selectAll().orderBy('number').execute(),
    /** A button as it stands now on the newest card of the place that has it, to be pressed later or by another. */
    button(place: string, words: string) {
      for (const { messageId, content } of bot(place).toReversed()) {
        const found = buttonsOf(content).find(({ text }) => text === words);
        if (found) return { messageId, found };
      }
      throw new Error(`no card of ${place} has ${words}`);
    },
    /** Presses what `button` answered, although the card may have changed since. */
    async press(
      person: string,
      { messageId, found }: { messageId: string; found: FoundButton },
      form: Record<string, unknown> = {},
    ) {
      const answer = await platform.press(person, messageId, found, form);
      await settle();
      return answer;
    },
    /** Taps a button of the newest card of the place that has it. */
    async tap(
      person: string,
      button: string,
      { form = {}, place = person }: { form?: Record<string, unknown>; place?: string } = {},
    ) {
      const card = bot(place)
        .toReversed()
        .find((message) => buttonsIn(message).includes(button));
      if (!card)
        throw new Error(
          `no card of ${place} has ${button}; it shows ${bot(place).map(textOf).join(' | ')}`,
        );
      const answer = await platform.tap(person, card.messageId, button, form);
      await settle();
      return answer;
    },
    /** What the auditor would find in everything there is now. */
    audit,
    async [Symbol.asyncDispose]() {
      const found = audited ? await audit() : [];
      await service.stop();
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
      // Whatever a test is about, it must leave nothing behind that cannot be.
      if (found.length > 0) throw new Error(`the auditor found ${JSON.stringify(found)}`);
    },
  };
}

export type OpenSchool = Awaited<ReturnType<typeof openSchool>>;

/** The bot's lines to a place that are no cards, oldest first. */
export function linesTo(school: OpenSchool, place: string): string[] {
  return school
    .bot(place)
    .filter(({ kind }) => kind !== 'interactive')
    .map(textOf);
}

/** The files the bot sent somebody, oldest first. */
export function filesOf(school: OpenSchool, person: string): Buffer[] {
  return school
    .bot(person)
    .filter(({ kind }) => kind === 'file')
    .map(({ content }) => {
      const key = /file_v3[\w-]+/.exec(JSON.stringify(content))?.[0] ?? '';
      const stored = school.platform.world.resources.get(key);
      if (!stored) throw new Error(`nothing was uploaded as ${key}`);
      return stored;
    });
}

/** The words on a card's buttons. */
export function buttonsIn(message: Message): string[] {
  return buttonsOf(message.content).map(({ text }) => text);
}

/** All the words of a message, card or not. */
export function textOf(message: Message): string {
  const words: string[] = [];
  const visit = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && (key === 'content' || key === 'text')) words.push(value);
    else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  visit(message.content);
  return words.join('\n');
}
