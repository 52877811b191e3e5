import type { MovableClock } from '../../src/kernel/clock.ts';
import { z } from 'zod';
import type { FoundButton } from '../../src/playground/platform/cards.ts';
import { BOT_OPEN_ID, TENANT_KEY, type Message } from '../../src/playground/platform/world.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { buttons, valueOf } from './buttons.ts';
import type { Delivery } from './delivery.ts';
import type { Fault, FaultCounts } from './faults.ts';
import type { History } from './history.ts';
import type { SimPlatform } from './platform.ts';
import type { Random } from './random.ts';
import type { Replica } from './replica.ts';

/** What somebody said, and what has to come of it. */
export interface Said {
  readonly messageId: string;
  readonly person: string;
  readonly chat: string | null;
  readonly text: string;
  readonly at: number;
  /** A clear report of a fault at a new place. */
  readonly report: boolean;
}

export interface Tapped {
  readonly eventId: string;
  readonly person: string;
  readonly action: string;
  readonly id: string;
  /** The version the card showed; null where a card shows none. */
  readonly seen: number | null;
  /** The thing's version when the tap was made. */
  readonly current: number | null;
  readonly at: number;
  /** Null: the person got no answer. */
  readonly toast: { readonly type: string; readonly content: string } | null;
  readonly form: Readonly<Record<string, unknown>>;
}

const CARD_DAYS = 14;
const DAY = 86_400_000;

/** The school's people with their phones: the simulation's own record of what they did and saw. */
export class Town {
  readonly said: Said[] = [];
  readonly tapped: Tapped[] = [];
  readonly parts: TownParts;

  constructor(parts: TownParts) {
    this.parts = parts;
  }

  get now(): number {
    return this.parts.clock.now().epochMilliseconds;
  }

  count(fault: Fault): void {
    const { counts } = this.parts;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }

  async say(
    person: string,
    text: string,
    {
      chat = null,
      report = false,
      tenant = TENANT_KEY,
    }: { chat?: string | null; report?: boolean; tenant?: string } = {},
  ): Promise<Message> {
    const { platform, delivery, history } = this.parts;
    const { world } = platform;
    const where = chat === null ? world.directChat(person) : world.chat(chat);
    const content = { text: chat === null ? text : `@_user_1 ${text}` };
    const message = world.post(where, person, 'text', content);
    const { messageId } = message;
    // A group without the bot tells it nothing.
    const heard = where.bot;
    this.said.push({ messageId, person, chat, text, at: this.now, report: report && heard });
    history.add('say', [person, chat, text]);
    const bot = { key: '@_user_1', id: { open_id: BOT_OPEN_ID }, name: '后勤' };
    if (heard)
      await delivery.event('im.message.receive_v1', {
        sender: { sender_id: { open_id: person }, sender_type: 'user', tenant_key: tenant },
        message: {
          message_id: messageId,
          create_time: String(this.now),
          update_time: String(this.now),
          chat_id: where.chatId,
          chat_type: chat === null ? 'p2p' : 'group',
          message_type: 'text',
          content: JSON.stringify(content),
          ...(chat === null ? {} : { mentions: [{ ...bot, mentioned_type: 'bot' }] }),
        },
      });
    return message;
  }

  async recall(message: Message): Promise<void> {
    message.recalled = true;
    this.parts.history.add('recall', message.messageId);
    await this.parts.delivery.event('im.message.recalled_v1', {
      message_id: message.messageId,
      chat_id: message.chatId,
      recall_time: String(this.now),
      recall_type: 'message_owner',
    });
  }

  /** The cards of a place that can be tapped, newest first. */
  cards(place: string, most = 12): Message[] {
    const { world } = this.parts.platform;
    const chatId = world.people.has(place) ? `oc_direct_${place}` : place;
    const found: Message[] = [];
    for (const message of (this.parts.shown.get(chatId) ?? []).toReversed()) {
      if (this.now - message.createdAt.epochMilliseconds > CARD_DAYS * DAY) break;
      if (message.kind !== 'interactive' || message.recalled) continue;
      if (!buttons(message.content).some(({ disabled }) => !disabled)) continue;
      found.push(message);
      if (found.length === most) break;
    }
    return found;
  }

  button(message: Message, words: string): FoundButton | null {
    return buttons(message.content).find((one) => one.text === words && !one.disabled) ?? null;
  }

  async press(
    person: string,
    message: Message,
    found: FoundButton,
    form: Readonly<Record<string, unknown>> = {},
    on?: Replica,
  ): Promise<Tapped> {
    const { delivery, database, history } = this.parts;
    const { a: action, id, v: seen } = valueOf(found);
    const current = await versionOf(database, id);
    message.openTaps += 1;
    const [eventId, answer] = await delivery.callback(
      {
        operator: { tenant_key: TENANT_KEY, open_id: person },
        token: `c-${message.messageId}`,
        action: {
          tag: 'button',
          ...(found.value === undefined ? {} : { value: found.value }),
          ...(found.name === null ? {} : { name: found.name }),
          ...(found.inForm ? { form_value: form } : {}),
          timezone: 'Asia/Shanghai',
        },
        host: 'im_message',
        context: { open_message_id: message.messageId, open_chat_id: message.chatId },
      },
      on,
    );
    message.openTaps -= 1;
    const toast = answer?.status === 200 ? shown(message, answer.body) : null;
    const tapped: Tapped = {
      eventId,
      person,
      action,
      id,
      seen,
      current,
      at: this.now,
      toast,
      form,
    };
    this.tapped.push(tapped);
    history.add('tap', [person, tapped.action, id, tapped.seen, toast]);
    return tapped;
  }
}

export interface TownParts {
  readonly clock: MovableClock;
  readonly random: Random;
  readonly platform: SimPlatform;
  readonly delivery: Delivery;
  readonly replicas: readonly Replica[];
  readonly database: Database<Tables>;
  readonly history: History;
  readonly counts: FaultCounts;
  /** What the bot wrote, by chat, oldest first. */
  readonly shown: ReadonlyMap<string, readonly Message[]>;
}

/** Of a purchase, a repair or a request for goods. */
export async function versionOf({ db }: Database<Tables>, id: string): Promise<number | null> {
  if (!/^[\w-]{36}$/.test(id)) return null;
  const rows = await db
    .selectFrom('purchase')
    .select('version')
    .where('id', '=', id)
    .unionAll(db.selectFrom('repair_ticket').select('version').where('id', '=', id))
    .unionAll(db.selectFrom('issue_request').select('version').where('id', '=', id))
    .execute();
  return rows[0]?.version ?? null;
}

const answerShape = z.object({
  card: z.object({ data: z.unknown() }).optional(),
  toast: z.object({ type: z.string(), content: z.string() }).nullish(),
});

/** The client puts the answer's card in place and shows the toast. */
function shown(message: Message, body: string): Tapped['toast'] {
  const { card, toast } = answerShape.parse(JSON.parse(body));
  if (card?.data !== undefined) message.content = card.data;
  return toast ?? null;
}
