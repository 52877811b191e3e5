import { z } from 'zod';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Reply } from '../../../kernel/questions.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { listCard } from '../cards.ts';
import { AFTERWARDS_DAYS } from '../domain/decide.ts';
import { placeKey, samePlace, sameThing } from '../domain/fault.ts';
import { STATES, type State, type Ticket } from '../domain/ticket.ts';
import { perform } from '../perform.ts';
import { showEverywhere } from '../places.ts';
import { findTickets, lockTicket, OPEN_STATES } from '../store.ts';
import { listRow } from '../view.ts';
import { answeredTicket } from './photos.ts';

type C = Context<Tables>;

/** What is to happen to the ticket that somebody means without naming it. */
const VERBS = ['again', 'urge', 'withdraw'] as const;
type Verb = (typeof VERBS)[number];
const QUESTION = 'repairs.which';
const ANSWERABLE = { hours: 24 } as const;
const whichData = z.object({
  verb: z.enum(VERBS),
  words: z.string(),
  ids: z.array(z.string()),
});

export const JUST_CLOSED: readonly State[] = ['done', 'accepted', 'acceptedByDefault'];

/**
 * The own tickets that words like 那个 or 又坏了 can mean: the one whose card or report is answered,
 * else those in these states, closed ones for a week, narrowed by the place and thing that are named.
 */
export async function meant(
  context: C,
  { message, sender }: Pick<Incoming, 'message' | 'sender'>,
  parts: readonly SingleUnderstood[],
  states: readonly State[],
): Promise<Ticket[]> {
  const answered = await answeredTicket(context, message.parentId, sender);
  const ticket = answered === null ? null : await lockTicket(context, answered);
  if (ticket) return [ticket];
  const since = context.now.subtract({ hours: 24 * AFTERWARDS_DAYS });
  const own = await findTickets(context, { reporterId: sender.id, states, limit: 20 });
  const recent = own.filter(
    ({ finishedAt }) => finishedAt === null || Temporal.Instant.compare(finishedAt, since) > 0,
  );
  const [part] = parts;
  const slots = part?.intent === 'repair.report' ? part.slots : null;
  const object = [slots?.object ?? []].flat().join('');
  const place = [slots?.location ?? []].flat().join('');
  const key = place === '' ? '' : placeKey(place, slots?.location_norm);
  if (object !== '' || key !== '') {
    return recent.filter(
      (one) =>
        (object === '' || sameThing(one.object, object)) &&
        (key === '' || samePlace(one.placeKey, key)),
    );
  }
  const named = (one: Ticket) =>
    Number(message.text.includes(one.object)) + Number(namesRoom(message.text, one));
  const most = Math.max(0, ...recent.map(named));
  return most === 0 ? recent : recent.filter((one) => named(one) === most);
}

function namesRoom(text: string, { placeKey: key, place }: Ticket): boolean {
  const room = key.split('|')[1];
  return text.includes(place) || (room !== undefined && room !== '' && text.includes(room));
}

/** Both its room and its thing stand in the text. */
export function namesTicket(text: string, ticket: Ticket): boolean {
  return namesRoom(text, ticket) && text.includes(ticket.object);
}

/** One is meant: it happens; several: their owner is shown them with a button each. Answers the line. */
export async function onMeant(
  context: C,
  { message, sender }: Incoming,
  tickets: readonly Ticket[],
  verb: Verb,
): Promise<string> {
  const [only, ...more] = tickets;
  if (only && more.length === 0) return act(context, verb, only, message.text, sender);
  const titles: Record<Verb, string> = {
    again: '哪一张又坏了？',
    urge: '要催哪一张？',
    withdraw: '要撤销哪一张？',
  };
  const ids = tickets.map(({ id }) => id);
  await context.questions.ask({
    name: QUESTION,
    key: sender.id,
    personId: sender.id,
    groupId: message.chatKind === 'group' ? message.chatId : null,
    data: { verb, words: message.text, ids },
    until: context.now.add(ANSWERABLE),
  });
  await showChoice(
    context,
    sender,
    titles[verb],
    tickets.map((ticket) => ({ ...listRow(context, ticket, null), action: 'pick' })),
    true,
  );
  return message.chatKind === 'group'
    ? '您有几张报修单，我已私聊您确认是哪一张'
    : `${titles[verb]}请点“是这个”，或回复单号、地点`;
}

