import { z } from 'zod';
import type { Inbound, InboundMessage, InboundNotice } from '../kernel/inbound.ts';
import { mentionsSchema, readContent, resolveMentions } from './content.ts';
import { readTap } from './tap.ts';
import { id, instantOf, personId } from './values.ts';

/** An input with what the inbox orders and recognises it by. */
export interface Recognised {
  readonly kind: 'inbound';
  readonly key: string;
  readonly lane: string;
  /** The key of an input that must be dealt with before. */
  readonly after: string | null;
  readonly inbound: Inbound;
}

/** ignored: known to have no effect. unknown: fits nothing; a person has to look. */
export type Reading =
  | Recognised
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown'; readonly why: string };

const header = z.object({
  event_id: id,
  event_type: z.string(),
  create_time: z.string(),
  token: z.string(),
  app_id: z.string(),
  tenant_key: z.string(),
});
const v2 = z.object({
  schema: z.literal('2.0'),
  header,
  event: z.unknown().optional(),
  context: z.unknown().optional(),
});
const v1 = z.object({
  uuid: id,
  token: z.string(),
  ts: z.string(),
  type: z.literal('event_callback'),
  event: z.object({ type: z.string(), app_id: z.string(), tenant_key: z.string() }).loose(),
});

/** What is common to both generations of envelopes. */
interface Opened {
  readonly eventId: string;
  readonly type: string;
  readonly at: Temporal.Instant;
  readonly tenantKey: string;
  readonly event: unknown;
  readonly outer: unknown;
}

const IGNORED = { kind: 'ignored' } as const;
const unknown = (why: string) => ({ kind: 'unknown', why }) as const;

/** Made once: to make a schema costs fifty times its use, and this is used on every request. */
const claimsSchema = z.object({
  token: z.string().optional().catch(undefined),
  header: z
    .object({ token: z.string().optional(), app_id: z.string().optional() })
    .optional()
    .catch(undefined),
  event: z.object({ app_id: z.string().optional() }).optional().catch(undefined),
  schema: z.string().optional().catch(undefined),
});

/** Token and app id that an envelope claims; undefined where it names none. */
export function claims(value: unknown): { token: string | undefined; appId: string | undefined } {
  const claimed = claimsSchema.safeParse(value);
  if (!claimed.success) return { token: undefined, appId: undefined };
  const { token, header: head, event, schema } = claimed.data;
  if (schema === undefined && head === undefined) return { token, appId: event?.app_id };
  return { token: head?.token, appId: head?.app_id };
}

/** One decrypted envelope → what it means to us. `botOpenId` null: not known yet. */
export function readEnvelope(value: unknown, botOpenId: string | null): Reading {
  const opened = open(value);
  if (!opened) return unknown('no envelope we know');
  if (opened.type === 'im.message.receive_v1') return readMessage(opened, botOpenId);
  if (opened.type === 'card.action.trigger') {
    const tap = readTap(opened);
    return tap
      ? recognised(`e:${opened.eventId}`, tap.chatId, tap)
      : unknown('a tap of an unknown form');
  }
  return readNotice(opened);
}

function open(value: unknown): Opened | null {
  const second = v2.safeParse(value);
  if (second.success) {
    const { header: head, event, context } = second.data;
    const at = instantOf(head.create_time);
    if (!at) return null;
    return {
      eventId: head.event_id,
      type: head.event_type,
      at,
      tenantKey: head.tenant_key,
      event,
      outer: context,
    };
  }
  const first = v1.safeParse(value);
  if (!first.success) return null;
  const { uuid, ts, event } = first.data;
  const at = instantOf(ts);
  return (
    at && {
      eventId: uuid,
      type: event.type,
      at,
      tenantKey: event.tenant_key,
      event,
      outer: undefined,
    }
  );
}

function recognised(
  key: string,
  lane: string,
  inbound: Inbound,
  after: string | null = null,
): Recognised {
  return { kind: 'inbound', key, lane, after, inbound };
}

const messageEvent = z.object({
  sender: z.object({
    sender_id: z.object({ open_id: id }),
    sender_type: z.string(),
    tenant_key: z.string().optional(),
  }),
  message: z.object({
    message_id: id,
    parent_id: z.string().nullish(),
    create_time: z.string().optional(),
    chat_id: id,
    chat_type: z.string(),
    message_type: z.string(),
    content: z.string(),
    mentions: mentionsSchema,
  }),
});
const botSender = z.object({ sender: z.object({ sender_type: z.string() }) });

