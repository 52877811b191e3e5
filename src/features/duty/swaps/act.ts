import { clockText, sayDay } from '../../../kernel/day-words.ts';
import type { Context, TapAnswer } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { decideSwap, type SwapCommand, type SwapRefusal } from '../domain/swap.ts';
import { rosterChanged } from '../roster/changed.ts';
import { closeShift } from '../running/show.ts';
import { startOf } from '../running/starts.ts';
import { refreshAll } from '../running/taps.ts';
import { directTo, shiftWords, toast } from '../running/words.ts';
import { changeShift, lockShift } from '../store.ts';
import { factsOf, type Row, type SwapFacts } from './facts.ts';
import { showSwap } from './show.ts';
import { lockSwap, saveSwap, type StoredSwap } from './store.ts';
import { setClock } from './timers.ts';

type C = Context<Tables>;

const DONE: Readonly<Record<SwapCommand['kind'], string>> = {
  agree: '已同意，等领导批准后生效',
  decline: '已拒绝，会告诉对方',
  take: '谢谢您！等领导批准后生效',
  approve: '已批准，值班表已更新',
  reject: '没有批准，已告诉双方',
  withdraw: '已撤回',
  expire: '已过期',
};

/** Load, decide, save, and say it to everybody concerned, in one transaction. */
export async function perform(
  context: C,
  id: string,
  command: SwapCommand,
  actor: Person,
  reason: string | null = null,
): Promise<TapAnswer> {
  const swap = await lockSwap(context, id);
  const facts = swap && (await factsOf(context, swap));
  if (!facts) return toast('warning', '没有找到这张换班单，可能已经处理过了');
  const { now } = context;
  const expired = facts.endsAt !== null && Temporal.Instant.compare(now, facts.endsAt) >= 0;
  const wantsOther = facts.swap.otherShiftId !== null;
  const decision = decideSwap(facts.swap, command, { ...facts, actor, wantsOther, expired, now });
  if (decision.outcome === 'refused') {
    await showSwap(context, facts);
    return toast('warning', refusal(context, facts, command.kind, decision.code));
  }
  for (const { next, roster } of decision.events) {
    const verdict = command.kind === 'approve' || command.kind === 'reject';
    const stored: StoredSwap = {
      ...facts.swap,
      ...next,
      ...(command.kind === 'agree' || command.kind === 'take' ? { answeredAt: now } : {}),
      ...(verdict ? { decidedBy: actor.id, decidedAt: now, decidedReason: reason } : {}),
    };
    await saveSwap(context, stored);
    if (roster !== null) await changeRoster(context, facts, stored, roster, actor);
    const after = await factsOf(context, stored);
    if (!after) continue;
    await setClock(context, after);
    await showSwap(context, after, toldOf(command.kind, after, actor));
  }
  const inForce = decision.events.some(({ next }) => next.effective && next.state === 'agreed');
  return toast('success', inForce ? '已生效，值班表已更新；领导会补批' : DONE[command.kind]);
}

/** Who must act next, or waited for exactly this; never whoever has just tapped. */
function toldOf(kind: SwapCommand['kind'], facts: SwapFacts, actor: Person): Person[] {
  const { requester, colleague, approvers, swap } = facts;
  const both = [requester, ...(colleague ? [colleague] : [])];
  const people: Record<SwapCommand['kind'], readonly Person[]> = {
    agree: [...approvers, ...(swap.effective ? [requester] : [])],
    take: [...approvers, requester, ...(colleague ? [colleague] : [])],
    decline: [requester],
    approve: both,
    reject: both,
    withdraw: colleague ? [colleague] : [],
    expire: both,
  };
  const own = kind === 'take' ? null : actor.id;
  return people[kind].filter(({ id }) => id !== own);
}

