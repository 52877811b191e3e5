import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { askPlaceCard, duplicateCard } from '../cards.ts';
import { deadlines } from '../clocks.ts';
import { proposeWorker } from '../dispatch.ts';
import { faultOf, groupByPlace, type Fault } from '../domain/fault.ts';
import type { Ticket } from '../domain/ticket.ts';
import { closeDraft, moveDraftPhotos, openDraft, type Draft } from '../drafts.ts';
import { behalfIn } from '../on-behalf.ts';
import { perform, setClocks, watchDanger } from '../perform.ts';
import { showEverywhere } from '../places.ts';
import { addEvent, findTickets, insertTicket, OPEN_STATES } from '../store.ts';
import { describe, firstSteps } from '../view.ts';
import { answer, keepPhotos, replyTo } from './answers.ts';
import { adoptPhotos } from './photos.ts';

type C = Context<Tables>;
type Said = Pick<
  Incoming['message'],
  'messageId' | 'chatKind' | 'chatId' | 'senderOpenId' | 'imageKeys'
>;

/** Somebody sends the same again because the answer was slow. */
const RESEND = { minutes: 10 } as const;
const AGAIN = /又|还是|再次|没修好|依然/u;
export const UNKNOWN_PLACE = '地点待补充';
const REGISTERED = '已登记 ';

/** Everything that one message reports: tickets by place, one answer for all, one question for the rest. */
export async function report(
  context: C,
  { message, sender }: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const behalf = await behalfIn(context, message.text);
  if (behalf.kind === 'unclear') return answer(context, message, behalf.question);
  const reporter = behalf.kind === 'for' ? behalf.person : sender;
  const reports = parts.filter((part) => part.intent === 'repair.report');
  const faults = reports.map(({ slots }) =>
    faultOf(slots, reports.length === 1 ? message.text.trim() : null),
  );
  const { groups, placeless } = groupByPlace(faults);
  const dangers = placeless.filter((fault) => fault.urgency === 'critical');
  const unclear = placeless.filter((fault) => fault.urgency !== 'critical');
  const lines: string[] = [];
  for (const group of [
    ...dangers.map((fault) => [{ ...fault, place: UNKNOWN_PLACE }]),
    ...groups,
  ]) {
    const line = await settle(context, reporter, group, message);
    if (line !== null) lines.push(line);
  }
  if (unclear.length > 0) {
    await askPlace(context, sender, unclear, message);
    lines.push(
      message.chatKind === 'group'
        ? '收到，在哪里？我已私聊您，补上地点就登记'
        : '请告诉我在哪里（楼、层、房间），直接打字就行',
    );
  }
  if (dangers.length > 0) lines.push('请马上告诉我具体在哪里，直接打字就行');
  // In a direct chat the new card carries the number; a line beside it would be one message too many.
  const onCard =
    reporter.id === sender.id &&
    message.chatKind === 'direct' &&
    lines.length === 1 &&
    lines[0]?.startsWith(REGISTERED);
  if (lines.length > 0 && !onCard) await answer(context, message, lines.join('\n'));
}

/** One place's faults become a ticket, unless one is open for them already. Null: the card says it all. */
export async function settle(
  context: C,
  reporter: Person,
  faults: readonly Fault[],
  said: Said,
): Promise<string | null> {
  const [first] = faults;
  if (!first) return null;
  const danger = faults.some((fault) => fault.urgency === 'critical');
  const same = { placeKey: first.placeKey, object: first.object };
  if (first.placeKey !== '') {
    const open = (await findTickets(context, { ...same, states: OPEN_STATES })).at(0);
    if (open && open.reporterId === reporter.id) {
      const resent = Temporal.Instant.compare(open.reportedAt.add(RESEND), context.now) > 0;
      if (resent) return `${open.number} 已登记过，正在处理，不用重复报`;
    } else if (open && !danger) {
      const draft = await openDraft(context, {
        personId: reporter.id,
        text: first.text,
        faults,
        messageId: said.messageId,
      });
      await offerJoin(context, reporter, open, draft);
      return said.chatKind === 'group' ? `${open.number} 可能就是这处，详情已私聊您` : null;
    }
    const ended = (
      await findTickets(context, { ...same, states: ['accepted', 'acceptedByDefault', 'done'] })
    ).at(0);
    if (ended && AGAIN.test(first.text)) {
      const kind = ended.state === 'done' ? 'rework' : 'reopen';
      const again = await perform(context, ended.id, { kind, reason: first.text }, reporter);
      if (again.ok) return `${ended.number} 已重新打开，维修人员会再来`;
    }
  }
  const ticket = await openTicket(context, reporter, faults, said);
  return `${REGISTERED}${ticket.number}${said.chatKind === 'group' ? '，详情已私聊您' : ''}`;
}

