import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { NewId } from '../kernel/ids.ts';
import type { CardContent, Recipient, Say } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import { untilThere } from '../storage/away.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { type Doubt, enqueue, laneDue, laneOf } from './enqueue.ts';
import { contentSchema, recipientSchema, sayIn } from './say.ts';
import type { Send } from './send.ts';

/** A tap's answer must be out before the platform lets anybody update the tapped card. */
const HOLD_SECONDS = 3;

export interface OutboxParts {
  readonly schoolId: string;
  readonly database: {
    readonly db: Kysely<Tables>;
    transaction<R>(work: (tx: Kysely<Tables>) => Promise<R>): Promise<R>;
  };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Logger;
  readonly send: Send;
  readonly render: (content: CardContent) => JsonObject;
  /** Told of every outcome: `sent` or the failure's class. */
  readonly onSend?: (outcome: string) => void;
  /** Without the platform's limits. */
  readonly unlimited?: boolean;
  /** While true nothing but dangers leaves. */
  readonly paused?: () => boolean;
  /** Hours in which no card comes anew for its age alone. */
  readonly quiet?: (at: Temporal.Instant) => boolean;
}

export interface ShownCard {
  readonly key: string;
  readonly to: Recipient;
  readonly content: CardContent;
  readonly version: number;
  /** What shows the card now; another message than the asked one after a renewal. */
  readonly messageId: string | null;
}

export interface Outbox {
  /** `doubt`: it may have been said already in that time. */
  say(tx: Kysely<Tables>, now: Temporal.Instant, doubt?: Doubt | null): Say;
  /** The card that a message shows or once showed; null when it is unknown here. */
  cardByMessage(tx: Kysely<Tables>, messageId: string): Promise<ShownCard | null>;
  /** No update of this card for 3 s, in this transaction with the tap's effect. */
  holdForTap(tx: Kysely<Tables>, key: string, now: Temporal.Instant): Promise<void>;
  /** The tap's answer is out: its card's update may go at once. Never throws. */
  release(key: string): void;
  /** What became of a tap is unknown: its card is sent as it truly is, once the database answers. Never throws. */
  refresh(messageId: string): void;
  /** Something was committed: look now. */
  wake(): void;
  readonly dispatcher: Dispatcher;
  /** Age of the oldest waiting message in seconds, how many wait, how many are dead. */
  stats(): Promise<{ oldestSeconds: number; waiting: number; dead: number }>;
}

export function createOutbox(parts: OutboxParts): Outbox {
  const { schoolId, database } = parts;
  const dispatcher = createDispatcher(parts);
  const releasing = new Set<Promise<void>>();
  let stopping = false;
  const shownAgain = (messageId: string) =>
    database.transaction(async (tx) => {
      const shown = await cardByMessage(tx, schoolId, messageId);
      if (!shown || shown.messageId === null) return;
      const now = parts.clock.now();
      const [lane, thread] = [laneOf(shown.to), shown.key];
      await enqueue(tx, parts, {
        kind: 'update',
        lane,
        thread,
        dueAt: now,
        now,
        cardKey: shown.key,
      });
    });
  return {
    say: (tx, now, doubt = null) => sayIn(tx, now, { ...parts, doubt }),
    cardByMessage: (tx, messageId) => cardByMessage(tx, schoolId, messageId),
    holdForTap: (tx, key, now) => hold(tx, schoolId, key, now.add({ seconds: HOLD_SECONDS })),
    release(key) {
      const done = database
        .transaction((tx) => hold(tx, schoolId, key, parts.clock.now()))
        .catch((error: unknown) =>
          parts.log.warn({ err: error }, 'a held card could not be released early'),
        )
        .finally(() => {
          releasing.delete(done);
          dispatcher.wake();
        });
      releasing.add(done);
    },
    refresh(messageId) {
      const note = (error: unknown) =>
        parts.log.warn({ err: error }, 'a card of unknown outcome is not yet refreshed');
      const done = untilThere(
        () => shownAgain(messageId),
        () => stopping,
        note,
      )
        .catch(note)
        .finally(() => {
          releasing.delete(done);
          dispatcher.wake();
        });
      releasing.add(done);
    },
    wake: () => dispatcher.wake(),
    dispatcher: {
      ...dispatcher,
      async stop() {
        stopping = true;
        await dispatcher.stop();
      },
      async settle(paced) {
        await Promise.all(releasing);
        await dispatcher.settle(paced);
      },
    },
    async stats() {
      const waiting = await database.db
        .selectFrom('outbox_message')
        .select((eb) => [
          eb.fn.countAll<number>().as('count'),
          sql<Temporal.Instant | null>`min(created_at)`.as('oldest'),
        ])
        .where('school_id', '=', schoolId)
        .executeTakeFirstOrThrow();
      const dead = await database.db
        .selectFrom('dead_letter')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('school_id', '=', schoolId)
        .where('settled_at', 'is', null)
        .executeTakeFirstOrThrow();
      const oldestSeconds = waiting.oldest
        ? Math.max(0, waiting.oldest.until(parts.clock.now()).total('seconds'))
        : 0;
      return { oldestSeconds, waiting: waiting.count, dead: dead.count };
    },
  };
}

async function cardByMessage(
  tx: Kysely<Tables>,
  schoolId: string,
  messageId: string,
): Promise<ShownCard | null> {
  const row = await tx
    .selectFrom('card_message as m')
    .innerJoin('card as c', (join) =>
      join.onRef('c.school_id', '=', 'm.school_id').onRef('c.key', '=', 'm.key'),
    )
    .select(['c.key', 'c.recipient', 'c.content', 'c.version', 'c.message_id'])
    .where('m.school_id', '=', schoolId)
    .where('m.message_id', '=', messageId)
    .executeTakeFirst();
  if (!row) return null;
  const content = contentSchema.parse(row.content);
  return {
    key: row.key,
    to: recipientSchema.parse(row.recipient),
    content,
    version: row.version,
    messageId: row.message_id,
  };
}

/** Updates of the card go at `until`, neither before nor, if they wait already, after. */
async function hold(
  tx: Kysely<Tables>,
  schoolId: string,
  key: string,
  until: Temporal.Instant,
): Promise<void> {
  await tx
    .updateTable('card')
    .set({ held_until: until })
    .where('school_id', '=', schoolId)
    .where('key', '=', key)
    .execute();
  const rows = await tx
    .updateTable('outbox_message')
    .set({ due_at: until })
    .where('school_id', '=', schoolId)
    .where('card_key', '=', key)
    .where('kind', '=', 'update')
    .where('attempts', '=', 0)
    .returning('lane')
    .execute();
  for (const row of rows) await laneDue(tx, schoolId, row.lane, until);
}