/** Hands the shifts over, or back, and shows and tells it wherever they stand. */
async function changeRoster(
  context: C,
  facts: SwapFacts,
  swap: StoredSwap,
  what: 'swap' | 'restore',
  actor: Person,
): Promise<void> {
  const { requester, people } = facts;
  const colleague = people.find(({ id }) => id === swap.colleagueId);
  if (!colleague) return;
  const moves: readonly (readonly [Row | null, Person, Person])[] = [
    [facts.shift, requester, colleague],
    [facts.other, colleague, requester],
  ];
  const days: Temporal.PlainDate[] = [];
  for (const [row, owner, taker] of moves) {
    const locked = row && (await lockShift(context, row.id));
    if (!locked) continue;
    const [from, to] = what === 'swap' ? [owner, taker] : [taker, owner];
    if (locked.personId !== from.id) continue;
    // What the former one has tapped is not the new one's.
    const fields = { personId: to.id, confirmedAt: null, signedInAt: null, signedInBy: null };
    const detail = `${from.name} → ${to.name}`;
    await changeShift(context, locked, fields, { what, by: actor.id, detail });
    days.push(locked.day);
    await closeShift(context, locked, from, `这个班已由${to.name}值`);
    await refreshAll(context, locked);
    await tellLeaders(context, { ...locked, swapped: true }, from, to, [
      requester,
      colleague,
      actor,
    ]);
  }
  await rosterChanged(context, days);
}

/** Whoever leads that day hears of it in one line. */
async function tellLeaders(
  context: C,
  row: Row,
  from: Person,
  to: Person,
  known: readonly Person[],
): Promise<void> {
  const start = await startOf(context, row);
  for (const { personId, leads } of start?.onDuty ?? []) {
    const leader = start?.people.get(personId);
    if (!leads || !leader || leader.openId === null) continue;
    if (known.some(({ id }) => id === personId)) continue;
    await context.say.text(
      directTo(leader.openId),
      `${shiftWords(context, row)} 的班由${from.name}换成${to.name}。`,
    );
  }
}

function refusal(
  context: C,
  facts: SwapFacts,
  kind: SwapCommand['kind'],
  code: SwapRefusal,
): string {
  const { swap, colleague, approvers, requester } = facts;
  const taker = colleague?.name ?? '同事';
  const at = swap.answeredAt === null ? '' : ` ${clockText(context, swap.answeredAt)} `;
  switch (code) {
    case 'over':
      return overWords(context, facts);
    case 'notAsked':
      if (kind !== 'approve' && kind !== 'reject') return `这一步不是问您的，请${taker}来点`;
      return colleague ? `要等${taker}先答应` : '还没有人来顶，等有人答应再批';
    case 'notApprover':
      return `由${approvers.map(({ name }) => name).join('、') || '管理员'}批准`;
    case 'ownApproval':
      return `不能批准自己的换班，由${approvers.map(({ name }) => name).join('、') || '管理员'}批准`;
    case 'notRequester':
      return `只有${requester.name}可以撤回`;
    case 'taken':
      return swap.kind === 'cover'
        ? `${taker}${at}已经来顶了，谢谢您`
        : `${taker}${at}已经答应，无需再点`;
    case 'begun':
      return '班次已经开始，不能再改；有出入请记在值班记录里';
    case 'moved':
      return '值班表已有变动，这张单不能再用，请重新申请';
    case 'tooSoon':
      return '还没有到期';
    case 'inForce':
      return '离班不到 12 小时，已经生效，不能撤回；有变动请联系总务主任';
    case 'ownCover':
      return '这是您自己的班，请等同事来顶';
    case 'unreachable':
      return '您不在可以值班的人员名单里，请联系总务处';
    case 'away':
      return `您${facts.shift ? sayDay(facts.shift.day) : '那天'}请假，不能接这个班`;
    case 'busy':
      return `您${facts.shift ? sayDay(facts.shift.day) : '那天'}已经有值班，不能再接`;
    default:
      return code satisfies never;
  }
}

function overWords(context: C, { swap, people, colleague }: SwapFacts): string {
  const by = people.find(({ id }) => id === swap.decidedBy)?.name ?? '领导';
  const at = swap.decidedAt === null ? '' : ` ${clockText(context, swap.decidedAt)} `;
  switch (swap.state) {
    case 'approved':
      return `${by}${at}已批准，无需再点`;
    case 'rejected':
      return `${by}${at}没有批准，这张单已结束`;
    case 'declined':
      return `${colleague?.name ?? '同事'}没有同意，这张单已结束`;
    case 'withdrawn':
      return '申请已撤回，这张单已结束';
    case 'asked':
    case 'agreed':
    case 'expired':
      return '已过时间，请重新申请';
    default:
      return swap.state satisfies never;
  }
}