/** Opens a ticket, proposes a worker, and tells everybody who must know. */
export async function openTicket(
  context: C,
  reporter: Person,
  faults: readonly Fault[],
  said: Said,
  notes: readonly string[] = [],
): Promise<Ticket> {
  const { now, calendar, newId } = context;
  const [first] = faults;
  if (!first) throw new Error('a ticket needs a fault');
  const danger = faults.some((fault) => fault.urgency === 'critical');
  const high = faults.some((fault) => fault.urgency === 'high');
  const urgency = danger ? 'critical' : high ? 'high' : 'normal';
  const worker = await proposeWorker(context, first.category);
  const ticket: Ticket = {
    id: newId(),
    number: await context.number('BX'),
    version: 1,
    state: worker ? 'assigned' : 'unassigned',
    reporterId: reporter.id,
    place: first.place ?? UNKNOWN_PLACE,
    placeKey: first.placeKey,
    items: [...faults.map((fault) => fault.text), ...notes],
    object: first.object,
    category: first.category,
    urgency,
    danger,
    dangerTakenBy: null,
    workerId: worker?.id ?? null,
    transfers: 0,
    reworks: 0,
    joinedIds: [],
    reportedAt: now,
    wanted: faults.find((fault) => fault.when !== null)?.when ?? null,
    acceptedWorkAt: null,
    ...deadlines(calendar, now, { category: first.category, urgency }),
    suspendedAt: null,
    suspendedUntil: null,
    suspendReason: null,
    finishedAt: null,
    finishedBy: null,
    endedAt: null,
    endedBy: null,
    acceptBy: null,
    lastUrgedAt: null,
    stars: null,
    note: null,
    parts: null,
    costFen: null,
    cause: null,
    mergedInto: null,
    reason: null,
  };
  await insertTicket(context, ticket, said.messageId);
  await addEvent(context, ticket.id, {
    kind: 'report',
    at: now,
    actorId: reporter.id,
    behalfOf: null,
    detail: null,
    changes: { workerId: ticket.workerId },
  });
  await keepPhotos(context, reporter, said, { ticketId: ticket.id });
  await adoptPhotos(context, reporter, ticket.id);
  await setClocks(context, ticket);
  if (danger) {
    await watchDanger(context, ticket.id);
    if (reporter.openId !== null) {
      await context.say.text({ kind: 'person', openId: reporter.openId }, firstSteps(context), {
        urgentTo: [reporter.openId],
      });
    }
  }
  await showEverywhere(context, ticket, { urgent: danger });
  return ticket;
}

async function askPlace(
  context: C,
  reporter: Person,
  faults: readonly Fault[],
  said: Said,
): Promise<void> {
  const text = faults.map((fault) => fault.text).join('；');
  const draft = await openDraft(context, {
    personId: reporter.id,
    text,
    faults,
    messageId: said.messageId,
  });
  await keepPhotos(context, reporter, said, { draftId: draft.id });
  await context.timers.set('repairs.draft', draft.id, context.now.add({ hours: 24 }));
  await showDraft(context, draft, reporter, null);
}

/** The question's card; `closed` says what became of it. */
export async function showDraft(
  context: C,
  draft: Draft,
  reporter: Person,
  closed: string | null,
): Promise<void> {
  if (reporter.openId === null) return;
  await context.say.show({
    key: `repairs:draft:${draft.id}:${reporter.openId}`,
    to: { kind: 'person', openId: reporter.openId },
    card: askPlaceCard({
      id: draft.id,
      text: draft.text,
      guess: reporter.room,
      buildings: context.school.buildings,
      closed,
    }),
    live: closed === null,
  });
}

/** A draft whose place is known now. Answers the line for its person. */
export async function completeDraft(
  context: C,
  draft: Draft,
  reporter: Person,
  faults: readonly Fault[],
  note = '',
): Promise<string> {
  await closeDraft(context, draft.id);
  const behalf = await behalfIn(context, draft.text);
  const owner = behalf.kind === 'for' ? behalf.person : reporter;
  const said: Said = {
    messageId: draft.messageId,
    chatKind: 'direct',
    chatId: '',
    senderOpenId: reporter.openId ?? '',
    imageKeys: [],
  };
  const ticket = await openTicket(context, owner, faults, said, note === '' ? [] : [note]);
  await moveDraftPhotos(context, draft.id, ticket.id);
  const line = `${REGISTERED}${ticket.number}`;
  await showDraft(context, draft, reporter, line);
  return line;
}

async function offerJoin(context: C, reporter: Person, open: Ticket, draft: Draft): Promise<void> {
  if (reporter.openId === null) return;
  const view = (await describe(context, open)).forPerson(reporter);
  await context.say.show({
    key: `repairs:draft:${draft.id}:${reporter.openId}`,
    to: replyTo({ chatKind: 'direct', chatId: '', senderOpenId: reporter.openId }),
    card: duplicateCard(view, draft.id),
    live: true,
  });
}
