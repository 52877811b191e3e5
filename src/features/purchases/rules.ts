import type { Context } from '../../kernel/feature.ts';
import { clockText } from '../../kernel/day-words.ts';
import type { Person } from '../../kernel/people.ts';
import { APPROVER_ROLES } from '../../kernel/school.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, peopleWithRole } from '../people/public.ts';
import type { RuleContext } from './domain/command.ts';
import type { Purchase } from './domain/purchase.ts';
import type { People } from './domain/steps.ts';

type C = Context<Tables>;

/** Everybody who may have to do with a purchase: approvers, who stands in for them, whom it names. */
export async function peopleAround(
  { tx, school }: C,
  purchase: Purchase,
  also: readonly (string | null)[] = [],
): Promise<People> {
  const found = new Map<string, Person>();
  for (const role of APPROVER_ROLES)
    for (const person of await peopleWithRole(tx, school.id, role)) found.set(person.id, person);
  const add = async (ids: readonly (string | null)[]) => {
    const missing = ids.filter((id) => id !== null && !found.has(id));
    for (const [id, person] of await peopleById(tx, school.id, missing)) found.set(id, person);
  };
  await add([
    purchase.requesterId,
    purchase.endedBy,
    purchase.buyerId,
    ...also,
    ...purchase.steps.flatMap(({ decidedBy, signers }) => [
      decidedBy,
      ...signers.flatMap(({ personId, signedBy, givenBy }) => [personId, signedBy, givenBy]),
    ]),
  ]);
  await add([...found.values()].map(({ substituteId }) => substituteId));
  return found;
}

/** What the rules need to know; null where the requester is unknown, which cannot be. */
export function ruleContext(
  context: C,
  purchase: Purchase,
  people: People,
  actor: Person | null,
  seenVersion: number | null = null,
): RuleContext {
  const { school, calendar, now } = context;
  const requester = people.get(purchase.requesterId);
  if (!requester) throw new Error(`the requester of ${purchase.number} is unknown`);
  return {
    now,
    today: calendar.date(now),
    actor,
    requester,
    seenVersion,
    tiers: school.purchases.tiers,
    people,
    name: (id) => (id === null ? '系统' : (people.get(id)?.name ?? '有人')),
    time: (instant) => clockText(context, instant),
  };
}
