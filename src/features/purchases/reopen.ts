import type { Context } from '../../kernel/feature.ts';
import { amount } from '../../kernel/money.ts';
import type { Tables } from '../../tables.ts';
import { askedAgain } from './domain/decide.ts';
import { apply, type Line, type Purchase } from './domain/purchase.ts';
import { settled } from './perform.ts';
import { peopleAround, ruleContext } from './rules.ts';
import { savePurchase } from './store.ts';

type C = Context<Tables>;

/**
 * What it costs is too far above what was approved: a new round of the chain decides about the new
 * total, and the buying goes on from where it was. The row is locked already.
 */
export async function reopen(
  context: C,
  purchase: Purchase,
  lines: readonly Line[],
  totalFen: number,
): Promise<void> {
  const people = await peopleAround(context, purchase);
  const rules = ruleContext(context, purchase, people, null);
  const former = purchase.approvedFen === null ? '' : `原批准 ¥${amount(purchase.approvedFen)}，`;
  const event = {
    kind: 'again',
    at: context.now,
    actorId: null,
    behalfOf: null,
    detail: `${former}实际 ¥${amount(totalFen)}`,
    changes: askedAgain({ ...purchase, lines, totalFen }, rules),
  };
  const next = apply(purchase, event);
  await savePurchase(context, next, event);
  await settled(context, purchase, next, people, { told: 'again' });
}
