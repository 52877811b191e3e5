/** The plan goes out as an xlsx and comes back as one; nothing of it is taken before somebody confirms. */
import { z } from 'zod';
import { cellText } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming, Sheet, TapAnswer, TapInput } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { success, warning } from '../../../kernel/toast.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { mayEdit } from '../domain/edit.ts';
import { add, edit, REFUSALS, replanned } from './apply.ts';
import { entries, lockEntry } from './store.ts';
import { exportedAt, readTables, tablesOf, type Change, type PlanRead } from './table.ts';

type C = Context<Tables>;

const MOST_LINES = 40;
const WIDTHS = [14, 34, 14, 26, 18, 30, 8];

/** `导出安排` */
export async function exportPlan(context: C, { sender, message }: Incoming): Promise<void> {
  if (!mayEdit(sender)) return answer(context, message, REFUSALS.notAllowed);
  const people = await present(context);
  const at = context.now.toZonedDateTimeISO(context.school.timezone).toPlainDateTime();
  const bytes = await xlsxOf(tablesOf(await entries(context), people, at));
  const day = context.calendar.date(context.now).toString().replaceAll('-', '');
  const to = { kind: 'person', openId: message.senderOpenId } as const;
  await context.say.file(to, { name: `安排 ${day}.xlsx`, bytes, kind: 'xls' });
  if (message.chatKind === 'group') return answer(context, message, '文件已私聊发给您');
  return answer(context, message, '安排表发给您了，改好后把文件发回给我，确认后才生效。');
}

/** Every cell is a string in the text format, as empty rows below are: what is typed stays what was typed. */
async function xlsxOf(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  return writeXlsx({
    sheets: sheets.map(({ name, rows }) => {
      const columns = rows[0]?.length ?? 1;
      const spare = columns > 1 ? 30 : 0;
      const cells = new Map<string, object>();
      for (let row = 0; row < rows.length + spare; row++)
        for (let column = 0; column < columns; column++)
          cells.set(`${row},${column}`, {
            value: cellText(rows[row]?.[column] ?? ''),
            type: 'string',
            style: {
              numFmt: '@',
              ...(row === 0 && columns > 1 ? { font: { bold: true } } : {}),
              alignment: { vertical: 'top' },
            },
          });
      return {
        name,
        columns: Array.from({ length: columns }, (_, i) => ({
          width: columns > 1 ? (WIDTHS[i] ?? 14) : 90,
        })),
        rows: Array.from({ length: rows.length + spare }, () => []),
        cells,
        ...(columns > 1 ? { freezePane: { rows: 1 } } : {}),
      };
    }),
  });
}

/** A table that was sent: shown as what it would change. True: it was a table of the plan. */
export async function takeSheets(
  context: C,
  { sender, message }: Incoming,
  sheets: readonly Sheet[],
): Promise<boolean> {
  const read = await readPlan(context, sheets);
  if (!read) return false;
  if (!mayEdit(sender)) {
    await answer(context, message, REFUSALS.notAllowed);
    return true;
  }
  if (read.changes.length === 0 && read.mistakes.length === 0) {
    await answer(context, message, '这份表和现在的安排一样，没有改动。');
    return true;
  }
  const id = context.newId();
  const lines = read.changes.map(({ line }) => line);
  const wrong = read.mistakes.length > 0;
  await context.tx
    .insertInto('schedule_import')
    .values({
      school_id: context.school.id,
      id,
      sheets: JSON.stringify(wrong ? [] : sheets),
      changes: JSON.stringify(lines),
      state: wrong ? 'dropped' : 'draft',
      by_person_id: sender.id,
      at: context.now,
    })
    .execute();
  const remarks = wrong ? read.mistakes : read.remarks;
  await show(context, message.senderOpenId, id, wrong ? 'wrong' : 'draft', lines, remarks);
  return true;
}

/**
 * What the table would change. Where the plan was changed after the table had gone out, the table
 * would change it back without anybody meaning it: such a line says so.
 */
async function readPlan(
  context: C,
  sheets: readonly Sheet[],
): Promise<(PlanRead & { readonly remarks: readonly string[] }) | null> {
  const read = readTables(sheets, await entries(context), await present(context));
  const exported = exportedAt(sheets);
  if (!read || !exported) return read && { ...read, remarks: [] };
  // The stamp has whole seconds: what was changed in the same one may be in the table.
  const since = exported.toZonedDateTime(context.school.timezone).toInstant().add({ seconds: 1 });
  const later = await editedSince(context, since);
  const changes = read.changes.map((change) =>
    change.former && later.has(change.former.it.id)
      ? { ...change, line: `${change.line}（导出后有人改过，会被改回）` }
      : change,
  );
  const back = changes.filter((change, i) => change !== read.changes[i]).length;
  const day = `${exported.month}月${exported.day}日`;
  return {
    ...read,
    changes,
    remarks: back === 0 ? [] : [`这份表是 ${day}导出的，其中 ${back} 项后来有人改过，请核对`],
  };
}

