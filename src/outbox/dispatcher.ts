import type { Kysely } from 'kysely';
import { z } from 'zod';
import { isAway } from '../storage/away.ts';
import type { Tables } from '../tables.ts';
import { type Claimed, claim, type OutboxMessage } from './claim.ts';
import { deliver } from './deliver.ts';
import { lookUp } from './look-up.ts';
import { enqueue, laneOf } from './enqueue.ts';
import type { OutboxParts } from './outbox.ts';
import { recipientSchema } from './say.ts';
import { SendFailure } from './send.ts';
import { outlived, type Result, settle } from './settle.ts';

/** How many messages are on their way at once; as many database connections at most. */
const AT_ONCE = 8;
const IDLE_MS = 1_000;
const BUSY_MS = 100;
/** A lane may say its next message 200 ms after the last: it is looked for without waiting for the idle look. */
const AFTER_SENDING_MS = 400;
/** The platform takes updates for 14 days; a live card is replaced before. */
const RENEW_DAYS = 12;
const openIds = z.array(z.string());

export interface Dispatcher {
  start(): void;
  /** Ends when what is on its way is written down. */
  stop(): Promise<void>;
  /** For tests and the playground's clock: says everything that is due now; `paced`: within the platform's limits. */
  settle(paced?: boolean): Promise<void>;
  wake(): void;
}

export function createDispatcher(parts: OutboxParts): Dispatcher {
  const { log, clock } = parts;
  const running = new Set<Promise<void>>();
  let stopped = true;
  let loop: Promise<void> = Promise.resolve();
  let wakeUp: () => void = () => undefined;
  let sentAt = Number.NEGATIVE_INFINITY;

  const take = (paced: boolean) =>
    parts.database.transaction((tx) =>
      claim(tx, parts.schoolId, clock.now(), { paced, paused: parts.paused?.() ?? false }),
    );

  const pass = async (): Promise<boolean> => {
    let busy = running.size > 0 || performance.now() - sentAt < AFTER_SENDING_MS;
    while (!stopped && running.size < AT_ONCE) {
      const claimed = await take(parts.unlimited !== true);
      if (!claimed) break;
      busy = true;
      const job = handle(parts, claimed)
        .catch((error: unknown) =>
          log.error({ err: error }, 'an outbox message could not be settled'),
        )
        .finally(() => {
          running.delete(job);
          sentAt = performance.now();
          wakeUp();
        });
      running.add(job);
    }
    return busy;
  };

  const run = async () => {
    let renewedAt = 0;
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      let busy = false;
      try {
        if (performance.now() - renewedAt > 60_000 || renewedAt === 0) {
          await renewOldCards(parts);
          renewedAt = performance.now();
        }
        busy = await pass();
      } catch (error) {
        log.error({ err: error }, 'the outbox could not be read');
      }
      await sleep(busy ? BUSY_MS : IDLE_MS, woken);
    }
  };

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      loop = run();
    },
    async stop() {
      stopped = true;
      wakeUp();
      await loop;
      await Promise.all(running);
    },
    async settle(paced = false) {
      await Promise.all(running);
      await renewOldCards(parts);
      for (;;) {
        if (!paced) await unpace(parts);
        const claimed = await take(paced);
        if (!claimed) return;
        await handle(parts, claimed);
      }
    },
    wake: () => wakeUp(),
  };
}

async function sleep(milliseconds: number, woken: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([slept, woken]);
  clearTimeout(timer);
}

async function handle(parts: OutboxParts, claimed: Claimed): Promise<void> {
  const { message } = claimed;
  const result = message ? await attempt(parts, message) : null;
  const now = parts.clock.now();
  const write = (again: boolean) =>
    parts.database.transaction((tx) => settle(tx, { ...parts, now, again }, claimed, result));
  // Nobody else knows what the platform has just said: a database that is away for a moment is asked once more.
  const mine = await write(false).catch((error: unknown) => {
    if (!isAway(error)) throw error;
    return write(true);
  });
  if (!mine)
    parts.log.warn(
      { lane: claimed.lane },
      'a lane was taken over while its message was on its way',
    );
  if (mine && message && result && 'delivered' in result && result.delivered.messageId !== null) {
    await urgent(parts, message, result.delivered.messageId);
  }
}

async function attempt(parts: OutboxParts, message: OutboxMessage): Promise<Result> {
  if (message.expires_at && Temporal.Instant.compare(message.expires_at, parts.clock.now()) <= 0) {
    return { failure: new SendFailure('giveUp', 'expired') };
  }
  try {
    if (message.doubt_from !== null || outlived(message, parts.clock.now()))
      return await lookUp({ ...parts, db: parts.database.db }, message, parts.clock.now());
    const delivered = await deliver({ ...parts, db: parts.database.db }, message);
    parts.onSend?.('sent');
    return { delivered };
  } catch (error) {
    const failure = failureOf(error);
    parts.onSend?.(failure.class);
    const level = failure.class === 'retry' || failure.class === 'wait' ? 'warn' : 'error';
    parts.log[level](
      { message: message.id, class: failure.class, code: failure.code, reason: failure.message },
      'not sent',
    );
    return { failure };
  }
}

/** Our own database is read before anything is sent: without it the message waits, it is not wrong. */
function failureOf(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  return new SendFailure(isAway(error) ? 'wait' : 'bug', String(error));
}

/** 加急 is an extra: where the app may not, or has used it up, the message itself has still arrived. */
async function urgent(
  parts: OutboxParts,
  message: OutboxMessage,
  messageId: string,
): Promise<void> {
  const people = openIds.parse(message.urgent_to);
  if (people.length === 0) return;
  await parts.send.urgent(messageId, people).catch((error: unknown) => {
    parts.log.warn({ err: error, message: message.id }, 'not marked urgent');
  });
}

/** With a clock that stands still the pace would never pass. */
async function unpace(parts: OutboxParts): Promise<void> {
  const now = parts.clock.now();
  await parts.database.db
    .updateTable('outbox_lane')
    .set({ due_at: now, paced_until: null })
    .where('school_id', '=', parts.schoolId)
    .where('due_at', '>', now)
    .whereRef('due_at', '=', 'paced_until')
    .execute();
}

async function renewOldCards(parts: OutboxParts): Promise<void> {
  const now = parts.clock.now();
  // A new card rings; there are two days left to replace it by.
  if (parts.quiet?.(now)) return;
  await parts.database.transaction(async (tx: Kysely<Tables>) => {
    const old = await tx
      .selectFrom('card')
      .select(['key', 'recipient'])
      .where('school_id', '=', parts.schoolId)
      .where('live', '=', true)
      .where('sent_at', '<', now.subtract({ hours: 24 * RENEW_DAYS }))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('outbox_message as m')
              .select('m.id')
              .whereRef('m.school_id', '=', 'card.school_id')
              .whereRef('m.card_key', '=', 'card.key')
              .where('m.kind', '=', 'send'),
          ),
        ),
      )
      .limit(50)
      .forUpdate()
      .execute();
    for (const { key, recipient } of old) {
      const lane = laneOf(recipientSchema.parse(recipient));
      await enqueue(tx, parts, { kind: 'send', lane, thread: key, dueAt: now, now, cardKey: key });
    }
  });
}
