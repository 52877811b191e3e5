import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { ASK_BELOW } from '../../../kernel/questions.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { deadlines } from '../clocks.ts';
import { proposeWorker } from '../dispatch.ts';
import {
  faultOf,
  groupByPlace,
  leftOver,
  samePlace,
  sameThing,
  type Fault,
} from '../domain/fault.ts';
import { isVague } from '../domain/said-place.ts';
import type { Ticket } from '../domain/ticket.ts';
import { behalfIn } from '../on-behalf.ts';
import { perform, setClocks, watchDanger } from '../perform.ts';
import { MOST_CARDS, showEverywhere } from '../places.ts';
import { addEvent, findTickets, insertTicket, OPEN_STATES } from '../store.ts';
import { firstSteps } from '../view.ts';
import { answer, keepPhotos, type Said } from './answers.ts';
import { askIfReport, askMore, askPlace, offerJoin, supersede } from './asking.ts';
import { adoptPhotos } from './photos.ts';
import { showMany } from './queries.ts';

type C = Context<Tables>;

const AGAIN = /又|还是|再次|没修好|依然/u;
const UNKNOWN_PLACE = '地点待补充';
const REGISTERED = '已登记 ';

/** Everything that one message reports: tickets by place, one answer for all, one question for the rest. */
export async function report(
  context: C,
  { message, sender, mixed }: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const behalf = await behalfIn(context, message);
  if (behalf.kind === 'unclear') return answer(context, message, behalf.question);
  const reporter = behalf.kind === 'for' ? behalf.person : sender;
  const own = reporter.id === sender.id;
  const reports = parts.filter((part) => part.intent === 'repair.report');
  const rest =
    reports.length === 1
      ? null
      : leftOver(
          message.text,
          reports.map(({ slots }) => slots),
        );
  const read = reports.map(({ slots, confidence = 1 }) => ({
    fault: faultOf(slots, message.text.trim(), reports.length === 1),
    sure: confidence >= ASK_BELOW || slots.urgency === 'critical',
  }));
  const faults = read.flatMap(({ fault, sure }) => (sure ? [fault] : []));
  const unsure = read.flatMap(({ fault, sure }) => (sure ? [] : [fault]));
  await supersede(context, sender, faults);
  const { groups, placeless } = groupByPlace(faults);
  const dangers = placeless.filter((fault) => fault.urgency === 'critical');
  const unplaced = placeless.filter((fault) => fault.urgency !== 'critical');
  // Whoever speaks for somebody else cannot say it later on that person's ticket.
  const [vague, clear] = own ? [[], groups] : byClarity(groups);
  const open = [...dangers.map((fault) => [{ ...fault, place: UNKNOWN_PLACE }]), ...clear];
  const listed = open.length > MOST_CARDS;
  const lines: string[] = [];
  const opened: Ticket[] = [];
  for (const group of open) {
    const notes = rest === null || opened.length > 0 ? [] : [`原话：${rest}`];
    const settled = await settle(context, reporter, group, message, { notes, listed });
    if (settled.opened && settled.ticket) opened.push(settled.ticket);
    if (settled.line !== null && !(listed && settled.opened)) lines.push(settled.line);
    const question =
      settled.opened && own ? await askMore(context, sender, settled.ticket, message) : null;
    if (question !== null) lines.push(question);
  }
  if (listed) {
    await showMany(context, reporter, `已登记 ${opened.length} 张`, opened);
    if (!own || message.chatKind === 'group')
      lines.unshift(`${REGISTERED}${numbers(opened)}，清单已私聊${own ? '您' : reporter.name}`);
  }
  const asked = [...unplaced, ...vague.flat()];
  if (asked.length > 0) lines.push(await askPlace(context, sender, asked, message, reporter));
  if (unsure.length > 0) lines.push(await askIfReport(context, sender, unsure, message, reporter));
  // In a direct chat the new card carries the number; a line beside it would be one message too many.
  const onCard =
    own &&
    mixed !== true &&
    message.chatKind === 'direct' &&
    lines.length === 1 &&
    opened.length === 1 &&
    lines[0]?.startsWith(REGISTERED);
  const whose = own ? '' : `（替${reporter.name}报）`;
  if (lines.length > 0 && !onCard)
    await answer(
      context,
      message,
      lines.map((line) => (line.startsWith(REGISTERED) ? line + whose : line)).join('\n'),
    );
}

function byClarity(groups: readonly Fault[][]): [vague: Fault[][], clear: Fault[][]] {
  const vague = (group: Fault[]) =>
    group.every(({ place, urgency }) => isVague(place ?? '') && urgency !== 'critical');
  return [groups.filter(vague), groups.filter((group) => !vague(group))];
}

