import { type Kysely, sql } from 'kysely';
import type { JsonObject } from '../kernel/json.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Recipient } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import type { MessageKind } from './tables.ts';

export interface Enqueue {
  readonly schoolId: string;
  readonly newId: NewId;
}

export interface NewMessage {
  readonly kind: MessageKind;
  readonly lane: string;
  readonly thread: string;
  readonly dueAt: Temporal.Instant;
  readonly now: Temporal.Instant;
  readonly payload?: JsonObject;
  readonly cardKey?: string;
  readonly messageId?: string;
  readonly urgentTo?: readonly string[];
  readonly insist?: boolean;
  readonly expiresAt?: Temporal.Instant | undefined;
}

export function laneOf(to: Recipient): string {
  return to.kind === 'person' ? `person:${to.openId}` : `chat:${to.chatId}`;
}

/** The reverse of laneOf. */
export function recipientOf(lane: string): Recipient {
  const colon = lane.indexOf(':');
  const id = lane.slice(colon + 1);
  return lane.slice(0, colon) === 'person'
    ? { kind: 'person', openId: id }
    : { kind: 'chat', chatId: id };
}

/** Puts one message on its lane; answers its id. */
export async function enqueue(
  tx: Kysely<Tables>,
  parts: Enqueue,
  message: NewMessage,
): Promise<string> {
  const id = parts.newId();
  const urgentTo = message.urgentTo ?? [];
  await tx
    .insertInto('outbox_message')
    .values({
      school_id: parts.schoolId,
      id,
      lane: message.lane,
      thread: message.thread,
      danger: urgentTo.length > 0,
      kind: message.kind,
      card_key: message.cardKey ?? null,
      message_id: message.messageId ?? null,
      payload: JSON.stringify(message.payload ?? {}),
      urgent_to: JSON.stringify(urgentTo),
      attempts: 0,
      due_at: message.dueAt,
      first_try_at: null,
      repeated: false,
      expires_at: message.expiresAt ?? null,
      insist: message.insist ?? false,
      created_at: message.now,
    })
    .execute();
  await laneDue(tx, parts.schoolId, message.lane, message.dueAt, urgentTo.length > 0);
  return id;
}

/** The lane is due at `at` at the latest. */
export async function laneDue(
  tx: Kysely<Tables>,
  schoolId: string,
  lane: string,
  at: Temporal.Instant,
  danger = false,
): Promise<void> {
  await tx
    .insertInto('outbox_lane')
    .values({
      school_id: schoolId,
      lane,
      due_at: at,
      paced_until: null,
      danger,
      lease_until: null,
      fence: 0,
    })
    .onConflict((c) =>
      c.columns(['school_id', 'lane']).doUpdateSet({
        due_at: sql<Temporal.Instant>`greatest(outbox_lane.paced_until, least(outbox_lane.due_at, excluded.due_at))`,
        danger: sql<boolean>`outbox_lane.danger or excluded.danger`,
      }),
    )
    .execute();
}
