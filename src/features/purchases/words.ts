import type { AnswerHandler, Context, Incoming } from '../../kernel/feature.ts';
import { answer } from '../../kernel/answer.ts';
import type { GoodsSlots } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import { changeOf, purposeIn, type Changed } from './domain/change-words.ts';
import { EDITABLE, ENDED, type Purchase } from './domain/purchase.ts';
import { askPrice, handingIn } from './hand-in.ts';
import { askAbout } from './hint.ts';
import { perform } from './perform.ts';
import { showRequester } from './places.ts';
import { peopleAround } from './rules.ts';
import { findPurchases, lockPurchase, purchaseByNumber } from './store.ts';

type C = Context<Tables>;

const HAND_IN = /^(?:提交|提交申请|确认提交|直接提交|就这样提交)[吧了。!！]*$/u;
const ISSUE = /领/u;
const FAULT = /坏[了掉]|不[转亮动]了|漏[水电]|故障|报修/u;

/** Words of somebody whose request still stands open: a price, a number, a good more or less. */
export const aboutDraft: AnswerHandler<Tables> = async (
  context,
  incoming,
  { question, reply, parts },
) => {
  const { message, sender } = incoming;
  const purchase = await lockPurchase(context, question.key);
  if (!purchase || purchase.requesterId !== sender.id || !EDITABLE.includes(purchase.state))
    return false;
  if (reply.kind === 'drop') {
    if (!question.fresh || purchase.state !== 'draft') return false;
    await perform(context, purchase.id, { kind: 'withdraw' }, sender);
    await answer(context, message, `好的，${purchase.number} 已撤回`);
    return true;
  }
  if (HAND_IN.test(message.text.trim())) {
    const command = await handingIn(context, purchase, null);
    const done = await perform(context, purchase.id, command, sender);
    if (done.code === 'noPrice') await askPrice(context, purchase);
    await answer(context, message, done.ok ? `${purchase.number} ${done.words}` : done.words);
    return true;
  }
  // 领A4纸2包 is for the store and 电风扇2台不转了 a fault, even where these goods stand in the draft.
  const issued = ISSUE.test(message.text) && parts.some(({ intent }) => intent === 'supply.issue');
  const fault = purchase.lines.length > 0 && FAULT.test(message.text);
  if (issued || fault) return false;
  const goods = parts.flatMap((part): GoodsSlots[] =>
    part.intent === 'purchase.request' || part.intent === 'supply.issue' ? [part.slots] : [],
  );
  const reason = purposeIn(message.text);
  const { lines, budgetFen } = purchase;
  const changed =
    reason === null ? changeOf(message.text, goods, lines, budgetFen, question.fresh) : null;
  if (!changed && reason === null) return false;
  await change(context, incoming, purchase, changed ?? { lines, budgetFen, uncounted: [] }, reason);
  return true;
};

async function change(
  context: C,
  { message, sender }: Incoming,
  purchase: Purchase,
  { lines, budgetFen, uncounted }: Changed,
  reason: string | null = null,
): Promise<void> {
  const command = {
    kind: 'edit',
    lines: lines.map((line) =>
      'id' in line ? line : { ...line, id: context.newId(), stockItemId: null, fromStock: false },
    ),
    budgetFen,
    ...(reason === null ? {} : { reason }),
  } as const;
  const done = await perform(context, purchase.id, command, sender);
  if (!done.ok || !done.purchase) return answer(context, message, done.words);
  const groupId = message.chatKind === 'group' ? message.chatId : null;
  await askAbout(context, done.purchase, groupId, uncounted);
  // The words stand below the card; it comes again, because the next step is on it.
  const people = await peopleAround(context, done.purchase);
  await showRequester(context, done.purchase, people, true);
  if (groupId !== null) await answer(context, message, `${purchase.number} 已修改，详情已私聊您`);
}

/** 我那个采购单数量写错了，30改成20: handed in or not, it changes what stands there. */
export async function changeInWords(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { message, sender } = incoming;
  const number = match[1]?.toUpperCase();
  const mine = number
    ? [await purchaseByNumber(context, number)]
    : await findPurchases(context, { requesterId: sender.id, limit: 20 });
  const found = mine.flatMap((one) => {
    if (one === null || one.requesterId !== sender.id || !EDITABLE.includes(one.state)) return [];
    const changed = changeOf(message.text, [], one.lines, one.budgetFen);
    return changed === null ? [] : [{ one, changed }];
  });
  const [only, another] = found;
  if (!only)
    return answer(
      context,
      message,
      '没有找到要改的采购申请，请发“我的申请”打开那一张，在卡片上点“保存修改”',
    );
  if (another)
    return answer(
      context,
      message,
      `有 ${found.length} 张申请都符合，请说明改哪一张，例如“${only.one.number} ${message.text.slice(-12)}”`,
    );
  return change(context, incoming, only.one, only.changed);
}

/** 撤回刚才的采购申请, 撤回 CG2611-0001. */
export async function withdrawInWords(
  context: C,
  { message, sender }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const number = match[1]?.toUpperCase();
  const mine = number
    ? [await purchaseByNumber(context, number)]
    : await findPurchases(context, { requesterId: sender.id, limit: 20 });
  const open = mine.filter((one): one is Purchase => one !== null && !ENDED.includes(one.state));
  const [only, another] = open;
  if (!only) return answer(context, message, '没有可以撤回的采购申请，请发“我的申请”查看');
  if (another)
    return answer(
      context,
      message,
      `您有 ${open.length} 张没有办完的申请，请说明撤回哪一张，例如“撤回 ${only.number}”`,
    );
  const done = await perform(context, only.id, { kind: 'withdraw' }, sender);
  return answer(context, message, done.ok ? `${only.number} 已撤回` : done.words);
}
