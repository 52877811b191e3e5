import { setImmediate } from 'node:timers/promises';
import { paperTime } from '../../../documents/signed.ts';
import type { TableDocument } from '../../../documents/table.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { STATES, type Ticket } from '../domain/ticket.ts';
import { reportedBetween } from '../store.ts';
import { starsOf } from './forms.ts';
import { amount } from '../../../kernel/money.ts';
import type { Period } from '../../../kernel/period.ts';
import { CATEGORIES, URGENCIES } from './words.ts';

type C = Context<Tables>;

const COST = '费用（元）';

/** Columns of the 报修台账 with their widths: characters in the xlsx, points on A4 landscape. */
const COLUMNS = [
  ['序号', 6, 26],
  ['编号', 14, 58],
  ['报修时间', 20, 54],
  ['报修部门', 12, 44],
  ['报修人', 10, 40],
  ['地点', 16, 60],
  ['故障描述', 36, 126],
  ['类别', 12, 44],
  ['紧急程度', 9, 30],
  ['维修人', 10, 40],
  ['完工时间', 20, 54],
  ['用料与结果', 26, 76],
  [COST, 12, 42],
  ['验收', 14, 52],
  ['满意度', 12, null],
] as const;

/** Every ticket reported within the period, oldest first; read at most 500 a query. */
export async function readLedger(context: C, { from, to }: Period): Promise<TableDocument> {
  const { school, calendar } = context;
  const names = new Map<string, { name: string; unit: string }>();
  const who = async (id: string | null) => {
    if (id === null) return { name: '', unit: '' };
    const known = names.get(id);
    if (known) return known;
    const person = await personById(context.tx, school.id, id);
    const found = { name: person?.name ?? '有人', unit: person?.unit ?? '' };
    names.set(id, found);
    return found;
  };
  const rows: (string | number | null)[][] = [];
  let totalFen = 0;
  const until = calendar.at(to.add({ days: 1 }), '00:00');
  for await (const page of reportedBetween(context, calendar.at(from, '00:00'), until)) {
    for (const ticket of page) {
      const reporter = await who(ticket.reporterId);
      const worker = await who(ticket.workerId);
      const words = wordsOf(context, ticket, rows.length + 1, reporter, worker.name);
      rows.push([...words, starsOf(ticket.stars)]);
      totalFen += ticket.costFen ?? 0;
    }
    await setImmediate();
  }
  return {
    title: `报修台账（${from.year}年${from.month}月${from.day}日—${to.year}年${to.month}月${to.day}日）`,
    school: school.name,
    sheet: '报修台账',
    columns: COLUMNS.map(([name, width, points]) => ({
      name,
      width,
      points,
      money: name === COST,
    })),
    rows,
    summary: `合计 ${rows.length} 张`,
    note: `共 ${rows.length} 张，费用合计 ¥${amount(totalFen)}`,
    signatures: ['制表人', '总务主任', '校长'],
    printed: paperTime(context, context.now),
  };
}

function wordsOf(
  context: C,
  ticket: Omit<Ticket, 'joinedIds'>,
  number: number,
  reporter: { readonly name: string; readonly unit: string },
  worker: string,
): (string | number | null)[] {
  return [
    String(number),
    ticket.number,
    paperTime(context, ticket.reportedAt),
    reporter.unit,
    reporter.name,
    ticket.place,
    ticket.items.join('；'),
    CATEGORIES[ticket.category],
    URGENCIES[ticket.urgency],
    worker,
    paperTime(context, ticket.finishedAt),
    [ticket.parts, ticket.note, ticket.cause].filter(Boolean).join('；'),
    ticket.costFen,
    STATES[ticket.state],
  ];
}
