import { readFileSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';
import { testDatabase } from './database.ts';
import { contextMaker } from '../src/context.ts';
import { readReply } from '../src/dialogue/words.ts';
import { SchoolCalendar } from '../src/kernel/calendar.ts';
import { MovableClock } from '../src/kernel/clock.ts';
import type { Context } from '../src/kernel/feature.ts';
import { idMaker } from '../src/kernel/ids.ts';
import type { InboundMessage } from '../src/kernel/inbound.ts';
import type { Json } from '../src/kernel/json.ts';
import type { Say, ShowOptions } from '../src/kernel/say.ts';
import type { ReportSlots, SingleUnderstood } from '../src/kernel/understood.ts';
import { parseSchoolFile, schoolFromFile } from '../src/school-file/index.ts';
import type { Database } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import { ensurePerson, seedPeople } from '../src/features/people/public.ts';
import type { Ticket } from '../src/features/repairs/domain/ticket.ts';
import { repairs } from '../src/features/repairs/index.ts';
import { findTickets } from '../src/features/repairs/store.ts';

const parsed = parseSchoolFile(readFileSync('schools/sample.yaml', 'utf8'));
if (!('file' in parsed)) throw new Error('the sample school must be right');
const { file } = parsed;
const school = { ...schoolFromFile(file, 'cli_test'), enabled: true };
const calendar = new SchoolCalendar('Asia/Shanghai', {}, []);

export let database: Database<Tables>;
export let clock: MovableClock;
export let sent: { to: string; text: string }[];
export let cards: Map<string, ShowOptions>;
export let news: string[];
let within: ReturnType<typeof contextMaker>;
let serial: number;

export const to = (r: ShowOptions['to']) => (r.kind === 'person' ? r.openId : r.chatId);
/** The outbox as memory: what would be sent, by place. */
const say: Say = {
  async show(options) {
    if (options.renew === true || !cards.has(options.key)) news.push(to(options.to));
    cards.set(options.key, options);
  },
  async text(recipient, text) {
    sent.push({ to: to(recipient), text });
  },
  async reply(_, recipient, text) {
    sent.push({ to: to(recipient), text });
  },
  async file() {},
  async shown(key) {
    const card = cards.get(key);
    return card ? { card: card.card, messageId: `om_${key}` } : null;
  },
  async keyOf(messageId) {
    return [...cards.keys()].find((key) => messageId === `om_${key}`) ?? null;
  },
};

/** A school with its repairs, the outbox as memory, before each test of the file that calls this. */
export function eachWithSchool(): void {
  beforeEach(begin);
  afterEach(() => database.close());
}

async function begin(): Promise<void> {
  database = await testDatabase<Tables>();
  clock = new MovableClock(Temporal.Instant.from('2026-11-23T10:00:00+08:00'));
  [sent, cards, news, serial] = [[], new Map(), [], 0];
  within = contextMaker({
    clock,
    newId: idMaker(clock),
    calendar: () => calendar,
    school: async () => school,
    say: () => say,
    pictureWanted: () => {},
  });
  await run(async (context) => {
    await seedPeople(context, file);
    await repairs.start?.(context);
  });
}

export function run<R>(work: (context: Context<Tables>) => Promise<R>): Promise<R> {
  return database.transaction(async (tx) => work(await within(tx)));
}

function message(by: string, text: string, over: Partial<InboundMessage> = {}): InboundMessage {
  return {
    kind: 'message',
    messageId: `om_${++serial}`,
    chatId: 'oc_x',
    chatKind: 'direct',
    senderOpenId: by,
    tenantKey: 't',
    senderTenantKey: 't',
    sentAt: clock.now(),
    text,
    mentions: [],
    addressed: true,
    imageKeys: [],
    voice: null,
    file: null,
    parentId: null,
    unreadable: null,
    ...over,
  };
}

export function fault(
  location: string | null,
  object: string,
  over: Partial<ReportSlots> = {},
): SingleUnderstood {
  return {
    intent: 'repair.report',
    slots: {
      location,
      location_norm: {},
      object,
      fault: '坏了',
      category: 'electrical',
      urgency: 'normal',
      when: null,
      contact: null,
      ...over,
    },
  };
}

/** As the pipeline does: phrases, then open questions, then claims, then the intent. */
export async function write(
  by: string,
  text: string,
  parts: SingleUnderstood[] = [],
  over: Partial<InboundMessage> = {},
) {
  await run(async (context) => {
    const incoming = { message: message(by, text, over), sender: await ensurePerson(context, by) };
    for (const phrase of repairs.phrases ?? []) {
      const match = phrase.pattern.exec(text);
      if (match) return phrase.handle(context, incoming, match);
    }
    for (const question of await context.questions.openTo(incoming.sender.id, null)) {
      const handle = repairs.answers?.[question.name.slice('repairs.'.length)];
      const reply = readReply(text);
      if (await handle?.(context, incoming, { question, reply, parts })) return undefined;
    }
    if (await repairs.claims?.(context, incoming, parts)) return undefined;
    for (const [intent, same] of Map.groupBy(parts, (part) => part.intent)) {
      await repairs.intents?.[intent]?.(context, incoming, same);
    }
    return undefined;
  });
}

export async function tap(
  by: string,
  action: string,
  id: string,
  form: Record<string, Json> = {},
  v: number | null = null,
  place: 'direct' | 'group' = 'direct',
) {
  return run(async (context) => {
    const handler = repairs.taps?.[action];
    if (!handler) throw new Error(`no ${action}`);
    const answer = await handler(context, {
      tap: {
        kind: 'tap',
        eventId: `e${++serial}`,
        messageId: 'om_card',
        chatId: 'oc_x',
        operatorOpenId: by,
        tenantKey: 't',
        operatorTenantKey: 't',
        at: clock.now(),
        action: `repairs.${action}`,
        value: { id, ...(v === null ? {} : { v }) },
        form,
      },
      operator: await ensurePerson(context, by),
      cardKey: null,
      place,
    });
    return answer.toast;
  });
}

/** Everything due by `at`, in order, each in its own transaction, at its own time. */
export async function until(at: string): Promise<void> {
  const end = Temporal.Instant.from(at);
  for (;;) {
    const row = await database.db
      .selectFrom('timer')
      .selectAll()
      .where('due_at', '<=', end)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    if (!row) break;
    if (Temporal.Instant.compare(row.due_at, clock.now()) > 0) clock.moveTo(row.due_at);
    await run(async (context) => {
      await context.timers.clear(row.name, row.key);
      await repairs.timers?.[row.name.slice('repairs.'.length)]?.(context, {
        key: row.key,
        dueAt: row.due_at,
        data: row.data,
      });
    });
  }
  clock.moveTo(end);
}

export async function newest(): Promise<Ticket> {
  const [ticket] = await run((context) => findTickets(context, {}));
  if (!ticket) throw new Error('there is no ticket');
  return ticket;
}

export const messagesTo = (who: string) =>
  news.filter((one) => one === who).length + sent.filter((one) => one.to === who).length;
