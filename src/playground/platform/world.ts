import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { Refusal } from './refusal.ts';

export interface SimulatedPerson {
  readonly openId: string;
  readonly name: string;
  /** Shown under the name on the page. */
  readonly title?: string;
  readonly mobile?: string;
  /** False: outside the app's availability (可用范围). */
  readonly reachable?: boolean;
}

export interface Chat {
  readonly chatId: string;
  readonly name: string;
  readonly kind: 'direct' | 'group';
  readonly members: string[];
  bot: boolean;
}

export interface Message {
  readonly messageId: string;
  readonly chatId: string;
  /** open_id of a person, or the bot's. */
  readonly sender: string;
  readonly fromBot: boolean;
  readonly kind: string;
  content: unknown;
  readonly parentId: string | null;
  readonly createdAt: Temporal.Instant;
  updatedAt: Temporal.Instant;
  recalled: boolean;
  urgentTo: readonly string[];
  /** Taps the bot has not answered yet. */
  openTaps: number;
}

export type Change = { kind: 'message'; message: Message } | { kind: 'chat'; chat: Chat };

export const BOT_OPEN_ID = 'ou_0000000000000000000000000000b0b0';
export const TENANT_KEY = 'playground';

export function makeId(prefix: string): string {
  return `${prefix}_${randomBytes(16).toString('hex')}`;
}

/** Everything the simulated platform remembers, in memory. */
export class World {
  readonly people = new Map<string, SimulatedPerson>();
  readonly chats = new Map<string, Chat>();
  readonly messages = new Map<string, Message>();
  readonly resources = new Map<string, Buffer>();
  readonly listeners = new Set<(change: Change) => void>();
  readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  announce(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  person(openId: string): SimulatedPerson {
    const person = this.people.get(openId);
    if (!person) throw new Refusal(400, 99992351, 'open_id is unknown');
    return person;
  }

  chat(chatId: string): Chat {
    const chat = this.chats.get(chatId);
    if (!chat) throw new Refusal(400, 232006, 'chat_id is unknown');
    return chat;
  }

  message(messageId: string): Message {
    const message = this.messages.get(messageId);
    if (!message) throw new Refusal(400, 99992354, 'message id is unknown');
    return message;
  }

  /** The chat of one person with the bot, made at the first use. */
  directChat(openId: string): Chat {
    const { name } = this.person(openId);
    const chatId = `oc_direct_${openId}`;
    const known = this.chats.get(chatId);
    if (known) return known;
    const chat: Chat = { chatId, name, kind: 'direct', members: [openId], bot: true };
    this.chats.set(chatId, chat);
    this.announce({ kind: 'chat', chat });
    return chat;
  }

  post(
    chat: Chat,
    sender: string,
    kind: string,
    content: unknown,
    parentId: string | null = null,
  ): Message {
    const now = this.clock.now();
    const message: Message = {
      messageId: makeId('om'),
      chatId: chat.chatId,
      sender,
      fromBot: sender === BOT_OPEN_ID,
      kind,
      content,
      parentId,
      createdAt: now,
      updatedAt: now,
      recalled: false,
      urgentTo: [],
      openTaps: 0,
    };
    this.messages.set(message.messageId, message);
    this.announce({ kind: 'message', message });
    return message;
  }

  /** Marks a change of a message's content and tells who watches. */
  touch(message: Message): void {
    message.updatedAt = this.clock.now();
    this.announce({ kind: 'message', message });
  }
}
