import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming, IntentHandler } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById, peopleCalled, personByOpenId } from '../../people/public.ts';
import type { RosterShift } from '../domain/shift.ts';
import { shiftWords } from '../running/words.ts';
import { shiftsBetween, shiftsOfPerson } from '../store.ts';
import { requestSwap } from './ask.ts';
import { showComing } from './taps.ts';

type C = Context<Tables>;

/** Somebody is looked for, whoever it is. */
const ANYBODY = /顶|替|代|找人|谁|哪位|哪个|换个人|换人|求助/u;
const MOST_REASON = 100;

/** `我1号的班跟李老师换他3号的`, `后天夜班谁能替我`, `我要换班`. */
export const swapIntent: IntentHandler<Tables> = async (context, incoming, parts) => {
  for (const part of parts) {
    if (part.intent !== 'duty.swap') continue;
    await ask(context, incoming, {
      from: dayOf(part.slots.from_date),
      to: dayOf(part.slots.to_date),
      with: part.slots.with,
    });
  }
};

/** `换班`, `求顶班`, and nothing more. */
export async function bareSwap(context: C, incoming: Incoming): Promise<void> {
  await ask(context, incoming, { from: null, to: null, with: null });
}

interface Said {
  readonly from: Temporal.PlainDate | null;
  readonly to: Temporal.PlainDate | null;
  readonly with: string | null;
}

function dayOf(text: string | null | undefined): Temporal.PlainDate | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
  return day === undefined ? null : Temporal.PlainDate.from(day);
}

async function ask(context: C, incoming: Incoming, said: Said): Promise<void> {
  const { sender, message } = incoming;
  const say = (words: string) => answer(context, message, words);
  const coming = await comingShifts(context, sender);
  if (coming.length === 0) return say('您没有还没开始的值班，不用换。要看值班表请发“我的值班”。');
  const shift = shiftMeant(coming, said);
  if (shift === 'none')
    return say(
      `您${said.from ? sayDay(said.from) : ''}没有值班。您的班：${coming
        .slice(0, 5)
        .map((one) => shiftWords(context, one))
        .join('、')}。`,
    );
  if (shift === 'several') return forms(context, incoming, '您有几个班，请在要换的那张卡片上填写');
  const colleague = await colleagueMeant(context, incoming, shift, said);
  if (typeof colleague === 'string') return say(colleague);
  if (colleague === null && !(said.to === null && said.with === null && ANYBODY.test(message.text)))
    return forms(context, incoming, '请在卡片上选和谁换，或求顶班');
  const asked = await requestSwap(context, sender, {
    shiftId: shift.id,
    colleague,
    returnDay: colleague === null ? null : said.to,
    reason:
      said.from === null && message.text.length < 6 ? null : message.text.slice(0, MOST_REASON),
  });
  if (typeof asked === 'string') return say(`${asked}。`);
  if (colleague === null) return say('已在教职工群里求顶班，有人答应就告诉您。');
  // In a group it is one line, in the direct chat the card itself is the answer.
  return message.chatKind === 'group'
    ? say('已转告，详情已私聊您')
    : say(`已请${colleague.name}确认，对方同意并经批准后生效。`);
}

async function forms(context: C, { sender, message }: Incoming, words: string): Promise<void> {
  await showComing(context, sender);
  await answer(context, message, message.chatKind === 'group' ? '详情已私聊您' : `${words}。`);
}

async function comingShifts(context: C, person: Person): Promise<RosterShift[]> {
  const today = context.calendar.date(context.now);
  const all = await shiftsOfPerson(context, person.id, today);
  return all.filter(({ startsAt }) => Temporal.Instant.compare(startsAt, context.now) > 0);
}

function shiftMeant(
  coming: readonly RosterShift[],
  { from }: Said,
): RosterShift | 'none' | 'several' {
  if (from !== null) {
    const [first, ...more] = coming.filter(({ day }) => day.equals(from));
    if (!first) return 'none';
    return more.some(({ startsAt }) => !startsAt.equals(first.startsAt)) ? 'several' : first;
  }
  const [first] = coming;
  if (!first) return 'none';
  return coming.every(({ startsAt }) => startsAt.equals(first.startsAt)) ? first : 'several';
}

/** Who is meant: the mentioned one, the named one, or the only one with the same post on the other day. */
async function colleagueMeant(
  context: C,
  { message, sender }: Incoming,
  shift: RosterShift,
  said: Said,
): Promise<Person | string | null> {
  const { tx, school } = context;
  const [mentioned] = message.mentions;
  if (mentioned) {
    const person = await personByOpenId(tx, school.id, mentioned.openId);
    return person ?? `没有找到“${mentioned.name}”，请写全名或另 @ 一位。`;
  }
  if (said.with !== null) {
    const found = (await peopleCalled(tx, school.id, said.with)).filter(
      ({ id }) => id !== sender.id,
    );
    const [only] = found;
    if (!only) return `没有找到“${said.with}”，请写全名，或 @ 这位同事。`;
    return found.length === 1
      ? only
      : `有 ${found.length} 位“${said.with}”，请写全名，或 @ 您要找的那一位。`;
  }
  if (said.to === null) return null;
  const there = await shiftsBetween(context, said.to, said.to);
  const people = await peopleById(
    tx,
    school.id,
    there.map(({ personId }) => personId),
  );
  const same = there.filter(({ post, personId }) => post === shift.post && personId !== sender.id);
  const [only] = same;
  if (!only) return `${sayDay(said.to)}没有可以和您换的班，请核对日期，或说明和谁换。`;
  return same.length === 1 ? (people.get(only.personId) ?? null) : null;
}
