import { answer } from '../../kernel/answer.ts';
import type { Holiday } from '../../kernel/calendar.ts';
import { dayFrom, sayDay } from '../../kernel/day-words.ts';
import type { Context, Incoming } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

type C = Context<Tables>;

const UNOFFICIAL = '（暂定：国务院的放假通知还没有公布，只按法定节日算，调休还不知道）';
/** Names as people say them, and as the notice does. */
const NAMES: Readonly<Record<string, string>> = {
  元旦: '元旦',
  春节: '春节',
  过年: '春节',
  清明: '清明节',
  五一: '劳动节',
  劳动节: '劳动节',
  端午: '端午节',
  中秋: '中秋节',
  国庆: '国庆节',
  十一: '国庆节',
};
export const HOLIDAY_WORDS = Object.keys(NAMES).join('|');

/** `放假安排`, `2027年放假安排`: what is still to come of the year, or the next year's. */
export async function holidayPlan(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const today = context.calendar.date(context.now);
  const year =
    match[1] === undefined ? today.year + (match[2] === '明年' ? 1 : 0) : Number(match[1]);
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const from = year === today.year ? today : first;
  const to = Temporal.PlainDate.from({ year, month: 12, day: 31 });
  // At the end of a year people ask for what comes next.
  const late = match[1] === undefined && match[2] === undefined && today.month >= 11;
  const holidays = context.calendar.holidays(from, late ? to.add({ months: 6 }) : to);
  const lines = holidays.map((holiday) => lineOf(context, holiday));
  const sure = holidays.every((holiday) => holiday.official);
  await answer(
    context,
    message,
    lines.length === 0
      ? `${year}年没有剩下的假期了`
      : `${lines.join('\n')}${sure ? '' : `\n${UNOFFICIAL}`}`,
  );
}

/** `国庆放几天假`: the next one of that name. */
export async function oneHoliday(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const today = context.calendar.date(context.now);
  const name = NAMES[match[1] ?? ''] ?? '';
  const next = context.calendar
    .holidays(today, today.add({ days: 400 }))
    .find((holiday) => holiday.name.includes(name));
  if (!next) return answer(context, message, '没有找到这个假期');
  return answer(
    context,
    message,
    `${lineOf(context, next)}${next.official ? '' : `\n${UNOFFICIAL}`}`,
  );
}

/** `本周几上班`, `下周怎么上班`: the week's days, with what is unusual about them. */
export async function workOfWeek(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { calendar } = context;
  const today = calendar.date(context.now);
  const monday = today
    .subtract({ days: today.dayOfWeek - 1 })
    .add({ days: match[1] === '下周' ? 7 : 0 });
  const days = Array.from({ length: 7 }, (_, i) => monday.add({ days: i }));
  const work = days.filter((day) => calendar.isWorkingDay(day));
  const remarks = remarksOn(context, days);
  const sure = days.every((day) => calendar.status(day) === 'official');
  await answer(
    context,
    message,
    [
      work.length === 0 ? `${match[1] ?? '本周'}都不上班` : `上班：${work.map(sayDay).join('、')}`,
      ...remarks,
      ...(sure ? [] : [UNOFFICIAL]),
    ].join('\n'),
  );
}

/** What is unusual about some days, a line each. */
function remarksOn({ calendar }: C, days: readonly Temporal.PlainDate[]): string[] {
  return days.flatMap((day) => {
    const known = calendar.official(day);
    return known
      ? [`${sayDay(day)}${known.off ? `${known.name}放假` : `调休上班（${known.name}）`}`]
      : [];
  });
}

/** `这周末上班吗`: both days. */
export async function weekend(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { calendar } = context;
  const today = calendar.date(context.now);
  const saturday = today.add({ days: 6 - today.dayOfWeek + (match[1] === '下' ? 7 : 0) });
  const lines = [saturday, saturday.add({ days: 1 })].map((day) => {
    const [why] = remarksOn(context, [day]);
    return why ?? `${sayDay(day)}${calendar.isWorkingDay(day) ? '上班' : '不上班'}`;
  });
  const sure = calendar.status(saturday) === 'official' ? [] : [UNOFFICIAL];
  return answer(context, message, [...lines, ...sure].join('\n'));
}

/** `12月调休吗`, `下个月哪天补班`: the month's holidays and make-up days. */
export async function unusualDays(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { calendar } = context;
  const now = calendar.date(context.now).toPlainYearMonth();
  const named = match[1] === undefined ? null : Number(match[1]);
  if (named !== null && (named < 1 || named > 12))
    return answer(context, message, '哪个月？例如“12月调休吗”');
  const shift = named === null ? Number(match[2]?.startsWith('下')) : (named - now.month + 12) % 12;
  const month = now.add({ months: shift });
  const days = Array.from({ length: month.daysInMonth }, (_, i) =>
    month.toPlainDate({ day: i + 1 }),
  );
  const lines = remarksOn(context, days);
  const sure = days.every((day) => calendar.status(day) === 'official') ? [] : [UNOFFICIAL];
  const none = `${month.year}年${month.month}月没有假期，也没有调休`;
  return answer(context, message, [...(lines.length > 0 ? lines : [none]), ...sure].join('\n'));
}

/** `10月10日上班吗`, `下周六要上课吗` */
export async function worksOn(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { calendar } = context;
  const day = dayFrom(match[1] ?? '', calendar.date(context.now));
  if (!day) return answer(context, message, '哪一天？例如“10月10日上班吗”');
  const known = calendar.official(day);
  const works = calendar.isWorkingDay(day);
  const why = known ? (known.off ? `，${known.name}放假` : `，${known.name}调休`) : '';
  const school = works && !calendar.isSchoolDay(day) ? '，但不在学期内，没有课' : '';
  const sure = calendar.status(day) === 'official' ? '' : `\n${UNOFFICIAL}`;
  return answer(
    context,
    message,
    `${sayDay(day)}${works ? '上班' : '不上班'}${why}${school}${sure}`,
  );
}

function lineOf({ calendar }: C, { name, from, to, official }: Holiday): string {
  const days = from.until(to).days + 1;
  const span = days === 1 ? `${sayDay(from)}放假` : `${sayDay(from)}至${sayDay(to)}，放 ${days} 天`;
  const around = Array.from({ length: 60 }, (_, i) => from.subtract({ days: 30 }).add({ days: i }));
  const work = around.filter((day) => {
    const known = calendar.official(day);
    return known !== null && !known.off && known.name === name;
  });
  const make = work.length > 0 ? `；${work.map(sayDay).join('、')}上班` : '';
  return `${name}${official ? '' : '（暂定）'}：${span}${make}`;
}
