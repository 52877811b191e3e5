import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { findDraft } from '../drafts.ts';
import { showEverywhere } from '../places.ts';
import { findTickets, lockTicket } from '../store.ts';
import { answer, keepPhotos } from './answers.ts';

type C = Context<Tables>;

/** A picture belongs to what its sender began or acted on within this time. */
const RECENT = { minutes: 10 } as const;

/** A picture without words in a direct chat. True: it found its ticket, or was asked about. */
export async function claimPhoto(context: C, { message, sender }: Incoming): Promise<boolean> {
  if (message.imageKeys.length === 0 || message.text.trim() !== '') return false;
  if (message.chatKind === 'group') return true;
  const ticketId =
    (await answeredTicket(context, message.parentId, sender)) ??
    (await recentTicket(context, sender));
  const draft = ticketId === null ? await findDraft(context, { personId: sender.id }) : null;
  if (draft) {
    await keepPhotos(context, sender, message, { draftId: draft.id });
    await answer(context, message, '照片已收到，请告诉我在哪里（楼、层、房间）');
    return true;
  }
  await keepPhotos(context, sender, message, ticketId === null ? null : { ticketId });
  const ticket = ticketId === null ? null : await lockTicket(context, ticketId);
  if (ticket) await showEverywhere(context, ticket);
  else
    await answer(
      context,
      message,
      '照片收到了。请说一下在哪里、什么坏了，或者发报修单号，我把照片放进去',
    );
  return true;
}

/** Pictures that came before the words go to the ticket that the words open. Answers how many. */
export async function adoptPhotos(
  { tx, school, now }: C,
  person: Person,
  ticketId: string,
): Promise<number> {
  const result = await tx
    .updateTable('repair_photo')
    .set({ ticket_id: ticketId })
    .where('school_id', '=', school.id)
    .where('person_id', '=', person.id)
    .where('ticket_id', 'is', null)
    .where('draft_id', 'is', null)
    .where('at', '>', now.subtract(RECENT))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The ticket whose card the message answers. */
async function answeredTicket(
  context: C,
  parentId: string | null,
  { id, openId }: Person,
): Promise<string | null> {
  if (parentId === null || openId === null) return null;
  const own = [
    ...(await findTickets(context, { reporterId: id, limit: 20 })),
    ...(await findTickets(context, { workerId: id, limit: 20 })),
  ];
  for (const ticket of own) {
    for (const role of ['reporter', 'worker']) {
      const shown = await context.say.shown(`repairs:${ticket.id}:${role}:${openId}`);
      if (shown?.messageId === parentId) return ticket.id;
    }
  }
  return null;
}

async function recentTicket({ tx, school, now }: C, { id }: Person): Promise<string | null> {
  const row = await tx
    .selectFrom('repair_event')
    .select('ticket_id')
    .where('school_id', '=', school.id)
    .where('actor_id', '=', id)
    .where('at', '>', now.subtract(RECENT))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.ticket_id ?? null;
}