function numbers(tickets: readonly Ticket[]): string {
  const [first, ...more] = tickets.map(({ number }) => number);
  return more.length > 0 ? `${first} 至 ${more.at(-1)}` : (first ?? '');
}

/** What became of one place's faults. */
export interface Settled {
  /** For whoever said it; null: a card says it all. */
  readonly line: string | null;
  readonly ticket: Ticket | null;
  readonly opened: boolean;
  /** Where it waits for an answer instead. */
  readonly draftId: string | null;
}

interface Opening {
  readonly notes?: readonly string[];
  /** The reporter gets one list instead of a card each. */
  readonly listed?: boolean;
}

/** One place's faults become a ticket, unless one is open for them already. */
export async function settle(
  context: C,
  reporter: Person,
  faults: readonly Fault[],
  said: Said,
  opening: Opening = {},
): Promise<Settled> {
  const [first] = faults;
  if (!first) throw new Error('nothing was reported');
  if (first.placeKey !== '') {
    const own = await findTickets(context, { reporterId: reporter.id, states: OPEN_STATES });
    const mine = own.find(
      (ticket) =>
        samePlace(ticket.placeKey, first.placeKey) && sameThing(ticket.object, first.object),
    );
    const there = await findTickets(context, { placeKey: first.placeKey });
    const same = there.filter(({ object }) => sameThing(object, first.object));
    const others = same.find(({ state }) => OPEN_STATES.includes(state));
    if (mine) return { ...(await addTo(context, reporter, mine, faults, said)), draftId: null };
    if (others && !faults.some((fault) => fault.urgency === 'critical')) {
      const draftId = await offerJoin(context, reporter, others, faults, said);
      const line = said.chatKind === 'group' ? `${others.number} 可能就是这处，详情已私聊您` : null;
      return { line, ticket: null, opened: false, draftId };
    }
    const ended = same.find(({ state }) =>
      ['accepted', 'acceptedByDefault', 'done'].includes(state),
    );
    if (ended && AGAIN.test(first.text)) {
      const kind = ended.state === 'done' ? 'rework' : 'reopen';
      const again = await perform(context, ended.id, { kind, reason: first.text }, reporter);
      if (again.ok) {
        const line = `${ended.number} 已重新打开，维修人员会再来`;
        return { line, ticket: again.ticket, opened: false, draftId: null };
      }
    }
  }
  const ticket = await openTicket(context, reporter, faults, said, opening);
  const line = `${REGISTERED}${ticket.number}${said.chatKind === 'group' ? '，详情已私聊您' : ''}`;
  return { line, ticket, opened: true, draftId: null };
}

/** Somebody says more about what is open in the own name, or the same again because the answer was slow. */
async function addTo(
  context: C,
  reporter: Person,
  ticket: Ticket,
  faults: readonly Fault[],
  said: Said,
): Promise<Omit<Settled, 'draftId'>> {
  await keepPhotos(context, reporter, said, { ticketId: ticket.id });
  const known = ticket.items.join('\n');
  const news = faults.filter(({ text }) => !known.includes(text));
  const alarm = !ticket.danger && faults.some(({ urgency }) => urgency === 'critical');
  const text = news.map((fault) => fault.text).join('；');
  const unchanged = {
    line: `${ticket.number} 已登记过，正在处理，不用重复报`,
    ticket,
    opened: false,
  };
  if (text === '' && !alarm) return unchanged;
  const done = await perform(
    context,
    ticket.id,
    { kind: 'supplement', text: text || null, ...(alarm ? { urgency: 'critical' } : {}) },
    reporter,
  );
  if (!done.ok) return unchanged;
  if (alarm) await tellFirstSteps(context, reporter);
  const line = `${ticket.number} 已登记过，这句话补充进去了；如果是另外一处，请说清位置`;
  return { line, ticket: done.ticket, opened: false };
}

/** Opens a ticket, proposes a worker, and tells everybody who must know. */
export async function openTicket(
  context: C,
  reporter: Person,
  faults: readonly Fault[],
  said: Said,
  { notes = [], listed = false }: Opening = {},
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
  await insertTicket(context, ticket, said);
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
    await tellFirstSteps(context, reporter);
  }
  await showEverywhere(context, ticket, { urgent: danger, listed });
  return ticket;
}

async function tellFirstSteps(context: C, { openId }: Person): Promise<void> {
  if (openId === null) return;
  await context.say.text({ kind: 'person', openId }, firstSteps(context), { urgentTo: [openId] });
}
