/** The table a school keeps its roster in: its columns, and what one that was sent says. Pure. */
import type { Sheet } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { daysIn, timeIn } from './cells.ts';
import { usual, type DayPlan, type Placed } from './plan.ts';
import type { Post } from './shift.ts';

/** The usual columns, as the bureau knows them. */
export const COLUMNS = [
  '日期',
  '星期',
  '节假日',
  '时段',
  '带班领导（电话）',
  '值班教师（电话）',
  '门卫',
  '备注',
] as const;

/** What a heading means, by its words; the first that fits. */
const HEADINGS: readonly (readonly [RegExp, Heading])[] = [
  [/^(?:值班)?日期$|^值班时间$/u, 'date'],
  [/星期|周几/u, 'weekday'],
  [/时段|班次|时间/u, 'hours'],
  [/带班|领导/u, 'leader'],
  [/门卫|保安|安保/u, 'guard'],
  [/地点|位置/u, 'place'],
  [/电话$|手机|联系方式/u, 'ignored'],
  [/^值班(?:教师|老师|人员?|教职工)?\d?$|护校|值班员/u, 'member'],
];
type Heading = 'date' | 'weekday' | 'hours' | 'place' | 'ignored' | Post;

/** A heading like this is another paper of duty: the record of what happened. */
const OTHER_PAPER = /天气|巡查|到岗|来访|交接/u;
const HEAD_WITHIN = 10;
const MOST_MISTAKES = 20;
const WEEKDAYS = '一二三四五六日';
const NOBODY = /^(?:无|没有|空|待定|休息|[-—–/\\]+)$/u;

export interface TableRead {
  /** The days that the table names, in order. */
  readonly plans: readonly DayPlan[];
  /** `第 5 行：…`, a line each. */
  readonly mistakes: readonly string[];
}

export interface Known {
  readonly people: readonly Person[];
  readonly today: Temporal.PlainDate;
  /** When a shift begins that says nothing. */
  readonly start: string;
}

/** Null: no sheet is a roster. */
export function readRoster(sheets: readonly Sheet[], known: Known): TableRead | null {
  const found = sheets.flatMap((sheet) => {
    const at = sheet.rows.slice(0, HEAD_WITHIN).findIndex((row) =>
      isHead(
        row.map((cell) => headingOf(cell)),
        row,
      ),
    );
    return at < 0 ? [] : [{ sheet, at }];
  });
  if (found.length === 0) return null;
  const days = new Map<string, { day: Temporal.PlainDate; placed: Placed[] }>();
  const mistakes: string[] = [];
  for (const { sheet, at } of found) {
    const heads = (sheet.rows[at] ?? []).map((cell) => headingOf(cell));
    const where = found.length > 1 ? `${sheet.name}第` : '第';
    let last: readonly Temporal.PlainDate[] = [];
    for (const [i, cells] of sheet.rows.slice(at + 1).entries()) {
      const row = readRow(heads, cells, last, known);
      if (row === null) continue;
      mistakes.push(...row.mistakes.map((wrong) => `${where} ${at + i + 2} 行：${wrong}`));
      last = row.days;
      for (const day of row.days) {
        const key = day.toString();
        const plan = days.get(key) ?? { day, placed: [] };
        for (const one of row.placed) add(plan.placed, one);
        days.set(key, plan);
      }
    }
  }
  const plans = [...days.values()]
    .map(usual)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.day, b.day));
  return { plans, mistakes: mistakes.slice(0, MOST_MISTAKES) };
}

/** Somebody who is named twice for a day stands once; leading goes before serving. */
function add(placed: Placed[], one: Placed): void {
  const at = placed.findIndex(
    (other) => other.personId === one.personId && other.start === one.start,
  );
  if (at < 0) placed.push(one);
  else if (one.post === 'leader') placed[at] = one;
}

