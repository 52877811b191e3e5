import { setImmediate } from 'node:timers/promises';
import { amount } from '../kernel/money.ts';
import {
  drawFeet,
  drawHead,
  drawRow,
  makePdf,
  printable,
  rowHeight,
  type Cell,
  type Pdf,
} from './paper.ts';

/** One column: its width in characters in the xlsx, and in points on A4 (742 landscape, 499 portrait in all). */
export interface Column {
  readonly name: string;
  readonly width: number;
  /** Null: the column is in the xlsx only. */
  readonly points: number | null;
  /** Money is fen in a row, and a number of yuan in the file; everything else is text. */
  readonly money?: boolean;
}

/** A ledger or list, one xlsx and one PDF of the same rows. */
export interface TableDocument {
  readonly school: string;
  readonly title: string;
  readonly sheet: string;
  readonly columns: readonly Column[];
  /** In the order of the columns; null is an empty cell. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** The line under the last row, as `合计 3 张`; sums of money columns stand beside it. */
  readonly summary: string;
  /** At the right over the table. */
  readonly note: string;
  /** Who signs, as `制表人`. */
  readonly signatures: readonly string[];
  /** School-local time as people read it. */
  readonly printed: string;
}

const WIDE = { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } };
const BOLD = { font: { bold: true } };

/**
 * Everything that people wrote is a cell of type string in the text format, so that `=1+1` stays
 * what somebody typed, in the program and after editing; only money is a number.
 */
export async function tableXlsx(table: TableDocument): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  const { columns, rows } = table;
  const cells = new Map<string, object>();
  const put = (row: number, column: number, text: string, style: object = {}) =>
    cells.set(`${row},${column}`, {
      value: cellText(text),
      type: 'string',
      style: { ...WIDE, ...style },
    });
  const putMoney = (row: number, column: number, fen: number) =>
    cells.set(`${row},${column}`, {
      value: fen / 100,
      type: 'number',
      style: { numFmt: '#,##0.00' },
    });
  put(0, 0, `${table.school} ${table.title}`, { font: { bold: true, size: 14 }, alignment: {} });
  for (const [i, { name }] of columns.entries()) put(1, i, name, BOLD);
  for (const [i, row] of rows.entries()) {
    for (const [column, value] of row.entries()) {
      if (columns[column]?.money && typeof value === 'number') putMoney(i + 2, column, value);
      else put(i + 2, column, value === null ? '' : String(value));
    }
    if (i % 200 === 199) await setImmediate();
  }
  const total = rows.length + 2;
  put(total, 0, table.summary, { ...BOLD, alignment: {} });
  for (const [i, sum] of sumsOf(table).entries()) if (sum !== null) putMoney(total, i, sum);
  const sign = [...table.signatures, '日期'].map((name) => `${name}：            `).join('');
  put(total + 2, 0, `${sign}（盖章）`, { alignment: {} });
  return writeXlsx({
    sheets: [
      {
        name: table.sheet,
        columns: columns.map(({ width }) => ({ width })),
        rows: Array.from({ length: total + 3 }, () => []),
        cells,
        merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: columns.length - 1 }],
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

/** Sums in fen of the money columns, null where nothing is known of it, elsewhere and in the first column, where the summary stands. */
function sumsOf({ columns, rows }: TableDocument): (number | null)[] {
  return columns.map(({ money }, i) =>
    money && i > 0
      ? rows.reduce<number | null>((sum, row) => {
          const value = row[i];
          return typeof value === 'number' ? (sum ?? 0) + value : sum;
        }, null)
      : null,
  );
}

/**
 * XML holds no control characters and no half characters; a cell holds 32,767. `#REF!` would be
 * written as the error of that name, whatever is said of the cell's type, and `_x003D_` read as `=`.
 */
export function cellText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\n\t]/gu, ' ')
    .replaceAll(/_x(?=[\dA-Fa-f]{4}_)/g, '_x005F_x')
    .replace(/^#(?=[A-Z\d_/]+[!?]?$)/, '＃')
    .slice(0, 32_000)
    .toWellFormed();
}

const SMALL = { size: 7.5, atLeast: 18 } as const;
/** What the signatures and the stamp need beneath the table. */
const SIGNED = 110;

