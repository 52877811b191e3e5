import { z } from 'zod';
import type { Context } from '../../../kernel/feature.ts';
import type { Question } from '../../../kernel/questions.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { askPlaceCard, confirmCard, duplicateCard } from '../cards.ts';
import { samePlace, sameThing, UNNAMED, type Fault } from '../domain/fault.ts';
import { isVague } from '../domain/said-place.ts';
import type { Ticket } from '../domain/ticket.ts';
import {
  addToDraft,
  askAbout,
  closeDraft,
  moveDraftPhotos,
  openDraft,
  openDrafts,
  type Draft,
  type DraftQuestion,
} from '../drafts.ts';
import { countPhotos } from '../pictures.ts';
import { findTickets } from '../store.ts';
import { describe } from '../view.ts';
import { keepPhotos, replyTo, type Said } from './answers.ts';

type C = Context<Tables>;

const DAY = { hours: 24 } as const;
/** Enough to find the usual ones, few enough for a phone. */
const MOST_PLACES = 3;

function groupOf(said: Said): string | null {
  return said.chatKind === 'group' ? said.chatId : null;
}

/** Asks once where it is. Answers the line for whoever reported. */
export async function askPlace(
  context: C,
  sender: Person,
  faults: readonly Fault[],
  said: Said,
  owner: Person = sender,
): Promise<string> {
  const asked = faults.map((fault) => ({ ...fault, place: null, placeKey: '' }));
  const waiting = (await openDrafts(context, { personId: sender.id })).find(
    (draft) =>
      draft.faults.length > 0 &&
      (draft.ownerId ?? sender.id) === owner.id &&
      draft.faults.every(({ place }) => place === null) &&
      asked.every((fault) => draft.faults.some((one) => sameThing(one.object, fault.object))),
  );
  if (waiting) {
    const known = waiting.text;
    await addToDraft(
      context,
      waiting,
      asked.filter(({ text }) => !known.includes(text)),
    );
    await keepPhotos(context, sender, said, { draftId: waiting.id });
    return '这件事已经记下，只差地点：请直接回复在哪里';
  }
  const draft = await begin(context, sender, owner, asked, said);
  const question = await askWhere(context, draft, sender, owner);
  return said.chatKind === 'group' ? '收到，在哪里？我已私聊您，补上地点就登记' : question;
}

/** The one question about a draft's place, with the few likely ones as buttons. Answers it in words. */
export async function askWhere(
  context: C,
  draft: Draft,
  sender: Person,
  owner: Person,
): Promise<string> {
  const guess = owner.room;
  await askAbout(context, draft, 'place', { places: await likelyPlaces(context, owner), guess });
  await showDraft(context, draft, sender, null);
  const usual = guess === null ? '' : `；在${guess}就回复“是”`;
  return `请告诉我在哪里（楼、层、房间），直接打字就行${usual}`;
}

/** Shows what was understood and asks whether it is meant, because the reading is unsure. */
export async function askIfReport(
  context: C,
  sender: Person,
  faults: readonly Fault[],
  said: Said,
  owner: Person,
): Promise<string> {
  const text = faults.map((fault) => fault.text).join('；');
  const drafts = await openDrafts(context, { personId: sender.id });
  if (drafts.some((draft) => draft.text === text))
    return '刚才已经问过您了：是报修请回复“是”，不是请回复“不是”';
  const draft = await begin(context, sender, owner, faults, said);
  await askAbout(context, draft, 'confirm');
  await showDraft(context, draft, sender, null, 'confirm');
  return said.chatKind === 'group'
    ? '是要报修吗？我已私聊您确认'
    : '是要报修吗？点一下或回复“是”“不是”';
}

/** A draft with the pictures of its message, and of those that came before it without a word. */
async function begin(
  context: C,
  sender: Person,
  owner: Person,
  faults: readonly Fault[],
  said: Said,
): Promise<Draft> {
  const text = faults.map((fault) => fault.text).join('；');
  const draft = await openDraft(context, {
    personId: sender.id,
    ownerId: owner.id === sender.id ? null : owner.id,
    text,
    faults,
    messageId: said.messageId,
    groupId: groupOf(said),
  });
  await keepPhotos(context, sender, said, { draftId: draft.id });
  for (const wordless of await openDrafts(context, { personId: sender.id })) {
    if (wordless.faults.length > 0) continue;
    await moveDraftPhotos(context, wordless.id, { draftId: draft.id });
    await closeDraft(context, wordless.id);
  }
  return draft;
}

/** The usual room first, then where this person reported from lately. */
export async function likelyPlaces(context: C, person: Person): Promise<string[]> {
  const lately = await findTickets(context, { reporterId: person.id, limit: 10 });
  const known = lately.flatMap(({ place, placeKey }) => (placeKey === '' ? [] : [place]));
  const places = new Set([...(person.room === null ? [] : [person.room]), ...known]);
  return [...places].slice(0, MOST_PLACES);
}

