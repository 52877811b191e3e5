import type { Trade } from '../../../kernel/people.ts';
import type { ReportSlots, Span, Urgency } from '../../../kernel/understood.ts';

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

/** `whole` is the message where it holds one report only; of several, each keeps its own words. */
export function faultOf(slots: ReportSlots, whole: string | null): Fault {
  const place = words(slots.location);
  const own = [place, words(slots.object), words(slots.fault)]
    .filter((part) => part !== null)
    .join(' ');
  return {
    place,
    placeKey: place === null ? '' : placeKey(place, slots.location_norm),
    object: words(slots.object) ?? '设施',
    text: (whole ?? own) || '（没有文字说明）',
    category: slots.category ?? 'other',
    urgency: slots.urgency,
    // Whatever understood it, only a day that exists is kept: cards are made from it later.
    when: slots.when !== null && isDay(slots.when) ? slots.when : null,
  };
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
  const single = first !== undefined && named.every((fault) => fault.placeKey === first.placeKey);
  const settled = single
    ? faults.map((fault) =>
        fault.place === null ? { ...fault, place: first.place, placeKey: first.placeKey } : fault,
      )
    : named;
  return {
    groups: [...Map.groupBy(settled, (fault) => fault.placeKey).values()],
    placeless: single ? [] : faults.filter((fault) => fault.place === null),
  };
}

function words(span: Span): string | null {
  const text = Array.isArray(span) ? span.join('') : span;
  return text === null || text.trim() === '' ? null : text.trim();
}
