import { z } from 'zod';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import { clockText } from '../../../kernel/day-words.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById, personById } from '../../people/public.ts';
import { book } from '../../stock/public.ts';
import {
  applyList,
  decideList,
  LIST_DONE,
  LIST_REFUSALS,
  mayKeep,
  type ListCommand,
  type ListEvent,
} from '../domain/list.ts';
import { toast, valueOf } from '../handlers/answers.ts';
import { askForSignature, listUnsigned } from '../reminders.ts';
import { addEvent } from '../store.ts';
import { stockOf } from '../view.ts';
import { showList } from './show.ts';
import { insertList, lockList, saveList, type StoredList } from './store.ts';
import { EXAMPLE, readGoods, readList, readPeople } from './words.ts';

type C = Context<Tables>;
type Handler = (context: C, input: TapInput) => Promise<TapAnswer>;

const MOST_PEOPLE = 300;

/** `发放单 课本套装：每人 语文书1本 给 三年级全体`: a draft that shows what it takes before it goes out. */
export async function draftList(
  context: C,
  { message, sender }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  if (!mayKeep(sender))
    return answer(context, message, '发放单由仓管员或总务主任开；自己要领直接说“领两盒粉笔”');
  const said = readList(match[1] ?? '');
  if (!said) return answer(context, message, EXAMPLE);
  const lines = await readGoods(context, said.goods);
  if ('problem' in lines) return answer(context, message, lines.problem);
  const people = await readPeople(context, said.who);
  if ('problem' in people) return answer(context, message, people.problem);
  // Nobody hands out to oneself.
  const others = people.filter(({ id }) => id !== sender.id);
  if (others.length === 0) return answer(context, message, '名单里没有别人，请重新写发给谁');
  if (others.length > MOST_PEOPLE)
    return answer(context, message, `一张发放单最多 ${MOST_PEOPLE} 人，请按年级分开`);
  const list = await open(context, sender, {
    title: said.title,
    chatId: chatOf(context, message),
    lines,
    recipients: others.map(({ id }) => ({ personId: id, signedAt: null, signedBy: null })),
  });
  await showList(context, list);
  if (message.chatKind === 'group')
    await answer(context, message, `${list.number} 已拟好，请在私聊里核对后发放`);
  return undefined;
}

async function open(
  context: C,
  maker: Person,
  list: Pick<StoredList, 'title' | 'chatId' | 'lines' | 'recipients'>,
): Promise<StoredList> {
  const made: StoredList = {
    id: context.newId(),
    number: await context.number('LY'),
    version: 1,
    state: 'draft',
    ...list,
    madeBy: maker.id,
    madeAt: context.now,
    openedBy: null,
    openedAt: null,
    closedBy: null,
    closedAt: null,
  };
  await insertList(context, made);
  await addEvent(context, made.id, {
    kind: 'draft',
    at: context.now,
    actorId: maker.id,
    behalfOf: null,
    detail: null,
    changes: made,
  });
  return made;
}

/** Where people sign: the group in which it was said, else that of the whole staff. */
function chatOf({ school }: C, { chatKind, chatId }: Incoming['message']): string | null {
  if (!school.enabled) return null;
  return chatKind === 'group' ? chatId : school.groups.staff;
}

/** One command on one list: load and lock, decide, move the stock, save, show. */
async function performList(
  context: C,
  listId: string,
  command: ListCommand,
  actor: Person,
): Promise<TapAnswer> {
  const list = await lockList(context, listId);
  if (!list) return toast(false, '找不到这张发放单，请看最新的卡片');
  const people = await peopleById(context.tx, context.school.id, [list.openedBy, list.closedBy]);
  const decision = decideList(list, command, {
    now: context.now,
    actor,
    other:
      command.kind === 'signFor'
        ? await personById(context.tx, context.school.id, command.personId)
        : null,
    onHand: await stockOf(context, list.lines),
    name: (id) => (id === null ? '' : (people.get(id)?.name ?? '有人')),
    time: (instant) => clockText(context, instant),
  });
  if (decision.outcome === 'refused') {
    await showList(context, list);
    return toast(false, LIST_REFUSALS[decision.code](decision.facts));
  }
  let next = list;
  for (const event of decision.events) {
    const short = await move(context, list, event);
    if (short !== null) return toast(false, `库存不足，没有发放：${short}`);
    next = { ...applyList(next, event), chatId: list.chatId };
    await saveList(context, next, event);
  }
  const opened = command.kind === 'open';
  await showList(context, next, opened);
  if (opened)
    for (const { personId } of next.recipients) await askForSignature(context, personId, 1);
  return toast(true, LIST_DONE[command.kind]);
}

async function move(
  context: C,
  { id, number }: StoredList,
  { moves, actorId, kind }: ListEvent,
): Promise<string | null> {
  const booking = await book(
    context,
    moves.map((one) => ({
      ...one,
      by: { id: actorId },
      why: kind === 'close' ? '发放单结束，未签领的退回' : null,
      link: { kind: 'issue', id, number },
    })),
  );
  return booking.outcome === 'ok' ? null : booking.sentence;
}

function act(kind: 'open' | 'drop' | 'close'): Handler {
  return (context, { tap, operator }) =>
    performList(context, valueOf(tap.value).id, { kind }, operator);
}

const sign: Handler = async (context, { tap, operator, cardKey }) => {
  const done = await performList(context, valueOf(tap.value).id, { kind: 'sign' }, operator);
  if (cardKey?.startsWith('issues:unsigned:')) await listUnsigned(context, operator, false);
  return done;
};

const chosen = z.string().max(100).catch('');

/** 登记签领: a signature on paper of somebody who has no account. */
const signFor: Handler = async (context, { tap, operator }) => {
  const personId = chosen.parse(tap.form['person']);
  if (personId === '') return toast(false, '请选择谁签了字');
  return performList(context, valueOf(tap.value).id, { kind: 'signFor', personId }, operator);
};

export const listTaps: Readonly<Record<string, Handler>> = {
  listOpen: act('open'),
  listDrop: act('drop'),
  listClose: act('close'),
  listSign: sign,
  listSignFor: signFor,
};
