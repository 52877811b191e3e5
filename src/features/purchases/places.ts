import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { approverCard, requesterCard } from './cards.ts';
import { ENDED, type Purchase } from './domain/purchase.ts';
import { activeStep, deciders, type People } from './domain/steps.ts';
import { hintOf } from './hint.ts';
import { stockOffers } from './offers.ts';
import { everAsked } from './steps-store.ts';
import { describe } from './view.ts';

type C = Context<Tables>;

/** Whose card comes as a new message, because that person must act or waited for it. */
export interface Renew {
  readonly requester?: boolean;
  /** Approvers by person id. */
  readonly approvers?: readonly string[];
  /** Approved just now: whoever buys is next. */
  readonly approved?: boolean;
}

/** Shows the purchase as it is now on every card it has, and on those it should have. */
export async function showEverywhere(
  context: C,
  purchase: Purchase,
  people: People,
  renew: Renew = {},
): Promise<void> {
  const about = await describe(context, purchase, people);
  const { requester, today } = about.rules;
  await putRequester(context, purchase, about, renew.requester ?? false);
  const step = purchase.state === 'approving' ? activeStep(purchase.steps) : null;
  const now = step ? deciders(step, requester, people, today) : [];
  const former = await formerApprovers(context, purchase, people);
  for (const person of new Map([...former, ...now].map((one) => [one.id, one])).values()) {
    if (person.openId === null || person.id === requester.id) continue;
    const fresh = renew.approvers?.includes(person.id) ?? false;
    const asked = fresh || now.some(({ id }) => id === person.id);
    if (asked || (await context.say.shown(approverKey(purchase.id, person.openId))) !== null)
      await putApprover(context, purchase, about, person, fresh);
  }
}

type About = Awaited<ReturnType<typeof describe>>;

/** The card of one who decides, has decided, or may look. */
export async function showApprover(
  context: C,
  purchase: Purchase,
  people: People,
  person: Person,
  renew: boolean,
): Promise<void> {
  await putApprover(context, purchase, await describe(context, purchase, people), person, renew);
}

async function putApprover(
  { say }: C,
  purchase: Purchase,
  about: About,
  person: Person,
  renew: boolean,
): Promise<void> {
  if (person.openId === null) return;
  const view = about.forPerson(person);
  await say.show({
    key: approverKey(purchase.id, person.openId),
    to: { kind: 'person', openId: person.openId },
    card: approverCard(view),
    live: view.may.includes('approve'),
    thread: `purchases:${purchase.id}`,
    insist: true,
    ...(renew ? { renew: true } : {}),
  });
}

/** The requester's card alone. */
export async function showRequester(
  context: C,
  purchase: Purchase,
  people: People,
  renew: boolean,
): Promise<void> {
  await putRequester(context, purchase, await describe(context, purchase, people), renew);
}

async function putRequester(
  context: C,
  purchase: Purchase,
  about: About,
  renew: boolean,
): Promise<void> {
  const { requester } = about.rules;
  if (requester.openId === null) return;
  const view = about.forPerson(requester);
  await context.say.show({
    key: requesterKey(purchase.id, requester.openId),
    to: { kind: 'person', openId: requester.openId },
    card: requesterCard(
      view,
      await hintOf(context, purchase),
      await stockOffers(context, purchase),
    ),
    live: !ENDED.includes(purchase.state),
    thread: `purchases:${purchase.id}`,
    ...(renew ? { renew: true } : {}),
  });
}

/** Everybody who was ever asked, and who stood in for them: their cards must not show buttons that are over. */
async function formerApprovers(context: C, purchase: Purchase, people: People): Promise<Person[]> {
  const ids = new Set(await everAsked(context, purchase.id));
  return [...people.values()].filter(
    (person) =>
      ids.has(person.id) ||
      [...ids].some((id) => people.get(id)?.substituteId === person.id) ||
      hasRole(person, 'director', 'principal'),
  );
}

export function approverKey(id: string, openId: string): string {
  return `purchases:${id}:approver:${openId}`;
}

export function requesterKey(id: string, openId: string): string {
  return `purchases:${id}:requester:${openId}`;
}