function headingOf(cell: string): Heading | null {
  const words = cell.replaceAll(/[\s（(].*$|\s/gu, '');
  return HEADINGS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

function isHead(heads: readonly (Heading | null)[], row: readonly string[]): boolean {
  const has = (heading: Heading) => heads.includes(heading);
  return has('date') && (has('leader') || has('member')) && !row.some((c) => OTHER_PAPER.test(c));
}

interface Row {
  readonly days: readonly Temporal.PlainDate[];
  readonly placed: readonly Placed[];
  readonly mistakes: readonly string[];
}

/** Null: nothing stands there that is of the roster (an empty row, a sum, a line to sign on). */
function readRow(
  heads: readonly (Heading | null)[],
  cells: readonly string[],
  last: readonly Temporal.PlainDate[],
  known: Known,
): Row | null {
  const of = (heading: Heading) =>
    heads.flatMap((one, i) => (one === heading ? [(cells[i] ?? '').trim()] : []));
  const [date = ''] = of('date');
  const names = (['leader', 'member', 'guard'] as const).flatMap((post) =>
    of(post).flatMap((cell) => namesIn(cell, known.people).map((name) => ({ post, name }))),
  );
  const dated = date === '' ? last : daysIn(date, known.today);
  if (names.length === 0 && (date === '' || dated === null)) return null;
  if (dated === null || dated.length === 0)
    return { days: [], placed: [], mistakes: [`日期“${short(date)}”看不懂，例如 5月1日`] };
  const mistakes: string[] = [];
  const [weekday = ''] = of('weekday');
  const wrong = wrongWeekday(weekday, dated);
  if (wrong !== null) mistakes.push(wrong);
  const [hours = ''] = of('hours');
  const time = timeIn(hours, known.start);
  if (time === null) mistakes.push(`时段“${short(hours)}”看不懂，例如 08:00–次日08:00`);
  const [place = ''] = of('place');
  const placed = names.flatMap(({ post, name }): Placed[] => {
    const person = personIn(name, known.people);
    if (typeof person === 'string') {
      mistakes.push(person);
      return [];
    }
    const gate = post === 'member' && person.roles.includes('guard');
    return [
      {
        personId: person.id,
        post: gate ? 'guard' : post,
        start: time?.start ?? known.start,
        end: time?.end ?? null,
        place: place === '' ? null : place.slice(0, 40),
      },
    ];
  });
  return { days: dated, placed, mistakes };
}

function wrongWeekday(words: string, days: readonly Temporal.PlainDate[]): string | null {
  const [day] = days;
  const said = /[一二三四五六日天]$/u.exec(words)?.[0]?.replace('天', '日');
  if (!day || days.length > 1 || said === undefined) return null;
  const is = WEEKDAYS[day.dayOfWeek - 1] ?? '';
  return said === is ? null : `${day.month}月${day.day}日是周${is}，表里写的是周${said}`;
}

/** Names without telephone numbers; a name with a gap in it (王 芳) is one. */
function namesIn(cell: string, people: readonly Person[]): string[] {
  return cell
    .replaceAll(/[（(][^（()）]*[)）]/gu, ' ')
    .replaceAll(/[\d\-+]{4,}/gu, ' ')
    .split(/[、,，;；/／\n]/u)
    .flatMap((piece) => {
      const whole = piece.replaceAll(/\s/gu, '');
      if (whole === '' || NOBODY.test(whole)) return [];
      if (called(whole, people).length > 0) return [whole];
      const parts = piece.split(/\s+/u).filter((part) => part !== '' && !NOBODY.test(part));
      return parts.every((part) => Array.from(part).length > 1) ? parts : [whole];
    });
}

/** 王老师, 老王: a family name and how people say it. */
const CALLED = /^(?:[老小](\p{L})|(\p{L}{1,2}?)(?:老师|主任|校长|师傅|会计|书记))$/u;

function called(words: string, people: readonly Person[]): readonly Person[] {
  const named = people.filter(({ name }) => name === words);
  if (named.length > 0) return named;
  const ofUnit = people.filter(({ unit, name }) => unit !== null && `${unit}${name}` === words);
  if (ofUnit.length > 0) return ofUnit;
  const [, short1, family = short1] = CALLED.exec(words) ?? [];
  return family === undefined ? [] : people.filter(({ name }) => name.startsWith(family));
}

function personIn(words: string, people: readonly Person[]): Person | string {
  const [person, other] = called(words, people);
  if (!person) return `没有“${short(words)}”这个人，请写全名，或先让管理员在“人员”里登记`;
  if (!other) return person;
  const unit = person.unit ?? other.unit;
  return `有几位“${short(words)}”，请写${unit === null ? '全名' : `成“${unit}${person.name}”`}`;
}

function short(words: string): string {
  return Array.from(words).slice(0, 20).join('');
}
