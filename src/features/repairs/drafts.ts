import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { TRADES } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import type { Fault } from './domain/fault.ts';

const faultsColumn = z.array(
  z.object({
    place: z.string().nullable(),
    placeKey: z.string(),
    object: z.string(),
    text: z.string(),
    category: z.enum(TRADES),
    urgency: z.enum(['critical', 'high', 'normal']),
    // Drafts written before it was kept have none.
    when: z.string().nullable().default(null),
  }),
);

export interface Draft {
  readonly id: string;
  readonly personId: string;
  readonly text: string;
  readonly faults: readonly Fault[];
  readonly messageId: string;
  readonly closed: boolean;
}

type C = Context<Tables>;

export async function openDraft(
  { tx, school, newId, now }: C,
  draft: Omit<Draft, 'id' | 'closed'>,
): Promise<Draft> {
  const id = newId();
  await tx
    .insertInto('repair_draft')
    .values({
      school_id: school.id,
      id,
      person_id: draft.personId,
      text: draft.text,
      faults: JSON.stringify(draft.faults),
      message_id: draft.messageId,
      at: now,
      closed_at: null,
    })
    .execute();
  return { ...draft, id, closed: false };
}

/** A draft by id, or the newest open one of a person of the last 24 hours. */
export async function findDraft(
  { tx, school, now }: C,
  by: { id: string } | { personId: string },
): Promise<Draft | null> {
  let query = tx.selectFrom('repair_draft').selectAll().where('school_id', '=', school.id);
  query =
    'id' in by
      ? query.where('id', '=', by.id).forUpdate()
      : query
          .where('person_id', '=', by.personId)
          .where('closed_at', 'is', null)
          .where('at', '>', now.subtract({ hours: 24 }));
  const row = await query.orderBy('at', 'desc').limit(1).executeTakeFirst();
  return row
    ? {
        id: row.id,
        personId: row.person_id,
        text: row.text,
        faults: faultsColumn.parse(row.faults),
        messageId: row.message_id,
        closed: row.closed_at !== null,
      }
    : null;
}

export async function closeDraft({ tx, school, now, timers }: C, id: string): Promise<void> {
  await tx
    .updateTable('repair_draft')
    .set({ closed_at: now })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .execute();
  await timers.clear('repairs.draft', id);
}

/** Photos that came with a draft go to the ticket it becomes. */
export async function moveDraftPhotos(
  { tx, school }: C,
  draftId: string,
  ticketId: string,
): Promise<void> {
  await tx
    .updateTable('repair_photo')
    .set({ ticket_id: ticketId, draft_id: null })
    .where('school_id', '=', school.id)
    .where('draft_id', '=', draftId)
    .execute();
}
