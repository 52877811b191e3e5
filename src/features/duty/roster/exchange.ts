/** The roster goes out as a table to file and to print, and comes in as one. */
import { tablePdf, tableXlsx, type TableDocument } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming, Sheet } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { sameDay, type DayPlan } from '../domain/plan.ts';
import { COLUMNS, readRoster } from '../domain/roster-table.ts';
import type { Post, RosterShift } from '../domain/shift.ts';
import { daysOf, MOST_DAYS, nextHoliday, spanIn, spanWords, type Span } from '../domain/spans.ts';
import { mayEdit } from './drafting.ts';
import { beginDraft, standingPlans } from './drafts.ts';
import { bounds } from './posted.ts';
import { byHours, hoursOf, loadRoster, nameOf, provisional, type Roster } from './roster.ts';
import { showDraft } from './show-draft.ts';

type C = Context<Tables>;

/** Widths of the columns: characters in the xlsx, points on A4 landscape. */
const WIDTHS = [
  [12, 62],
  [6, 34],
  [10, 60],
  [16, 86],
  [24, 150],
  [34, 210],
  [14, 80],
  [14, 60],
] as const;
const WEEKDAYS = '一二三四五六日';

/** `导出值班表 国庆`, `国庆值班表导出`: an xlsx to file and a PDF to print. */
export async function exportRoster(
  context: C,
  { sender, message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  if (!hasRole(sender, 'director', 'admin', 'principal'))
    return answer(context, message, '值班表由总务主任、管理员或校长导出；要看请发“国庆谁值班”');
  const { calendar, now } = context;
  const words = match.slice(1).join(' ').trim();
  const today = calendar.date(now);
  const span =
    spanIn(words, calendar, today) ?? (words === '' ? nextHoliday(calendar, today) : null);
  if (!span)
    return answer(context, message, '导出哪几天？例如“导出值班表 国庆”“导出值班表 10月”。');
  if (daysOf(span).length > 2 * MOST_DAYS)
    return answer(context, message, '一次最多导出 150 天，请分几段，例如“导出值班表 7月”。');
  const table = tableOf(context, span, await loadRoster(context, span.from, span.to));
  const to = { kind: 'person', openId: message.senderOpenId } as const;
  const name = `${span.title}值班表`;
  await context.say.file(to, { name: `${name}.xlsx`, bytes: await tableXlsx(table), kind: 'xls' });
  await context.say.file(to, { name: `${name}.pdf`, bytes: await tablePdf(table), kind: 'pdf' });
  return answer(
    context,
    message,
    message.chatKind === 'group'
      ? '文件已私聊发给您'
      : '值班表发给您了。表格改好后发回给我，确认后才生效。',
  );
}

function tableOf(context: C, span: Span, roster: Roster): TableDocument {
  const { school, calendar, now } = context;
  const days = daysOf(span);
  const rows = days.flatMap((day) => rowsOf(context, day, roster));
  const unsure = provisional(calendar, days);
  const local = now.toZonedDateTimeISO(school.timezone);
  return {
    school: school.name,
    title: `${span.title}值班表${unsure ? '（暂定）' : ''}`,
    sheet: '值班表',
    columns: COLUMNS.map((name, i) => ({
      name,
      width: WIDTHS[i]?.[0] ?? 12,
      points: WIDTHS[i]?.[1] ?? 60,
    })),
    rows,
    summary: `共 ${days.length} 天`,
    note: spanWords(span.from, span.to),
    signatures: ['制表人', '总务主任', '校长'],
    printed: `${local.year}年${local.month}月${local.day}日`,
  };
}

/** One row for all who have the same hours; a day with nobody has one to be filled by hand. */
function rowsOf({ calendar, school }: C, day: Temporal.PlainDate, roster: Roster): string[][] {
  const shifts = roster.shifts.filter((shift) => shift.day.equals(day));
  const known = calendar.official(day);
  const head = [
    day.toString(),
    WEEKDAYS[day.dayOfWeek - 1] ?? '',
    known === null ? '' : known.off ? known.name : '调休上班',
  ];
  if (shifts.length === 0)
    return [[...head, `${school.duty.start}–次日${school.duty.start}`, '', '', '', '']];
  return byHours(shifts).map((ones) => {
    const names = (post: Post, phone: boolean) =>
      ones
        .filter((shift) => shift.post === post)
        .map(({ personId }) => withPhone(roster, personId, phone))
        .join('、');
    return [
      ...head,
      hoursOf(calendar, ones[0]),
      names('leader', true),
      names('member', true),
      names('guard', true),
      placesOf(ones),
    ];
  });
}

function withPhone(roster: Roster, id: string, phone: boolean): string {
  const tel = phone ? (roster.people.get(id)?.phone ?? null) : null;
  return `${nameOf(roster, id)}${tel === null ? '' : `（${tel}）`}`;
}

function placesOf(shifts: readonly RosterShift[]): string {
  return [...new Set(shifts.flatMap(({ place }) => place ?? []))].join('、');
}

/** A table that was sent: a draft to look at, of which nothing counts before 公布. True: it was a roster. */
export async function takeRoster(
  context: C,
  { sender, message }: Incoming,
  sheets: readonly Sheet[],
): Promise<boolean> {
  const { tx, school, calendar, now } = context;
  const people = (await everybody(tx, school.id)).filter((person) => person.active);
  const today = calendar.date(now);
  const read = readRoster(sheets, { people, today, start: school.duty.start });
  if (!read) return false;
  const said = refusalOf(sender, read.mistakes, read.plans, today);
  if (said !== null) {
    await answer(context, message, said);
    return true;
  }
  const ahead = read.plans.filter(({ day }) => Temporal.PlainDate.compare(day, today) >= 0);
  const [from, to] = bounds(ahead.map(({ day }) => day));
  if (!from || !to) return true;
  const base = await standingPlans(context, from, to);
  const plans = withPlaces(ahead, base);
  const changes = changed(plans, base);
  if (changes.length === 0) {
    await answer(context, message, '这份表和现在的值班表一样，没有改动。');
    return true;
  }
  const draft = await beginDraft(context, {
    title: titleOf(context, from, to),
    plans,
    base,
    notes: {
      notes: [`表里有 ${plans.length} 天，其中 ${changes.length} 天和现在不同。`],
      problems: [],
    },
    byPersonId: sender.id,
  });
  await showDraft(context, draft, message.senderOpenId, {
    renew: true,
    said: `读到 ${plans.length} 天，${changes.length} 天和现在不同。看过没问题再点下面，之前什么都不变。`,
  });
  return true;
}

/** Why the table is not taken; null: it can be. */
function refusalOf(
  sender: Incoming['sender'],
  mistakes: readonly string[],
  plans: readonly DayPlan[],
  today: Temporal.PlainDate,
): string | null {
  if (!mayEdit(sender)) return '值班表由总务主任或管理员导入';
  if (mistakes.length > 0)
    return `值班表里有几处看不懂，没有导入：\n${mistakes.join('\n')}\n请在表里改好，再把文件发给我。`;
  const ahead = plans.filter(({ day }) => Temporal.PlainDate.compare(day, today) >= 0);
  if (ahead.length === 0) return '表里的日期都已经过去了，没有导入。';
  if (ahead.length > MOST_DAYS) return `一次最多导入 ${MOST_DAYS} 天，请分成几份发给我。`;
  const last = ahead.at(-1);
  if (last && today.until(last.day).days > 400)
    return `${sayDay(last.day)}太远了，请检查表里的年份；没有导入。`;
  return null;
}

/** A place that the table has no column for stays. */
function withPlaces(plans: readonly DayPlan[], base: readonly DayPlan[]): DayPlan[] {
  return plans.map(({ day, placed }) => {
    const before = base.find((plan) => plan.day.equals(day))?.placed ?? [];
    const placeOf = (id: string) => before.find(({ personId }) => personId === id)?.place ?? null;
    return {
      day,
      placed: placed.map((one) => ({ ...one, place: one.place ?? placeOf(one.personId) })),
    };
  });
}

function changed(plans: readonly DayPlan[], base: readonly DayPlan[]): DayPlan[] {
  const byDay = new Map(base.map((plan) => [plan.day.toString(), plan]));
  return plans.filter((plan) => {
    const stands = byDay.get(plan.day.toString());
    return stands === undefined || !sameDay(stands, plan);
  });
}

/** A holiday's name where the days are of one. */
function titleOf({ calendar }: C, from: Temporal.PlainDate, to: Temporal.PlainDate): string {
  const [holiday, other] = calendar.holidays(from, to);
  const inside =
    holiday !== undefined &&
    other === undefined &&
    Temporal.PlainDate.compare(from, holiday.from) >= 0 &&
    Temporal.PlainDate.compare(to, holiday.to) <= 0;
  return inside ? holiday.name : spanWords(from, to);
}
