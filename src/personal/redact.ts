import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { dropPictures, forgetInputs } from './delete.ts';
import { replaceEverywhere } from './replace.ts';

export const REDACTED = '（文字已按要求删除）';

/**
 * Takes what people wrote and photographed out of one report: its words wherever they stand in rows
 * that belong to it, its photos, the message it came from. Its number, times and people stay.
 * Null when there is no such report.
 */
export async function redactTicket(
  tx: Kysely<Tables>,
  schoolId: string,
  number: string,
): Promise<{
  readonly id: string;
  readonly blobs: readonly string[];
  readonly photos: number;
} | null> {
  const ticket = await tx
    .selectFrom('repair_ticket')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!ticket) return null;
  const { rows: pictures } = await sql<{ attachmentId: string; blobId: string | null }>`
    select a.id as "attachmentId", a.blob_id as "blobId" from attachment a
    join repair_photo p on p.school_id = a.school_id and p.attachment_id = a.id
    where a.school_id = ${schoolId} and p.ticket_id = ${ticket.id}`.execute(tx);
  const events = await tx
    .selectFrom('repair_event')
    .select('detail')
    .where('school_id', '=', schoolId)
    .where('ticket_id', '=', ticket.id)
    .execute();
  const items = Array.isArray(ticket.items) ? ticket.items.map(String) : [];
  const words = [
    ...items,
    ticket.note,
    ticket.reason,
    ticket.suspend_reason,
    ticket.cause,
    ticket.parts,
    ...events.map(({ detail }) => detail),
  ].filter((word): word is string => word !== null && word.length > 1);
  // Longer ones first: a shorter one may be a part of them.
  for (const word of [...new Set(words)].toSorted((a, b) => b.length - a.length))
    await replaceEverywhere(tx, schoolId, {
      from: word,
      to: REDACTED,
      where: [ticket.id, ticket.number],
    });
  if (ticket.message_id !== null) await forgetInputs(tx, schoolId, ticket.message_id);
  const blobs = await dropPictures(tx, schoolId, pictures);
  return { id: ticket.id, blobs, photos: pictures.length };
}
