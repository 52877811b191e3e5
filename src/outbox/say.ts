import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { JsonObject } from '../kernel/json.ts';
import type { CardContent, Recipient, Say, ShowOptions } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import { type Enqueue, enqueue, laneDue, laneOf } from './enqueue.ts';

const values: z.ZodType<JsonObject> = z.record(z.string(), z.json());
export const contentSchema = z.object({ template: z.string(), values });
export const recipientSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), openId: z.string() }),
  z.object({ kind: z.literal('chat'), chatId: z.string() }),
]);

/** The bot's mouth for one transaction. Reads and writes the outbox's tables only; nothing leaves here. */
export function sayIn(tx: Kysely<Tables>, now: Temporal.Instant, parts: Enqueue): Say {
  return {
    show: (options) => show(tx, now, parts, options),
    async text(to, text, options = {}) {
      const lane = laneOf(to);
      await enqueue(tx, parts, {
        kind: 'text',
        lane,
        thread: options.thread ?? `text:${parts.newId()}`,
        dueAt: now,
        now,
        payload: { text },
        urgentTo: options.urgentTo ?? [],
        expiresAt: options.expiresAt,
      });
    },
    async reply(messageId, to: Recipient, text) {
      const thread = `reply:${messageId}`;
      await enqueue(tx, parts, {
        kind: 'reply',
        lane: laneOf(to),
        thread,
        dueAt: now,
        now,
        payload: { text },
        messageId,
      });
    },
    async file(to, file) {
      const id = await enqueue(tx, parts, {
        kind: 'file',
        lane: laneOf(to),
        thread: `file:${parts.newId()}`,
        dueAt: now,
        now,
        payload: { name: file.name, kind: file.kind },
      });
      await tx
        .insertInto('outbox_file')
        .values({ school_id: parts.schoolId, id, bytes: Buffer.from(file.bytes) })
        .execute();
    },
    async shown(key) {
      const row = await tx
        .selectFrom('card')
        .select(['content', 'message_id'])
        .where('school_id', '=', parts.schoolId)
        .where('key', '=', key)
        .executeTakeFirst();
      return row ? { card: contentSchema.parse(row.content), messageId: row.message_id } : null;
    },
    async keyOf(messageId) {
      const row = await tx
        .selectFrom('card_message')
        .select('key')
        .where('school_id', '=', parts.schoolId)
        .where('message_id', '=', messageId)
        .executeTakeFirst();
      return row?.key ?? null;
    },
  };
}

async function show(
  tx: Kysely<Tables>,
  now: Temporal.Instant,
  parts: Enqueue,
  options: ShowOptions,
): Promise<void> {
  const { schoolId } = parts;
  const card = await writeCard(tx, schoolId, options);
  const lane = laneOf(options.to);
  const urgentTo = options.urgentTo ?? [];
  // The newest content is read when a message leaves, so one waiting message is enough.
  const waiting = card.version === 1 ? [] : await waitingFor(tx, schoolId, options.key);
  const anew = options.renew === true || card.message_id === null;
  const kept = waiting.find((row) => row.lane === lane && (row.kind === 'send' || !anew));
  if (kept) {
    // What waits is sent as what was asked last, for as long as that is of use.
    if (options.renew === true) {
      await tx
        .updateTable('outbox_message')
        .set({ expires_at: options.expiresAt ?? null })
        .where('school_id', '=', schoolId)
        .where('id', '=', kept.id)
        .execute();
    }
    if (urgentTo.length > 0) {
      await tx
        .updateTable('outbox_message')
        .set({ danger: true, urgent_to: JSON.stringify(urgentTo) })
        .where('school_id', '=', schoolId)
        .where('id', '=', kept.id)
        .execute();
      await laneDue(tx, schoolId, lane, now, true);
    }
    return;
  }
  if (waiting.length > 0) {
    await tx
      .deleteFrom('outbox_message')
      .where('school_id', '=', schoolId)
      .where(
        'id',
        'in',
        waiting.map((row) => row.id),
      )
      .execute();
  }
  const held = card.held_until;
  const dueAt = !anew && held && Temporal.Instant.compare(held, now) > 0 ? held : now;
  await enqueue(tx, parts, {
    kind: anew ? 'send' : 'update',
    lane,
    thread: options.thread ?? options.key,
    dueAt,
    now,
    cardKey: options.key,
    urgentTo,
    insist: options.insist ?? false,
    expiresAt: options.expiresAt,
  });
}

/** Nothing can wait for a card that has just been made. */
async function waitingFor(tx: Kysely<Tables>, schoolId: string, key: string) {
  return tx
    .selectFrom('outbox_message')
    .select(['id', 'kind', 'lane', 'urgent_to'])
    .where('school_id', '=', schoolId)
    .where('card_key', '=', key)
    .where('kind', 'in', ['send', 'update'])
    .execute();
}

async function writeCard(
  tx: Kysely<Tables>,
  schoolId: string,
  { key, to, card, live }: ShowOptions,
) {
  const changed = {
    recipient: JSON.stringify(to),
    content: JSON.stringify(card satisfies CardContent),
    live,
  };
  return tx
    .insertInto('card')
    .values({
      school_id: schoolId,
      key,
      ...changed,
      version: 1,
      message_id: null,
      sent_at: null,
      held_until: null,
    })
    .onConflict((c) =>
      c
        .columns(['school_id', 'key'])
        .doUpdateSet((eb) => ({ ...changed, version: eb('card.version', '+', 1) })),
    )
    .returning(['version', 'message_id', 'held_until'])
    .executeTakeFirstOrThrow();
}
