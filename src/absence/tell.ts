import type { Kysely } from 'kysely';
import { groupsOf } from '../features/people/public.ts';
import type { Context } from '../kernel/feature.ts';
import type { Tables } from '../tables.ts';

/** Tells the groups once which hours to send again, when the direct chats are done and people are awake. */
export async function tellGroups(context: Context<Tables>): Promise<boolean> {
  const { tx, school, calendar, now, say } = context;
  if (!school.enabled || !calendar.outsideQuietHours(now).equals(now)) return false;
  if (await sweeping(tx, school.id)) return false;
  const told = await tx
    .updateTable('absence')
    .set({ told_at: now })
    .where('school_id', '=', school.id)
    .where('told_at', 'is', null)
    .returning(['from_at', 'until_at', 'unreadable'])
    .execute();
  for (const absence of told) {
    const direct = absence.unreadable
      ? '私聊我的可能也没有收到，请一并再发'
      : '私聊我的已经补上，不用再发';
    const text = `${hours(context, absence.from_at, absence.until_at)}我没有在线，这段时间群里@我的话没有收到，请再发一次；${direct}。`;
    for (const chatId of await groupsOf(tx, school))
      await say.text({ kind: 'chat', chatId }, text, { thread: 'absence' });
  }
  return told.length > 0;
}

/** Whether a direct chat of this school is still to be looked up. */
export async function sweeping(tx: Kysely<Tables>, schoolId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('direct_chat')
    .select('open_id')
    .where('school_id', '=', schoolId)
    .where('sweep_due', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Remembers a direct chat, so that it can be looked up after an absence; and where it could not be,
 * says so now that the person is here.
 */
export async function meet(
  context: Context<Tables>,
  chat: { readonly openId: string; readonly chatId: string; readonly tenantKey: string },
): Promise<void> {
  const { tx, school, say } = context;
  const row = await tx
    .insertInto('direct_chat')
    .values({
      school_id: school.id,
      open_id: chat.openId,
      chat_id: chat.chatId,
      tenant_key: chat.tenantKey,
      sweep_from: null,
      sweep_until: null,
      sweep_due: null,
      sweep_attempts: 0,
      lease_until: null,
      lost_from: null,
      lost_until: null,
    })
    .onConflict((c) =>
      c
        .columns(['school_id', 'open_id'])
        .doUpdateSet({ chat_id: chat.chatId, tenant_key: chat.tenantKey }),
    )
    .returning(['lost_from', 'lost_until'])
    .executeTakeFirstOrThrow();
  if (row.lost_from === null || row.lost_until === null) return;
  await tx
    .updateTable('direct_chat')
    .set({ lost_from: null, lost_until: null })
    .where('school_id', '=', school.id)
    .where('open_id', '=', chat.openId)
    .execute();
  await say.text(
    { kind: 'person', openId: chat.openId },
    `${hours(context, row.lost_from, row.lost_until)}我没有在线，您这段时间发来的话可能没有收到，请再发一次。`,
  );
}

/** `11月25日 01:00 至 09:00`, with the second day where it is another. */
function hours(
  { school }: Context<Tables>,
  from: Temporal.Instant,
  until: Temporal.Instant,
): string {
  const [begin, end] = [from, until].map((at) => at.toZonedDateTimeISO(school.timezone));
  if (!begin || !end) return '';
  const day = (at: Temporal.ZonedDateTime) => `${at.month}月${at.day}日 `;
  const time = (at: Temporal.ZonedDateTime) =>
    at.toPlainTime().toString({ smallestUnit: 'minute' });
  const same = begin.toPlainDate().equals(end.toPlainDate());
  return `${day(begin)}${time(begin)} 至 ${same ? '' : day(end)}${time(end)}`;
}
