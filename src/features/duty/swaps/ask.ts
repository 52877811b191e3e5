import type { Context } from '../../../kernel/feature.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import type { RosterShift } from '../domain/shift.ts';
import { askSwap, type AskRefusal } from '../domain/swap.ts';
import { lockShift, shiftsOfPerson } from '../store.ts';
import { around, factsOf } from './facts.ts';
import { showSwap } from './show.ts';
import { insertSwap, swappedShifts, swapOfShift, waitingSwaps, type StoredSwap } from './store.ts';
import { setClock } from './timers.ts';

type C = Context<Tables>;

export interface Wanted {
  readonly shiftId: string;
  /** Null: whoever wants to. */
  readonly colleague: Person | null;
  /** The colleague's day that the requester takes in return. */
  readonly returnDay: Temporal.PlainDate | null;
  readonly reason: string | null;
}

/** Asks for a swap or a cover. Words are why it is refused; what is asked stands on cards. */
export async function requestSwap(
  context: C,
  requester: Person,
  { shiftId, colleague, returnDay, reason }: Wanted,
): Promise<StoredSwap | string> {
  const shift = await lockShift(context, shiftId);
  if (!shift) return '这个班次已不在值班表里，请发“我的值班”查看';
  if (colleague === null && (context.school.groups.staff === null || !context.school.enabled))
    return '还没有设置教职工群，不能在群里求顶班，请选一位同事换班';
  // Whoever picks the day of their own shift says which one is given away, and takes none in return.
  const inReturn = returnDay?.equals(shift.day) ? null : returnDay;
  const theirs =
    inReturn === null || colleague === null
      ? null
      : await shiftOn(context, colleague, inReturn, shift);
  if (colleague !== null && inReturn !== null && theirs === null)
    return `${colleague.name}${sayDay(inReturn)}没有值班，请核对日期，或不选日期`;
  const swapped = await swappedShifts(context, [shift, ...(theirs ? [theirs] : [])]);
  const waiting = await waitingSwaps(context);
  const inUse = waiting
    .flatMap((one) => [one.shiftId, one.otherShiftId])
    .filter((id) => id !== null);
  const decision = askSwap({
    requester,
    shift: { ...shift, swapped: swapped.has(shift.id) },
    colleague,
    other: theirs === null ? null : { ...theirs, swapped: swapped.has(theirs.id) },
    shifts: await around(context, [shift, theirs]),
    inUse: new Set(inUse),
    now: context.now,
  });
  if (decision.outcome === 'refused') {
    const name = colleague?.name ?? '';
    return decision.code === 'openAlready'
      ? openAlready(context, shift.id)
      : WORDS[decision.code](name);
  }
  const [swap] = decision.events;
  if (!swap) throw new Error('a request was accepted without a swap');
  const stored = await insertSwap(context, swap, {
    shiftId: shift.id,
    otherShiftId: theirs?.id ?? null,
    reason,
  });
  const facts = await factsOf(context, stored);
  if (!facts) throw new Error('a request has nobody who asks');
  await setClock(context, facts);
  await showSwap(context, facts, [requester, ...(colleague ? [colleague] : [])]);
  return stored;
}

/** The colleague's shift of a day, of two the one with the same post. */
async function shiftOn(
  context: C,
  colleague: Person,
  on: Temporal.PlainDate,
  { post }: RosterShift,
): Promise<RosterShift | null> {
  const all = await shiftsOfPerson(context, colleague.id, on);
  const there = all.filter(({ day }) => day.equals(on));
  return there.find((one) => one.post === post) ?? there[0] ?? null;
}

async function openAlready(context: C, shiftId: string): Promise<string> {
  const there = await swapOfShift(context, shiftId);
  const facts = there && (await factsOf(context, there));
  if (!facts) return '这个班正在换，请等结果';
  const { swap, requester, colleague, approvers } = facts;
  const waits =
    swap.state === 'agreed'
      ? `等${approvers[0]?.name ?? '管理员'}批准`
      : colleague
        ? `等${colleague.name}同意`
        : '在群里求顶班';
  return `这个班已经在换（${requester.name}申请，${waits}）；要另找人，请先在那张卡片上撤回`;
}

const WORDS: Readonly<Record<Exclude<AskRefusal, 'openAlready'>, (name: string) => string>> = {
  notYours: () => '这不是您的班，请由本人申请',
  past: () => '这个班已经开始，不能再换；有急事请马上联系带班领导',
  chain: () => '这个班是换来的，不能再转手；实在来不了请直接联系总务主任',
  self: () => '不能和自己换班，请选一位同事',
  unreachable: (name) => `${name}没有飞书账号或已不在名单里，请另选一位`,
  away: (name) => `${name}那天请假，请另选一位`,
  busy: (name) => `${name}那天已经有值班，请另选一位`,
  otherNotTheirs: (name) => `那天不是${name}的班，请核对日期`,
  otherPast: (name) => `${name}那天的班已经开始，不能换，请选以后的日期`,
  otherPost: (name) => `${name}那天的岗位和您的不同，不能对换；可以不选日期，只请对方代您`,
  otherChain: (name) => `${name}那天的班是换来的，不能再转手，请选别的日期`,
  otherOpen: (name) => `${name}那天的班正在换，请选别的日期`,
  sameDay: () => '那天您自己也有值班，请选别的日期',
};