/** The same as A4 landscape: the head on every page, sums, signature lines and room for a stamp at the end. */
export async function tablePdf(table: TableDocument): Promise<Uint8Array> {
  const shown = table.columns.flatMap((column, index) =>
    column.points === null ? [] : [{ ...column, points: column.points, index }],
  );
  const widths = shown.map(({ points }) => points);
  const header = shown.map(({ name }): Cell => ({ text: name, bold: true, align: 'center' }));
  const right = figures(table);
  const sums = summaryRow(table, shown);
  return makePdf({ title: `${table.school} ${table.title}`, landscape: true }, async (pdf) => {
    drawHead(pdf, table.school, table.title, table.note);
    const top = () => drawRow(pdf, header, widths, { size: 8 });
    top();
    // The last line goes with what is signed: nobody signs an empty page.
    const room = rowHeight(pdf, sums.cells, sums.widths, SMALL) + SIGNED;
    for (const [i, row] of table.rows.entries()) {
      const cells = shown.map(({ index, money }) =>
        cellOf(row[index] ?? null, { money: money === true, right: right.has(index) }),
      );
      const last = i === table.rows.length - 1;
      drawRow(pdf, cells, widths, { ...SMALL, room: last ? room : 0, onNewPage: top });
      if (i % 20 === 19) await setImmediate();
    }
    drawRow(pdf, sums.cells, sums.widths, { ...SMALL, room: SIGNED });
    drawSignatures(pdf, table.signatures);
    drawFeet(pdf, (page, of) => `${table.printed} 制表 · 第 ${page} 页，共 ${of} 页`);
  });
}

/** The summary across the columns before the first sum, and each sum under its own. */
function summaryRow(
  table: TableDocument,
  shown: readonly { readonly points: number; readonly index: number }[],
): { readonly cells: readonly Cell[]; readonly widths: readonly number[] } {
  const sums = sumsOf(table);
  const first = shown.findIndex(({ index }) => sums[index] !== null);
  const before = first === -1 ? shown.length : first;
  const after = shown.slice(before);
  return {
    cells: [
      { text: printable(table.summary), bold: true },
      ...after.map(({ index }): Cell => {
        const sum = sums[index] ?? null;
        return { text: sum === null ? '' : amount(sum), bold: true, align: 'right' };
      }),
    ],
    widths: [
      shown.slice(0, before).reduce((all, { points }) => all + points, 0),
      ...after.map(({ points }) => points),
    ],
  };
}

const FIGURE = /^[+-]?\d[\d,]{0,8}(?:\.\d{1,3})?$/u;

/** The columns that hold nothing but amounts and quantities; after the first, which numbers the lines. */
function figures({ columns, rows }: TableDocument): ReadonlySet<number> {
  const isFigure = (index: number) =>
    rows.every((row) => !row[index] || FIGURE.test(String(row[index])));
  return new Set(
    columns.flatMap(({ money }, i) => (money === true || (i > 0 && isFigure(i)) ? [i] : [])),
  );
}

function cellOf(
  value: string | number | null,
  { money, right }: { readonly money: boolean; readonly right: boolean },
): Cell {
  if (money && typeof value === 'number') return { text: amount(value), align: 'right' };
  return {
    text: value === null ? '' : printable(String(value), 160),
    align: right ? 'right' : 'left',
  };
}

/** Lines to sign on and the place of the stamp, on a fresh page where they no longer fit. */
export function drawSignatures(pdf: Pdf, names: readonly string[]): void {
  if (pdf.y + SIGNED > pdf.page.height - pdf.page.margins.bottom) pdf.addPage();
  const top = pdf.y + 26;
  const left = pdf.page.margins.left;
  const stamp = pdf.page.width - pdf.page.margins.right - 110;
  const each = (stamp - left - 10) / (names.length + 1);
  pdf.font('regular').fontSize(each < 130 ? 9 : 11);
  for (const [i, name] of [...names, '日期'].entries())
    pdf.text(`${name}：__________`, left + i * each, top, { lineBreak: false });
  pdf
    .dash(3, { space: 3 })
    .rect(stamp, top - 14, 110, 84)
    .stroke()
    .undash();
  pdf.fontSize(9).text('（单位盖章处）', stamp, top + 22, { width: 110, align: 'center' });
}
