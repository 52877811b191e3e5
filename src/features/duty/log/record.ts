import type { TableDocument } from '../../../documents/table.ts';
import { clockText } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Period } from '../../../kernel/period.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { shiftsOf, startsBetween, type Start } from '../running/starts.ts';
import { timeOf } from '../running/words.ts';
import { logBetween, type LogRow } from './store.ts';

type C = Context<Tables>;

/** Columns of the 值班记录 as the bureau knows them: characters in the xlsx, points on A4 landscape. */
const COLUMNS = [
  ['日期', 14, 58],
  ['天气', 8, 34],
  ['到岗/离岗时间', 22, 96],
  ['巡查时间与情况', 34, 150],
  ['来人来访', 20, 76],
  ['突发事件与处置', 24, 92],
  ['交接事项', 24, 92],
  ['值班人签字', 20, 76],
  ['带班领导签字', 18, 68],
] as const;
const WEEKDAYS = '一二三四五六日';

/** One line a shift that has begun, with what was written on it; nothing of those still to come. */
export async function readRecord(context: C, { from, to }: Period): Promise<TableDocument> {
  const { school, now } = context;
  const starts = (await startsBetween(context, from, to)).filter(
    ({ startsAt }) => Temporal.Instant.compare(startsAt, now) <= 0,
  );
  const log = await logBetween(context, from, to);
  const rows: string[][] = [];
  for (const start of starts) rows.push(await rowOf(context, start, linesOf(start, log)));
  const missing = rows.filter((row) => row[3] === '').length;
  return {
    title: `值班记录（${dayText(from)}—${dayText(to)}）`,
    school: school.name,
    sheet: '值班记录',
    columns: COLUMNS.map(([name, width, points]) => ({ name, width, points })),
    rows,
    summary: `合计 ${rows.length} 班`,
    note: `共 ${rows.length} 班${missing > 0 ? `，${missing} 班没有写巡查记录` : ''}`,
    signatures: ['制表人', '总务主任', '校长'],
    printed: `${now.toZonedDateTimeISO(school.timezone).year}年${clockText(context, now)}`,
  };
}

function linesOf(start: Start, log: readonly LogRow[]): LogRow[] {
  const ids = new Set(start.shifts.map(({ id }) => id));
  return log.filter(({ shift_id: id }) => id !== null && ids.has(id));
}

async function rowOf(context: C, start: Start, log: readonly LogRow[]): Promise<string[]> {
  const all = (name: 'weather' | 'visitors' | 'incidents' | 'handover') =>
    [...new Set(log.flatMap((line) => line[name] ?? []))].join('；');
  const rounds = log.flatMap((line) => [
    ...(line.patrols === null ? [] : [line.patrols]),
    ...(line.findings === null
      ? []
      : [
          `发现：${[line.place, line.findings].filter(Boolean).join(' ')}${
            line.ticket_number === null ? '' : `（报修 ${line.ticket_number}）`
          }`,
        ]),
  ]);
  const nameOf = async (id: string) =>
    start.people.get(id)?.name ?? (await personById(context.tx, context.school.id, id))?.name ?? '';
  const arrived: string[] = [];
  const signed: string[] = [];
  const led: string[] = [];
  for (const one of start.onDuty) {
    const name = await nameOf(one.personId);
    const at = one.signedInAt === null ? '未签到' : timeOf(context, one.signedInAt);
    arrived.push(`${name} ${at}`);
    const behalf =
      one.signedInBy !== null && one.signedInBy !== one.personId
        ? `（${await nameOf(one.signedInBy)}代签）`
        : '';
    const signature =
      one.signedInAt === null ? '' : `${name}${behalf} ${clockText(context, one.signedInAt)}`;
    if (signature !== '') (one.leads ? led : signed).push(signature);
  }
  const over = Temporal.Instant.compare(context.now, start.endsAt) >= 0;
  if (over) arrived.push(`离岗 ${clockText(context, start.endsAt)}`);
  const first = shiftsOf(start, start.onDuty[0]?.personId ?? '')[0];
  return [
    `${dayText(start.day)}（周${WEEKDAYS[start.day.dayOfWeek - 1] ?? ''}）${first?.place ? ` ${first.place}` : ''}`,
    all('weather'),
    arrived.join('；'),
    rounds.join('；'),
    all('visitors'),
    all('incidents'),
    all('handover'),
    signed.join('；'),
    led.join('；'),
  ];
}

function dayText(day: Temporal.PlainDate): string {
  return `${day.year}年${day.month}月${day.day}日`;
}
