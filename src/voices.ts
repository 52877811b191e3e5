import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
import type { Context, Heard } from './kernel/feature.ts';
import type { InboundMessage } from './kernel/inbound.ts';
import type { Understood } from './kernel/understood.ts';
import { SendFailure } from './outbox/send.ts';
import type { Tables } from './tables.ts';

/** Somebody stands before a leak and waits: these many tries, seconds apart, then words are asked for. */
const PAUSES = [2, 8];
const AT_ONCE = 4;
/** Whoever began has died by then, or takes long: opened twice it still has its effect once. */
const OPENING = { seconds: 12 };

export interface VoiceParts {
  readonly schoolId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly db: Kysely<Tables>;
  readonly transaction: <R>(work: (tx: Kysely<Tables>) => Promise<R>) => Promise<R>;
  /** Fetches what the message holds and hears or opens it; null or a throw: nothing can be made of it. */
  readonly hear: (message: InboundMessage, fileKey: string) => Promise<Heard | null>;
  readonly message: (messageId: string) => Promise<InboundMessage | null>;
  /** A slow second reading of the words, outside the transaction; null: none. */
  readonly read: (message: InboundMessage, words: string) => Promise<Understood | null>;
  /** What follows from it; null asks the person to type. */
  readonly process: (
    tx: Kysely<Tables>,
    message: InboundMessage,
    heard: Heard | null,
    reading: Understood | null,
  ) => Promise<void>;
}

interface Wanted {
  readonly message_id: string;
  readonly file_key: string;
  readonly attempts: number;
}

/**
 * Notes, in the transaction of the message, that a voice message is to be heard or a file opened:
 * both take the network.
 */
export async function wantVoice(
  { tx, school, now }: Context<Tables>,
  messageId: string,
  fileKey: string,
): Promise<void> {
  await tx
    .insertInto('voice')
    .values({
      school_id: school.id,
      message_id: messageId,
      file_key: fileKey,
      state: 'wanted',
      due_at: now,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/**
 * Hears what is wanted and lets each have its effect once: two replicas may hear the same, but only
 * the first to mark the row goes on. Answers how many were looked at.
 */
export async function hearVoices(parts: VoiceParts): Promise<number> {
  const rows = await parts.db
    .selectFrom('voice')
    .select(['message_id', 'file_key', 'attempts'])
    .where('school_id', '=', parts.schoolId)
    .where('state', '=', 'wanted')
    .where('due_at', '<=', parts.clock.now())
    .orderBy('due_at')
    .limit(AT_ONCE)
    .execute();
  await Promise.all(rows.map((row) => hear(parts, row)));
  return rows.length;
}

async function hear(parts: VoiceParts, row: Wanted): Promise<void> {
  const message = await parts.message(row.message_id);
  // A process that died over it counts as a try, so that what kills it is given up.
  if (row.attempts > PAUSES.length) return settle(parts, row, message, null);
  if (!(await begun(parts, row))) return undefined;
  let heard: Heard | null = null;
  try {
    heard = message && (await parts.hear(message, row.file_key));
  } catch (error) {
    parts.log.warn({ err: error }, 'a voice message or a file could not be heard');
    const passes = error instanceof SendFailure && ['retry', 'wait'].includes(error.class);
    if (passes && (await again(parts, row))) return undefined;
  }
  try {
    await settle(parts, row, message, heard);
  } catch (error) {
    parts.log.error({ err: error }, 'a heard voice message or file failed');
    if (!(await again(parts, row))) await settle(parts, row, message, null);
  }
  return undefined;
}

/** Counts the try before it is made; false: another process makes it. */
async function begun(parts: VoiceParts, row: Wanted): Promise<boolean> {
  const mine = await parts.db
    .updateTable('voice')
    .set({ attempts: row.attempts + 1, due_at: parts.clock.now().add(OPENING) })
    .where('school_id', '=', parts.schoolId)
    .where('message_id', '=', row.message_id)
    .where('attempts', '=', row.attempts)
    .where('state', '=', 'wanted')
    .returning('message_id')
    .executeTakeFirst();
  return mine !== undefined;
}

/** Reads the words, then one transaction: the mark and all that follows from them. */
async function settle(
  parts: VoiceParts,
  row: Wanted,
  message: InboundMessage | null,
  heard: Heard | null,
): Promise<void> {
  const reading =
    message && heard && 'words' in heard ? await parts.read(message, heard.words) : null;
  await parts.transaction(async (tx) => {
    const marked = await tx
      .updateTable('voice')
      .set({ state: heard ? 'heard' : 'unheard' })
      .where('school_id', '=', parts.schoolId)
      .where('message_id', '=', row.message_id)
      .where('state', '=', 'wanted')
      .returning('message_id')
      .executeTakeFirst();
    if (marked && message) await parts.process(tx, message, heard, reading);
  });
}

/** Puts it off; false when it was the last try. */
async function again(parts: VoiceParts, row: Wanted): Promise<boolean> {
  const seconds = PAUSES[row.attempts];
  if (seconds === undefined) return false;
  await parts.db
    .updateTable('voice')
    .set({ due_at: parts.clock.now().add({ seconds }) })
    .where('school_id', '=', parts.schoolId)
    .where('message_id', '=', row.message_id)
    .where('attempts', '=', row.attempts + 1)
    .where('state', '=', 'wanted')
    .execute();
  return true;
}
