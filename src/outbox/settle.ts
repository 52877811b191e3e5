import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { pauseBudget } from './budget.ts';
import { type Claimed, heads, type OutboxMessage } from './claim.ts';
import type { Delivered } from './deliver.ts';
import { type Enqueue, enqueue } from './enqueue.ts';
import type { SendFailure } from './send.ts';

/** Same uuid for so long; the platform forgets it after an hour. */
const SAME_UUID_MINUTES = 50;
/** Updates may be repeated at will; past this the platform has refused for a day. */
const UPDATE_MINUTES = 24 * 60;
const PACE_MS = 200;
/** So long a danger of unknown fate is said again, at most every 50 minutes. */
const DANGER_HOURS = 24;
/** A busy platform is asked again at least so often, since nobody says when it is free again. */
const LONGEST_WAIT_MS = 32_000;

/**
 * unknown: long ago it may or may not have arrived, and nobody can look. absent: somebody has
 * looked, it did not.
 */
export type Result =
  | { readonly delivered: Delivered }
  | { readonly failure: SendFailure }
  | { readonly fate: 'unknown' | 'absent' };

export interface Settle extends Enqueue {
  readonly now: Temporal.Instant;
  /** Without the pace of a lane. */
  readonly unlimited?: boolean;
  /** Tried once before, by an attempt that may have been committed though nobody heard of it. */
  readonly again?: boolean;
}

/**
 * Writes down what became of a claimed message and frees the lane. False when the lane was taken
 * over meanwhile: then whoever has it now decides, and the same uuid keeps it to one message.
 */
export async function settle(
  tx: Kysely<Tables>,
  parts: Settle,
  claimed: Claimed,
  result: Result | null,
): Promise<boolean> {
  const { message } = claimed;
  // Cards are locked before lanes, here and where they are shown, so that nobody waits in a circle.
  const card = message?.card_key ? await lockCard(tx, parts, message.card_key) : null;
  const lane = await tx
    .selectFrom('outbox_lane')
    .select('fence')
    .where('school_id', '=', parts.schoolId)
    .where('lane', '=', claimed.lane)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (result && 'failure' in result) await pauseAll(tx, parts, result.failure);
  if (lane.fence !== claimed.fence) return false;
  if (message && result && (parts.again !== true || (await stillWaits(tx, parts, message)))) {
    if ('delivered' in result) await delivered(tx, parts, message, card, result.delivered);
    else if ('failure' in result) await failed(tx, parts, message, result.failure);
    else await doubtful(tx, parts, message, result.fate);
  }
  await free(tx, parts, claimed);
  return true;
}

/** Whoever has the lane by now: when the platform takes calls again is true for all. */
async function pauseAll(tx: Kysely<Tables>, parts: Settle, failure: SendFailure): Promise<void> {
  if (failure.class !== 'wait' || !failure.appWide || failure.waitMs === null) return;
  await pauseBudget(tx, parts.schoolId, parts.now.add({ milliseconds: failure.waitMs }));
}

async function stillWaits(
  tx: Kysely<Tables>,
  { schoolId }: Settle,
  { id, attempts }: OutboxMessage,
): Promise<boolean> {
  const row = await tx
    .selectFrom('outbox_message')
    .select('attempts')
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.attempts === attempts;
}

async function free(tx: Kysely<Tables>, parts: Settle, claimed: Claimed): Promise<void> {
  const waiting = await heads(tx, parts.schoolId, claimed.lane)
    .select([
      sql<Temporal.Instant | null>`min(m.due_at)`.as('due'),
      sql<boolean | null>`bool_or(m.danger)`.as('danger'),
    ])
    .executeTakeFirst();
  const pace = claimed.message && !parts.unlimited ? PACE_MS : 0;
  const paced = parts.now.add({ milliseconds: pace });
  const due = waiting?.due ?? null;
  await tx
    .updateTable('outbox_lane')
    .set({
      lease_until: null,
      paced_until: paced,
      danger: waiting?.danger ?? false,
      due_at: due && Temporal.Instant.compare(due, paced) < 0 ? paced : due,
    })
    .where('school_id', '=', parts.schoolId)
    .where('lane', '=', claimed.lane)
    .execute();
}

