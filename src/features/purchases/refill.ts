import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { offerRefill } from '../stock/public.ts';
import { ENDED, type Purchase, type State } from './domain/purchase.ts';

/** What low stock asked for is settled, bought or not: what is low all the same is offered to the storekeeper again. */
export async function refillSettled(
  context: Context<Tables>,
  before: State,
  { origin, state, number }: Purchase,
): Promise<void> {
  if (origin !== 'stock' || state === before) return;
  if (state === 'received' || ENDED.includes(state)) await offerRefill(context, number);
}
