import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { findButton, type FoundButton, type Wanted } from './cards.ts';
import { webhookChannel, type Channel, type ChannelAnswer } from './channel.ts';
import { Delivery } from './delivery.ts';
import { noFaults, type Faults } from './faults.ts';
import { createApi } from './http-api.ts';
import type { Scopes } from './scopes.ts';
import { isOver, PER_SECOND, refuseBadCard } from './send-rules.ts';
import type { Spoken } from './speech-api.ts';
import {
  BOT_OPEN_ID,
  makeId,
  TENANT_KEY,
  World,
  type Chat,
  type Message,
  type SimulatedPerson,
} from './world.ts';

export { BOT_OPEN_ID, TENANT_KEY } from './world.ts';
export type { Change, Message, SimulatedPerson } from './world.ts';

export interface PlatformSettings {
  readonly appId: string;
  readonly appSecret: string;
  readonly encryptKey: string;
  readonly verificationToken: string;
  readonly people: readonly SimulatedPerson[];
  readonly groups: readonly {
    chatId: string;
    name: string;
    members: readonly string[];
    bot?: boolean;
  }[];
  readonly clock: Clock;
  /** Takes any number of messages a second. */
  readonly unlimited?: boolean;
}

export interface TapResult {
  readonly toast: { readonly type: string; readonly content: string } | null;
  /** The code the person's client shows, such as 200341 for no answer within 3 s. */
  readonly error: number | null;
}

export interface SayOptions {
  readonly mentionBot?: boolean;
  readonly replyTo?: string;
}

const tapAnswer = z.object({
  toast: z.object({ type: z.string().default('info'), content: z.string() }).optional(),
  card: z.object({ type: z.literal('raw'), data: z.unknown() }).optional(),
});

export type Platform = Awaited<ReturnType<typeof createPlatform>>;

/**
 * A simulated open platform on loopback, ready when the promise resolves. `person` is an open_id,
 * `chat` a chat_id; null stands for the person's direct chat with the bot.
 */
