/** Somebody's days on duty for the calendar of their phone: by a link that can be revoked, or as a file. */
import type { Kysely } from 'kysely';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { NewId } from '../../../kernel/ids.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { POST_WORDS } from '../domain/shift.ts';
import { shiftsOfPerson } from '../store.ts';
import { provisional, PROVISIONAL } from './roster.ts';

type C = Context<Tables>;

/** What has been stays in the phone's calendar so long. */
const BACK = { days: 60 } as const;

/** `值班日历`: the link, or without an address of ours the file. */
export async function askFeed(context: C, incoming: Incoming): Promise<void> {
  const { school, say } = context;
  const { sender, message } = incoming;
  const to = { kind: 'person', openId: message.senderOpenId } as const;
  if (message.chatKind === 'group') await answer(context, message, '值班日历已私聊您');
  if (school.publicUrl === null) {
    const bytes = new TextEncoder().encode(await icsOf(context, sender));
    await say.file(to, { name: '我的值班.ics', bytes, kind: 'stream' });
    return say.text(to, '这是您现在的值班，点开文件加进手机日历。换班后请再要一次。');
  }
  const token = (await tokenOf(context, sender)) ?? (await newToken(context, sender));
  return say.text(to, linkWords(school.publicUrl, token));
}

function linkWords(publicUrl: string, token: string): string {
  return `${publicUrl}/calendar/${token}.ics\n在手机日历里“添加订阅日历”，粘贴这个链接，换班后会自己更新。有链接的人都能看到您的值班，外泄了请发“重置日历链接”。`;
}

/** `重置日历链接`: the former link shows nothing any more. */
export async function resetFeed(context: C, { sender, message }: Incoming): Promise<void> {
  const { school, say } = context;
  const to = { kind: 'person', openId: message.senderOpenId } as const;
  const revoked = await revokeFeed(context, sender);
  if (message.chatKind === 'group') await answer(context, message, '已重置，新的链接已私聊您');
  if (school.publicUrl === null)
    return say.text(
      to,
      revoked ? '原来的链接已失效。' : '您没有日历链接；发“值班日历”可要一份文件。',
    );
  return say.text(
    to,
    `原来的链接已失效，新的链接：\n${linkWords(school.publicUrl, await newToken(context, sender))}`,
  );
}

/** The links of whoever has left are dead for good: coming back does not open them again. True: there was one. */
export async function revokeFeed({ tx, school, now }: C, person: Person): Promise<boolean> {
  const revoked = await tx
    .updateTable('duty_feed')
    .set({ revoked_at: now })
    .where('school_id', '=', school.id)
    .where('person_id', '=', person.id)
    .where('revoked_at', 'is', null)
    .returning('token')
    .execute();
  return revoked.length > 0;
}

async function tokenOf({ tx, school }: C, person: Person): Promise<string | null> {
  const row = await tx
    .selectFrom('duty_feed')
    .select('token')
    .where('school_id', '=', school.id)
    .where('person_id', '=', person.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row?.token ?? null;
}

async function newToken({ tx, school, now, newId }: C, person: Person): Promise<string> {
  const token = randomHalf(newId) + randomHalf(newId);
  await tx
    .insertInto('duty_feed')
    .values({ school_id: school.id, token, person_id: person.id, at: now, revoked_at: null })
    .execute();
  return token;
}

/** The last half of an id is random (62 bits); its first is the time. */
function randomHalf(newId: NewId): string {
  return newId().replaceAll('-', '').slice(16);
}

/**
 * The calendar behind a link; null where there is none, or its person has left. A guess costs one look into the
 * database: what a calendar needs is read only once there is one.
 */
export async function dutyFeed(
  tx: Kysely<Tables>,
  schoolId: string,
  token: string,
  contextOf: (tx: Kysely<Tables>) => Promise<C>,
): Promise<string | null> {
  const row = await tx
    .selectFrom('duty_feed')
    .select('person_id')
    .where('school_id', '=', schoolId)
    .where('token', '=', token)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const person = row ? await personById(tx, schoolId, row.person_id) : null;
  return person?.active ? icsOf(await contextOf(tx), person) : null;
}

async function icsOf(context: C, person: Person): Promise<string> {
  const { calendar, now, school } = context;
  const { ICalCalendar } = await import('ical-generator');
  const ics = new ICalCalendar({ name: `${school.name} ${person.name}的值班` });
  const shifts = await shiftsOfPerson(context, person.id, calendar.date(now).subtract(BACK));
  for (const { id, day, startsAt, endsAt, post, place } of shifts) {
    const unsure = provisional(calendar, [day]);
    const start = startsAt.toZonedDateTimeISO('UTC');
    ics.createEvent({
      id: `${id}@houqin`,
      start,
      end: endsAt.toZonedDateTimeISO('UTC'),
      // The stamp is part of the same input for the same output.
      stamp: start,
      summary: `值班${post === 'member' ? '' : `（${POST_WORDS[post]}）`}${unsure ? '（暂定）' : ''}`,
      ...(place === null ? {} : { location: place }),
      ...(unsure ? { description: PROVISIONAL } : {}),
    });
  }
  return ics.toString();
}
