import { createHash } from 'node:crypto';
import type { School } from '../kernel/school.ts';

/** `2026年11月24日 14:30` in school time: paper outlives the year. */
export function paperTime(
  { school }: { readonly school: Pick<School, 'timezone'> },
  at: Temporal.Instant | null,
): string {
  if (at === null) return '';
  const local = at.toZonedDateTimeISO(school.timezone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local.year}年${local.month}月${local.day}日 ${two(local.hour)}:${two(local.minute)}`;
}

/**
 * `BX2611-0001-7F3A9C21`: the number and a code of the history row that recorded the tap. Whoever has
 * the database can compute it again from that row; on paper alone it cannot be made up.
 */
export function checkCode(
  { school }: { readonly school: Pick<School, 'id'> },
  { number }: { readonly number: string },
  signed: { readonly id: string; readonly actorId: string | null; readonly at: Temporal.Instant },
): string {
  const words = [school.id, number, signed.id, signed.actorId ?? '', signed.at.toString()].join(
    '\n',
  );
  return `${number}-${createHash('sha256').update(words).digest('hex').slice(0, 8).toUpperCase()}`;
}
