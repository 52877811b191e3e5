import { createHash } from 'node:crypto';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { Line, Request } from '../domain/request.ts';
import type { HistoryRow } from '../store.ts';

type C = Context<Tables>;

/** `2026年11月24日 14:30` in school time: paper outlives the year. */
export function paperTime({ school }: Pick<C, 'school'>, at: Temporal.Instant | null): string {
  if (at === null) return '';
  const local = at.toZonedDateTimeISO(school.timezone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${local.year}年${local.month}月${local.day}日 ${two(local.hour)}:${two(local.minute)}`;
}

/** The newest tap that signed for somebody: an earlier one may have been taken back. */
export function signatureOf(rows: readonly HistoryRow[], personId: string): HistoryRow | null {
  const signed = rows.findLast(
    ({ kind, actor_id: by, behalf_of: of }) =>
      (kind === 'sign' || kind === 'signFor') && (of ?? by) === personId,
  );
  return signed ?? null;
}

/** `电子签名：王老师  2026年11月24日 10:25  LY2611-0001-7F3A9C21`; on paper where somebody has no account. */
export function signatureText(
  context: C,
  number: string,
  signed: HistoryRow,
  name: (id: string) => string,
): string {
  const who =
    signed.behalf_of === null
      ? name(signed.actor_id)
      : `${name(signed.behalf_of)}（纸质签字，${name(signed.actor_id)}登记）`;
  return `电子签名：${who}  ${paperTime(context, signed.at)}  ${checkCode(context, number, signed)}`;
}

/**
 * The number and a code of the history row that recorded the tap. Whoever has the database can compute
 * it again from that row; on paper alone it cannot be made up.
 */
export function checkCode(
  { school }: Pick<C, 'school'>,
  number: string,
  signed: Pick<HistoryRow, 'id' | 'actor_id' | 'at'>,
): string {
  const words = [school.id, number, signed.id, signed.actor_id, signed.at.toString()].join('\n');
  return `${number}-${createHash('sha256').update(words).digest('hex').slice(0, 8).toUpperCase()}`;
}

/** 旧物交回 of one line. */
export function oldInText({ oldInBy, exemption }: Request, { tradeIn }: Line): string {
  if (!tradeIn) return '';
  if (oldInBy !== null) return '是';
  return exemption?.state === 'granted' ? '否（免交）' : '否';
}
