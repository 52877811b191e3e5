import type { Due, Item, Season } from './item.ts';

/** Names of holidays as people say them, as the notice does, and the month of whose plan they are. */
const HOLIDAYS = [
  ['元旦', '元旦', 1],
  ['春节', '春节', 2],
  ['过年', '春节', 2],
  ['清明', '清明节', 4],
  ['五一', '劳动节', 5],
  ['劳动节', '劳动节', 5],
  ['端午', '端午节', 6],
  ['中秋', '中秋节', 9],
  ['国庆', '国庆节', 10],
] as const;
/** The month of whose plan something is that hangs on a term's first or last day. */
const TERM_MONTHS = {
  termStart: { spring: 2, autumn: 9 },
  termEnd: { spring: 7, autumn: 1 },
} as const;
const KEEPS_ITS_DAY = '（不顺延）';

export type Dated = Pick<Item, 'month' | 'due'>;

/** An autumn term ends in January. */
export function seasonOfMonth(month: number): Season {
  return month >= 2 && month <= 7 ? 'spring' : 'autumn';
}

/** `10月25日`, `春季开学前2天`, `秋季学期结束当天`, `国庆节前7天`: what `readDue` reads. */
export function dueWords({ month, due }: Dated): string {
  const season = seasonOfMonth(month) === 'spring' ? '春季' : '秋季';
  switch (due.anchor) {
    case 'monthDay':
      return `${month}月${due.day}日${due.roll === 'none' ? KEEPS_ITS_DAY : ''}`;
    case 'termStart':
      return `${season}开学${offsetWords(due.offsetDays)}`;
    case 'termEnd':
      return `${season}学期结束${offsetWords(due.offsetDays)}`;
    case 'holidayStart':
      return `${due.holiday}${due.offsetDays > 0 ? '首日' : ''}${offsetWords(due.offsetDays)}`;
    default:
      return due satisfies never;
  }
}

/** `10月25日前` and the like are said for the same; null: not understood. `former` fills what is left out. */
export function readDue(words: string, former: Dated | null): Dated | null {
  const said = words.replaceAll(/\s|^每年|（遇休息日提前）/gu, '').replaceAll(/[()]/gu, bracket);
  return readMonthDay(said, former) ?? readTerm(said, former) ?? readHoliday(said, former);
}

function readMonthDay(said: string, former: Dated | null): Dated | null {
  const found = /^(?:(\d{1,2})月)?(\d{1,2})[日号]?(?:前|之前)?(（不顺延）)?$/u.exec(said);
  if (!found) return null;
  const month = found[1] === undefined ? (former?.month ?? 0) : Number(found[1]);
  const day = Number(found[2]);
  // Leap years have the 29th; elsewhere the month's last day stands for it.
  if (month < 1 || month > 12 || day < 1 || day > longest(month)) return null;
  const kept = former?.due.anchor === 'monthDay' && former.due.roll === 'none' && !found[1];
  const roll = found[3] !== undefined || kept ? 'none' : 'previousWorkingDay';
  return { month, due: { anchor: 'monthDay', day, roll } };
}

function readTerm(said: string, former: Dated | null): Dated | null {
  const found =
    /^(春季|秋季|上学期|下学期)?的?(开学|学期开始|学期结束|期末|放假)(?:时|日)?(.*)$/u.exec(said);
  const offsetDays = readOffset(found?.[3] ?? '');
  if (!found || offsetDays === null) return null;
  const anchor = /开/u.test(found[2] ?? '') ? 'termStart' : 'termEnd';
  const was = former?.due.anchor === anchor ? former.month : null;
  const named = found[1];
  const season =
    named === undefined
      ? was === null
        ? null
        : seasonOfMonth(was)
      : named === '春季' || named === '下学期'
        ? 'spring'
        : 'autumn';
  if (season === null) return null;
  const month = was !== null && seasonOfMonth(was) === season ? was : TERM_MONTHS[anchor][season];
  return { month, due: { anchor, offsetDays } };
}

function readHoliday(said: string, former: Dated | null): Dated | null {
  const known = HOLIDAYS.find(([name]) => said.startsWith(name));
  if (!known) return null;
  const rest = said
    .slice(known[0].length)
    .replace(/^节/u, '')
    .replace(/^(?:放假|假期)?首日|^放假|^假期/u, '');
  const offsetDays = readOffset(rest);
  if (offsetDays === null) return null;
  const [, holiday, usual] = known;
  const due: Due = { anchor: 'holidayStart', holiday, offsetDays };
  const same = former?.due.anchor === 'holidayStart' && former.due.holiday === holiday;
  return { month: same ? former.month : usual, due };
}

/** `前7天`, `后3天`, `当天`. */
export function offsetWords(days: number): string {
  return days === 0 ? '当天' : `${days < 0 ? '前' : '后'}${Math.abs(days)}天`;
}

export function readOffset(words: string): number | null {
  if (words === '' || words === '当天') return 0;
  const found = /^(?:之)?([前后])(\d{1,2})天?$|^(?:提前)(\d{1,2})天$/u.exec(words);
  if (!found) return null;
  const days = Number(found[2] ?? found[3]);
  if (days > 60) return null;
  return found[1] === '后' ? days : -days;
}

/** `7、3、1` or `提前7天、3天`; null: not understood. Empty: nobody is reminded. */
export function readRemind(words: string): number[] | null {
  const said = words.replaceAll(/\s|提前|天|提醒/gu, '');
  if (said === '' || said === '不') return [];
  if (!/^\d{1,2}(?:[、,，;；和.]\d{1,2})*$/u.test(said)) return null;
  const days = [...new Set(said.split(/\D/u).map(Number))].toSorted((a, b) => b - a);
  return days.every((day) => day <= 60) && days.length <= 6 ? days : null;
}

function longest(month: number): number {
  return Temporal.PlainDate.from({ year: 2024, month, day: 31 }).day;
}

function bracket(one: string): string {
  return one === '(' ? '（' : '）';
}
