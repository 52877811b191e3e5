import { setImmediate } from 'node:timers/promises';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { STATES, type Ticket } from '../domain/ticket.ts';
import { reportedBetween } from '../store.ts';
import { paperTime } from './facts.ts';
import { starsOf } from './forms.ts';
import { amount } from './money.ts';
import { drawFeet, drawHead, drawRow, makePdf, printable, type Cell, type Pdf } from './paper.ts';
import type { Period } from './period.ts';
import { CATEGORIES, URGENCIES } from './words.ts';

type C = Context<Tables>;

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
  ['费用（元）', 12, 42],
  ['验收', 14, 52],
] as const;
const STARS = '满意度';

/** One line of the ledger; `words` in the order of the columns, the cost apart as a number. */
export interface LedgerRow {
  readonly words: readonly string[];
  readonly costFen: number | null;
  readonly stars: number | null;
}

export interface Ledger {
  readonly title: string;
  readonly school: string;
  readonly rows: readonly LedgerRow[];
  readonly totalFen: number;
  readonly printed: string;
}

const COST = 12;

/** Every ticket reported within the period, oldest first; read at most 500 a query. */
export async function readLedger(context: C, { from, to }: Period): Promise<Ledger> {
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
  const rows: LedgerRow[] = [];
  const until = calendar.at(to.add({ days: 1 }), '00:00');
  for await (const page of reportedBetween(context, calendar.at(from, '00:00'), until)) {
    for (const ticket of page) {
      const reporter = await who(ticket.reporterId);
      const worker = await who(ticket.workerId);
      const words = wordsOf(context, ticket, rows.length + 1, reporter, worker.name);
      rows.push({ words, costFen: ticket.costFen, stars: ticket.stars });
    }
    await setImmediate();
  }
  return {
    title: `报修台账（${from.year}年${from.month}月${from.day}日—${to.year}年${to.month}月${to.day}日）`,
    school: school.name,
    rows,
    totalFen: rows.reduce((sum, row) => sum + (row.costFen ?? 0), 0),
    printed: paperTime(context, context.now),
  };
}

function wordsOf(
  context: C,
  ticket: Omit<Ticket, 'joinedIds'>,
  number: number,
  reporter: { readonly name: string; readonly unit: string },
  worker: string,
): string[] {
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
    ticket.costFen === null ? '' : amount(ticket.costFen),
    STATES[ticket.state],
  ];
}

/**
 * One xlsx. Everything that people wrote is a cell of type string in the text format, so that
 * `=1+1` stays what somebody typed, in the program and after editing; only the cost is a number.
 */
export async function ledgerXlsx(ledger: Ledger): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  const header = [...COLUMNS.map(([name]) => name), STARS];
  const cells = new Map<string, object>();
  const put = (row: number, column: number, text: string, style: object = {}) =>
    cells.set(`${row},${column}`, {
      value: cellText(text),
      type: 'string',
      style: { numFmt: '@', alignment: { wrapText: true, vertical: 'top' }, ...style },
    });
  const bold = { font: { bold: true } };
  put(0, 0, `${ledger.school} ${ledger.title}`, { font: { bold: true, size: 14 }, alignment: {} });
  for (const [i, name] of header.entries()) put(1, i, name, bold);
  for (const [i, { words, costFen, stars }] of ledger.rows.entries()) {
    for (const [column, text] of words.entries()) put(i + 2, column, text);
    if (costFen !== null) putCost(cells, i + 2, costFen);
    put(i + 2, words.length, starsOf(stars));
    if (i % 200 === 199) await setImmediate();
  }
  const total = ledger.rows.length + 2;
  put(total, 0, `合计 ${ledger.rows.length} 张`, { ...bold, alignment: {} });
  putCost(cells, total, ledger.totalFen);
  put(
    total + 2,
    0,
    '制表人：            总务主任：            校长：            日期：            （盖章）',
    {
      alignment: {},
    },
  );
  return writeXlsx({
    sheets: [
      {
        name: '报修台账',
        columns: [...COLUMNS.map(([, width]) => ({ width })), { width: 12 }],
        rows: Array.from({ length: total + 3 }, () => []),
        cells,
        merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: header.length - 1 }],
        freezePane: { rows: 2 },
        pageSetup: {
          paperSize: 'a4',
          orientation: 'landscape',
          fitToPage: true,
          fitToWidth: 1,
          fitToHeight: 0,
          printTitlesRow: '$1:$2',
        },
      },
    ],
  });
}

function putCost(cells: Map<string, object>, row: number, fen: number): void {
  cells.set(`${row},${COST}`, { value: fen / 100, type: 'number', style: { numFmt: '#,##0.00' } });
}

/** XML holds no control characters and no half characters; a cell holds 32,767. */
function cellText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
    .slice(0, 32_000)
    .toWellFormed();
}

/** The same as one A4 landscape PDF: the head on every page, signature lines and room for a stamp at the end. */
export async function ledgerPdf(ledger: Ledger): Promise<Uint8Array> {
  const widths = COLUMNS.map(([, , width]) => width);
  const header: Cell[] = COLUMNS.map(([text]) => ({ text, bold: true, align: 'center' }));
  return makePdf({ title: `${ledger.school} ${ledger.title}`, landscape: true }, async (pdf) => {
    const count = `共 ${ledger.rows.length} 张，费用合计 ¥${amount(ledger.totalFen)}`;
    drawHead(pdf, ledger.school, ledger.title, count);
    drawRow(pdf, header, widths, { size: 8 });
    for (const [i, { words }] of ledger.rows.entries()) {
      drawRow(
        pdf,
        words.map((text, column) => cellOf(text, column)),
        widths,
        {
          size: 7.5,
          atLeast: 18,
          onNewPage: () => drawRow(pdf, header, widths, { size: 8 }),
        },
      );
      if (i % 20 === 19) await setImmediate();
    }
    drawSignatures(pdf);
    drawFeet(pdf, (page, of) => `${ledger.printed} 制表 · 第 ${page} 页，共 ${of} 页`);
  });
}

function cellOf(text: string, column: number): Cell {
  return { text: printable(text, 160), align: column === COST ? 'right' : 'left' };
}

function drawSignatures(pdf: Pdf): void {
  if (pdf.y + 110 > pdf.page.height - pdf.page.margins.bottom) pdf.addPage();
  const top = pdf.y + 26;
  const left = pdf.page.margins.left;
  pdf.font('regular').fontSize(11);
  for (const [i, name] of ['制表人', '总务主任', '校长', '日期'].entries()) {
    pdf.text(`${name}：____________`, left + i * 145, top, { lineBreak: false });
  }
  pdf
    .dash(3, { space: 3 })
    .rect(left + 615, top - 14, 110, 84)
    .stroke()
    .undash();
  pdf.fontSize(9).text('（单位盖章处）', left + 615, top + 22, { width: 110, align: 'center' });
}
