import type { Trade } from '../../../kernel/people.ts';
import { isVague } from './said-place.ts';
import type { ReportSlots, Span, Urgency } from '../../../kernel/understood.ts';

/**
 * What several reports of one message leave unsaid: each keeps its own words only, and a list of
 * rooms or a reason may stand in none of them. Null when next to nothing is left.
 */
export function leftOver(text: string, all: readonly ReportSlots[]): string | null {
  let rest = text;
  for (const { location, object, fault } of all)
    for (const span of [location, object, fault].flat())
      if (span !== null) rest = rest.replace(span, ' ');
  rest = rest.replaceAll(
    /[^\p{L}\p{N}]|另外|还有|同时|顺便|再|报修|一下|麻烦|谢谢|您好|你好|师傅|老师|的|也|了/gu,
    '',
  );
  return rest.length >= 6 ? text : null;
}

/** 的, 里, 的那个: what may stand between the words of one report. */
const MOST_BETWEEN = 6;

/** The thing of a report that names none. */
export const UNNAMED = '设施';

/** One thing that is broken, as somebody said it. */
export interface Fault {
  /** Null until somebody says where. */
  readonly place: string | null;
  readonly placeKey: string;
  readonly object: string;
  /** In the reporter's words. */
  readonly text: string;
  readonly category: Trade;
  readonly urgency: Urgency;
  /** School-local `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, if the reporter said when. */
  readonly when: string | null;
}

/**
 * `said` is what the person wrote. Where it holds this report only it is the fault's words; of
 * several (`alone` false) each keeps its own stretch of it.
 */
export function faultOf(slots: ReportSlots, said: string, alone = true): Fault {
  const place = words(slots.location);
  return {
    place,
    // Two offices are not one place because both were called 办公室.
    placeKey: place === null || isVague(place) ? '' : placeKey(place, slots.location_norm),
    object: words(slots.object) ?? UNNAMED,
    text: (alone ? said : ownWords(slots, said)) || '（没有文字说明）',
    category: slots.category ?? 'other',
    urgency: slots.urgency,
    // Whatever understood it, only a day that exists is kept: cards are made from it later.
    when: slots.when !== null && isDay(slots.when) ? slots.when : null,
  };
}

/** From the first to the last word of this report where they stand together, else the words put together. */
function ownWords({ location, object, fault }: ReportSlots, said: string): string {
  const spans = [location, object, fault].flat().filter((span) => span !== null);
  const at = spans.map((span) => said.indexOf(span));
  const start = Math.min(...at);
  const end = Math.max(...at.map((from, i) => from + (spans[i]?.length ?? 0)));
  const length = spans.reduce((sum, span) => sum + span.length, 0);
  const stretch = said.slice(start, end);
  const together = spans.length > 0 && !at.includes(-1) && end - start <= length + MOST_BETWEEN;
  return together && !/[。！？!?；;\n]/u.test(stretch) ? stretch : spans.join('');
}

function isDay(when: string): boolean {
  const day = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2})?$/.exec(when)?.[1];
  if (day === undefined) return false;
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  return Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** Building, floor and room where known, so that "302" and "3楼302教室" of one building are one place. */
export function placeKey(place: string, norm: ReportSlots['location_norm'] = {}): string {
  const room = norm.room ?? /(\d{3,4})(?:教?室|房)?$/u.exec(place.trim())?.[1];
  // A typed 教学楼302 is the same room as one that was understood; 三楼 is a floor, not a building.
  const building =
    norm.building ?? /^([^\d一二三四五六七八九十]+[楼馆堂])/u.exec(place.trim())?.[1];
  if (room) return `${building ?? ''}|${room}`;
  return place.replaceAll(/[\s,，.。!！的]/gu, '').toLowerCase();
}

/** 空调 and 空调外机 of one room are one wish, in whichever words it is said again. */
export function sameThing(a: string, b: string): boolean {
  return a === b || (a.length > 1 && b.includes(a)) || (b.length > 1 && a.includes(b));
}

/** 302 and 教学楼302, where nobody names another building. */
export function samePlace(a: string, b: string): boolean {
  const [buildingA, roomA] = a.split('|');
  const [buildingB, roomB] = b.split('|');
  if (a === '' || b === '') return false;
  return (
    a === b || (roomA !== undefined && roomA === roomB && (buildingA === '' || buildingB === ''))
  );
}

/** A fault with the place that was said afterwards. */
export function placed(fault: Fault, place: string, norm?: ReportSlots['location_norm']): Fault {
  return { ...fault, place, placeKey: placeKey(place, norm) };
}

/**
 * Faults as tickets: one place is one ticket with its items. Where only one place was named, the
 * faults without any are there too.
 */
export function groupByPlace(faults: readonly Fault[]): { groups: Fault[][]; placeless: Fault[] } {
  const named = faults.filter((fault) => fault.place !== null);
  const first = named[0];
  const single =
    first !== undefined &&
    named.every(
      (fault) =>
        fault.placeKey === first.placeKey && (first.placeKey !== '' || fault.place === first.place),
    );
  const settled = single
    ? faults.map((fault) =>
        fault.place === null ? { ...fault, place: first.place, placeKey: first.placeKey } : fault,
      )
    : named;
  return {
    groups: [...Map.groupBy(settled, (fault) => fault.placeKey || fault.place).values()],
    placeless: single ? [] : faults.filter((fault) => fault.place === null),
  };
}

function words(span: Span): string | null {
  const text = Array.isArray(span) ? span.join('') : span;
  return text === null || text.trim() === '' ? null : text.trim();
}
