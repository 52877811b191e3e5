import { fileURLToPath } from 'node:url';

export type Pdf = PDFKit.PDFDocument;

/** A5 would be cheaper, but A4 is what every school's printer holds. Points; the margin leaves room for a punch. */
export const MARGIN = 48;

/** Text from people may be endless; a form shows this much and says that there is more. */
const MOST_CHARACTERS = 400;

/**
 * An A4 PDF with the Chinese font embedded, only the glyphs it uses (about 50 KB).
 * The library and the fonts are loaded at the first document, not at start.
 */
export async function makePdf(
  { title, landscape = false }: { readonly title: string; readonly landscape?: boolean },
  draw: (pdf: Pdf) => void | Promise<void>,
): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    size: 'A4',
    layout: landscape ? 'landscape' : 'portrait',
    margin: MARGIN,
    bufferPages: true,
    info: { Title: title },
  });
  pdf.registerFont('regular', fontFile('NotoSansHans-Regular.otf'));
  pdf.registerFont('bold', fontFile('NotoSansHans-Bold.otf'));
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  await draw(pdf);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/** The package exports its list of fonts only; the files lie beside it. */
function fontFile(name: string): string {
  return fileURLToPath(new URL(`../fonts/${name}`, import.meta.resolve('@embedpdf/fonts-sc')));
}

/** What paper can show: no control characters, no emoji (the font has none), not endless. */
export function printable(text: string, most = MOST_CHARACTERS): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/(?![★☆])\p{Extended_Pictographic}|\u{FE0F}|\u{200D}|\u{20E3}/gu, '')
    .replaceAll(/[^\P{C}\n]/gu, ' ')
    .replaceAll(/\n{2,}/gu, '\n');
  const characters = Array.from(clean);
  return characters.length > most ? `${characters.slice(0, most).join('')}…（全文见系统）` : clean;
}

export interface Cell {
  readonly text: string;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
}

const PADDING = 4;

/** How a row is set. */
export interface RowStyle {
  readonly size?: number;
  readonly atLeast?: number;
  /** Room that has to be left beneath it on its page, for what must not stand alone on the next. */
  readonly room?: number;
  readonly onNewPage?: () => void;
}

function textHeights(pdf: Pdf, cells: readonly Cell[], widths: readonly number[], size: number) {
  pdf.fontSize(size);
  return cells.map(({ text, bold }, i) => {
    const width = (widths[i] ?? 0) - 2 * PADDING;
    const height = pdf.font(bold ? 'bold' : 'regular').heightOfString(text, { width });
    // The font's gap below the last line is no part of what is seen.
    return height - lineGap(pdf);
  });
}

function lineGap(pdf: Pdf): number {
  return pdf.currentLineHeight(true) - pdf.currentLineHeight(false);
}

/** How high `drawRow` makes it. */
export function rowHeight(
  pdf: Pdf,
  cells: readonly Cell[],
  widths: readonly number[],
  { size = 10, atLeast = 24 }: RowStyle = {},
): number {
  const heights = textHeights(pdf, cells, widths, size);
  return Math.max(atLeast, ...heights.map((one) => one + 2 * PADDING));
}

/** Draws one bordered row at the current height, on a fresh page where it no longer fits. */
export function drawRow(
  pdf: Pdf,
  cells: readonly Cell[],
  widths: readonly number[],
  style: RowStyle = {},
): void {
  const { size = 10, room = 0, onNewPage = () => {} } = style;
  const heights = textHeights(pdf, cells, widths, size);
  const height = rowHeight(pdf, cells, widths, style);
  if (pdf.y + height + room > pdf.page.height - MARGIN) {
    pdf.addPage();
    onNewPage();
    pdf.fontSize(size);
  }
  const top = pdf.y;
  let left = MARGIN;
  for (const [i, { text, bold, align = 'left' }] of cells.entries()) {
    const width = widths[i] ?? 0;
    pdf.lineWidth(0.6).rect(left, top, width, height).stroke();
    pdf
      .font(bold ? 'bold' : 'regular')
      .text(text, left + PADDING, top + (height - (heights[i] ?? 0)) / 2, {
        width: width - 2 * PADDING,
        align,
      });
    left += width;
  }
  pdf.x = MARGIN;
  pdf.y = top + height;
}

/** The school's name and the form's, centred; the number at the right below. */
export function drawHead(pdf: Pdf, school: string, title: string, right: string): void {
  pdf.font('regular').fontSize(13).text(printable(school, 60), { align: 'center' });
  pdf.font('bold').fontSize(20).text(title, { align: 'center' });
  pdf.moveDown(0.3).font('regular').fontSize(10).text(right, { align: 'right' }).moveDown(0.3);
}

/** A line at the foot of every page. Below the margin, so the library must not start a new page for it. */
export function drawFeet(pdf: Pdf, text: (page: number, of: number) => string): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page);
    pdf.page.margins.bottom = 0;
    pdf
      .font('regular')
      .fontSize(8)
      .text(text(page + 1, count), MARGIN, pdf.page.height - MARGIN + 14, {
        width: pdf.page.width - 2 * MARGIN,
        align: 'center',
        lineBreak: false,
      });
    pdf.page.margins.bottom = MARGIN;
  }
}
