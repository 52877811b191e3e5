/** What purchases tells whoever gathers approvals and requests from every feature. */
import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { standsInFor } from '../people/public.ts';
import { showBuyingTo } from './buying/places.ts';
import { readBuying } from './buying/store.ts';
import { STATES, type Purchase } from './domain/purchase.ts';
import { activeStep, signerFor } from './domain/steps.ts';
import { approverKey, showApprover, showRequester } from './places.ts';
import { peopleAround } from './rules.ts';
import { findPurchases, purchaseByNumber } from './store.ts';
import { everAsked, waitingIds } from './steps-store.ts';
import { titleOf, totalText } from './view.ts';

type C = Context<Tables>;

const MOST = 200;

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
    if (!requester || !step || !signerFor(step, person, requester, people, today)) continue;
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
    const own = await findPurchases(context, { requesterId: person.id, limit: 30 });
    return own.map((purchase) => ({
      number: purchase.number,
      title: titleOf(purchase),
      stateName: STATES[purchase.state],
      at: purchase.createdAt,
    }));
  },

  /** The card of whoever has to do with it; anybody else, and a group, is told the state alone. */
  async show(
    context: C,
    person: Person,
    number: string,
    place: 'direct' | 'group',
  ): Promise<string | null> {
    const purchase = await purchaseByNumber(context, number);
    if (!purchase) return `没有找到 ${number}，请核对单号，或发“我的申请”`;
    const state = `${purchase.number} ${STATES[purchase.state]}`;
    if (place === 'group' || person.openId === null) return state;
    const people = await peopleAround(context, purchase, [person.id]);
    if (person.id === purchase.requesterId) {
      await showRequester(context, purchase, people, true);
      return null;
    }
    if (await showBuyingTo(context, await readBuying(context, purchase), person)) return null;
    if (!(await concerns(context, purchase, person))) return state;
    await showApprover(context, purchase, people, person, true);
    return null;
  },
};

async function concerns(context: C, { id }: Purchase, person: Person): Promise<boolean> {
  if (hasRole(person, 'director', 'principal', 'admin', 'buyer', 'storekeeper', 'finance'))
    return true;
  return (await everAsked(context, id)).includes(person.id);
}
