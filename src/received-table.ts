/** The thread that a table is read in (received-file.ts): bytes in, words of cells out, within bounds. */
import { parentPort, workerData } from 'node:worker_threads';
import { readXlsx } from 'hucre/xlsx';
import { z } from 'zod';

const MOST_ROWS = 600;
const MOST_CELL = 1_000;
/** Twenty columns; what lies outside is not kept. */
const RANGE = `A1:T${MOST_ROWS}`;
const MOST_SHEETS = 5;

const file = z.instanceof(Uint8Array).parse(workerData);
const { sheets } = await readXlsx(file, {
  sheets: Array.from({ length: MOST_SHEETS }, (_, index) => index),
  maxRows: MOST_ROWS,
  range: RANGE,
});
const words = sheets.map(({ name, rows }) => ({
  name,
  rows: rows.map((row) => row.map(cellWords)),
}));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a thread has none
parentPort?.postMessage(words);

/** A cell as it is read aloud. What a table program made of 10月25日 or 07:30 by itself becomes words again. */
function cellWords(cell: unknown): string {
  if (cell instanceof Date)
    return cell.getUTCFullYear() < 1902
      ? cell.toISOString().slice(11, 16)
      : `${cell.getUTCMonth() + 1}月${cell.getUTCDate()}日`;
  if (typeof cell !== 'string' && typeof cell !== 'number') return '';
  // Cut before it is trimmed: many cells may share one very long text.
  return String(cell).slice(0, MOST_CELL).trim().toWellFormed();
}
