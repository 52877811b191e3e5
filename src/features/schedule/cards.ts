import type { CardContent } from '../../kernel/say.ts';
import type { TaskRow } from './view.ts';

/** More rows make a card that nobody reads; what is left out is counted. */
const MOST_ROWS = 28;
/** A card with forms of its own for each row stays within the platform's size. */
const MOST_FORMS = 12;

/** The month's plan, or what must be ready before a term, for the staff group. */
export function planCard(
  title: string,
  rows: readonly TaskRow[],
  note: string | null,
): CardContent {
  const done = rows.filter((row) => row.done).length;
  return {
    template: 'schedule-plan',
    values: {
      title,
      progress: `已完成 ${done}/${rows.length}`,
      finished: rows.length > 0 && done === rows.length,
      rows: rows.slice(0, MOST_ROWS),
      more: Math.max(0, rows.length - MOST_ROWS),
      note,
    },
  };
}

/** Tasks of one person, with 完成 and 延期 where they may. */
export function tasksCard(
  title: string,
  rows: readonly TaskRow[],
  options: { readonly more?: number; readonly deferTo: Temporal.PlainDate },
): CardContent {
  // What is settled gives way to what waits; 点错了 still waits.
  const settled = (row: TaskRow) => row.done && row.may.length === 0;
  const ordered = [...rows.filter((row) => !settled(row)), ...rows.filter(settled)];
  const shown = ordered.slice(0, MOST_FORMS);
  return {
    template: 'schedule-tasks',
    values: {
      title,
      late: rows.some((row) => row.late),
      finished: rows.length > 0 && rows.every((row) => row.done),
      // Names of fields are unique in a card: the first row has the plain ones.
      rows: shown.map((row, i) => ({ ...row, end: ending(i) })),
      more: (options.more ?? 0) + rows.length - shown.length,
      deferTo: options.deferTo.toString(),
    },
  };
}

/** What the fields of a card's i-th form end with: nothing, then _a, …, _z, _aa; `plainFields` takes it off again. */
export function ending(i: number): string {
  return i === 0 ? '' : `_${letters(i)}`;
}

function letters(n: number): string {
  return n <= 26
    ? String.fromCodePoint(96 + n)
    : letters(Math.floor((n - 1) / 26)) + letters(((n - 1) % 26) + 1);
}
