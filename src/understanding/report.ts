import type { ReportSlots, Span } from '../kernel/understood.ts';
import { bareCategory, guess } from './category.ts';
import { faulted } from './fault.ts';
import { findPlaces, placeSlots } from './places.ts';
import { findThings } from './things.ts';
import { urgencyOf } from './urgency.ts';
import { contactOf, wantedWhen } from './wanted.ts';

/** Reads a stretch of the text as one report. */
export function readReport(
  original: string,
  text: string,
  from: number,
  to: number,
  now: Temporal.ZonedDateTime,
  buildings: readonly string[],
): ReportSlots {
  const places = findPlaces(text, buildings).filter((p) => p.start >= from && p.end <= to);
  const things = findThings(text, places);
  const bare =
    /^(?:你好|您好|老师|我?(?:想|要))*[，,\s]*(?:申请)?报(?:个|一下)?修[\s。！!~]*$/.test(
      text.slice(from, to).trim(),
    );
  const { object, fault } = bare
    ? { object: null, fault: null }
    : faulted(text, from, to, places, things);
  // 有只死老鼠: that it is there is the fault.
  const there =
    object && !fault
      ? /有(?:[一二两三好几多\d]*[个只条窝群堆些])?$/.exec(text.slice(from, object[0]))
      : null;
  const cut = (span: [number, number] | null): Span =>
    span ? original.slice(span[0], span[1]).trim() || null : null;
  const stretch = text.slice(from, to);
  const { location, norm } = placeSlots(original, text, places);
  const when = wantedWhen(stretch, now);
  const today = now.toPlainDate();
  const soon =
    when !== null &&
    Temporal.PlainDate.compare(
      Temporal.PlainDate.from(when.slice(0, 10)),
      today.add({ days: 1 }),
    ) <= 0;
  const objectText = object ? text.slice(object[0], object[1]) : '';
  const faultText = fault ? text.slice(fault[0], fault[1]) : '';
  const placeText = places.map((p) => text.slice(p.start, p.end)).join(' ');
  const thing = object ? things.find((t) => t.start < object[1] && t.end > object[0]) : undefined;
  const gas = /煤气|燃气|天然气|液化气/.test(faultText) && /味|漏/.test(faultText);
  const category =
    gas && !thing
      ? 'fire_safety'
      : thing?.category === 'other' && /梯/.test(objectText) && /铺|床/.test(placeText)
        ? 'furniture'
        : (thing?.category ??
          (object ? guess(objectText, faultText, placeText) : bareCategory(faultText, placeText)));
  return {
    location,
    location_norm: norm,
    object: cut(object),
    fault: there ? original.slice(from + there.index, from + there.index + 1) : cut(fault),
    category,
    urgency: urgencyOf(stretch, objectText, faultText, placeText, soon),
    when,
    contact: contactOf(stretch, original.slice(from, to)),
  };
}
