import { z } from 'zod';
import { answer } from '../../kernel/answer.ts';
import type { OfficialDay, SchoolCalendar } from '../../kernel/calendar.ts';
import { sayDay } from '../../kernel/day-words.ts';
import type { Context, Incoming, TapAnswer, TapInput } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import { success, warning } from '../../kernel/toast.ts';
import type { Tables } from '../../tables.ts';
import { writeSettings } from '../people/public.ts';
import { lacksYear, readNotice, type Notice } from './domain/notice.ts';
import { settle, withNotice } from './domain/settle.ts';

type C = Context<Tables>;

/** What hangs on the calendar and is told of by others when it moves. */
export interface CalendarHooks {
  /** A line for each thing in the future that another calendar moves; looks again at what is due. */
  readonly replan: (context: C, after: SchoolCalendar) => Promise<readonly string[]>;
}

const MOST_MOVED = 15;
const daysShape = z.array(z.object({ date: z.iso.date(), name: z.string(), off: z.boolean() }));

/** A pasted notice is shown as it was understood; nothing changes before somebody confirms it. */
export async function takeNotice(context: C, incoming: Incoming): Promise<boolean> {
  const { message, sender } = incoming;
  const read = readNotice(message.text);
  if (!read) return lacksYear(message.text) ? askYear(context, incoming) : false;
  if (!hasRole(sender, 'director', 'admin')) {
    await answer(context, message, '放假通知请由总务主任或管理员发给我');
    return true;
  }
  const notice = settle(read, context.calendar, context.calendar.date(context.now));
  if (notice.problems.length === 0 && !notice.differs) {
    await answer(context, message, `${notice.year} 年就是这样安排的，没有改动。`);
    return true;
  }
  if (message.chatKind === 'group') await answer(context, message, '收到通知，请在私聊里确认');
  const id = context.newId();
  await context.tx
    .insertInto('calendar_notice')
    .values({
      school_id: context.school.id,
      id,
      year: notice.year,
      days: JSON.stringify(notice.days),
      state: notice.problems.length > 0 ? 'dropped' : 'draft',
      by_person_id: sender.id,
      at: context.now,
    })
    .execute();
  await show(
    context,
    message.senderOpenId,
    id,
    notice,
    notice.problems.length > 0 ? 'wrong' : 'draft',
  );
  return true;
}

async function askYear(context: C, { message, sender }: Incoming): Promise<boolean> {
  if (!hasRole(sender, 'director', 'admin')) return false;
  await answer(
    context,
    message,
    '这份通知没有写是哪一年，请连标题一起发给我，例如“关于2027年部分节假日安排的通知”',
  );
  return true;
}

async function show(
  context: C,
  openId: string,
  id: string,
  notice: Notice,
  state: 'draft' | 'wrong' | 'taken' | 'dropped',
): Promise<void> {
  await context.say.show({
    key: `calendar:notice:${id}`,
    to: { kind: 'person', openId },
    card: {
      template: 'calendar-notice',
      values: {
        id,
        year: notice.year,
        state,
        lines: linesOf(notice.days),
        problems: [...notice.problems],
        changes: state === 'draft' ? changes(context, notice) : [],
      },
    },
    live: state === 'draft',
  });
}

/** `元旦 1月1日（周四）至1月3日（周六），1月4日（周日）上班` */
function linesOf(days: readonly OfficialDay[]): string[] {
  return [...Map.groupBy(days, (day) => day.name)].map(([name, some]) => {
    const off = some.filter((day) => day.off).map((day) => Temporal.PlainDate.from(day.date));
    const work = some.filter((day) => !day.off).map((day) => Temporal.PlainDate.from(day.date));
    const [first, last] = [off[0], off.at(-1)];
    const span =
      first === undefined || last === undefined
        ? '没有放假'
        : first.equals(last)
          ? sayDay(first)
          : `${sayDay(first)}至${sayDay(last)}，共 ${off.length} 天`;
    return `${name} ${span}${work.length > 0 ? `；${work.map(sayDay).join('、')}上班` : ''}`;
  });
}

/** What an official year that is known already says otherwise: a notice that changed in mid-year. */
function changes({ calendar }: C, notice: Notice): string[] {
  const day = Temporal.PlainDate.from({ year: notice.year, month: 1, day: 1 });
  if (calendar.status(day) !== 'official') return [];
  const after = withNotice(calendar, notice);
  return Array.from({ length: day.daysInYear }, (_, i) => day.add({ days: i }))
    .filter((one) => calendar.isWorkingDay(one) !== after.isWorkingDay(one))
    .slice(0, MOST_MOVED)
    .map((one) => `${sayDay(one)} 改为${after.isWorkingDay(one) ? '上班' : '放假'}`);
}

const valueShape = z.object({ id: z.string().max(100).catch('') });

/** `确认采用` and `不采用`. */
export function decideNotice(hooks: CalendarHooks, take: boolean) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    if (!hasRole(operator, 'director', 'admin'))
      return warning('只有总务主任或管理员可以确认放假通知');
    const { id } = valueShape.parse(tap.value);
    const row = await context.tx
      .selectFrom('calendar_notice')
      .selectAll()
      .where('school_id', '=', context.school.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return warning('没有找到这份通知，请重新粘贴');
    const days = daysShape.parse(row.days);
    const notice = { year: row.year, days, problems: [] };
    if (row.state !== 'draft') {
      await show(context, tap.operatorOpenId, id, notice, row.state);
      return warning(row.state === 'taken' ? '这份通知已经采用了' : '这份通知没有采用，请重新粘贴');
    }
    await context.tx
      .updateTable('calendar_notice')
      .set({ state: take ? 'taken' : 'dropped' })
      .where('school_id', '=', context.school.id)
      .where('id', '=', id)
      .execute();
    if (take) await dropOthers(context, row.year);
    if (take) await use(context, hooks, notice, operator, tap.operatorOpenId);
    await show(context, tap.operatorOpenId, id, notice, take ? 'taken' : 'dropped');
    return success(take ? `已采用 ${row.year} 年放假安排` : '没有采用，原来的安排不变');
  };
}

/** What else was read of the year was compared with a calendar that is no longer so. */
async function dropOthers({ tx, school }: C, year: number): Promise<void> {
  await tx
    .updateTable('calendar_notice')
    .set({ state: 'dropped' })
    .where('school_id', '=', school.id)
    .where('year', '=', year)
    .where('state', '=', 'draft')
    .execute();
}

function official(days: readonly OfficialDay[]) {
  return { status: 'official' as const, days: [...days] };
}

async function use(
  context: C,
  hooks: CalendarHooks,
  notice: Notice,
  by: Person,
  openId: string,
): Promise<void> {
  const { school } = context;
  const notices = Object.fromEntries([
    ...Object.entries(school.notices).map(([year, { days }]) => [year, official(days)] as const),
    [String(notice.year), official(notice.days)] as const,
  ]);
  await writeSettings(context, { notices }, by);
  const moved = await hooks.replan(context, withNotice(context.calendar, notice));
  const shown = moved.slice(0, MOST_MOVED);
  const more = moved.length > shown.length ? `\n……共 ${moved.length} 项` : '';
  await context.say.text(
    { kind: 'person', openId },
    moved.length === 0
      ? `${notice.year} 年放假安排已采用，计划里没有事项需要改期。`
      : `${notice.year} 年放假安排已采用，这些事项跟着改了：\n${shown.join('\n')}${more}`,
  );
}