type Card = Pick<Selectable<Tables['card']>, 'version' | 'message_id' | 'held_until'>;

async function lockCard(tx: Kysely<Tables>, parts: Settle, key: string): Promise<Card | null> {
  const card = await tx
    .selectFrom('card')
    .select(['version', 'message_id', 'held_until'])
    .where('school_id', '=', parts.schoolId)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  return card ?? null;
}

async function delivered(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  card: Card | null,
  sent: Delivered,
): Promise<void> {
  await remove(tx, parts, message);
  if (card === null || message.card_key === null || message.kind === 'close') return;
  if (message.kind === 'send' && sent.messageId !== null) {
    await showsNow(tx, parts, message, card.message_id, sent.messageId);
  }
  // A repeated send may have been the platform's memory of the first, with older content.
  const older = card.version > sent.version || (message.kind === 'send' && message.attempts > 0);
  if (!older) return;
  const waiting = await tx
    .selectFrom('outbox_message')
    .select('id')
    .where('school_id', '=', parts.schoolId)
    .where('card_key', '=', message.card_key)
    .where('kind', 'in', ['send', 'update'])
    .executeTakeFirst();
  if (waiting) return;
  const held = card.held_until;
  const dueAt = held && Temporal.Instant.compare(held, parts.now) > 0 ? held : parts.now;
  await enqueue(tx, parts, {
    kind: 'update',
    lane: message.lane,
    thread: message.thread,
    dueAt,
    now: parts.now,
    cardKey: message.card_key,
    // The mark says that another card of the same thing may stand above this one, until the thing itself changes.
    repeated: message.repeated,
  });
}

