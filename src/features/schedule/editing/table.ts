/** The whole plan as a table, and what an edited one would change. */
import type { Sheet } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { dueWords } from '../domain/due-words.ts';
import type { EditKind } from '../domain/edit.ts';
import { whenWords } from '../domain/when-words.ts';
import { differences, type Wanted } from './form.ts';
import type { Entry } from './store.ts';
import { empty, readEntry } from './read.ts';

const SHEETS = {
  item: {
    name: '月度安排',
    columns: ['编号', '名称', '负责', '截止日', '提前几天提醒', '状态'],
  },
  check: {
    name: '例行检查',
    columns: ['编号', '名称', '负责', '检查日', '时间', '检查要点', '状态'],
  },
} as const;
type Kind = keyof typeof SHEETS;
type Column = (typeof SHEETS)[Kind]['columns'][number];

const STATES = { active: '正常', paused: '暂停', removed: '删除' } as const;
const STATE_WORDS = new Map<string, Entry['state']>([
  ['', 'active'],
  ['正常', 'active'],
  ['暂停', 'paused'],
  ['删除', 'removed'],
]);
/** A table of the plan has more than this only by mistake. */
const MOST_ROWS = 500;
const MOST_MISTAKES = 20;
/** More new ones at once are a table of something else, and more than one tap can take. */
const MOST_NEW = 100;
/** People put a title, and perhaps a remark, over the columns. */
const MOST_ABOVE = 5;

const EXPORTED = '导出时间（请勿修改）：';
const STAMP = /^(20\d{2})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/u;

const HINTS: readonly string[] = [
  '改好后把这份表发回给我，我会列出改动，您点“确认导入”后才生效。',
  '编号不要改；新增一行时编号留空。没有列出的行保持不变，要删除请把状态写成 删除。',
  '负责：写职责（如 总务主任、电工）或人名。',
  '截止日：10月25日、春季开学前2天、秋季学期结束后3天、国庆节前7天；加（不顺延）就不避开休息日。',
  '提前几天提醒：7、3、1；不提醒就留空。',
  '检查日：每天、每个教学日、食堂开伙日、每周三、每周第一个教学日、每月10日、每月最后一天、每年5月10日、每学期开学前2天、每次放假前1个教学日。',
  '时间：07:30、16:00，最多 4 个。检查要点用分号隔开。',
];

/** Rows of strings only: a table program computes nothing from what people wrote. */
export function tablesOf(
  entries: readonly Entry[],
  people: readonly Person[],
  exported: Temporal.PlainDateTime,
): readonly Sheet[] {
  const rowsOf = (kind: Kind) =>
    entries
      .filter((entry) => entry.kind === kind && entry.state !== 'removed')
      .map((entry) => {
        const words = wordsOf(entry, people);
        return SHEETS[kind].columns.map((column) => words[column] ?? '');
      });
  return [
    ...(['item', 'check'] as const).map((kind) => ({
      name: SHEETS[kind].name,
      rows: [[...SHEETS[kind].columns], ...rowsOf(kind)],
    })),
    { name: '填写说明', rows: [...HINTS, `${EXPORTED}${stamp(exported)}`].map((line) => [line]) },
  ];
}

