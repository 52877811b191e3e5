import { answer } from '../../../kernel/answer.ts';
import type {
  AnswerHandler,
  Context,
  Incoming,
  TapAnswer,
  TapInput,
} from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { Tables } from '../../../tables.ts';
import { offerCard } from '../ask-card.ts';
import { servedBy } from '../domain/authority.ts';
import { fromData, toData, type Draft, type DraftLine } from '../draft.ts';
import type { IssuesHooks } from '../hooks.ts';
import { officeOf } from '../office.ts';
import { refusedPurchase } from '../perform.ts';
import { idOf, toast } from './answers.ts';

type C = Context<Tables>;

const OFFER = 'issues.offer';
const DAY = { hours: 24 } as const;
const DROPPED = '好的，没有转采购';
const ONE = 1_000n;

/** Names what the store does not know and offers to buy it. Answers the line for a group. */
export async function offer(
  context: C,
  sender: Person,
  draft: Draft,
  message: Incoming['message'],
): Promise<string> {
  const id = context.newId();
  await context.questions.ask({
    name: OFFER,
    key: id,
    personId: sender.id,
    groupId: message.chatKind === 'group' ? message.chatId : null,
    data: toData(draft),
    until: context.now.add(DAY),
  });
  await showOffer(context, sender, id, draft, null);
  const names = draft.lines.map(({ name }) => name).join('、');
  return message.chatKind === 'group' ? `库存里没有${names}，详情已私聊您` : '';
}

async function showOffer(
  context: C,
  sender: Person,
  id: string,
  draft: Draft,
  closed: string | null,
): Promise<void> {
  if (sender.openId === null) return;
  const [keeper] = servedBy(await officeOf(context), sender.id);
  await context.say.show({
    key: `issues:offer:${id}:${sender.openId}`,
    to: { kind: 'person', openId: sender.openId },
    card: offerCard({
      id,
      goods: draft.lines.map(words),
      keeper: keeper?.name ?? '总务处',
      closed,
    }),
    live: closed === null,
  });
}

function words({ name, spec, quantity, unit }: DraftLine): string {
  const how = quantity === null ? '' : ` ${formatQuantity(quantity)}${unit ?? ''}`;
  return `${name}${spec === '' ? '' : `（${spec}）`}${how}`;
}

/** Opens the purchase request; answers what became of it. */
async function buy(
  context: C,
  { requestPurchase }: IssuesHooks,
  sender: Person,
  id: string,
  draft: Draft,
): Promise<{ readonly ok: boolean; readonly line: string }> {
  const asked = await requestPurchase(context, {
    requesterId: sender.id,
    lines: draft.lines.map(({ name, spec, unit, quantity }) => ({
      name,
      spec: spec === '' ? null : spec,
      unit,
      // How many is asked for on the purchase's own card.
      quantity: quantity ?? ONE,
      stockItemId: null,
    })),
    reason: draft.reason,
    neededBy: draft.neededBy,
    origin: { kind: 'issue', id },
  });
  if ('outcome' in asked) return { ok: false, line: refusedPurchase(asked.facts['number']) };
  const line = `已转采购 ${asked.number}，请在采购申请上补全后提交`;
  await settle(context, sender, id, draft, line);
  return { ok: true, line };
}

async function settle(
  context: C,
  sender: Person,
  id: string,
  draft: Draft,
  closed: string,
): Promise<void> {
  await context.questions.close(OFFER, id);
  await showOffer(context, sender, id, draft, closed);
}

/** 是 and 算了 in words. */
export function answerOffer(hooks: IssuesHooks): AnswerHandler<Tables> {
  return async (context, { message, sender }, { question, reply }) => {
    const draft = fromData(question.data);
    if (!draft || (reply.kind !== 'yes' && reply.kind !== 'no' && reply.kind !== 'drop'))
      return false;
    if (reply.kind === 'yes') {
      const { line } = await buy(context, hooks, sender, question.key, draft);
      await answer(context, message, line);
    } else {
      await settle(context, sender, question.key, draft, DROPPED);
      await answer(context, message, DROPPED);
    }
    return true;
  };
}

/** 转采购 and 不用了 on the card. */
export function tapOffer(hooks: IssuesHooks, wanted: boolean) {
  return async (context: C, { tap, operator, cardKey }: TapInput): Promise<TapAnswer> => {
    const id = idOf(tap.value);
    // The card is the person's own; whoever else would tap it never sees it.
    if (cardKey !== `issues:offer:${id}:${operator.openId ?? ''}`)
      return toast(false, '这张卡片不是发给您的');
    const question = await context.questions.find(OFFER, id);
    const draft = question && fromData(question.data);
    if (!draft) return toast(false, '已经处理过了，或已过一天，请再说一次');
    if (wanted) {
      const { ok, line } = await buy(context, hooks, operator, id, draft);
      return toast(ok, line);
    }
    await settle(context, operator, id, draft, DROPPED);
    return toast(true, DROPPED);
  };
}
