import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { handedTo } from './domain/hand-over.ts';
import { apply, ENDED, STATES, type Purchase, type State } from './domain/purchase.ts';
import { settled } from './perform.ts';
import { peopleAround, ruleContext } from './rules.ts';
import { findPurchases, lockPurchase, savePurchase } from './store.ts';
import { waitingIds } from './steps-store.ts';
import { titleOf } from './view.ts';

type C = Context<Tables>;

const OPEN = Object.keys(STATES).filter((state): state is State => isOpen(state));
const BATCH = 500;

function isOpen(state: string): boolean {
  return state in STATES && !ENDED.some((one) => one === state);
}

async function openOf(context: C, person: Person): Promise<Purchase[]> {
  const asked = await findPurchases(context, {
    requesterId: person.id,
    states: OPEN,
    limit: BATCH,
  });
  const ids = await waitingIds(context, [person.id]);
  const waits = await findPurchases(context, { ids, states: ['approving'], limit: BATCH });
  const all = new Map([...asked, ...waits].map((one) => [one.id, one]));
  return [...all.values()].toSorted((a, b) => a.number.localeCompare(b.number));
}

/** Requests and approvals that stand in somebody's name. */
export const openRequests = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    const open = await openOf(context, person);
    return open.map((purchase) => {
      const as = purchase.requesterId === person.id ? '申请人' : '待其审批';
      return `${purchase.number} ${titleOf(purchase)}（${STATES[purchase.state]}，${as}）`;
    });
  },

  /** A request goes to the successor, an approval to whoever has it by the roles as they are then. */
  async handOver(context: C, from: Person, to: Person, by: Person): Promise<void> {
    for (const { id } of await openOf(context, from)) {
      const purchase = await lockPurchase(context, id);
      if (!purchase) continue;
      const people = await peopleAround(context, purchase, [to.id, by.id]);
      const rules = ruleContext(context, purchase, people, by);
      const event = {
        kind: 'handOver',
        at: context.now,
        actorId: by.id,
        behalfOf: null,
        detail: `${from.name} → ${to.name}`,
        changes: handedTo(purchase, from, to, rules),
      };
      const next = apply(purchase, event);
      await savePurchase(context, next, event);
      await settled(context, purchase, next, await peopleAround(context, next, [to.id]), {
        told: 'handOver',
      });
    }
  },
};