async function showChoice(
  context: C,
  { openId }: Person,
  title: string,
  rows: Parameters<typeof listCard>[1],
  live: boolean,
): Promise<void> {
  if (openId === null) return;
  await context.say.show({
    key: `repairs:which:${openId}`,
    to: { kind: 'person', openId },
    card: listCard(title, rows, null),
    renew: live,
    live,
  });
}

/** The ticket that an answer chooses; null when it chooses none of those that were asked about. */
export async function pickOne(
  context: C,
  data: JsonObject,
  reply: Reply,
  text: string,
): Promise<string | null> {
  const { ids } = whichData.parse(data);
  if (reply.kind === 'pick') return ids[reply.which - 1] ?? null;
  const tickets: Ticket[] = [];
  for (const id of ids) {
    const ticket = await lockTicket(context, id);
    if (ticket) tickets.push(ticket);
  }
  if (reply.kind === 'number')
    return tickets.find(({ number }) => number === reply.number)?.id ?? null;
  if (text.length > 20) return null;
  const named = tickets.filter((one) => namesRoom(text, one) || text.includes(one.object));
  return named.length === 1 ? (named[0]?.id ?? null) : null;
}

/** Does what was asked for to the chosen ticket, once. Answers the line. */
export async function actOnChosen(
  context: C,
  data: JsonObject,
  ticketId: string,
  sender: Person,
): Promise<string> {
  const { verb, words, ids } = whichData.parse(data);
  const ticket = ids.includes(ticketId) ? await lockTicket(context, ticketId) : null;
  if (!ticket) return '找不到这张报修单，请发“我的报修”查看';
  await context.questions.close(QUESTION, sender.id);
  const line = await act(context, verb, ticket, words, sender);
  const now = (await lockTicket(context, ticketId)) ?? ticket;
  const row = { ...listRow(context, now, null), action: null };
  await showChoice(context, sender, '已选择', [row], false);
  return line;
}

/** 是这个 */
export async function chosen(context: C, ticketId: string, sender: Person): Promise<string | null> {
  const question = await context.questions.find(QUESTION, sender.id);
  return question === null ? null : actOnChosen(context, question.data, ticketId, sender);
}

async function act(
  context: C,
  verb: Verb,
  ticket: Ticket,
  words: string,
  sender: Person,
): Promise<string> {
  if (verb !== 'again') {
    const done = await perform(context, ticket.id, { kind: verb }, sender);
    return `${ticket.number} ${done.words}`;
  }
  if (OPEN_STATES.includes(ticket.state)) {
    const command = { kind: 'supplement', text: words } as const;
    const { ok, words: refusal } = await perform(context, ticket.id, command, sender);
    return ok
      ? `${ticket.number} 还在处理（${STATES[ticket.state]}），这句话已补充给维修人员`
      : `${ticket.number} ${refusal}`;
  }
  const kind = ticket.state === 'done' ? 'rework' : 'reopen';
  const again = await perform(context, ticket.id, { kind, reason: words }, sender);
  return again.ok
    ? `${ticket.number} 已重新打开，维修人员会再来`
    : `${ticket.number} ${again.words}`;
}

/** 修好了，谢谢: words close nothing, so the card with the signature comes. False: nothing waits, and no thanks were said. */
export async function bringAcceptance(
  context: C,
  incoming: Incoming,
  tell: (line: string) => Promise<void>,
): Promise<boolean> {
  const { message, sender } = incoming;
  const group = message.chatKind === 'group';
  const done = await meant(context, incoming, [], ['done']);
  const [only, ...more] = done.filter(({ state }) => state === 'done');
  if (only && more.length === 0) {
    await showEverywhere(context, only, { reporter: true });
    if (group) await tell('请在私聊的卡片上点“验收通过”');
    return true;
  }
  if (only) {
    const rows = done.map((ticket) => listRow(context, ticket, sender));
    await showChoice(context, sender, '太好了，请验收', rows, true);
    if (group) await tell('请在私聊的卡片上点“验收通过”');
    return true;
  }
  const [open] = await meant(context, incoming, [], OPEN_STATES);
  if (!open) return /谢|辛苦/u.test(message.text);
  await tell(
    open.state === 'working'
      ? `太好了。${open.number} 等维修人员点“完工”后，请您在卡片上验收`
      : `${open.number} 现在是“${STATES[open.state]}”；如果已经不用修了，请在卡片上点“撤销”`,
  );
  return true;
}
