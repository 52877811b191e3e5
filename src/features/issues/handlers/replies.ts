import { z } from 'zod';
import { answer } from '../../../kernel/answer.ts';
import type {
  AnswerHandler,
  Answered,
  Context,
  Incoming,
  TapAnswer,
  TapInput,
} from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { called, spokenQuantity } from '../../stock/public.ts';
import {
  amountOf,
  fromData,
  isClear,
  itemsOf,
  lookUp,
  type Draft,
  type DraftLine,
} from '../draft.ts';
import { idOf, toast } from './answers.ts';
import { DRAFT, firstOpen, keep, questionOf, showDraft } from './asking.ts';
import { complete } from './request.ts';

type C = Context<Tables>;

const DROPPED = '好的，没有登记。需要时直接说，例如：领两盒粉笔';

/** How many, and which, of the line that is asked about. Null: this was no answer. */
async function read(
  context: C,
  { message }: Incoming,
  { reply, parts }: Answered,
  line: DraftLine,
): Promise<DraftLine | null> {
  const items = await itemsOf(context, line);
  if (reply.kind === 'pick') {
    const chosen = items.length > 1 ? items[reply.which - 1] : undefined;
    if (chosen) return { ...line, candidates: [chosen.id], sure: true };
  }
  if (reply.kind === 'yes' && items.length === 1) return { ...line, sure: true };
  const [part] = parts;
  if (parts.length === 1 && part?.intent === 'supply.issue') {
    const [said, more] = part.slots.items;
    // 白粉笔三盒: the same thing said again, now wholly; anything else is a request of its own.
    const again = said && !more ? await lookUp(context, said) : null;
    const same = again?.candidates.filter((id) => line.candidates.includes(id)) ?? [];
    if (!again || same.length === 0) return null;
    return { ...line, candidates: same, sure: true, quantity: again.quantity ?? line.quantity };
  }
  const text = message.text.trim();
  if (text.length > 12) return null;
  const amount =
    /(\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千半]+)\s*(\p{L}{0,3})[。!！]?$/u.exec(text);
  const quantity = amountOf(spokenQuantity(amount?.[1] ?? ''));
  const name = text.slice(0, amount?.index ?? text.length).replace(/(?:的|要|来)+$/u, '');
  const named = name === '' ? items : items.filter((item) => called(item).includes(name));
  if (named.length === 0 || (quantity === null && named.length === items.length)) return null;
  return {
    ...line,
    candidates: named.map(({ id }) => id),
    sure: line.sure || named.length === 1,
    quantity: quantity ?? line.quantity,
  };
}

/** Which and how many, in words; what is still unclear is asked next. */
export const answerDraft: AnswerHandler<Tables> = async (context, incoming, answered) => {
  const { message, sender } = incoming;
  const { question, reply } = answered;
  const draft = fromData(question.data);
  if (!draft) return false;
  const open = firstOpen(draft);
  if (reply.kind === 'drop' || (reply.kind === 'no' && (draft.unsure || open?.sure === false))) {
    await context.questions.close(DRAFT, question.key);
    await showDraft(context, sender, question.key, draft, DROPPED);
    await answer(context, message, DROPPED);
    return true;
  }
  if (open === null) {
    if (reply.kind !== 'yes') return false;
    return finish(context, incoming, question.key, draft);
  }
  const said = await read(context, incoming, answered, open);
  if (said === null) return false;
  const next: Draft = {
    ...draft,
    // Whoever answers how many has said that it is meant.
    unsure: false,
    lines: draft.lines.map((line) => (line === open ? said : line)),
  };
  if (next.lines.every(isClear)) return finish(context, incoming, question.key, next);
  await keep(
    context,
    sender,
    question.key,
    next,
    message.chatKind === 'group' ? message.chatId : null,
  );
  await showDraft(context, sender, question.key, next, null);
  await answer(context, message, await questionOf(context, next));
  return true;
};

async function finish(
  context: C,
  { message, sender }: Incoming,
  key: string,
  draft: Draft,
): Promise<true> {
  await context.questions.close(DRAFT, key);
  const { line } = await complete(context, sender, draft);
  await showDraft(context, sender, key, draft, line);
  const mine = draft.requesterId === null;
  const told = message.chatKind === 'group' && mine ? `${line}，详情已私聊您` : line;
  await answer(context, message, told);
  return true;
}

const field = z.string().trim().max(100).catch('');

/** 提交领用: the form of the same question. */
export async function submitDraft(
  context: C,
  { tap, operator, cardKey }: TapInput,
): Promise<TapAnswer> {
  const opened = await own(context, { tap, operator, cardKey });
  if (typeof opened === 'string') return toast(false, opened);
  const { id, draft } = opened;
  const lines = draft.lines.map((line, i): DraftLine => {
    const item = field.parse(tap.form[`item${i}`]);
    const chosen = line.candidates.includes(item) ? [item] : line.candidates;
    const said = field.parse(tap.form[`qty${i}`]);
    const quantity = said === '' ? line.quantity : amountOf(spokenQuantity(said));
    return { ...line, candidates: chosen, quantity, sure: line.sure || chosen.length === 1 };
  });
  const open = lines.find((line) => !isClear(line));
  if (open) {
    const what = open.quantity === null ? '数量（如 2）' : '要哪一种';
    return toast(false, `请填${open.name}的${what}`);
  }
  await context.questions.close(DRAFT, id);
  const { line } = await complete(context, operator, { ...draft, lines });
  await showDraft(context, operator, id, draft, line);
  return toast(true, line);
}

/** 不用了 */
export async function dropDraft(
  context: C,
  { tap, operator, cardKey }: TapInput,
): Promise<TapAnswer> {
  const opened = await own(context, { tap, operator, cardKey });
  if (typeof opened === 'string') return toast(false, opened);
  await context.questions.close(DRAFT, opened.id);
  await showDraft(context, operator, opened.id, opened.draft, DROPPED);
  return toast(true, '好的，没有登记');
}

/** The draft of the person's own card, or the sentence that says why there is none. */
async function own(
  context: C,
  { tap, operator, cardKey }: Pick<TapInput, 'tap' | 'operator' | 'cardKey'>,
): Promise<{ readonly id: string; readonly draft: Draft } | string> {
  const id = idOf(tap.value);
  if (cardKey !== `issues:draft:${id}:${operator.openId ?? ''}`) return '这张卡片不是发给您的';
  const question = await context.questions.find(DRAFT, id);
  const draft = question && fromData(question.data);
  return draft ? { id, draft } : '已经处理过了，或已过一天，请再说一次';
}
