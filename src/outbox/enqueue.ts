import { type Kysely, sql } from 'kysely';
import type { JsonObject } from '../kernel/json.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Recipient } from '../kernel/say.ts';
import type { Tables } from '../tables.ts';
import type { MessageKind } from './tables.ts';

/** The time in which something may have been said already, of which this database knows nothing. */
export interface Doubt {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface Enqueue {
  readonly schoolId: string;
  readonly newId: NewId;
  /** What is said anew is first looked up in the history of that time. */
  readonly doubt?: Doubt | null;
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
  readonly repeated?: boolean;
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
  const danger = urgentTo.length > 0;
  const anew = message.kind !== 'update' && message.kind !== 'close';
  const doubt = anew ? parts.doubt : null;
  // One statement for both: most of what a report costs is the number of statements.
  await laneRow(
    tx.with('message', (q) =>
      q.insertInto('outbox_message').values({
        school_id: parts.schoolId,
        id,
        lane: message.lane,
        thread: message.thread,
        danger,
        kind: message.kind,
        card_key: message.cardKey ?? null,
        message_id: message.messageId ?? null,
        payload: JSON.stringify(message.payload ?? {}),
        urgent_to: JSON.stringify(urgentTo),
        attempts: 0,
        due_at: message.dueAt,
        first_try_at: null,
        repeated: message.repeated ?? false,
        expires_at: message.expiresAt ?? null,
        insist: message.insist ?? false,
        doubt_from: doubt?.from ?? null,
        doubt_until: doubt?.until ?? null,
        created_at: message.now,
      }),
    ),
    { schoolId: parts.schoolId, lane: message.lane, at: message.dueAt, danger },
  ).execute();
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
  await laneRow(tx, { schoolId, lane, at, danger }).execute();
}

function laneRow(
  tx: Pick<Kysely<Tables>, 'insertInto'>,
  due: {
    readonly schoolId: string;
    readonly lane: string;
    readonly at: Temporal.Instant;
    readonly danger: boolean;
  },
) {
  return tx
    .insertInto('outbox_lane')
    .values({
      school_id: due.schoolId,
      lane: due.lane,
      due_at: due.at,
      paced_until: null,
      danger: due.danger,
      lease_until: null,
      fence: 0,
    })
    .onConflict((c) =>
      c.columns(['school_id', 'lane']).doUpdateSet({
        due_at: sql<Temporal.Instant>`greatest(outbox_lane.paced_until, least(outbox_lane.due_at, excluded.due_at))`,
        danger: sql<boolean>`outbox_lane.danger or excluded.danger`,
      }),
    );
}
