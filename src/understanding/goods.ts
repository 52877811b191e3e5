import type { GoodsSlots } from '../kernel/understood.ts';
import { findDates } from './dates.ts';
import { itemsOf } from './items.ts';
import { money } from './money.ts';
import { reasonOf } from './reason.ts';

/** Reads a stretch of the text as goods wanted. */
export function readGoods(original: string, text: string, now: Temporal.ZonedDateTime): GoodsSlots {
  const { total, each, spans } = money(text);
  const dates = findDates(text, now.toPlainDate()).filter(
    (d) =>
      !d.month &&
      // 元旦晚会, 7号篮球: what for, and a size.
      !/^(?:晚会|联欢|演出|汇演|活动|布置|装饰|节目|汇报|文艺|[篮足排]?球|电池|线|砂纸)/.test(
        text.slice(d.end),
      ) &&
      // 单价4.5 is no fourth of May.
      // 足球10个（5号）: a size.
      !(text[d.start - 1] === '(' && /^\d号\)$/.test(text.slice(d.start, d.end + 1))) &&
      !spans.some(([a, b]) => a < d.end && d.start < b) &&
      text.slice(d.start, d.end) !== '现在' &&
      Temporal.PlainDate.compare(d.to, now.toPlainDate()) >= 0,
  );
  let masked = text;
  for (const [a, b] of spans) {
    // 500元的电风扇: the price stands before its good.
    const of = /^的(?=[一-龥])/.test(masked.slice(b));
    masked =
      masked.slice(0, a) +
      (of ? ' '.repeat(b - a + 1) : '，'.repeat(b - a)) +
      masked.slice(b + (of ? 1 : 0));
  }
  for (const { start: a, end: b } of dates)
    masked = masked.slice(0, a) + '，'.repeat(b - a) + masked.slice(b);
  const items = itemsOf(original, text, masked);
  const only = items.length === 1 ? items[0] : undefined;
  const amount =
    total ?? (each !== null && only?.qty ? Math.round(each * only.qty * 100) / 100 : null);
  const why = reasonOf(original, text, masked);
  // 黑板擦没了 with nothing else is the wish itself.
  const wish =
    why !== null && items.length > 0 && items.every((i) => i.qty === null && why.includes(i.name));
  return { items, amount, reason: wish ? null : why, needed_by: dates[0]?.from.toString() ?? null };
}
