import type { Context, Feature, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Recipient } from '../../kernel/say.ts';
import { deadLetters, sendAgain, takeNote, tellAbout } from '../../outbox/dead-letters.ts';
import type { Tables } from '../../tables.ts';
import { nameOfGroup, officeOf, personByOpenId } from '../people/public.ts';
import { whatOf, whyOf } from './words.ts';

type C = Context<Tables>;

const MOST_ROWS = 10;
const TOLD_AT = '09:00';
const NOT_YOURS = '未送达的消息只给总务主任和管理员看';

/**
 * What the platform would not deliver, for the director's office: one list in the chat, and on a
 * morning after something new the list by itself.
 */
export const undelivered: Feature<Tables> = {
  name: 'undelivered',
  phrases: [{ pattern: /^(?:未送达|没送达|没送到|死信)(?:的消息)?[?？]?$/u, handle: list }],
  taps: { again, note, 'note-all': note },
  timers: { morning },
  start: (context) => setMorning(context, context.calendar.date(context.now)),
  help: [{ say: '未送达', does: '总务主任、管理员：没有送到的消息，可重发' }],
};

async function list(context: C, { message, sender }: Incoming): Promise<void> {
  const group = message.chatKind === 'group';
  const to: Recipient = group
    ? { kind: 'chat', chatId: message.chatId }
    : { kind: 'person', openId: message.senderOpenId };
  if (!mayDeal(sender)) return context.say.reply(message.messageId, to, `${NOT_YOURS}。`);
  if (group) await context.say.reply(message.messageId, to, '详情已私聊您');
  return show(context, message.senderOpenId, true);
}

async function show(context: C, openId: string, renew: boolean): Promise<void> {
  const { tx, school, calendar } = context;
  const { letters, total } = await deadLetters(tx, school.id, MOST_ROWS);
  const rows = await Promise.all(
    letters.map(async (letter) => {
      const at = letter.at.toZonedDateTimeISO(calendar.timezone);
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
      return {
        id: letter.id,
        who: await nameOf(context, letter.to),
        what: whatOf(letter),
        when: `${at.month}月${at.day}日 ${time}`,
        why: whyOf(letter),
      };
    }),
  );
  await context.say.show({
    key: `undelivered:${openId}`,
    to: { kind: 'person', openId },
    card: { template: 'undelivered', values: { rows, total, more: total - rows.length } },
    renew,
    live: total > 0,
  });
}

async function nameOf({ tx, school }: C, to: Recipient): Promise<string> {
  if (to.kind === 'person') return (await personByOpenId(tx, school.id, to.openId))?.name ?? '某人';
  if (to.chatId === school.groups.logistics) return '总务群';
  if (to.chatId === school.groups.staff) return '全体教职工群';
  return (await nameOfGroup(tx, school.id, to.chatId)) ?? '某个群';
}

async function again(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayDeal(operator)) return toast('error', NOT_YOURS);
  const { tx, school, newId, now } = context;
  const sent = await sendAgain(tx, { schoolId: school.id, newId, now }, idOf(tap.value));
  await show(context, tap.operatorOpenId, false);
  return sent ? toast('success', '正在重发') : toast('warning', '这一条已经处理过了');
}

async function note(context: C, { tap, operator }: TapInput): Promise<TapAnswer> {
  if (!mayDeal(operator)) return toast('error', NOT_YOURS);
  const all = tap.action.endsWith('note-all');
  const noted = await takeNote(
    context.tx,
    context.school.id,
    context.now,
    all ? null : idOf(tap.value),
  );
  await show(context, tap.operatorOpenId, false);
  return noted > 0
    ? toast('success', `已知悉 ${noted} 条`)
    : toast('warning', '这一条已经处理过了');
}

/** Only when there is something the office does not know of yet; never at night. */
async function morning(context: C): Promise<void> {
  const { tx, school, calendar, now, timers } = context;
  const awake = calendar.outsideQuietHours(now);
  if (!awake.equals(now)) return timers.set('undelivered.morning', 'day', awake);
  await setMorning(context, calendar.date(now).add({ days: 1 }));
  if ((await tellAbout(tx, school.id, now)) === 0) return;
  const told = await officeOf(tx, school.id);
  for (const { openId } of told) if (openId !== null) await show(context, openId, true);
}

function setMorning({ timers, calendar }: C, day: Temporal.PlainDate): Promise<void> {
  return timers.set('undelivered.morning', 'day', calendar.at(day, TOLD_AT));
}

function mayDeal(person: Person): boolean {
  return hasRole(person, 'director', 'admin');
}

function idOf(value: Readonly<Record<string, unknown>>): string {
  return typeof value['id'] === 'string' ? value['id'] : '';
}

function toast(type: TapAnswer['toast']['type'], content: string): TapAnswer {
  return { toast: { type, content } };
}
