/** What purchases tells whoever gathers approvals and requests from every feature. */
import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { standsInFor } from '../people/public.ts';
import { showBuyingTo } from './buying/places.ts';
import { readBuying } from './buying/store.ts';
import { STATES, type Purchase } from './domain/purchase.ts';
import { activeStep, signersFor } from './domain/steps.ts';
import { approverKey, requesterKey, showApprover } from './places.ts';
import { peopleAround } from './rules.ts';
import { findPurchases, purchaseByNumber } from './store.ts';
import { everAsked, waitingIds } from './steps-store.ts';
import { titleOf, totalText } from './view.ts';

type C = Context<Tables>;

const MOST = 50;
const MOST_OWN = 30;

/** What waits for this person's decision, the longest waiting first. */
export async function waitingApprovals(
  context: C,
  person: Person,
): Promise<{ line: string; cardKey: string }[]> {
  const { tx, school, calendar, now } = context;
  if (person.openId === null) return [];
  const today = calendar.date(now);
  const absent = await standsInFor(tx, school.id, person.id, today);
  const ids = await waitingIds(context, [person.id, ...absent.map(({ id }) => id)]);
  const found = await findPurchases(context, { ids, states: ['approving'], limit: MOST });
  const waiting: { line: string; cardKey: string }[] = [];
  for (const purchase of found.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))) {
    const people = await peopleAround(context, purchase, [person.id]);
    const requester = people.get(purchase.requesterId);
    const step = activeStep(purchase.steps);
    if (!requester || !step) continue;
    if (signersFor(step, person, requester, people, today).length === 0) continue;
    const cardKey = approverKey(purchase.id, person.openId);
    // Whoever became a substitute just now has no card of it yet.
    if ((await context.say.shown(cardKey)) === null)
      await showApprover(context, purchase, people, person, false);
    const { number } = purchase;
    waiting.push({
      line: `${number} ${requester.name} ${titleOf(purchase)} ${totalText(purchase)}`,
      cardKey,
    });
  }
  return waiting;
}

export const ownRequests = {
  prefix: 'CG',

  async own(context: C, person: Person) {
    const { openId } = person;
    if (openId === null) return [];
    const own = await findPurchases(context, { requesterId: person.id, limit: MOST_OWN });
    return own.map((purchase) => ({
      number: purchase.number,
      line: `${titleOf(purchase)}（${STATES[purchase.state]}）`,
      cardKey: requesterKey(purchase.id, openId),
    }));
  },

  /** The card of whoever has to do with it; anybody else is told the state alone. */
  async find(context: C, number: string, person: Person) {
    const purchase = await purchaseByNumber(context, number);
    if (!purchase) return null;
    const line = `${purchase.number} ${STATES[purchase.state]}`;
    const { openId } = person;
    if (openId === null) return { line, cardKey: null };
    if (person.id === purchase.requesterId)
      return { line, cardKey: requesterKey(purchase.id, openId) };
    const buying = await showBuyingTo(context, await readBuying(context, purchase), person);
    if (buying !== null) return { line, cardKey: buying };
    if (!(await concerns(context, purchase, person))) return { line, cardKey: null };
    const people = await peopleAround(context, purchase, [person.id]);
    await showApprover(context, purchase, people, person, false);
    return { line, cardKey: approverKey(purchase.id, openId) };
  },
};

async function concerns(context: C, { id }: Purchase, person: Person): Promise<boolean> {
  if (hasRole(person, 'director', 'principal', 'admin', 'buyer', 'storekeeper', 'finance'))
    return true;
  return (await everAsked(context, id)).includes(person.id);
}
