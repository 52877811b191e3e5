import type { Column } from '../../../documents/table.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Period } from '../../../kernel/period.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';

/** Name, characters in the xlsx, points on A4 landscape, money or not. */
export function columnsOf(
  columns: readonly (readonly [string, number, number, boolean?])[],
): Column[] {
  return columns.map(([name, width, points, money = false]) => ({ name, width, points, money }));
}

/** `2026年11月`, or `2026年9月1日—2026年11月30日` where it is no whole month. */
export function spanWords({ from, to }: Period): string {
  const whole = from.day === 1 && to.equals(from.with({ day: from.daysInMonth }));
  const day = (date: Temporal.PlainDate) => `${date.year}年${date.month}月${date.day}日`;
  return whole ? `${from.year}年${from.month}月` : `${day(from)}—${day(to)}`;
}

/** `2026-11-24 10:05` in school time. */
export function paperTime({ school }: Context<Tables>, at: Temporal.Instant): string {
  const local = at.toZonedDateTimeISO(school.timezone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString().slice(0, 5)}`;
}

export function nameOf(people: ReadonlyMap<string, Person>, id: string | null): string {
  return id === null ? '' : (people.get(id)?.name ?? '同事');
}
