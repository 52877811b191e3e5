import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { NEAR_DAYS, splitFrom } from './domain/near.ts';
import type { Purchase, State } from './domain/purchase.ts';
import { findPurchases } from './store.ts';

/** A request that came to nothing cannot be half of a larger one. */
const COUNT: readonly State[] = [
  'approving',
  'approved',
  'ordered',
  'partlyArrived',
  'arrived',
  'partlyReceived',
  'received',
  'reimbursed',
];
const MOST = 500;

/** Numbers of the requests that this one may be split off from. */
export async function nearOnes(
  context: Context<Tables>,
  purchase: Purchase,
): Promise<readonly string[]> {
  const since = context.now.subtract({ hours: NEAR_DAYS * 24 });
  const others = await findPurchases(context, { states: COUNT, since, limit: MOST });
  return splitFrom(context.school.purchases.tiers, purchase, others);
}
