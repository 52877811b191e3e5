import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { apply, ENDED, STATES, type Purchase } from '../domain/purchase.ts';
import { findPurchases, lockPurchase, savePurchase } from '../store.ts';
import { titleOf } from '../view.ts';
import { setBuyingClock } from './clocks.ts';
import { buyingState } from './domain/buying.ts';
import { showBuying } from './places.ts';
import { readBuying } from './store.ts';

type C = Context<Tables>;

const MOST = 500;

async function boughtBy(context: C, person: Person): Promise<Purchase[]> {
  const bought = await findPurchases(context, { buyerId: person.id, limit: MOST });
  return bought.filter(({ state }) => !ENDED.includes(state));
}

/** What somebody is buying: it goes on with whoever takes over, who then may not accept it. */
export const openBuying = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    const open = await boughtBy(context, person);
    return open.map(
      (purchase) => `${purchase.number} ${titleOf(purchase)}（${STATES[purchase.state]}，采购人）`,
    );
  },

  async handOver(context: C, from: Person, to: Person, by: Person): Promise<void> {
    for (const { id } of await boughtBy(context, from)) {
      const purchase = await lockPurchase(context, id);
      if (!purchase) continue;
      // Nothing is ordered yet: any buyer may take it.
      const free = buyingState(purchase) === 'approved' && !hasRole(to, 'buyer');
      const event = {
        kind: 'handOver',
        at: context.now,
        actorId: by.id,
        behalfOf: null,
        detail: `采购人 ${from.name} → ${free ? '采购员' : to.name}`,
        changes: { buyerId: free ? null : to.id },
      };
      const next = apply(purchase, event);
      await savePurchase(context, next, event);
      const buying = await readBuying(context, next);
      await setBuyingClock(context, buying);
      await showBuying(context, buying, { buyer: true });
    }
  },
};
