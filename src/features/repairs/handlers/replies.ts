import { z } from 'zod';
import type { AnswerHandler, Answered, Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import {
  faultOf,
  groupByPlace,
  placeKey,
  sameThing,
  UNNAMED,
  type Fault,
} from '../domain/fault.ts';
import { ownPlace, placeSaid, usualPlace } from '../domain/said-place.ts';
import { closeDraft, findDraft, moveDraftPhotos, type Draft } from '../drafts.ts';
import { perform } from '../perform.ts';
import { answer } from './answers.ts';
import { askMore, askWhere, dropDraft, guessIn, placesIn, showDraft } from './asking.ts';
import { completeDraft } from './complete.ts';
import { actOnChosen, pickOne } from './refer.ts';

type C = Context<Tables>;
type Answer = AnswerHandler<Tables>;
type Place = { readonly name: string; readonly key: string };

export const DROPPED = '好的，没有登记。需要时直接告诉我：在哪里、什么坏了';

/** Where it is: one of the offered places, the usual one, or words that are a place and nothing else. */
function placeIn(
  { message, sender }: Incoming,
  { question, reply, parts }: Answered,
): Place | null {
  // 好的 only says that the question was read.
  const yes = reply.kind === 'yes' && /^(?:是|对|嗯|没错|就是)/u.test(message.text.trim());
  const chosen =
    reply.kind === 'pick' ? placesIn(question)[reply.which - 1] : yes ? guessIn(question) : null;
  if (chosen) return { name: chosen, key: placeKey(chosen) };
  const own = ownPlace(message.text);
  if (own !== null) {
    const usual = usualPlace(sender, own);
    return { name: `${usual}（我们${own}）`, key: placeKey(usual) };
  }
  const [part] = parts;
  if (parts.length !== 1 || !part) return null;
  if (part.intent === 'repair.report') {
    const { location, fault, location_norm: norm } = part.slots;
    const said =
      fault === null && location !== null ? faultOf(part.slots, message.text).place : null;
    return said === null ? null : { name: said, key: placeKey(said, norm) };
  }
  const place = part.intent === 'chitchat' ? placeSaid(message.text) : null;
  return place === null ? null : { name: place, key: placeKey(place) };
}

function at(faults: readonly Fault[], { name, key }: Place): Fault[] {
  return faults.map((fault) =>
    fault.place === null ? { ...fault, place: name, placeKey: key } : fault,
  );
}

async function complete(
  context: C,
  { message, sender }: Incoming,
  draft: Draft,
  faults: readonly Fault[],
): Promise<true> {
  const { line, onCard, ticket } = await completeDraft(context, draft, sender, faults);
  const more = draft.faults.length > 0 ? await askMore(context, sender, ticket, message) : null;
  // In the direct chat the new card carries the number.
  if (message.chatKind === 'group') await answer(context, message, `${line}，详情已私聊您`);
  else if (more !== null) await answer(context, message, `${line}\n${more}`);
  else if (!onCard) await answer(context, message, line);
  return true;
}

const place: Answer = async (context, incoming, answered) => {
  const { message, sender } = incoming;
  const draft = await findDraft(context, answered.question.key);
  if (!draft || draft.closed) return false;
  if (answered.reply.kind === 'drop') {
    await dropDraft(context, draft, sender);
    await answer(context, message, DROPPED);
    return true;
  }
  if (answered.reply.kind === 'no') {
    await answer(context, message, '那请告诉我在哪里（楼、层、房间）；不报了请回复“算了”');
    return true;
  }
  const where = placeIn(incoming, answered);
  if (where !== null) return complete(context, incoming, draft, at(draft.faults, where));
  return sayAgainWithPlace(context, incoming, answered, draft);
};

/** The same fault once more, now with its place: an answer, not a second report. */
async function sayAgainWithPlace(
  context: C,
  incoming: Incoming,
  { parts }: Answered,
  draft: Draft,
): Promise<boolean> {
  const [part] = parts;
  const asked = draft.faults[0];
  if (parts.length !== 1 || part?.intent !== 'repair.report' || !asked) return false;
  const said = faultOf(part.slots, incoming.message.text.trim());
  const same = part.slots.object === null || sameThing(said.object, asked.object);
  if (said.place === null || !same || said.urgency === 'critical') return false;
  const where = said.place;
  const there = { name: where, key: placeKey(where, part.slots.location_norm) };
  return complete(context, incoming, draft, at(draft.faults, there));
}

/** Is it a report at all? */
const confirm: Answer = async (context, { message, sender }, { question, reply }) => {
  const draft = await findDraft(context, question.key);
  if (!draft || draft.closed) return false;
  if (reply.kind === 'no' || reply.kind === 'drop') {
    await dropDraft(context, draft, sender);
    await answer(context, message, DROPPED);
    return true;
  }
  if (reply.kind !== 'yes') return false;
  const line = await confirmed(context, draft, sender);
  if (line !== null) await answer(context, message, line);
  return true;
};

/** 是，报修. Answers what is still to be said; null: the new card says it. */
export async function confirmed(
  context: C,
  draft: Draft,
  sender: Incoming['sender'],
): Promise<string | null> {
  const { placeless } = groupByPlace(draft.faults);
  if (placeless.length > 0) {
    const { tx, school } = context;
    const owner = draft.ownerId === null ? null : await personById(tx, school.id, draft.ownerId);
    return askWhere(context, draft, sender, owner ?? sender);
  }
  const { line, onCard } = await completeDraft(context, draft, sender, draft.faults);
  return onCard ? null : line;
}

/** A picture without words: its place is enough to send somebody. */
const what: Answer = async (context, incoming, answered) => {
  const { message, sender } = incoming;
  const draft = await findDraft(context, answered.question.key);
  if (!draft || draft.closed) return false;
  if (answered.reply.kind === 'drop') {
    await dropDraft(context, draft, sender);
    await answer(context, message, DROPPED);
    return true;
  }
  const where = answered.reply.kind === 'words' ? placeIn(incoming, answered) : null;
  if (where === null) return false;
  const seen: Fault = {
    place: where.name,
    placeKey: where.key,
    object: UNNAMED,
    text: `${message.text.trim()}（见照片）`,
    category: 'other',
    urgency: 'normal',
    when: null,
  };
  return complete(context, incoming, draft, [seen]);
};

const sameData = z.object({ ticketId: z.string() });

/** Is it the ticket that somebody else opened? */
const same: Answer = async (context, { message, sender }, { question, reply }) => {
  const draft = await findDraft(context, question.key);
  if (!draft || draft.closed) return false;
  if (reply.kind === 'drop') {
    await dropDraft(context, draft, sender);
    await answer(context, message, DROPPED);
    return true;
  }
  if (reply.kind === 'no') {
    const { line, onCard } = await completeDraft(context, draft, sender, draft.faults, {
      another: true,
    });
    if (!onCard) await answer(context, message, line);
    return true;
  }
  if (reply.kind !== 'yes') return false;
  const { ticketId } = sameData.parse(question.data);
  const joined = await perform(context, ticketId, { kind: 'join' }, sender);
  if (joined.ok && joined.ticket) {
    await moveDraftPhotos(context, draft.id, { ticketId: joined.ticket.id });
    await closeDraft(context, draft.id);
    await showDraft(context, draft, sender, `已登记到 ${joined.ticket.number}，有进展会更新`);
  }
  await answer(context, message, joined.words);
  return true;
};

/** The ticket is open; in which room exactly. */
const exact: Answer = async (context, incoming, answered) => {
  const { message, sender } = incoming;
  const { key } = answered.question;
  const where = placeIn(incoming, answered);
  if (where === null) return false;
  await context.questions.close('repairs.exact', key);
  const command = { kind: 'supplement', text: null, place: where } as const;
  const { words, ticket } = await perform(context, key, command, sender);
  await answer(context, message, `${ticket?.number ?? ''} ${words}：${where.name}`);
  return true;
};

const TALK = /[?？]|谢|^(?:好|收到|知道|嗯|哦|ok|不知道|不清楚)/iu;

/** The ticket is open; what it is that is broken. */
const thing: Answer = async (context, incoming, { question, reply, parts }) => {
  const { message, sender } = incoming;
  const text = message.text.trim();
  const [part] = parts;
  const plain =
    part?.intent === 'chitchat' ||
    (part?.intent === 'repair.report' && part.slots.location === null);
  const talk = reply.kind !== 'words' || text === '' || text.length > 40 || TALK.test(text);
  if (!question.fresh || parts.length !== 1 || !plain || talk) return false;
  await context.questions.close('repairs.thing', question.key);
  const command = { kind: 'supplement', text } as const;
  const { words, ticket } = await perform(context, question.key, command, sender);
  await answer(context, message, `${ticket?.number ?? ''} ${words}`);
  return true;
};

/** Which of several tickets. */
const which: Answer = async (context, incoming, { question, reply, parts }) => {
  const { message, sender } = incoming;
  const [part] = parts;
  const bare =
    part?.intent === 'chitchat' || (part?.intent === 'repair.report' && part.slots.fault === null);
  // A report that names the same room is a report.
  if (reply.kind === 'words' && (parts.length !== 1 || !bare)) return false;
  if (reply.kind === 'drop' || reply.kind === 'no') {
    await context.questions.close('repairs.which', sender.id);
    await answer(context, message, '好的。需要时发“我的报修”查看');
    return true;
  }
  const ticketId = await pickOne(context, question.data, reply, message.text);
  if (ticketId === null) return false;
  await answer(context, message, await actOnChosen(context, question.data, ticketId, sender));
  return true;
};

export const answers: Readonly<Record<string, Answer>> = {
  place,
  confirm,
  what,
  same,
  exact,
  thing,
  which,
};
