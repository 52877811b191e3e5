import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { TRADES } from '../../kernel/people.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tables } from '../../tables.ts';
import type { RepairsTables } from './tables.ts';
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
  /** Who said it and is asked. */
  readonly personId: string;
  /** For whom it is, where that is somebody else. */
  readonly ownerId: string | null;
  readonly text: string;
  readonly faults: readonly Fault[];
  readonly messageId: string;
  /** The group in which it began; null in the direct chat. */
  readonly groupId: string | null;
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
      chat_id: draft.groupId,
      owner_id: draft.ownerId,
      at: now,
      closed_at: null,
    })
    .execute();
  return { ...draft, id, closed: false };
}

/** How long an answer still counts. The director hears of it after one day (domain D3). */
const KEPT = { hours: 72 } as const;

export async function findDraft(context: C, id: string): Promise<Draft | null> {
  const { tx, school } = context;
  const row = await tx
    .selectFrom('repair_draft')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? read(row) : null;
}

/** What somebody began and did not finish, newest first. */
export async function openDrafts(
  { tx, school, now }: C,
  by: { personId: string } | { messageId: string },
): Promise<Draft[]> {
  const open = tx
    .selectFrom('repair_draft')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('closed_at', 'is', null)
    .where('at', '>', now.subtract(KEPT));
  const mine =
    'personId' in by
      ? open.where('person_id', '=', by.personId)
      : open.where('message_id', '=', by.messageId);
  return (await mine.orderBy('at', 'desc').orderBy('id', 'desc').execute()).map(read);
}

function read(row: Selectable<RepairsTables['repair_draft']>): Draft {
  return {
    id: row.id,
    personId: row.person_id,
    ownerId: row.owner_id,
    text: row.text,
    faults: faultsColumn.parse(row.faults),
    messageId: row.message_id,
    groupId: row.chat_id,
    closed: row.closed_at !== null,
  };
}

/** The questions a draft may wait for; each is about the draft's id. */
const QUESTIONS = ['place', 'confirm', 'what', 'same'] as const;
export type DraftQuestion = (typeof QUESTIONS)[number];

/** Asks about a draft, one thing at a time; the former question is settled. */
export async function askAbout(
  context: C,
  draft: Draft,
  question: DraftQuestion,
  data: JsonObject = {},
): Promise<void> {
  const { now, questions, timers } = context;
  for (const name of QUESTIONS) await questions.close(`repairs.${name}`, draft.id);
  await questions.ask({
    name: `repairs.${question}`,
    key: draft.id,
    personId: draft.personId,
    groupId: draft.groupId,
    data,
    until: now.add(KEPT),
  });
  if (question !== 'same') await timers.set('repairs.draft', draft.id, now.add({ hours: 24 }));
}

/** More was said before the answer came. */
export async function addToDraft(
  { tx, school }: C,
  draft: Draft,
  more: readonly Fault[],
): Promise<Draft> {
  const faults = [...draft.faults, ...more];
  const text = faults.map((fault) => fault.text).join('；');
  await tx
    .updateTable('repair_draft')
    .set({ faults: JSON.stringify(faults), text })
    .where('school_id', '=', school.id)
    .where('id', '=', draft.id)
    .execute();
  return { ...draft, faults, text };
}

export async function closeDraft(context: C, id: string): Promise<void> {
  const { tx, school, now, timers, questions } = context;
  await tx
    .updateTable('repair_draft')
    .set({ closed_at: now })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .execute();
  await timers.clear('repairs.draft', id);
  for (const name of QUESTIONS) await questions.close(`repairs.${name}`, id);
}

/** Photos that came with a draft go to what it becomes. */
export async function moveDraftPhotos(
  { tx, school }: C,
  draftId: string,
  to: { readonly ticketId: string } | { readonly draftId: string },
): Promise<void> {
  await tx
    .updateTable('repair_photo')
    .set('ticketId' in to ? { ticket_id: to.ticketId, draft_id: null } : { draft_id: to.draftId })
    .where('school_id', '=', school.id)
    .where('draft_id', '=', draftId)
    .execute();
}
