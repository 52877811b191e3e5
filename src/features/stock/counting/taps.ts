import { z } from 'zod';
import type { Decision } from '../../../kernel/decision.ts';
import type { Context, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { plainFields } from '../../../kernel/form-fields.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById, peopleWithRole } from '../../people/public.ts';
import { book, type Booking } from '../book.ts';
import {
  countedBy,
  decideCount,
  difference,
  differing,
  type Count,
  type CountCommand,
  type CountEvent,
  type CountRefusal,
} from '../domain/count.ts';
import { called } from '../domain/item.ts';
import { countApprovers, mayKeep, anyOf, names } from '../keepers.ts';
import { success, warning } from '../words.ts';
import { refusalWords, type Refusal } from './refusals.ts';
import {
  itemsOf,
  monthWords,
  showApproval,
  showCounting,
  uncountedOf,
  QUESTION,
  questionKey,
} from './show.ts';
import { lockCount, saveCount, saveReason } from './store.ts';

type C = Context<Tables>;

const valueShape = z.object({
  id: z.string().max(100).catch(''),
  v: z.int().catch(0),
  item: z.string().max(100).catch(''),
});
const line = z.string().trim().max(200).catch('');
const formShape = z.object({ reason: line, note: line });

const GONE = '没有找到这次盘点，请发“盘点”重新开始';

interface Tapped {
  readonly count: Count;
  readonly decision: Decision<CountEvent, CountRefusal>;
}

/** The stocktake of a tap under lock, and what the rules say to the command. */
async function decide(
  context: C,
  { tap, operator }: TapInput,
  read: (
    count: Count,
    value: z.infer<typeof valueShape>,
    form: z.infer<typeof formShape>,
  ) => Promise<CountCommand> | CountCommand,
): Promise<Tapped | null> {
  const value = valueShape.parse(tap.value);
  const count = await lockCount(context, value.id);
  if (!count) return null;
  const command = await read(count, value, formShape.parse(plainFields(tap.form)));
  const approvers = await countApprovers(context, countedBy(count));
  const decision = decideCount(count, command, {
    id: operator.id,
    keeps: await mayKeep(context, operator),
    decides: approvers.some(({ id }) => id === operator.id),
  });
  return { count, decision };
}

/** The card as it is now, for whoever may have it: the id on a tap may be another's. */
async function redraw(context: C, { tap, operator }: TapInput, count: Count): Promise<void> {
  if (await mayKeep(context, operator))
    await showCounting(context, tap.operatorOpenId, count.id, { renew: false });
}

/** `说明`: why the book and the store differ. */
export async function explainCount(context: C, input: TapInput): Promise<TapAnswer> {
  const form = formShape.parse(plainFields(input.tap.form));
  const { item } = valueShape.parse(input.tap.value);
  const tapped = await decide(context, input, () => ({ kind: 'explain', itemId: item, ...form }));
  if (!tapped) return warning(GONE);
  const { count, decision } = tapped;
  if (decision.outcome === 'accepted') {
    const note = form.note === '' ? null : form.note;
    await saveReason(context, count.id, item, { reason: form.reason, note });
  }
  await redraw(context, input, count);
  if (decision.outcome === 'refused') return refusal(context, count, decision);
  return success('已记下');
}

/** `提交盘点`: to whoever decides, or done where nothing differs. */
export async function submitCount(context: C, input: TapInput): Promise<TapAnswer> {
  const tapped = await decide(context, input, async (one) => ({
    kind: 'submit',
    uncounted: uncountedOf(one, await itemsOf(context, one)).map(called),
  }));
  if (!tapped) return warning(GONE);
  const { count, decision } = tapped;
  if (decision.outcome === 'refused') return refusal(context, count, decision);
  const [event] = decision.events;
  if (!event) return warning(GONE);
  await saveCount(context, count, event, { decidedBy: null, note: null });
  await showCounting(context, input.tap.operatorOpenId, count.id, { renew: false });
  if (event.state === 'approved') {
    await stopListening(context, count);
    return success('账实相符，盘点完成');
  }
  const approvers = await countApprovers(context, countedBy(count));
  await showApproval(context, count.id, { renew: true });
  if (approvers.length === 0) {
    await tellAdmins(context, count);
    return success('已提交；现在没有可以审批的人，已告诉管理员');
  }
  return success(`已提交，等${anyOf(approvers)}审批`);
}

/** `修改`: takes a submitted one back while nobody has decided. */
export async function reopenCount(context: C, input: TapInput): Promise<TapAnswer> {
  const tapped = await decide(context, input, () => ({ kind: 'reopen' }));
  if (!tapped) return warning(GONE);
  const { count, decision } = tapped;
  if (decision.outcome === 'accepted')
    for (const event of decision.events)
      await saveCount(context, count, event, { decidedBy: null, note: null });
  await redraw(context, input, count);
  await showApproval(context, count.id, { renew: false });
  if (decision.outcome === 'refused') return refusal(context, count, decision);
  return success('可以修改了，改好再点“提交盘点”');
}

/** `同意`: what differs is booked, all of it or nothing. */
export async function approveCount(context: C, input: TapInput): Promise<TapAnswer> {
  const tapped = await decide(context, input, (_, { v }) => ({ kind: 'approve', seen: v }));
  if (!tapped) return warning(GONE);
  const { count, decision } = tapped;
  if (decision.outcome === 'accepted') {
    const booked = await bookDifferences(context, count, input.operator);
    if (booked.outcome === 'refused')
      return warning(`${booked.sentence}，不能入账，请驳回后重新盘点`);
    for (const event of decision.events)
      await saveCount(context, count, event, { decidedBy: input.operator.id, note: null });
    await stopListening(context, count);
  }
  return decided(context, count, decision, '已同意，差异已入账');
}

/** `驳回`: back to whoever counted, with the reason. */
export async function returnCount(context: C, input: TapInput): Promise<TapAnswer> {
  const form = formShape.parse(plainFields(input.tap.form));
  const reason = [form.reason, form.note].filter(Boolean).join('：');
  const tapped = await decide(context, input, (_, { v }) => ({ kind: 'return', seen: v, reason }));
  if (!tapped) return warning(GONE);
  const { count, decision } = tapped;
  if (decision.outcome === 'accepted')
    for (const event of decision.events)
      await saveCount(context, count, event, { decidedBy: null, note: reason });
  return decided(context, count, decision, '已驳回，会重新盘点');
}

/** After a decision everybody's card shows it; who counted hears of it anew where there is something to do. */
async function decided(
  context: C,
  count: Count,
  decision: Decision<CountEvent, CountRefusal>,
  said: string,
): Promise<TapAnswer> {
  await showApproval(context, count.id, { renew: false });
  if (decision.outcome === 'refused') return refusal(context, count, decision);
  const renew = decision.events.some(({ state }) => state === 'open');
  const counters = await peopleById(context.tx, context.school.id, [...countedBy(count)]);
  for (const { openId } of counters.values())
    if (openId !== null) await showCounting(context, openId, count.id, { renew });
  return success(said);
}

/** 粉笔 2盒 is no count any more. */
async function stopListening(context: C, count: Count): Promise<void> {
  for (const id of countedBy(count))
    await context.questions.close(QUESTION, questionKey(count.id, id));
}

async function bookDifferences(context: C, count: Count, by: Person): Promise<Booking> {
  const counters = await peopleById(context.tx, context.school.id, [...countedBy(count)]);
  const who = names([...counters.values()]);
  return book(
    context,
    differing(count).map((one) => {
      const more = difference(one);
      const why = [one.reason, one.note].filter(Boolean).join('：');
      return {
        itemId: one.itemId,
        kind: more > 0n ? 'countGain' : 'countLoss',
        quantity: more > 0n ? more : -more,
        by,
        why: `${monthWords(count.month)}盘点（${who}）${why}`,
        link: { kind: 'count', id: count.id, number: null },
      };
    }),
  );
}

async function tellAdmins(context: C, count: Count): Promise<void> {
  for (const { openId } of await peopleWithRole(context.tx, context.school.id, 'admin'))
    if (openId !== null)
      await context.say.text(
        { kind: 'person', openId },
        `${monthWords(count.month)}${count.class}的盘点差异没有人可以审批，请在“人员”里指定总务主任或校长。`,
      );
}

async function refusal(context: C, count: Count, decision: Refusal): Promise<TapAnswer> {
  return warning(await refusalWords(context, count, decision));
}