function readMessage(opened: Opened, botOpenId: string | null): Reading {
  const who = botSender.safeParse(opened.event);
  if (who.success && who.data.sender.sender_type !== 'user') return IGNORED;
  const parsed = messageEvent.safeParse(opened.event);
  if (!parsed.success) return unknown('a message of an unknown form');
  const { sender, message } = parsed.data;
  const content = readContent(message.message_type, message.content);
  if (!content) return unknown(`content of a ${message.message_type} of an unknown form`);
  const direct = message.chat_type === 'p2p';
  const words = resolveMentions(content.text, message.mentions ?? [], botOpenId);
  const senderOpenId = sender.sender_id.open_id;
  const inbound: InboundMessage = {
    kind: 'message',
    messageId: message.message_id,
    chatId: message.chat_id,
    chatKind: direct ? 'direct' : 'group',
    senderOpenId,
    tenantKey: opened.tenantKey,
    senderTenantKey: sender.tenant_key ?? opened.tenantKey,
    sentAt: instantOf(message.create_time ?? '') ?? opened.at,
    text: words.text,
    mentions: words.others,
    addressed: direct || words.addressed,
    imageKeys: content.imageKeys,
    voice: content.voice,
    file: content.file,
    parentId: message.parent_id || null,
    unreadable: content.unreadable,
  };
  return recognised(`m:${message.message_id}`, `${message.chat_id} ${senderOpenId}`, inbound);
}

const entered = z.object({ chat_id: id, operator_id: personId });
const created = z.object({ chat_id: id, user: personId });
const botMember = z.object({
  chat_id: id,
  operator_id: personId,
  operator_tenant_key: z.string().nullish(),
  name: z.string().nullish(),
});
const menu = z.object({ operator: z.object({ operator_id: personId }), event_key: z.string() });
const recalled = z.object({ message_id: id, chat_id: id });

function readNotice(opened: Opened): Reading {
  const { event, eventId } = opened;
  const { tenantKey } = opened;
  const base = { eventId, tenantKey, operatorTenantKey: tenantKey, at: opened.at };
  const notice = (lane: string, inbound: InboundNotice, after?: string) =>
    recognised(`e:${eventId}`, lane, inbound, after);
  switch (opened.type) {
    case 'im.chat.access_event.bot_p2p_chat_entered_v1': {
      const { data } = entered.safeParse(event);
      if (!data) break;
      const person = data.operator_id.open_id;
      return notice(`${data.chat_id} ${person}`, {
        ...base,
        kind: 'entered',
        chatId: data.chat_id,
        person,
      });
    }
    case 'p2p_chat_create': {
      const { data } = created.safeParse(event);
      if (!data) break;
      const person = data.user.open_id;
      return notice(`${data.chat_id} ${person}`, {
        ...base,
        kind: 'entered',
        chatId: data.chat_id,
        person,
      });
    }
    case 'im.chat.member.bot.added_v1':
    case 'im.chat.member.bot.deleted_v1': {
      const { data } = botMember.safeParse(event);
      if (!data) break;
      const common = {
        ...base,
        operatorTenantKey: data.operator_tenant_key || tenantKey,
        chatId: data.chat_id,
        person: data.operator_id.open_id,
      };
      return opened.type === 'im.chat.member.bot.added_v1'
        ? notice(data.chat_id, { ...common, kind: 'botAdded', chatName: data.name ?? '' })
        : notice(data.chat_id, { ...common, kind: 'botRemoved' });
    }
    case 'application.bot.menu_v6': {
      const { data } = menu.safeParse(event);
      if (!data) break;
      const person = data.operator.operator_id.open_id;
      return notice(person, { ...base, kind: 'menu', person, key: data.event_key });
    }
    case 'im.message.recalled_v1': {
      const { data } = recalled.safeParse(event);
      if (!data) break;
      const inbound = {
        ...base,
        kind: 'recalled',
        messageId: data.message_id,
        chatId: data.chat_id,
      } as const;
      return notice(data.chat_id, inbound, `m:${data.message_id}`);
    }
    default:
      return IGNORED;
  }
  return unknown(`${opened.type} of an unknown form`);
}
