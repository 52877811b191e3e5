import {
  drawFeet,
  drawRow,
  printable,
  rowHeight,
  type Cell,
  type Pdf,
  type RowStyle,
} from './paper.ts';

/** One row of a form, not yet drawn. */
export interface FormRow {
  readonly cells: readonly Cell[];
  readonly widths: readonly number[];
  readonly atLeast?: number;
}

/** Names and values across A4 portrait, 499 points. */
const PAIRS = [82, 168, 82, 167] as const;
const WHOLE = [82, 417] as const;

export const label = (text: string): Cell => ({ text, bold: true, align: 'center' });
export const plain = (text: string | null | undefined): Cell => ({ text: printable(text ?? '') });
export const centred = (text: string): Cell => ({ text: printable(text), align: 'center' });

export function pair(
  a: string,
  b: string | null,
  c: string,
  d: string | null,
  atLeast = 24,
): FormRow {
  return { cells: [label(a), plain(b), label(c), plain(d)], widths: PAIRS, atLeast };
}

export function line(name: string, text: string | null, atLeast = 24): FormRow {
  return { cells: [label(name), plain(text)], widths: WHOLE, atLeast };
}

export function drawRows(pdf: Pdf, rows: readonly FormRow[]): void {
  for (const { cells, widths, atLeast = 24 } of rows) drawRow(pdf, cells, widths, { atLeast });
}

interface FormTable {
  readonly widths: readonly number[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly style?: Pick<RowStyle, 'size' | 'atLeast'>;
}

/**
 * A table whose head comes again on every page, and the sums and signatures under it: they stay
 * together, and where they need a new page the last line goes with them, so that nobody signs a blank.
 */
export function drawTable(
  pdf: Pdf,
  { widths, head, rows, style = {} }: FormTable,
  under: readonly FormRow[] = [],
): void {
  const top = () => drawRow(pdf, head.map(label), widths, { ...style, atLeast: 24 });
  const room = under.reduce(
    (sum, { cells, widths: own, atLeast = 24 }) => sum + rowHeight(pdf, cells, own, { atLeast }),
    0,
  );
  top();
  for (const [i, cells] of rows.entries())
    drawRow(pdf, cells, widths, {
      ...style,
      room: i === rows.length - 1 ? room : 0,
      onNewPage: top,
    });
  drawRows(pdf, under);
}

/** Which form it is, who printed it and which page: sheets come apart. */
export function drawFormFeet(pdf: Pdf, form: string, printed: string): void {
  drawFeet(
    pdf,
    (page, of) => `${form} · ${printed} 打印 · 以系统中的记录为准 · 第 ${page} 页，共 ${of} 页`,
  );
}
