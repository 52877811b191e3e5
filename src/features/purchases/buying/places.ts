import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { buyerCard, acceptorCard, payerCard } from './cards.ts';
import { buyingState, anythingWaits, type Buying } from './domain/buying.ts';
import { partiesOf, type Parties } from './who.ts';
import { describe } from './view.ts';

type C = Context<Tables>;

/** Whose card comes as a new message, because that person must act now. */
export interface Fresh {
  readonly buyer?: boolean;
  readonly acceptors?: boolean;
  readonly payers?: boolean;
}

type Role = 'buyer' | 'acceptor' | 'payer';
const CARDS = { buyer: buyerCard, acceptor: acceptorCard, payer: payerCard } as const;

export function keyOf(purchaseId: string, role: Role, openId: string): string {
  return `purchases:${purchaseId}:${role}:${openId}`;
}

/**
 * Shows the buying as it is now on every card it has, and on those it should have: all buyers' until
 * one has it, then that one's; who looks at the goods while some wait; who pays once all are in.
 * `also` is somebody whose card is to be put right although it is nobody's turn any more.
 */
export async function showBuying(
  context: C,
  buying: Buying,
  fresh: Fresh = {},
  also: Person | null = null,
): Promise<void> {
  const parties = await partiesOf(context, buying);
  const about = await describe(context, buying, parties);
  const { purchase } = buying;
  const state = buyingState(purchase);
  const live = purchase.endedAt === null || canUndo(context, buying);
  const put = async (role: Role, person: Person, must: boolean, renew: boolean) => {
    if (person.openId === null) return;
    const key = keyOf(purchase.id, role, person.openId);
    if (!must && (await context.say.shown(key)) === null) return;
    await context.say.show({
      key,
      to: { kind: 'person', openId: person.openId },
      card: CARDS[role](about.forPerson(person)),
      live,
      thread: `purchases:${purchase.id}`,
      ...(must && renew ? { renew: true } : {}),
    });
  };
  const turns = turnsOf(buying, parties);
  const seen = new Set<string>();
  for (const [role, people, must, renew] of [
    ['buyer', turns.buyers, state !== null && state !== 'reimbursed', fresh.buyer],
    ['acceptor', parties.acceptors, anythingWaits(buying.lines) && state !== null, fresh.acceptors],
    ['payer', parties.payers, purchase.state === 'received', fresh.payers],
  ] as const)
    for (const person of people) {
      seen.add(`${role}:${person.id}`);
      await put(role, person, must, renew === true);
    }
  // Whoever had a card and has no more to do: it says so.
  const others = [...parties.buyers, ...parties.known.values(), ...(also ? [also] : [])];
  for (const person of new Map(others.map((one) => [one.id, one])).values())
    for (const role of ['buyer', 'acceptor', 'payer'] as const)
      if (!seen.has(`${role}:${person.id}`)) await put(role, person, false, false);
}

/** Puts the card of somebody who asks for the purchase by its number; answers its key. Null: they have no part in its buying. */
export async function showBuyingTo(
  context: C,
  buying: Buying,
  person: Person,
): Promise<string | null> {
  if (person.openId === null) return null;
  const parties = await partiesOf(context, buying);
  const { purchase } = buying;
  const among = (people: readonly Person[]) => people.some(({ id }) => id === person.id);
  const started = buyingState(purchase) !== null || purchase.buyerId !== null;
  const roles: readonly (readonly [Role, boolean])[] = [
    ['buyer', person.id === purchase.buyerId || among(parties.buyers)],
    ['acceptor', among(parties.acceptors) || among(parties.storekeepers)],
    ['payer', among(parties.payers) && hasRole(person, 'finance')],
  ];
  const own = roles.find(([, has]) => has)?.[0];
  if (!started || own === undefined) return null;
  const about = await describe(context, buying, parties);
  const key = keyOf(purchase.id, own, person.openId);
  await context.say.show({
    key,
    to: { kind: 'person', openId: person.openId },
    card: CARDS[own](about.forPerson(person)),
    live: purchase.endedAt === null,
    thread: `purchases:${purchase.id}`,
  });
  return key;
}

function turnsOf({ purchase }: Buying, parties: Parties): { readonly buyers: readonly Person[] } {
  if (purchase.buyerId === null) return { buyers: parties.buyers };
  const buyer = parties.known.get(purchase.buyerId);
  return { buyers: buyer ? [buyer] : [] };
}

/** 已报销 can be taken back for a moment, so its card is not over yet. */
function canUndo({ now }: C, { purchase, last }: Buying): boolean {
  return (
    purchase.state === 'reimbursed' &&
    last?.kind === 'reimburse' &&
    Temporal.Instant.compare(last.at.add({ minutes: 10 }), now) > 0
  );
}
