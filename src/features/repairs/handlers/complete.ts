import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { groupByPlace, type Fault } from '../domain/fault.ts';
import type { Ticket } from '../domain/ticket.ts';
import { closeDraft, moveDraftPhotos, type Draft } from '../drafts.ts';
import type { Said } from './answers.ts';
import { showDraft } from './asking.ts';
import { openTicket, settle, type Settled } from './report.ts';

type C = Context<Tables>;

/** A draft that may become a ticket now. Answers the line for its person, and whether a card says it too. */
export async function completeDraft(
  context: C,
  draft: Draft,
  person: Person,
  faults: readonly Fault[],
  { note = '', another = false }: { note?: string; another?: boolean } = {},
): Promise<{ line: string; onCard: boolean; ticket: Ticket | null }> {
  await closeDraft(context, draft.id);
  const { tx, school } = context;
  const other = draft.ownerId === null ? null : await personById(tx, school.id, draft.ownerId);
  const owner = other ?? person;
  const said: Said = {
    messageId: draft.messageId,
    chatKind: 'direct',
    chatId: draft.groupId ?? '',
    senderOpenId: person.openId ?? '',
    imageKeys: [],
  };
  const { groups } = groupByPlace(faults);
  const lines: string[] = [];
  const opened: Ticket[] = [];
  for (const [nth, group] of groups.entries()) {
    const opening = { notes: nth === 0 && note !== '' ? [note] : [] };
    // 不是同一个: whatever else is open there.
    const settled = another
      ? await openAnother(context, owner, group, said, opening)
      : await settle(context, owner, group, said, opening);
    if (settled.ticket) await moveDraftPhotos(context, draft.id, { ticketId: settled.ticket.id });
    else if (settled.draftId !== null)
      await moveDraftPhotos(context, draft.id, { draftId: settled.draftId });
    if (settled.opened && settled.ticket) opened.push(settled.ticket);
    lines.push(settled.line ?? '可能有人报过了，请看新卡片');
  }
  const line = lines.join('\n');
  await showDraft(context, draft, person, line);
  const own = opened.length === 1 && owner.id === person.id;
  const ticket = own ? (opened[0] ?? null) : null;
  return { line, onCard: own && groups.length === 1, ticket };
}

async function openAnother(
  context: C,
  owner: Person,
  faults: readonly Fault[],
  said: Said,
  opening: { readonly notes: readonly string[] },
): Promise<Settled> {
  const ticket = await openTicket(context, owner, faults, said, opening);
  return { line: `已登记 ${ticket.number}`, ticket, opened: true, draftId: null };
}
