/** Requests that look like one purchase split up to stay under a tier. */
import type { Tier } from '../../../kernel/school.ts';
import { tierIndex } from './chain.ts';
import type { Purchase } from './purchase.ts';

/** How far back a request may belong to the same purchase. */
export const NEAR_DAYS = 30;

type Asked = Pick<Purchase, 'id' | 'number' | 'requesterId' | 'totalFen' | 'lines'>;

/**
 * Of the other requests of these days those by the same person or for the same goods, where the lot
 * of them would have gone to a higher tier than this one goes alone.
 */
export function splitFrom(
  tiers: readonly Tier[],
  purchase: Asked,
  others: readonly Asked[],
): readonly string[] {
  const goods = new Set(purchase.lines.map(({ name }) => name));
  const own = purchase.totalFen ?? 0;
  const related = others.filter(
    (other) =>
      other.id !== purchase.id &&
      (other.requesterId === purchase.requesterId ||
        other.lines.some(({ name }) => goods.has(name))),
  );
  const together = related.reduce((sum, { totalFen }) => sum + (totalFen ?? 0), own);
  return tierIndex(tiers, together) > tierIndex(tiers, own)
    ? related.map(({ number }) => number).toSorted()
    : [];
}