async function editedSince({ tx, school }: C, since: Temporal.Instant): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('schedule_history')
    .select('item_id')
    .distinct()
    .where('school_id', '=', school.id)
    .where('slot', '=', '')
    .where('at', '>=', since)
    .execute();
  return new Set(rows.map(({ item_id }) => item_id));
}

async function show(
  context: C,
  openId: string,
  id: string,
  state: 'draft' | 'wrong' | 'stale' | 'taken' | 'dropped',
  lines: readonly string[],
  remarks: readonly string[] = [],
): Promise<void> {
  await context.say.show({
    key: `schedule:import:${id}`,
    to: { kind: 'person', openId },
    card: {
      template: 'schedule-import',
      values: {
        id,
        state,
        total: lines.length,
        lines: state === 'wrong' ? [] : lines.slice(0, MOST_LINES).map(brief),
        more: Math.max(0, lines.length - MOST_LINES),
        mistakes: remarks.map(brief),
      },
    },
    live: state === 'draft',
  });
}

function brief(line: string): string {
  return line.length > 120 ? `${line.slice(0, 119).toWellFormed()}…` : line;
}

async function present({ tx, school }: C): Promise<Person[]> {
  return (await everybody(tx, school.id)).filter((person) => person.active);
}

const valueShape = z.object({ id: z.string().max(100).catch('') });
const sheetsShape = z.array(z.object({ name: z.string(), rows: z.array(z.array(z.string())) }));
const linesShape = z.array(z.string());

/** `确认导入` and `不导入`. */
export function decideImport(take: boolean) {
  return async (context: C, { tap, operator }: TapInput): Promise<TapAnswer> => {
    if (!mayEdit(operator)) return warning(REFUSALS.notAllowed);
    const { id } = valueShape.parse(tap.value);
    const row = await context.tx
      .selectFrom('schedule_import')
      .selectAll()
      .where('school_id', '=', context.school.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return warning('没有找到这次导入，请重新发送文件');
    const lines = linesShape.parse(row.changes);
    if (row.state !== 'draft') {
      await show(context, tap.operatorOpenId, id, row.state, lines);
      return warning(row.state === 'taken' ? '这份表已经导入了' : '这份表没有导入，请重新发送文件');
    }
    const changes = take ? await stillSo(context, sheetsShape.parse(row.sheets), lines) : [];
    const state = changes === null || !take ? 'dropped' : 'taken';
    await context.tx
      .updateTable('schedule_import')
      .set({ state })
      .where('school_id', '=', context.school.id)
      .where('id', '=', id)
      .execute();
    if (changes === null) {
      await show(context, tap.operatorOpenId, id, 'stale', lines);
      return warning('发文件之后有人改过安排，没有导入；请重新发送文件，我再列一次改动');
    }
    for (const change of changes) await apply(context, change, operator);
    await show(context, tap.operatorOpenId, id, state, lines);
    if (take) await replanned(context);
    return success(take ? `已导入 ${changes.length} 项改动` : '没有导入，安排不变');
  };
}

/** The changes, if the table still means exactly what was shown; every entry it names is locked by then. */
async function stillSo(
  context: C,
  sheets: readonly Sheet[],
  shown: readonly string[],
): Promise<readonly Change[] | null> {
  const before = await readPlan(context, sheets);
  const ids = (before?.changes ?? []).flatMap(({ former }) => former?.it.id ?? []).toSorted();
  for (const id of ids) await lockEntry(context, id);
  const read = await readPlan(context, sheets);
  const same =
    read?.mistakes.length === 0 &&
    read.changes.length === shown.length &&
    read.changes.every(({ line }, i) => line === shown[i]);
  return same ? read.changes : null;
}

async function apply(context: C, change: Change, actor: Person): Promise<void> {
  const { former, entry, steps } = change;
  if (!former) {
    await add(context, entry, actor);
    return;
  }
  let now = former;
  for (const step of steps) {
    const changed = step === 'change' ? { ...entry, state: now.state } : now;
    const edited = await edit(context, now, step, { actor, seen: null }, changed);
    if (edited.outcome === 'refused') throw new Error(`an import met ${edited.code}`);
    now = edited.entry;
  }
}
