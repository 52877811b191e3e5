import type { Kysely } from 'kysely';
import type { PastMessage } from '../outbox/send.ts';
import type { Tables } from '../tables.ts';

const NUMBER = /\b[A-Z]{2}\d{4}-\d{4,}\b/g;

/**
 * The numbers that a direct chat's history shows between what somebody wrote and what they wrote next:
 * that input got them, and gets them again. Oldest first, as the history is.
 */
export function numbersIn(
  past: readonly PastMessage[],
  appId: string,
): { readonly messageId: string; readonly number: string }[] {
  const found: { messageId: string; number: string }[] = [];
  const seen = new Set<string>();
  let input: string | null = null;
  for (const message of past) {
    if (message.senderType === 'user') input = message.messageId;
    if (input === null || message.senderId !== appId) continue;
    for (const [number] of message.content.matchAll(NUMBER)) {
      if (seen.has(number)) continue;
      seen.add(number);
      found.push({ messageId: input, number });
    }
  }
  return found;
}

/** Keeps them until the input is dealt with. */
export async function keepNumbers(
  tx: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  found: ReturnType<typeof numbersIn>,
): Promise<void> {
  if (found.length === 0) return;
  await tx
    .insertInto('restored_message')
    .values(
      found.map(({ messageId, number }) => ({
        school_id: schoolId,
        message_id: messageId,
        number,
        at: now,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The number that an input got in the lost hours, taken once; null: it gets a new one. */
export async function formerNumber(
  tx: Kysely<Tables>,
  schoolId: string,
  messageId: string,
  prefix: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom('restored_message')
    .select('number')
    .where('school_id', '=', schoolId)
    .where('message_id', '=', messageId)
    .where('number', 'like', `${prefix}%`)
    .orderBy('number')
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return null;
  await tx
    .deleteFrom('restored_message')
    .where('school_id', '=', schoolId)
    .where('message_id', '=', messageId)
    .where('number', '=', row.number)
    .execute();
  const taken = await taking(tx, schoolId, row.number);
  return taken ? null : row.number;
}

/**
 * Whether somebody has this number from the lost hours, or will get it again: then the next one is
 * given out, and that it is missing, should nobody claim it, is no fault.
 */
export async function isFormer(
  tx: Kysely<Tables>,
  schoolId: string,
  number: string,
): Promise<boolean> {
  const kept = await tx
    .selectFrom('restored_message')
    .select('number')
    .where('school_id', '=', schoolId)
    .where('number', '=', number)
    .limit(1)
    .executeTakeFirst();
  if (!kept) return taking(tx, schoolId, number);
  const [name = '', serial = ''] = number.split('-');
  await tx
    .insertInto('number_gap')
    .values({ school_id: schoolId, name, first: Number(serial), last: Number(serial) })
    .onConflict((c) => c.doNothing())
    .execute();
  return true;
}

/** A number of before the backup may be named in an answer; it belongs to something else. */
async function taking(tx: Kysely<Tables>, schoolId: string, number: string): Promise<boolean> {
  for (const table of ['repair_ticket', 'purchase', 'issue_request', 'issue_list'] as const) {
    const row = await tx
      .selectFrom(table)
      .select('id')
      .where('school_id', '=', schoolId)
      .where('number', '=', number)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}