function stamp(at: Temporal.PlainDateTime): string {
  return at.toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** When the table went out, as it says itself; null where somebody took that away. */
export function exportedAt(sheets: readonly Sheet[]): Temporal.PlainDateTime | null {
  const said = sheets
    .flatMap(({ rows }) => rows.map(([cell = '']) => cell))
    .find((cell) => cell.startsWith(EXPORTED));
  const found = STAMP.exec(said?.slice(EXPORTED.length) ?? '');
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map(Number);
  // Whatever somebody made of it becomes a time that there is.
  return Temporal.PlainDateTime.from({
    year,
    month: Math.max(1, month),
    day: Math.max(1, day),
    hour,
    minute,
    second,
  });
}

function wordsOf(entry: Entry, people: readonly Person[]): Partial<Record<Column, string>> {
  const common = {
    编号: entry.it.id,
    名称: entry.it.title,
    负责: ownerWords(entry, people),
    状态: STATES[entry.state],
  };
  return entry.kind === 'item'
    ? {
        ...common,
        截止日: dueWords(entry.it),
        提前几天提醒: entry.it.remindDaysBefore.join('、'),
      }
    : {
        ...common,
        检查日: whenWords(entry.it.when),
        时间: entry.it.times.join('、'),
        检查要点: (entry.it.points ?? []).join('；'),
      };
}

function ownerWords({ it }: Entry, people: readonly Person[]): string {
  if (it.ownerOpenId === null) return it.owner;
  return people.find(({ openId }) => openId === it.ownerOpenId)?.name ?? it.owner;
}

/** One row that says something new: the entry as it would be, and the steps that lead there. */
export interface Change {
  readonly former: Entry | null;
  readonly entry: Entry;
  readonly steps: readonly EditKind[];
  readonly line: string;
}

export interface PlanRead {
  readonly changes: readonly Change[];
  readonly mistakes: readonly string[];
}

/** Null: the file is no table of the plan. */
export function readTables(
  sheets: readonly Sheet[],
  entries: readonly Entry[],
  people: readonly Person[],
): PlanRead | null {
  const changes: Change[] = [];
  const mistakes: string[] = [];
  const ids: string[] = [];
  let known = 0;
  for (const sheet of sheets) {
    const found = headerOf(sheet);
    if (!found) continue;
    known++;
    const { kind, header, at } = found;
    const missing = SHEETS[kind].columns.filter((column) => !header.includes(column));
    if (missing.length > 0) {
      mistakes.push(`“${sheet.name}”缺少这些列：${missing.join('、')}`);
      continue;
    }
    if (sheet.rows.length > MOST_ROWS) mistakes.push(`“${sheet.name}”超过 ${MOST_ROWS} 行`);
    for (const [i, cells] of sheet.rows.slice(0, MOST_ROWS).entries()) {
      if (i <= at || cells.every((cell) => cell.trim() === '')) continue;
      const cell = (column: Column) => cells[header.indexOf(column)]?.trim() ?? '';
      ids.push(cell('编号'));
      const read = readRow(kind, cell, entries, people);
      if (typeof read === 'string') mistakes.push(`${sheet.name}第 ${i + 1} 行：${read}`);
      else if (read) changes.push(read);
    }
  }
  if (known === 0) return null;
  if (changes.filter(({ former }) => !former).length > MOST_NEW)
    mistakes.push(`一次最多新增 ${MOST_NEW} 项，请分几次导入`);
  mistakes.push(...repeated(ids), ...twice(changes, entries));
  return { changes, mistakes: mistakes.slice(0, MOST_MISTAKES) };
}

/** The line that names the columns, perhaps below a title, in whatever order; a sheet may have been renamed. */
function headerOf({ rows }: Sheet): { kind: Kind; header: string[]; at: number } | null {
  for (const [at, row] of rows.slice(0, MOST_ABOVE).entries()) {
    const header = row.map((cell) => cell.replaceAll(/\s/gu, ''));
    const has = (column: Column) => header.includes(column);
    if (!has('编号') && !has('名称')) continue;
    if (has('截止日') || has('提前几天提醒')) return { kind: 'item', header, at };
    if (has('检查日') || has('检查要点')) return { kind: 'check', header, at };
  }
  return null;
}

/** Two lines of one entry contradict each other, even where one of them changes nothing. */
function repeated(ids: readonly string[]): string[] {
  return [...Map.groupBy(ids, (id) => id)].flatMap(([id, some]) =>
    id !== '' && some.length > 1 ? [`编号 ${id.slice(0, 40)} 写了 ${some.length} 行`] : [],
  );
}

/** Null: the row says what is so; a sentence: what is wrong with it. */
function readRow(
  kind: Kind,
  cell: (column: Column) => string,
  entries: readonly Entry[],
  people: readonly Person[],
): Change | string | null {
  const id = cell('编号');
  const former = id === '' ? null : (entries.find((entry) => entry.it.id === id) ?? null);
  if (id !== '' && former?.kind !== kind) return `没有编号 ${id.slice(0, 40)}，新增请把编号留空`;
  const state = STATE_WORDS.get(cell('状态'));
  if (state === undefined) return '状态只能写 正常、暂停 或 删除';
  const base = former ?? empty(kind);
  const owner = readOwner(cell('负责'), base, entries, people);
  if (typeof owner === 'string') return owner;
  const wanted: Wanted = {
    title: cell('名称'),
    owner,
    ...(kind === 'item'
      ? { due: cell('截止日'), remind: cell('提前几天提醒') }
      : { when: cell('检查日'), times: cell('时间'), points: cell('检查要点') }),
  };
  const read = readEntry(base, wanted);
  if ('wrong' in read) return read.wrong.join('；');
  const title = `“${read.it.title}”`;
  if (!former) {
    if (state !== 'active') return '新增的行状态请写 正常';
    return { former, entry: read, steps: [], line: `新增 ${title}` };
  }
  const lines = differences(former, read, (one) =>
    one === former.it ? ownerWords(former, people) : ownerWords(read, people),
  );
  const steps = stepsOf(former.state, state, lines.length > 0);
  if (steps.length === 0) return null;
  const stands = former.state === state ? [] : [`改为${STATES[state]}`];
  return {
    former,
    entry: { ...read, state },
    steps,
    line: `${title} ${[...lines, ...stands].join('；')}`,
  };
}

/** What is removed comes back first, and what goes is changed before. */
function stepsOf(from: Entry['state'], to: Entry['state'], changed: boolean): EditKind[] {
  if (from === 'removed' && to === 'removed') return [];
  const back: EditKind[] = from === 'removed' ? ['resume'] : [];
  const stand: EditKind[] =
    to === 'removed'
      ? ['remove']
      : to === 'paused' && from !== 'paused'
        ? ['pause']
        : to === 'active' && from === 'paused'
          ? ['resume']
          : [];
  return [...back, ...(changed ? (['change'] as const) : []), ...stand];
}

function readOwner(
  words: string,
  base: Entry,
  entries: readonly Entry[],
  people: readonly Person[],
): Wanted['owner'] | string {
  if (words === '' || words === ownerWords(base, people)) return undefined;
  if (entries.some(({ it }) => it.owner === words)) return { duty: words, openId: null };
  const [person, other] = people.filter(({ name }) => name === words);
  if (other) return `有两位“${words}”，请在“安排管理”里选人`;
  if (!person) return `负责“${words.slice(0, 20)}”不是已有的职责，也不是通讯录里的人`;
  if (person.openId === null) return `${words}没有飞书账号，请写职责`;
  return { duty: base.it.owner, openId: person.openId };
}

/** Titles that two entries would have. */
function twice(changes: readonly Change[], entries: readonly Entry[]): string[] {
  const after = new Map(entries.map((entry) => [entry.it.id, entry]));
  const rows = Map.groupBy(changes, ({ entry }) => entry.it.id);
  for (const { entry, former } of changes) if (former) after.set(entry.it.id, entry);
  const standing = [...after.values(), ...(rows.get('') ?? []).map(({ entry }) => entry)].filter(
    ({ state }) => state !== 'removed',
  );
  const titles = Map.groupBy(standing, ({ it }) => it.title);
  return [...titles].flatMap(([title, some]) =>
    some.length > 1 && changes.some(({ entry }) => entry.it.title === title)
      ? [`“${title}”有 ${some.length} 项，请改成不同的名称`]
      : [],
  );
}
