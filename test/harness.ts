import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createService } from '../src/app.ts';
import { MovableClock } from '../src/kernel/clock.ts';
import { cast } from '../src/launch.ts';
import { createLogger } from '../src/logging.ts';
import { createPlatform, type Message } from '../src/playground/platform/index.ts';
import { parseSchoolFile } from '../src/school-file/index.ts';
import type { Tables } from '../src/tables.ts';
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

const SAMPLE = join(import.meta.dirname, '..', 'schools', 'sample.yaml');

/** A whole school: the service, a simulated platform, people, and a clock that stands until it is moved. */
export async function openSchool({
  at = '2026-11-24T10:00:00+08:00',
  school = readFileSync(SAMPLE, 'utf8'),
} = {}) {
  const parsed = parseSchoolFile(school);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const clock = new MovableClock(Temporal.Instant.from(at));
  const secret = () => randomBytes(16).toString('hex');
  const keys = {
    appId: 'cli_a000000000000001',
    appSecret: secret(),
    encryptKey: secret(),
    verificationToken: secret(),
  };
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-'));
  const platform = await createPlatform({ ...keys, ...cast(parsed.file), clock });
  const database = await testDatabase<Tables>();
  const service = createService({
    ...keys,
    encryptKeys: [keys.encryptKey],
    domain: platform.address,
    transport: 'webhook',
    file: parsed.file,
    log: createLogger(process.env['TEST_LOG'] ?? 'silent'),
    database,
    dataDir,
    clock,
  });
  await service.start({ workers: false });
  platform.connect(`${await service.server.listen({ host: '127.0.0.1', port: 0 })}/webhook/lark`);

  /** Lets everything happen that is due, a second at a time so that nobody exceeds the platform's pace. */
  const settle = async () => {
    for (let second = 0; second < 6; second++) {
      await service.settle();
      clock.moveBy({ seconds: 1 });
    }
    await service.settle();
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

  return {
    clock,
    platform,
    service,
    database,
    settle,
    moveTo,
    bot,
    last,
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
    /** Taps a button of the newest card of the place that has it. */
    async tap(
      person: string,
      button: string,
      { form = {}, place = person }: { form?: Record<string, unknown>; place?: string } = {},
    ) {
      const card = bot(place)
        .toReversed()
        .find((message) => textOf(message).includes(button));
      if (!card)
        throw new Error(
          `no card of ${place} has ${button}; it shows ${bot(place).map(textOf).join(' | ')}`,
        );
      const answer = await platform.tap(person, card.messageId, button, form);
      await settle();
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await service.stop();
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type OpenSchool = Awaited<ReturnType<typeof openSchool>>;

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
