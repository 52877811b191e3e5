import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import {
  askAbout,
  closeDraft,
  moveDraftPhotos,
  openDraft,
  openDrafts,
  type Draft,
} from '../drafts.ts';
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
  const ticket = ticketId === null ? null : await lockTicket(context, ticketId);
  if (ticket) {
    await keepPhotos(context, sender, message, { ticketId: ticket.id });
    await showEverywhere(context, ticket);
    return true;
  }
  const [begun] = await openDrafts(context, { personId: sender.id });
  const draft = begun ?? (await askWhat(context, sender, message));
  const before = await countDraftPhotos(context, draft.id);
  await keepPhotos(context, sender, message, { draftId: draft.id });
  // Five pictures of one fault are answered once.
  if (before === 0) {
    await answer(
      context,
      message,
      draft.faults.length > 0
        ? '照片已收到，请告诉我在哪里（楼、层、房间）'
        : '照片收到了。请说一下在哪里、什么坏了，或者发报修单号，我把照片放进去',
    );
  }
  return true;
}

/** A report that is only a picture so far. */
async function askWhat(context: C, sender: Person, said: Incoming['message']): Promise<Draft> {
  const draft = await openDraft(context, {
    personId: sender.id,
    ownerId: null,
    text: '（照片）',
    faults: [],
    messageId: said.messageId,
    groupId: null,
  });
  await askAbout(context, draft, 'what');
  return draft;
}

async function countDraftPhotos({ tx, school }: C, draftId: string): Promise<number> {
  const row = await tx
    .selectFrom('repair_photo')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', school.id)
    .where('draft_id', '=', draftId)
    .executeTakeFirstOrThrow();
  return row.n;
}

/** Pictures that came before the words go to the ticket that the words open. Answers how many. */
export async function adoptPhotos(context: C, person: Person, ticketId: string): Promise<number> {
  let count = 0;
  for (const draft of await openDrafts(context, { personId: person.id })) {
    if (draft.faults.length > 0) continue;
    count += await countDraftPhotos(context, draft.id);
    await moveDraftPhotos(context, draft.id, { ticketId });
    await closeDraft(context, draft.id);
  }
  return count;
}

/** The ticket whose card, or whose report, the message answers. */
export async function answeredTicket(
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
  const [reported] = await findTickets(context, { messageId: parentId, reporterId: id });
  return reported?.id ?? null;
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