/** The question's card; `closed` says what became of it. */
export async function showDraft(
  context: C,
  draft: Draft,
  person: Person,
  closed: string | null,
  question: DraftQuestion = 'place',
): Promise<void> {
  if (person.openId === null) return;
  const key = `repairs:draft:${draft.id}:${person.openId}`;
  const asked = await context.questions.find('repairs.place', draft.id);
  // A question that was asked in words has no card to close.
  if (closed !== null && (await context.say.shown(key)) === null) return;
  const { id, text, faults } = draft;
  await context.say.show({
    key,
    to: { kind: 'person', openId: person.openId },
    card:
      question === 'confirm' && closed === null
        ? confirmCard({ id, faults })
        : askPlaceCard({
            id,
            text,
            guess: guessIn(asked),
            places: placesIn(asked),
            buildings: context.school.buildings,
            closed,
          }),
    live: closed === null,
  });
}

const offered = z.object({
  places: z.array(z.string()).catch([]),
  guess: z.string().nullable().catch(null),
});

/** What was offered with a question. */
export function placesIn(question: Question | null): string[] {
  return offered.parse(question?.data ?? {}).places;
}

export function guessIn(question: Question | null): string | null {
  return offered.parse(question?.data ?? {}).guess;
}

/** Somebody else's open ticket may be this one: asks the person. Answers the draft that waits. */
export async function offerJoin(
  context: C,
  reporter: Person,
  open: Ticket,
  faults: readonly Fault[],
  said: Said,
): Promise<string> {
  const draft = await begin(context, reporter, reporter, faults, said);
  await askAbout(context, draft, 'same', { ticketId: open.id });
  if (reporter.openId !== null) {
    const view = (await describe(context, open)).forPerson(reporter);
    await context.say.show({
      key: `repairs:draft:${draft.id}:${reporter.openId}`,
      to: replyTo({ chatKind: 'direct', chatId: '', senderOpenId: reporter.openId }),
      card: duplicateCard(view, draft.id),
      live: true,
    });
  }
  return draft.id;
}

/**
 * The worker is on the way already; only in which room it is, or what, is asked. Answers the
 * question for where it was reported; null: there is none, or it went to the direct chat.
 */
export async function askMore(
  context: C,
  sender: Person,
  ticket: Ticket | null,
  said: Said,
): Promise<string | null> {
  if (ticket === null) return null;
  const asked = await moreToAsk(context, sender, ticket);
  if (asked === null) return null;
  const group = said.chatKind === 'group';
  await context.questions.ask({
    name: `repairs.${asked.name}`,
    key: ticket.id,
    personId: sender.id,
    groupId: group ? said.chatId : null,
    data: { guess: asked.guess },
    until: context.now.add(DAY),
  });
  if (ticket.danger) return `请马上${group ? '私聊' : ''}告诉我具体在哪里，直接打字就行`;
  if (!group || sender.openId === null) return asked.words;
  const to = { kind: 'person', openId: sender.openId } as const;
  await context.say.text(to, `${ticket.number} ${asked.words}`);
  return null;
}

async function moreToAsk(context: C, { room }: Person, ticket: Ticket) {
  const nowhere = ticket.placeKey === '' && (ticket.danger || isVague(ticket.place));
  if (nowhere) {
    const guess = ticket.danger ? null : room;
    const where = guess === null ? '' : `是${guess}请回复“是”；否则`;
    const words = `具体是哪里的${ticket.place}？${where}直接回复楼和房间，我补到单子上`;
    return { name: 'exact', guess, words };
  }
  if (ticket.object !== UNNAMED || ticket.danger) return null;
  if ((await countPhotos(context, ticket.id)) > 0) return null;
  return { name: 'thing', guess: null, words: '坏的是什么？直接回复，我补到单子上' };
}

/** The same wish said again and clearly: what was only asked about is settled with it. */
export async function supersede(
  context: C,
  sender: Person,
  faults: readonly Fault[],
): Promise<void> {
  for (const draft of await openDrafts(context, { personId: sender.id })) {
    const asksPlace = (await context.questions.find('repairs.place', draft.id)) !== null;
    const asksIf = (await context.questions.find('repairs.confirm', draft.id)) !== null;
    if (!asksPlace && !asksIf) continue;
    const again = draft.faults.some((asked) =>
      faults.some(
        (fault) =>
          fault.place !== null &&
          (asked.object === UNNAMED || sameThing(asked.object, fault.object)) &&
          (asked.placeKey === '' || samePlace(asked.placeKey, fault.placeKey)),
      ),
    );
    if (!again) continue;
    await closeDraft(context, draft.id);
    await showDraft(context, draft, sender, '已按您后来说的登记');
  }
}

/** 算了, 不是: nothing is opened; the words stay in the draft. */
export async function dropDraft(context: C, draft: Draft, person: Person): Promise<void> {
  await closeDraft(context, draft.id);
  await showDraft(context, draft, person, '好的，没有登记');
}
