import { setImmediate } from 'node:timers/promises';
import type { TableDocument } from '../../../documents/table.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Period } from '../../../kernel/period.ts';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { LIST_STATES } from '../domain/list.ts';
import { STATES, type Request } from '../domain/request.ts';
import { findLists, type StoredList } from '../lists/store.ts';
import { requestedBetween } from '../store.ts';
import { oldInText, paperTime } from './facts.ts';

type C = Context<Tables>;
type People = ReadonlyMap<string, Person>;

/** Columns of the 领用台账 with their widths: characters in the xlsx, points on A4 landscape. */
const COLUMNS = [
  ['序号', 6, 26],
  ['编号', 14, 58],
  ['日期', 18, 60],
  ['领用部门', 12, 48],
  ['领用人', 10, 42],
  ['品名', 18, 80],
  ['规格', 12, 46],
  ['单位', 6, 26],
  ['请领数', 9, 36],
  ['实发数', 9, 36],
  ['退库数', 9, 36],
  ['用途', 26, 84],
  ['旧物交回', 10, 38],
  ['发放人', 10, 42],
  ['领用人签字', 22, 84],
  ['状态', 10, null],
] as const;

interface Row {
  readonly at: Temporal.Instant;
  readonly cells: readonly string[];
}

/** Everything that was asked for and handed out within the period, a line for each kind of goods and person. */
export async function readLedger(context: C, { from, to }: Period): Promise<TableDocument> {
  const { school, calendar } = context;
  const everyone = await everybody(context.tx, school.id);
  const people = new Map(everyone.map((person) => [person.id, person]));
  const [start, end] = [calendar.at(from, '00:00'), calendar.at(to.add({ days: 1 }), '00:00')];
  const rows: Row[] = [];
  for await (const page of requestedBetween(context, start, end)) {
    for (const request of page) rows.push(...requestRows(context, request, people));
    await setImmediate();
  }
  for (const list of await findLists(context, { from: start, until: end }))
    rows.push(...listRows(context, list, people));
  rows.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  const numbers = new Set(rows.map(({ cells }) => cells[0]));
  return {
    title: `领用台账（${from.year}年${from.month}月${from.day}日—${to.year}年${to.month}月${to.day}日）`,
    school: school.name,
    sheet: '领用台账',
    columns: COLUMNS.map(([name, width, points]) => ({ name, width, points })),
    rows: rows.map(({ cells }, i) => [String(i + 1), ...cells]),
    summary: `合计 ${numbers.size} 张，${rows.length} 行`,
    note: `共 ${numbers.size} 张`,
    signatures: ['制表人', '保管员', '总务主任'],
    printed: paperTime(context, context.now),
  };
}

function requestRows(context: C, request: Request, people: People): Row[] {
  const requester = people.get(request.requesterId);
  const out = request.issuedAt !== null;
  return request.lines.map((line) => ({
    at: request.requestedAt,
    cells: [
      request.number,
      paperTime(context, request.requestedAt),
      requester?.unit ?? '',
      requester?.name ?? '',
      line.name,
      line.spec,
      line.unit,
      formatQuantity(line.wanted),
      out ? formatQuantity(line.issued) : '',
      line.returned > 0n ? formatQuantity(line.returned) : '',
      [request.reason, request.closing].filter(Boolean).join('；'),
      oldInText(request, line),
      nameOf(people, request.issuedBy),
      request.signedAt === null
        ? ''
        : `${nameOf(people, request.signedBy)} ${paperTime(context, request.signedAt)}`,
      STATES[request.state],
    ],
  }));
}

/** A set that nobody signed for went back to the store when its list was closed. */
function listRows(context: C, list: StoredList, people: People): Row[] {
  const at = list.openedAt;
  if (at === null) return [];
  return list.recipients.flatMap(({ personId, signedAt, signedBy }) =>
    list.lines.map((line) => {
      const each = formatQuantity(line.each);
      const kept = signedAt !== null || list.state === 'open';
      return {
        at,
        cells: [
          list.number,
          paperTime(context, at),
          people.get(personId)?.unit ?? '',
          nameOf(people, personId),
          line.name,
          line.spec,
          line.unit,
          each,
          each,
          kept ? '' : each,
          list.title,
          '',
          nameOf(people, list.openedBy),
          signedAt === null
            ? ''
            : `${nameOf(people, personId)} ${paperTime(context, signedAt)}${signedBy === personId ? '' : '（纸质）'}`,
          signedAt === null ? LIST_STATES[list.state] : STATES.signed,
        ],
      };
    }),
  );
}

function nameOf(people: People, id: string | null): string {
  return id === null ? '' : (people.get(id)?.name ?? '有人');
}