async function showsNow(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  former: string | null,
  messageId: string,
): Promise<void> {
  const key = message.card_key ?? '';
  await tx
    .updateTable('card')
    .set({ message_id: messageId, sent_at: parts.now })
    .where('school_id', '=', parts.schoolId)
    .where('key', '=', key)
    .execute();
  await tx
    .insertInto('card_message')
    .values({
      school_id: parts.schoolId,
      message_id: messageId,
      key,
      sent_at: parts.now,
      closed: false,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  if (former === null || former === messageId) return;
  await tx
    .updateTable('card_message')
    .set({ closed: true })
    .where('school_id', '=', parts.schoolId)
    .where('message_id', '=', former)
    .execute();
  await enqueue(tx, parts, {
    kind: 'close',
    lane: message.lane,
    thread: `close:${former}`,
    dueAt: parts.now,
    now: parts.now,
    cardKey: key,
    messageId: former,
  });
}

async function failed(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  failure: SendFailure,
): Promise<void> {
  const later = (first: Temporal.Instant | null, milliseconds: number) =>
    retry(tx, parts, message, first, milliseconds);
  switch (failure.class) {
    case 'wait':
      return later(message.first_try_at, patience(failure, message.attempts));
    case 'alarm':
      // Nobody can be reached until the console is put right: kept, looked at every minute.
      return later(message.first_try_at, 60_000);
    case 'retry':
      return later(message.first_try_at ?? parts.now, backoff(message.attempts));
    case 'tooOld': {
      if (message.kind !== 'update' || message.card_key === null) break;
      await remove(tx, parts, message);
      await enqueue(tx, parts, {
        kind: 'send',
        lane: message.lane,
        thread: message.thread,
        dueAt: parts.now,
        now: parts.now,
        cardKey: message.card_key,
        expiresAt: message.expires_at ?? undefined,
      });
      return;
    }
    case 'giveUp':
    case 'card':
    case 'bug':
      break;
  }
  await bury(tx, parts, message, failure.message, failure.code);
}

/** The platform has forgotten the uuid by now, so sending again could say it twice. */
async function doubtful(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  fate: 'unknown' | 'absent',
): Promise<void> {
  if (fate === 'absent') return again(tx, parts, message, message.repeated);
  const anew = message.kind !== 'update' && message.kind !== 'close';
  // A card without which somebody cannot go on: the one of the lost hours knows no tap of theirs.
  const needed = message.doubt_from !== null && message.kind === 'send';
  const once = (message.danger || message.insist || needed) && !message.repeated;
  // An outage of hours is no reason not to say that something burns.
  const stillBurns =
    message.danger && message.created_at.until(parts.now).total('hours') < DANGER_HOURS;
  if (anew && (once || stillBurns)) return again(tx, parts, message, true);
  return bury(tx, parts, message, 'fate unknown', null);
}

/** The platform may have forgotten the uuid of the first try: sending again could say it twice. */
export function outlived(
  message: Pick<OutboxMessage, 'kind' | 'first_try_at'>,
  now: Temporal.Instant,
): boolean {
  const minutes =
    message.kind === 'update' || message.kind === 'close' ? UPDATE_MINUTES : SAME_UUID_MINUTES;
  return (
    message.first_try_at !== null && message.first_try_at.until(now).total('minutes') >= minutes
  );
}

/** 1 s, 2 s, 4 s … 5 min. */
function backoff(attempts: number): number {
  return Math.min(300_000, 1_000 * 2 ** Math.min(attempts, 10));
}

/** What the platform names; where it names nothing, twice as long each time, so that it is not kept busy. */
function patience({ waitMs, appWide }: SendFailure, attempts: number): number {
  if (waitMs === null) return backoff(attempts);
  if (appWide) return waitMs;
  return Math.max(waitMs, Math.min(LONGEST_WAIT_MS, waitMs * 2 ** Math.min(attempts, 5)));
}

async function retry(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  first: Temporal.Instant | null,
  milliseconds: number,
): Promise<void> {
  await tx
    .updateTable('outbox_message')
    .set({
      attempts: message.attempts + 1,
      first_try_at: first,
      due_at: parts.now.add({ milliseconds }),
    })
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .execute();
}

async function again(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  repeated: boolean,
): Promise<void> {
  await tx
    .updateTable('outbox_message')
    .set({
      repeated,
      first_try_at: null,
      // With its first mark it goes under a uuid of its own, of which the platform can remember nothing.
      attempts: repeated && !message.repeated ? 0 : 1,
      due_at: parts.now,
      doubt_from: null,
      doubt_until: null,
    })
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .execute();
}

async function remove(tx: Kysely<Tables>, parts: Settle, message: OutboxMessage): Promise<void> {
  await tx
    .deleteFrom('outbox_message')
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .execute();
  if (message.kind !== 'file') return;
  await tx
    .deleteFrom('outbox_file')
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .execute();
}

/** Takes a message off its lane and keeps what it was, so that its successors go on and people can see it. */
async function bury(
  tx: Kysely<Tables>,
  parts: Settle,
  message: OutboxMessage,
  reason: string,
  code: number | null,
): Promise<void> {
  // A file's bytes stay, so that it can be sent again.
  await tx
    .deleteFrom('outbox_message')
    .where('school_id', '=', parts.schoolId)
    .where('id', '=', message.id)
    .execute();
  await tx
    .insertInto('dead_letter')
    .values({
      school_id: parts.schoolId,
      id: message.id,
      at: parts.now,
      lane: message.lane,
      kind: message.kind,
      card_key: message.card_key,
      payload: JSON.stringify(message.payload),
      reason,
      code,
      thread: message.thread,
      message_id: message.message_id,
      urgent_to: JSON.stringify(message.urgent_to),
      told_at: null,
      settled_at: null,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  // A card that cannot be sent there is not tried again by itself; showing it once more revives it.
  if (message.kind === 'send' && message.card_key !== null) {
    await tx
      .updateTable('card')
      .set({ live: false })
      .where('school_id', '=', parts.schoolId)
      .where('key', '=', message.card_key)
      .execute();
  }
}
