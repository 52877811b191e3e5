import { sql, type Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { SendFailure, type PastMessage, type Send } from '../outbox/send.ts';
import type { Tables } from '../tables.ts';

export interface SweepParts {
  readonly schoolId: string;
  readonly appId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: {
    readonly db: Kysely<Tables>;
    transaction<R>(work: (tx: Kysely<Tables>) => Promise<R>): Promise<R>;
  };
  readonly history: Send['history'];
  /** Told what a chat's history says, before any of it is taken in. */
  readonly recall?: (past: readonly PastMessage[]) => Promise<void>;
  /** The same door that events come in by, with the same recognition of what was there before. */
  readonly accept: (envelope: unknown) => Promise<{ readonly status: number }>;
}

interface Claimed {
  readonly open_id: string;
  readonly chat_id: string;
  readonly tenant_key: string;
  readonly sweep_from: Temporal.Instant;
  readonly sweep_until: Temporal.Instant;
  readonly sweep_attempts: number;
}

/** One look takes so many chats, so that others get their turn. */
const AT_ONCE = 20;
const ATTEMPTS = 12;
/** Inputs are recognised for 30 days; older ones could have an effect again. */
const FURTHEST = { hours: 29 * 24 };
/** A message stamped a moment before the last sign of life may still have been lost. */
const MARGIN = { minutes: 1 };

/** Looks up direct chats that wait for it; answers how many were looked at. */
export async function sweep(parts: SweepParts): Promise<number> {
  for (let done = 0; done < AT_ONCE; done++) {
    const chat = await claim(parts);
    if (!chat) return done;
    await sweepOne(parts, chat);
  }
  return AT_ONCE;
}

async function claim({ database, schoolId, clock }: SweepParts): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update direct_chat set lease_until = now() + interval '2 minutes'
    where school_id = ${schoolId} and open_id in (
      select open_id from direct_chat
      where school_id = ${schoolId} and sweep_due <= ${clock.now().toString()}::timestamptz
        and (lease_until is null or lease_until < now())
      order by sweep_due, open_id limit 1 for update skip locked)
    returning open_id, chat_id, tenant_key, sweep_from, sweep_until, sweep_attempts`.execute(
    database.db,
  );
  return rows[0];
}

async function sweepOne(parts: SweepParts, chat: Claimed): Promise<void> {
  const { clock, log } = parts;
  try {
    const oldest = clock.now().subtract(FURTHEST);
    const from = chat.sweep_from.subtract(MARGIN);
    const begin = Temporal.Instant.compare(from, oldest) < 0 ? oldest : from;
    const past = await parts.history(chat.chat_id, begin, chat.sweep_until);
    await parts.recall?.(past);
    for (const message of past) {
      if (message.deleted || message.senderType !== 'user') continue;
      const { status } = await parts.accept(asEvent(parts.appId, chat, message));
      if (status !== 200) throw new SendFailure('retry', 'the inbox did not take it');
    }
    await settle(parts, chat, {});
  } catch (error) {
    const failure = error instanceof SendFailure ? error : new SendFailure('bug', String(error));
    log.warn({ err: failure, class: failure.class }, 'a direct chat could not be looked up');
    const passing = failure.class === 'retry' || failure.class === 'wait';
    if (passing && chat.sweep_attempts + 1 < ATTEMPTS) {
      const wait = failure.waitMs ?? Math.min(300_000, 2_000 * 2 ** chat.sweep_attempts);
      await settle(parts, chat, { again: clock.now().add({ milliseconds: wait }) });
    } else await giveUp(parts, failure.class === 'alarm' ? null : chat.open_id);
  }
}

/** What the platform would have sent, as far as it is known now. */
function asEvent(appId: string, chat: Claimed, message: PastMessage): unknown {
  return {
    schema: '2.0',
    header: {
      event_id: `sweep-${message.messageId}`,
      event_type: 'im.message.receive_v1',
      create_time: String(message.at.epochMilliseconds),
      token: '',
      app_id: appId,
      tenant_key: chat.tenant_key,
    },
    event: {
      sender: {
        sender_id: { open_id: message.senderId },
        sender_type: 'user',
        tenant_key: message.senderTenantKey ?? chat.tenant_key,
      },
      message: {
        message_id: message.messageId,
        ...(message.parentId === null ? {} : { parent_id: message.parentId }),
        create_time: String(message.at.epochMilliseconds),
        chat_id: chat.chat_id,
        chat_type: 'p2p',
        message_type: message.kind,
        content: message.content,
        mentions: message.mentions.map(({ key, openId, name }) => ({
          key,
          name,
          id: { open_id: openId },
        })),
      },
    },
  };
}

/** Done, or to be looked at `again`; a later absence that came meanwhile is left waiting. */
async function settle(
  { database, schoolId }: SweepParts,
  chat: Claimed,
  { again = null }: { again?: Temporal.Instant | null },
): Promise<void> {
  const next =
    again === null
      ? { sweep_from: null, sweep_until: null, sweep_due: null }
      : { sweep_due: again, sweep_attempts: chat.sweep_attempts + 1 };
  await database.db
    .updateTable('direct_chat')
    .set({ ...next, lease_until: null })
    .where('school_id', '=', schoolId)
    .where('open_id', '=', chat.open_id)
    .where('sweep_until', '=', chat.sweep_until)
    .execute();
}

/** Nobody can say what was written there: one chat, or all that wait when the app may not read any. */
async function giveUp({ database, schoolId }: SweepParts, openId: string | null): Promise<void> {
  await database.transaction(async (tx) => {
    let lost = tx
      .updateTable('direct_chat')
      .set({
        lost_from: sql<Temporal.Instant>`least(lost_from, sweep_from)`,
        lost_until: sql<Temporal.Instant>`sweep_until`,
        sweep_from: null,
        sweep_until: null,
        sweep_due: null,
        lease_until: null,
      })
      .where('school_id', '=', schoolId)
      .where('sweep_due', 'is not', null);
    if (openId !== null) lost = lost.where('open_id', '=', openId);
    await lost.execute();
    await tx
      .updateTable('absence')
      .set({ unreadable: true })
      .where('school_id', '=', schoolId)
      .where('told_at', 'is', null)
      .execute();
  });
}
