import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { again } from './domain/decide.ts';
import { apply, type Purchase } from './domain/purchase.ts';
import { settled } from './perform.ts';
import { peopleAround, ruleContext } from './rules.ts';
import { savePurchase } from './store.ts';

/** Buying costs far more than was approved: back to the chain. The row is locked already. */
export async function approveAgain(
  context: Context<Tables>,
  purchase: Purchase,
  totalFen: number,
  actor: Person,
): Promise<Purchase> {
  const people = await peopleAround(context, purchase, [actor.id]);
  const changes = again(purchase, totalFen, ruleContext(context, purchase, people, actor));
  const event = {
    kind: 'again',
    at: context.now,
    actorId: actor.id,
    behalfOf: null,
    detail: null,
    changes,
  };
  const next = apply(purchase, event);
  await savePurchase(context, next, event);
  const around = await peopleAround(context, next, [actor.id]);
  await settled(context, purchase, next, around, { told: 'again' });
  return next;
}
