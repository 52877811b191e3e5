import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Recipient } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import { type Enqueue, enqueue, recipientOf } from './enqueue.ts';
import { contentSchema } from './say.ts';
import type { MessageKind } from './tables.ts';

export interface DeadLetter {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly to: Recipient;
  readonly kind: MessageKind;
  /** What it said, as far as it has words of its own. */
  readonly words: string;
  readonly reason: string;
  readonly code: number | null;
}

const payloadSchema = z.object({ text: z.string().default(''), name: z.string().default('') });
const peopleSchema = z.array(z.string());

/** What could not be delivered and nobody has dealt with, newest first, and how many there are in all. */
export async function deadLetters(
  tx: Kysely<Tables>,
  schoolId: string,
  limit: number,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly total: number }> {
  const open = tx
    .selectFrom('dead_letter as d')
    .where('d.school_id', '=', schoolId)
    .where('d.settled_at', 'is', null);
  const { total } = await open
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await open
    .leftJoin('card as c', (join) =>
      join.onRef('c.school_id', '=', 'd.school_id').onRef('c.key', '=', 'd.card_key'),
    )
    .select(['d.id', 'd.at', 'd.lane', 'd.kind', 'd.payload', 'd.reason', 'd.code', 'c.content'])
    .orderBy('d.at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(limit)
    .execute();
  return {
    total,
    letters: rows.map((row) => {
      const { text, name } = payloadSchema.parse(row.payload);
      return { ...row, to: recipientOf(row.lane), words: text || name || numberIn(row.content) };
    }),
  };
}

/** A card's number, where it has one: `BX2611-0001`. */
function numberIn(content: unknown): string {
  const card = contentSchema.safeParse(content);
  const number = card.success ? card.data.values['number'] : null;
  return typeof number === 'string' ? number : '';
}

/** Puts it on its lane again, with a new id. False: somebody was faster, or nothing is left to send. */
export async function sendAgain(
  tx: Kysely<Tables>,
  parts: Enqueue & { readonly now: Temporal.Instant },
  id: string,
): Promise<boolean> {
  const { schoolId, now } = parts;
  const row = await tx
    .updateTable('dead_letter')
    .set({ settled_at: now })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .where('settled_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (!row) return false;
  const anew = await enqueue(tx, parts, {
    kind: row.kind,
    lane: row.lane,
    thread: row.thread ?? `again:${id}`,
    dueAt: now,
    now,
    payload: z.record(z.string(), z.json()).parse(row.payload),
    urgentTo: peopleSchema.parse(row.urgent_to),
    ...(row.card_key === null ? {} : { cardKey: row.card_key }),
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
  });
  await tx
    .updateTable('outbox_file')
    .set({ id: anew })
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .execute();
  return true;
}

/** Takes note of one, or of all that were there at `now`; answers how many. */
export async function takeNote(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  id: string | null,
): Promise<number> {
  let noted = tx
    .updateTable('dead_letter')
    .set({ settled_at: now })
    .where('school_id', '=', schoolId)
    .where('settled_at', 'is', null)
    .where('at', '<=', now);
  if (id !== null) noted = noted.where('id', '=', id);
  return Number((await noted.executeTakeFirst()).numUpdatedRows);
}

/** Marks as told what the director's office does not know of; answers how many that were. */
export async function tellAbout(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
): Promise<number> {
  const told = await tx
    .updateTable('dead_letter')
    .set({ told_at: now })
    .where('school_id', '=', schoolId)
    .where('settled_at', 'is', null)
    .where('told_at', 'is', null)
    .executeTakeFirst();
  return Number(told.numUpdatedRows);
}
