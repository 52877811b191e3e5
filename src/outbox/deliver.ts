import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { JsonObject } from '../kernel/json.ts';
import type { CardContent } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import type { OutboxMessage } from './claim.ts';
import { closedCard, markedCard, wordsOf } from './closed-card.ts';
import { recipientOf } from './enqueue.ts';
import { contentSchema } from './say.ts';
import { type Send, SendFailure } from './send.ts';

export interface Delivery {
  readonly schoolId: string;
  readonly db: Kysely<Tables>;
  readonly send: Send;
  readonly render: (content: CardContent) => JsonObject;
}

export interface Delivered {
  /** The new message's id; null after an update. */
  readonly messageId: string | null;
  /** Which version of the card went out; 0 for what is no card. */
  readonly version: number;
}

export const payloadSchema = z.object({
  text: z.string().default(''),
  name: z.string().default(''),
  kind: z.enum(['pdf', 'xls', 'stream']).default('stream'),
});

/** Says one message to the platform. Throws SendFailure; writes nothing. */
export async function deliver(parts: Delivery, message: OutboxMessage): Promise<Delivered> {
  const { send } = parts;
  const to = recipientOf(message.lane);
  const payload = payloadSchema.parse(message.payload);
  const mark = message.repeated ? '【补发】' : '';
  const uuid = message.repeated ? `${message.id}-2` : message.id;
  const done = (messageId: string | null, version = 0): Delivered => ({ messageId, version });
  if (message.kind === 'text') return done(await send.text(to, mark + payload.text, uuid));
  if (message.kind === 'reply')
    return done(await send.reply(message.message_id ?? '', mark + payload.text, uuid));
  if (message.kind === 'file')
    return done(await send.file(to, await upload(parts, message, payload), uuid));

  const { card, row } = await renderedCard(parts, message.card_key ?? '');
  if (message.kind === 'close') {
    await send.updateCard(message.message_id ?? '', closedCard(card));
    return done(null);
  }
  if (message.kind === 'update') {
    if (row.message_id === null) throw new SendFailure('tooOld', 'nothing shows the card');
    await send.updateCard(row.message_id, message.repeated ? markedCard(card) : card);
    return done(null, row.version);
  }
  try {
    return done(await send.card(to, message.repeated ? markedCard(card) : card, uuid), row.version);
  } catch (error) {
    if (!(error instanceof SendFailure) || error.class !== 'card') throw error;
    await send.text(to, mark + wordsOf(card), `${message.id}-t`);
    throw error;
  }
}

/** A card as it would be sent now. */
export async function renderedCard(parts: Delivery, key: string) {
  const row = await parts.db
    .selectFrom('card')
    .select(['content', 'version', 'message_id'])
    .where('school_id', '=', parts.schoolId)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!row) throw new SendFailure('bug', 'a message about a card that does not exist');
  return { row, card: rendered(parts, contentSchema.parse(row.content)) };
}

function rendered(parts: Delivery, content: CardContent): JsonObject {
  try {
    return parts.render(content);
  } catch (error) {
    throw new SendFailure('bug', `card ${content.template} cannot be rendered: ${String(error)}`);
  }
}

async function upload(
  parts: Delivery,
  message: OutboxMessage,
  payload: z.infer<typeof payloadSchema>,
): Promise<string> {
  const file = await parts.db
    .selectFrom('outbox_file')
    .select('bytes')
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .executeTakeFirst();
  if (!file) throw new SendFailure('bug', 'a file without its bytes');
  return parts.send.uploadFile({ name: payload.name, kind: payload.kind, bytes: file.bytes });
}