export async function createPlatform(settings: PlatformSettings) {
  const { appId, appSecret, encryptKey, verificationToken, clock } = settings;
  const world = new World(clock);
  const faults: Faults = noFaults();
  const scopes: Scopes = { history: false, groupMessages: false, speech: false };
  const spoken: Spoken[] = [];
  let webhook: Channel | null = null;
  for (const person of settings.people) world.people.set(person.openId, person);
  for (const { chatId, name, members, bot } of settings.groups) {
    const chat: Chat = { chatId, name, kind: 'group', members: [...members], bot: bot ?? true };
    world.chats.set(chatId, chat);
  }
  const api = createApi({
    appId,
    appSecret,
    world,
    faults,
    scopes,
    spoken,
    perSecond: settings.unlimited ? Infinity : PER_SECOND,
  });
  const delivery = new Delivery({
    appId,
    clock,
    faults,
    channel: () => webhook ?? api.longConnection.channel,
  });
  const address = await api.http.listen({ host: '127.0.0.1', port: 0 });
  const retries = setInterval(() => void delivery.retry(), 1_000);
  retries.unref();
  const idOf = (openId: string) => ({
    open_id: openId,
    union_id: openId.replace('ou_', 'on_'),
    user_id: null,
  });

  async function say(
    person: string,
    chatId: string | null,
    what: string | Buffer,
    { mentionBot = false, replyTo }: SayOptions = {},
  ): Promise<Message> {
    const chat = chatId === null ? world.directChat(person) : world.chat(chatId);
    if (!chat.members.includes(person)) throw new Error(`${person} is not in ${chat.name}`);
    let kind = 'text';
    let content: unknown = { text: mentionBot ? `@_user_1 ${String(what)}` : what };
    if (typeof what !== 'string') {
      const key = makeId('img_v3');
      world.resources.set(key, what);
      kind = 'image';
      content = { image_key: key };
    }
    return tell(chat, person, kind, content, { mentionBot, replyTo });
  }

  /** A voice message; `words` is what the recognition hears in it. The bot is never mentioned in one. */
  async function speak(person: string, file: Buffer, { milliseconds, words }: Spoken) {
    const key = makeId('file_v3');
    world.resources.set(key, file);
    spoken.push({ milliseconds, words });
    const content = { file_key: key, duration: milliseconds };
    return tell(world.directChat(person), person, 'audio', content, {});
  }

  /** A file from somebody's phone or computer, in the direct chat with the bot. */
  async function sendFile(person: string, name: string, bytes: Buffer) {
    const key = makeId('file_v3');
    world.resources.set(key, bytes);
    const content = { file_key: key, file_name: name };
    return tell(world.directChat(person), person, 'file', content, {});
  }

  async function tell(
    chat: Chat,
    person: string,
    kind: string,
    content: unknown,
    { mentionBot = false, replyTo }: { mentionBot?: boolean; replyTo?: string | undefined },
  ): Promise<Message> {
    const message = world.post(chat, person, kind, content, replyTo ?? null);
    // In a group the platform tells the bot of messages that mention it, of others by permission only.
    if (chat.bot && (chat.kind === 'direct' || mentionBot || scopes.groupMessages)) {
      const bot = { key: '@_user_1', id: idOf(BOT_OPEN_ID), name: '后勤', tenant_key: TENANT_KEY };
      await delivery.event('im.message.receive_v1', {
        sender: { sender_id: idOf(person), sender_type: 'user', tenant_key: TENANT_KEY },
        message: {
          message_id: message.messageId,
          ...(replyTo === undefined ? {} : { root_id: replyTo, parent_id: replyTo }),
          create_time: String(message.createdAt.epochMilliseconds),
          update_time: String(message.createdAt.epochMilliseconds),
          chat_id: chat.chatId,
          chat_type: chat.kind === 'direct' ? 'p2p' : 'group',
          message_type: kind,
          content: JSON.stringify(content),
          ...(mentionBot ? { mentions: [{ ...bot, mentioned_type: 'bot' }] } : {}),
        },
      });
    }
    return message;
  }

  /** Taps a button. `form`: what stands in the form's fields. */
  async function tap(
    person: string,
    messageId: string,
    wanted: Wanted,
    form: Readonly<Record<string, unknown>> = {},
  ): Promise<TapResult> {
    const found = findButton(world.message(messageId).content, wanted);
    if (!found) throw new Error(`the card has no button ${JSON.stringify(wanted)}`);
    return press(person, messageId, found, form);
  }

  /** Taps a button that a client shows, whatever the card has become since. */
  async function press(
    person: string,
    messageId: string,
    found: FoundButton,
    form: Readonly<Record<string, unknown>> = {},
  ): Promise<TapResult> {
    const message = world.message(messageId);
    if (found.disabled || message.recalled) return { toast: null, error: 200080 };
    if (isOver(message, clock.now())) return { toast: null, error: 200080 };
    message.openTaps += 1;
    try {
      const answer = await delivery.callback('card.action.trigger', {
        operator: { tenant_key: TENANT_KEY, open_id: person, union_id: idOf(person).union_id },
        token: `c-${randomUUID()}`,
        action: {
          tag: 'button',
          ...(found.value === undefined ? {} : { value: found.value }),
          ...(found.name === null ? {} : { name: found.name }),
          ...(found.inForm ? { form_value: form } : {}),
          timezone: 'Asia/Shanghai',
        },
        host: 'im_message',
        context: { open_message_id: messageId, open_chat_id: message.chatId },
      });
      return applyAnswer(message, answer);
    } finally {
      message.openTaps -= 1;
    }
  }

  function applyAnswer(message: Message, answer: ChannelAnswer | null): TapResult {
    if (!answer) return { toast: null, error: 200341 };
    if (answer.status !== 200) return { toast: null, error: 200671 };
    let value: unknown;
    try {
      value = JSON.parse(answer.text);
    } catch {
      return { toast: null, error: 200672 };
    }
    const parsed = tapAnswer.safeParse(value);
    if (!parsed.success) return { toast: null, error: 200672 };
    if (parsed.data.card) {
      try {
        refuseBadCard(parsed.data.card.data);
      } catch {
        return { toast: null, error: 200673 };
      }
      message.content = parsed.data.card.data;
      world.touch(message);
    }
    return { toast: parsed.data.toast ?? null, error: null };
  }

  return {
    /** Base address of the open platform, for LARK_DOMAIN. */
    address,
    faults,
    /** Scopes of the app; off as after a minimal set-up. */
    scopes,
    world,
    say,
    speak,
    sendFile,
    tap,
    press,
    killToken: () => api.killToken(),
    retry: () => delivery.retry(),
    repeat: () => delivery.repeat(),
    unacknowledged: () => delivery.unacknowledged,
    /** The bot's request address, for events and taps. Without one they go through the long connection. */
    connect(url: string) {
      webhook = webhookChannel(url, encryptKey, verificationToken);
    },
    longConnection: api.longConnection,
    /** What a chat shows, oldest first; a person's open_id means the direct chat. */
    messagesOf(personOrChat: string): Message[] {
      const chatId = world.people.has(personOrChat) ? `oc_direct_${personOrChat}` : personOrChat;
      return [...world.messages.values()].filter((one) => one.chatId === chatId);
    },
    /** A person takes an own message back. */
    async recall(messageId: string): Promise<void> {
      const message = world.message(messageId);
      message.recalled = true;
      world.touch(message);
      await delivery.event('im.message.recalled_v1', {
        message_id: messageId,
        chat_id: message.chatId,
        recall_time: String(clock.now().epochMilliseconds),
        recall_type: 'message_owner',
      });
    },
    /** A person opens the direct chat with the bot. */
    async openChat(person: string): Promise<void> {
      const chat = world.directChat(person);
      await delivery.event('im.chat.access_event.bot_p2p_chat_entered_v1', {
        chat_id: chat.chatId,
        operator_id: idOf(person),
      });
    },
    /** A person taps an item of the bot's menu. */
    async tapMenu(person: string, key: string): Promise<void> {
      await delivery.event('application.bot.menu_v6', {
        operator: { operator_name: world.person(person).name, operator_id: idOf(person) },
        event_key: key,
        timestamp: Math.floor(clock.now().epochMilliseconds / 1_000),
      });
    },
    /** A person adds the bot to a group. */
    async addBot(person: string, chatId: string): Promise<void> {
      const chat = world.chat(chatId);
      chat.bot = true;
      await delivery.event('im.chat.member.bot.added_v1', {
        chat_id: chatId,
        operator_id: idOf(person),
        external: false,
        operator_tenant_key: TENANT_KEY,
        name: chat.name,
      });
    },
    async close(): Promise<void> {
      clearInterval(retries);
      api.longConnection.close();
      await api.http.close();
    },
  };
}
