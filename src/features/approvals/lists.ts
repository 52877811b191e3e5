import { answer } from '../../kernel/answer.ts';
import { clip } from '../../kernel/clip.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { CardContent } from '../../kernel/say.ts';
import type { SingleUnderstood } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import type { ApprovalsHooks, Found, Waiting } from './hooks.ts';

type C = Context<Tables>;

/** Beyond these the platform's size of a card is near; the rest is counted in words. */
const MOST_ROWS = 20;

interface Row {
  readonly title: string;
  readonly detail: string;
  /** The card or the number that 查看 opens. */
  readonly id: string;
}

/** A list with 查看 on every row. `action` is what the button does. */
export function listCard(
  title: string,
  note: string | null,
  action: 'open' | 'show',
  rows: readonly Row[],
): CardContent {
  return {
    template: 'approval-list',
    values: {
      title,
      note,
      action,
      total: rows.length,
      more: Math.max(0, rows.length - MOST_ROWS),
      rows: rows.slice(0, MOST_ROWS).map(({ id, ...row }) => ({
        id,
        title: clip(row.title, 60),
        detail: clip(row.detail, 60),
      })),
    },
  };
}

export async function waitingFor(
  hooks: ApprovalsHooks,
  context: C,
  person: Person,
): Promise<Waiting[]> {
  const found: Waiting[] = [];
  for (const source of hooks.waiting) found.push(...(await source(context, person)));
  return found;
}

/** 待我审批: the one card that waits, or a list of them. */
export async function showWaiting(
  hooks: ApprovalsHooks,
  context: C,
  { message, sender }: Incoming,
  note: string | null,
): Promise<void> {
  const waiting = await waitingFor(hooks, context, sender);
  const [only, another] = waiting;
  if (!only || sender.openId === null) return answer(context, message, '现在没有等您审批的申请');
  if (another) {
    const rows = waiting.map(({ line, cardKey }) => ({ id: cardKey, title: line, detail: '' }));
    await show(context, sender.openId, 'waiting', listCard('待我审批', note, 'open', rows));
  } else await again(context, sender.openId, only.cardKey);
  if (message.chatKind === 'group') return answer(context, message, '已私聊您');
  return another || note === null ? undefined : answer(context, message, note);
}

/** Everything that waits for somebody, said once; false: one thing has a card of its own, and comes as that. */
export async function remindOf(
  hooks: ApprovalsHooks,
  context: C,
  person: Person,
): Promise<boolean> {
  const waiting = await waitingFor(hooks, context, person);
  if (waiting.length < 2 || person.openId === null) return false;
  const rows = waiting.map(({ line, cardKey }) => ({ id: cardKey, title: line, detail: '' }));
  const note = '这些申请在等您审批，请点“查看”处理';
  await show(context, person.openId, 'waiting', listCard('待我审批', note, 'open', rows));
  return true;
}

/** The card as the place shows it now, as a new message. */
export async function again({ say }: C, openId: string, key: string): Promise<boolean> {
  const shown = await say.shown(key);
  if (!shown) return false;
  const to = { kind: 'person', openId } as const;
  await say.show({ key, to, card: shown.card, renew: true, live: true, insist: true });
  return true;
}

/** 我的申请 */
export async function showOwn(
  hooks: ApprovalsHooks,
  context: C,
  { message, sender }: Incoming,
): Promise<void> {
  const rows: Row[] = [];
  for (const source of hooks.requests)
    for (const { number, line } of await source.own(context, sender))
      rows.push({ id: number, title: line, detail: number });
  if (rows.length === 0 || sender.openId === null)
    return answer(
      context,
      message,
      '您还没有申请过采购或领用。直接告诉我要什么，例如“申请买 3 台电风扇，两百一台”或“领两盒粉笔”',
    );
  await show(context, sender.openId, 'own', listCard('我的申请', null, 'show', rows));
  return message.chatKind === 'group' ? answer(context, message, '已私聊您') : undefined;
}

/** CG2611-0001: its card, or in a group and to whoever has no card of it, a line. */
export async function showNumber(
  hooks: ApprovalsHooks,
  context: C,
  { message, sender }: Incoming,
  number: string,
): Promise<void> {
  const found = await find(hooks, context, sender, number);
  if (found && message.chatKind === 'direct' && (await open(context, sender, found))) return;
  await answer(
    context,
    message,
    found?.line ?? `没有找到 ${number.toUpperCase()}，请核对单号，或发“我的申请”`,
  );
}

export async function find(
  hooks: ApprovalsHooks,
  context: C,
  person: Person,
  said: string,
): Promise<Found | null> {
  const number = said.toUpperCase();
  const source = hooks.requests.find(({ prefix }) => number.startsWith(prefix));
  return source ? source.find(context, number, person) : null;
}

/** The card of a request that was found, as a new message; false: this person has none. */
export async function open(context: C, { openId }: Person, { cardKey }: Found): Promise<boolean> {
  return openId !== null && cardKey !== null && again(context, openId, cardKey);
}

/** 批了没: the numbered one, else one's own: the only one's card, or the list. */
export async function query(
  hooks: ApprovalsHooks,
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  for (const { slots } of parts)
    if ('ticket' in slots && slots.ticket)
      return showNumber(hooks, context, incoming, slots.ticket);
  return showOwn(hooks, context, incoming);
}

async function show({ say }: C, openId: string, name: string, card: CardContent): Promise<void> {
  await say.show({
    key: `approvals:${name}:${openId}`,
    to: { kind: 'person', openId },
    card,
    renew: true,
    live: true,
  });
}
