import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { directorCard, listCard, reporterCard, workerCard } from '../cards.ts';
import { STATES, type Ticket } from '../domain/ticket.ts';
import { showEverywhere } from '../places.ts';
import { findTickets, isLive, OPEN_STATES, ticketByNumber } from '../store.ts';
import { describe, listRow } from '../view.ts';
import { answer } from './answers.ts';
import { adoptPhotos } from './photos.ts';
import { JUST_CLOSED, meant, namesTicket, onMeant } from './refer.ts';

type C = Context<Tables>;

/** 我的报修 */
export async function mine(context: C, incoming: Incoming): Promise<void> {
  const tickets = await findTickets(context, { reporterId: incoming.sender.id, limit: 20 });
  await showList(
    context,
    incoming,
    'mine',
    '我的报修',
    tickets,
    '您还没有报过修。直接告诉我：在哪里、什么坏了',
  );
}

/** 我的活 / 待办 */
export async function work(context: C, incoming: Incoming): Promise<void> {
  const tickets = await findTickets(context, {
    workerId: incoming.sender.id,
    states: OPEN_STATES,
    limit: 30,
  });
  await showList(context, incoming, 'work', '我的活', tickets, '手上没有待办的报修');
}

/** 报修概况, the director's. */
export async function overview(context: C, incoming: Incoming): Promise<void> {
  if (!hasRole(incoming.sender, 'director', 'principal', 'admin')) {
    return answer(
      context,
      incoming.message,
      '报修概况只给总务主任和校长看；看自己的请发“我的报修”',
    );
  }
  const open = await findTickets(context, { states: [...OPEN_STATES, 'done'], limit: 200 });
  const count = [...Map.groupBy(open, (ticket) => STATES[ticket.state])].map(
    ([state, some]) => `${state} ${some.length}`,
  );
  return showList(
    context,
    incoming,
    'overview',
    `报修概况：${count.join('，') || '没有未完成的'}`,
    open.slice(0, 20),
    '目前没有未完成的报修',
  );
}

/** A ticket by its number. Those who have to do with it get its card; anybody else its state. */
export async function byNumber(context: C, incoming: Incoming, number: string): Promise<void> {
  const { message, sender } = incoming;
  const ticket = await ticketByNumber(context, number.toUpperCase());
  if (!ticket) return answer(context, message, `没有找到 ${number}，请核对单号，或发“我的报修”`);
  if (message.chatKind === 'group')
    return answer(context, message, `${ticket.number} ${STATES[ticket.state]}`);
  if ((await adoptPhotos(context, sender, ticket.id)) > 0) await showEverywhere(context, ticket);
  const about = (await describe(context, ticket)).forPerson(sender);
  const role = roleOf(ticket, sender);
  if (role === null || sender.openId === null)
    return answer(context, message, `${ticket.number} ${STATES[ticket.state]}`);
  const card = { reporter: reporterCard, worker: workerCard, director: directorCard }[role](about);
  return context.say.show({
    key: `repairs:${ticket.id}:${role}:${sender.openId}`,
    to: { kind: 'person', openId: sender.openId },
    card,
    renew: true,
    live: isLive(ticket),
  });
}

export async function query(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const number = numberIn(parts);
  if (number !== null) return byNumber(context, incoming, number);
  const [only, ...more] = await meant(context, incoming, [], [...OPEN_STATES, ...JUST_CLOSED]);
  if (only && more.length === 0) return byNumber(context, incoming, only.number);
  if (only) return mine(context, incoming);
  // Somebody else's: 302投影修好了没 is answered with its state.
  const others = await findTickets(context, { states: [...OPEN_STATES, 'done'] });
  const named = others.filter((one) => namesTicket(incoming.message.text, one));
  const [other] = named;
  return other && named.length === 1
    ? byNumber(context, incoming, other.number)
    : mine(context, incoming);
}

/** 催单: the named ticket, else the one that is meant. */
export async function urge(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const tickets = await targets(context, incoming, numberIn(parts));
  const none = '您没有正在处理的报修。要报修请告诉我：在哪里、什么坏了';
  const line = tickets.length > 0 ? await onMeant(context, incoming, tickets, 'urge') : none;
  return answer(context, incoming.message, line);
}

/** 撤销 in words. */
export async function cancel(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const tickets = await targets(context, incoming, numberIn(parts));
  const none = '您没有可以撤销的报修';
  const line = tickets.length > 0 ? await onMeant(context, incoming, tickets, 'withdraw') : none;
  return answer(context, incoming.message, line);
}

async function targets(context: C, incoming: Incoming, number: string | null): Promise<Ticket[]> {
  if (number === null) return meant(context, incoming, [], OPEN_STATES);
  const ticket = await ticketByNumber(context, number.toUpperCase());
  return ticket ? [ticket] : [];
}

function numberIn(parts: readonly SingleUnderstood[]): string | null {
  for (const { slots } of parts) if ('ticket' in slots && slots.ticket) return slots.ticket;
  return null;
}

function roleOf(ticket: Ticket, person: Person): 'reporter' | 'worker' | 'director' | null {
  if (person.id === ticket.reporterId || ticket.joinedIds.includes(person.id)) return 'reporter';
  if (hasRole(person, 'director')) return 'director';
  return person.id === ticket.workerId || hasRole(person, 'repairer') ? 'worker' : null;
}

async function showList(
  context: C,
  { message, sender }: Incoming,
  name: string,
  title: string,
  tickets: readonly Ticket[],
  empty: string,
): Promise<void> {
  if (tickets.length === 0) return answer(context, message, empty);
  const rows = tickets.map((ticket) => listRow(context, ticket, sender));
  await showTo(context, sender, `repairs:${name}`, listCard(title, rows, null));
  if (message.chatKind === 'group') await answer(context, message, '已私聊您');
}

/** What one message opened, where it is too much for a card each. */
export async function showMany(
  context: C,
  person: Person,
  title: string,
  tickets: readonly Ticket[],
): Promise<void> {
  const rows = tickets.map((ticket) => listRow(context, ticket, person));
  await showTo(context, person, 'repairs:opened', listCard(title, rows, '发单号可以查看其中一张'));
}

/** A fresh list in the person's direct chat; the former one points to it. */
export async function showTo(
  context: C,
  { openId }: Person,
  key: string,
  card: CardContent,
): Promise<void> {
  if (openId === null) return;
  await context.say.show({
    key: `${key}:${openId}`,
    to: { kind: 'person', openId },
    card,
    renew: true,
    live: true,
  });
}
