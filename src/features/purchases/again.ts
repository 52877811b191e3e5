import type { Context } from '../../kernel/feature.ts';
import { amount } from '../../kernel/money.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { askedAgain } from './domain/changes.ts';
import { apply, type Line, type Purchase } from './domain/purchase.ts';
import { settled } from './perform.ts';
import { peopleAround, ruleContext } from './rules.ts';
import { savePurchase } from './store.ts';

/** Buying costs far more than was approved: back to the chain, with the lines at their real prices. The row is locked already. */
export async function approveAgain(
  context: Context<Tables>,
  purchase: Purchase,
  lines: readonly Line[],
  totalFen: number,
  actor: Person,
): Promise<Purchase> {
  const people = await peopleAround(context, purchase, [actor.id]);
  const changes = askedAgain(
    purchase,
    lines,
    totalFen,
    ruleContext(context, purchase, people, actor),
  );
  const former = purchase.approvedFen === null ? '' : `原批准 ¥${amount(purchase.approvedFen)}，`;
  const event = {
    kind: 'again',
    at: context.now,
    actorId: actor.id,
    behalfOf: null,
    detail: `${former}实际 ¥${amount(totalFen)}`,
    changes,
  };
  const next = apply(purchase, event);
  await savePurchase(context, next, event);
  const around = await peopleAround(context, next, [actor.id]);
  await settled(context, purchase, next, around, { told: 'again' });
  return next;
}
