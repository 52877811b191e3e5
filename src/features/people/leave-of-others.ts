/** Leave that the director writes down for somebody else: `老李明天请假`, `老李请假到周五`, `老李销假`. */
import { z } from 'zod';
import { dayFrom, sayDay } from '../../kernel/day-words.ts';
import type { Context, Incoming, TimerInput } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { PeopleHooks } from './hooks.ts';
import { peopleCalled } from './public.ts';
import { changePerson, findPerson, type StoredPerson } from './store.ts';
import { directTo, mayManage, reply } from './words.ts';

type C = Context<Tables>;

const DAY =
  '今天|明天|大后天|后天|[下本这]?(?:周|星期|礼拜)[一二三四五六日天]|(?:\\d{1,2}月)?\\d{1,2}[日号]';
const NAME = '(?!我)([\\p{L}·]{2,8}?)';
/** Whose, from when and until when: either day may be left out, not both. */
export const LEAVE_OF_OTHERS = new RegExp(
  `^${NAME}[，,\\s]*从?(${DAY})?(?:(?:到|至)(${DAY}))?(?:起|开始)?(?:要|想)?请(?:一天)?[病事]?假(?:一天|了)?(?:(?:到|至)?(${DAY}))?[。!！]?$`,
  'u',
);
export const BACK_OF_OTHERS = new RegExp(`^${NAME}(?:已经|已)?销假了?[。!！]?$`, 'u');
const BEGINS = 'people.leave-begins';

export function takeLeaveOf(hooks: PeopleHooks) {
  return (context: C, incoming: Incoming, match: RegExpExecArray): Promise<void> =>
    noteLeave(context, incoming, match, hooks);
}

async function noteLeave(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
  hooks: PeopleHooks,
): Promise<void> {
  const person = await meant(context, incoming, match[1] ?? '');
  if (!person) return;
  const { calendar, now } = context;
  const today = calendar.date(now);
  const [, name = '', first, last, end] = match;
  const named = last ?? end;
  const from = first === undefined ? today : dayFrom(first, today);
  // `下周三` is said from today, `周三` from the first day.
  const near = named === undefined || /^[下本这今明后大]/u.test(named) ? today : from;
  const alone = first === undefined ? null : from;
  const until = named === undefined ? alone : near && dayFrom(named, near);
  if (!from || !until || Temporal.PlainDate.compare(until, from) < 0)
    return reply(
      context,
      incoming,
      `还没有登记。请告诉我请假到哪一天，例如“${name}请假到周五”、“${name}明天请假”。`,
    );
  const span = from.equals(until) ? sayDay(from) : `${sayDay(from)}至${sayDay(until)}`;
  if (from.equals(today)) await away(context, person, until, incoming.sender.id, hooks);
  else
    await context.timers.set(BEGINS, person.id, calendar.at(from, '00:00'), {
      until: until.toString(),
      by: incoming.sender.id,
    });
  if (person.openId !== null && person.id !== incoming.sender.id)
    await context.say.text(
      directTo(person.openId),
      `${incoming.sender.name}为您登记了请假：${span}。`,
    );
  return reply(
    context,
    incoming,
    `已记下：${person.name}${span}请假。要取消或提前回来，请发“${person.name}销假”。`,
  );
}

/** `老李销假`: back, or not leaving after all. */
export function comeBackOf(hooks: PeopleHooks) {
  return async (context: C, incoming: Incoming, match: RegExpExecArray): Promise<void> => {
    const person = await meant(context, incoming, match[1] ?? '');
    if (!person) return;
    await context.timers.clear(BEGINS, person.id);
    if (person.absentUntil !== null) {
      const change = { absentUntil: null, substituteId: null };
      const back = { ...person, ...change };
      await changePerson(context, person, change, incoming.sender);
      await hooks.absence?.(context, back, person.absentUntil);
    }
    return reply(context, incoming, `已记下：${person.name}不在请假。`);
  };
}

/** The first day of a leave that was written down before. */
export function leaveBegins(hooks: PeopleHooks) {
  return async (context: C, { key, data }: TimerInput): Promise<void> => {
    const { until, by } = z.object({ until: z.iso.date(), by: z.string() }).parse(data);
    const person = await findPerson(context.tx, context.school.id, { id: key });
    const last = Temporal.PlainDate.from(until);
    const over = Temporal.PlainDate.compare(last, context.calendar.date(context.now)) < 0;
    if (person?.active && !over) await away(context, person, last, by, hooks);
  };
}

async function away(
  context: C,
  person: StoredPerson,
  until: Temporal.PlainDate,
  byId: string,
  hooks: PeopleHooks,
): Promise<void> {
  const by = await findPerson(context.tx, context.school.id, { id: byId });
  const change = { absentUntil: until, substituteId: null };
  await changePerson(context, person, change, by);
  await hooks.absence?.(context, { ...person, ...change }, until);
}

async function meant(context: C, incoming: Incoming, name: string): Promise<StoredPerson | null> {
  const { tx, school } = context;
  if (!mayManage(incoming.sender)) {
    await reply(context, incoming, '请假由本人告诉我，例如“我请假到周五”；同事的请总务主任登记。');
    return null;
  }
  const [person, other] = await peopleCalled(tx, school.id, name);
  if (person && !other) return findPerson(tx, school.id, { id: person.id });
  const why = other ? `有几位“${name}”` : `没有找到“${name}”`;
  await reply(context, incoming, `${why}，还没有登记。请写全名，例如“王小明请假到周五”。`);
  return null;
}
