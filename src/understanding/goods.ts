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
      // 单价4.5 is no fourth of May.
      // 足球10个（5号）: a size.
      !(text[d.start - 1] === '(' && /^\d号\)$/.test(text.slice(d.start, d.end + 1))) &&
      !spans.some(([a, b]) => a < d.end && d.start < b) &&
      text.slice(d.start, d.end) !== '现在' &&
      Temporal.PlainDate.compare(d.to, now.toPlainDate()) >= 0,
  );
  let masked = text;
  for (const [a, b] of [...spans, ...dates.map((d): [number, number] => [d.start, d.end])])
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
