import { z } from 'zod';
import type { OutboxMessage } from './claim.ts';
import { titleOf } from './closed-card.ts';
import { type Delivery, payloadSchema, renderedCard } from './deliver.ts';
import { recipientOf } from './enqueue.ts';
import { type PastMessage, SendFailure } from './send.ts';
import type { Result } from './settle.ts';

/** Past this a history that cannot be read for the moment is one that cannot be read. */
const LOOK_HOURS = 24;
/** Twice said is better than said too late: a danger is said once more, as 补发, after so many tries in all. */
const DANGER_TRIES = 2;
/** What people call a report or a request by. */
const NUMBER = /[A-Z]{2}\d{4}-\d{4,}/;
/** The platform's stamps may be a little before ours. */
const MARGIN = { minutes: 1 };
/**
 * Of a card or a reply only the lost one can be found, so that a clock that is minutes ahead finds it too; of words
 * and files an older one that is just the same would be taken for it.
 */
const WIDE_MARGIN = { minutes: 15 };

/**
 * What became of a message whose every answer was lost, by the chat's history where the app may
 * read it. Throws SendFailure when it can be looked up later.
 */
export async function lookUp(
  parts: Delivery,
  message: OutboxMessage,
  now: Temporal.Instant,
): Promise<Result> {
  const unknown = { fate: 'unknown' } as const;
  const doubt =
    message.doubt_from && message.doubt_until
      ? { from: message.doubt_from, until: message.doubt_until }
      : null;
  const first = doubt?.from ?? message.first_try_at;
  const chatId = await chatOf(parts, message.lane);
  if (message.kind === 'update' || message.kind === 'close' || first === null || chatId === null)
    return unknown;
  try {
    const margin = message.kind === 'send' || message.kind === 'reply' ? WIDE_MARGIN : MARGIN;
    const past = await parts.send.history(chatId, first.subtract(margin), doubt?.until ?? now);
    const own = past.filter(
      (one) => one.senderType === 'app' && one.senderId === parts.schoolId && !one.deleted,
    );
    if (doubt === null) return await match(parts, message, own);
    const fresh = await unrecognised(parts, own);
    const result = await match(parts, message, fresh);
    if ('delivered' in result) await recognise(parts, result.delivered.messageId, now);
    return result;
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    const passing = error.class === 'retry' || error.class === 'wait';
    const worthIt =
      message.danger && !message.repeated
        ? message.attempts < DANGER_TRIES
        : (doubt?.until ?? first).until(now).total('hours') < LOOK_HOURS;
    if (passing && worthIt) throw error;
    return unknown;
  }
}

async function match(
  parts: Delivery,
  message: OutboxMessage,
  own: readonly PastMessage[],
): Promise<Result> {
  const found = (one: PastMessage | undefined): Result =>
    one ? { delivered: { messageId: one.messageId, version: 0 } } : { fate: 'absent' };
  const payload = payloadSchema.parse(message.payload);
  if (message.kind === 'file')
    return found(own.find((one) => one.kind === 'file' && nameIn(one.content) === payload.name));
  if (message.kind !== 'send') {
    // After a restoration the words may differ, by a number or a day; a message has one answer.
    const same = (one: PastMessage) =>
      message.doubt_from !== null && message.kind === 'reply'
        ? one.parentId === message.message_id
        : textIn(one.content).endsWith(payload.text);
    const said = (one: PastMessage) =>
      one.kind === 'text' &&
      same(one) &&
      (message.kind === 'text' || one.parentId === message.message_id);
    return found(own.find(said));
  }
  // Cards whose arrival was answered are known; one of ours that nobody knows is the lost one.
  const stray = await strangers(
    parts,
    own.filter((one) => one.kind === 'interactive'),
  );
  const title = titleOf((await renderedCard(parts, message.card_key ?? '')).card);
  const same = stray.find((one) => title !== null && one.content.includes(quoted(title)));
  if (message.doubt_from === null)
    return same || stray.length === 0 ? found(same) : { fate: 'unknown' };
  // In the lost hours the thing has gone on, so the card of its number stands there under another state.
  const number = title === null ? null : (NUMBER.exec(title)?.[0] ?? null);
  const ofIt = same ?? stray.find((one) => number !== null && one.content.includes(number));
  return ofIt || stray.every(({ content: json }) => json.includes('"title"'))
    ? found(ofIt)
    : { fate: 'unknown' };
}

/** One past message is the fate of one of ours: of two with the same words, one may be missing. */
async function unrecognised(
  { db, schoolId }: Delivery,
  own: readonly PastMessage[],
): Promise<readonly PastMessage[]> {
  if (own.length === 0) return own;
  const rows = await db
    .selectFrom('restored_message')
    .select('message_id')
    .where('school_id', '=', schoolId)
    .where('number', '=', '')
    .where(
      'message_id',
      'in',
      own.map((one) => one.messageId),
    )
    .execute();
  return own.filter((one) => !rows.some((row) => row.message_id === one.messageId));
}

async function recognise(
  { db, schoolId }: Delivery,
  messageId: string | null,
  now: Temporal.Instant,
): Promise<void> {
  if (messageId === null) return;
  await db
    .insertInto('restored_message')
    .values({ school_id: schoolId, message_id: messageId, number: '', at: now })
    .onConflict((c) => c.doNothing())
    .execute();
}

async function strangers(
  { db, schoolId }: Delivery,
  cards: readonly PastMessage[],
): Promise<readonly PastMessage[]> {
  if (cards.length === 0) return [];
  const known = await db
    .selectFrom('card_message')
    .select('message_id')
    .where('school_id', '=', schoolId)
    .where(
      'message_id',
      'in',
      cards.map((one) => one.messageId),
    )
    .execute();
  return cards.filter((one) => !known.some((row) => row.message_id === one.messageId));
}

async function chatOf({ db, schoolId }: Delivery, lane: string): Promise<string | null> {
  const to = recipientOf(lane);
  if (to.kind === 'chat') return to.chatId;
  const row = await db
    .selectFrom('direct_chat')
    .select('chat_id')
    .where('school_id', '=', schoolId)
    .where('open_id', '=', to.openId)
    .executeTakeFirst();
  return row?.chat_id ?? null;
}

/** As it stands inside JSON, without the quotation marks. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const content = z.object({ text: z.string().default(''), file_name: z.string().default('') });

function read(json: string): z.infer<typeof content> {
  try {
    return content.parse(JSON.parse(json));
  } catch {
    return { text: '', file_name: '' };
  }
}

const textIn = (json: string): string => read(json).text;
const nameIn = (json: string): string => read(json).file_name;
