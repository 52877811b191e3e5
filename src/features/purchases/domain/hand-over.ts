import type { Person } from '../../../kernel/people.ts';
import type { RuleContext } from './command.ts';
import { movedOn, onwards } from './changes.ts';
import type { Purchase } from './purchase.ts';

/**
 * What changes when somebody leaves and another takes over. What was asked for goes to the successor;
 * what was to be approved to whoever approves it by the roles as they are then, since a chair is not
 * inherited.
 */
export function handedTo(
  purchase: Purchase,
  from: Person,
  to: Person,
  rules: RuleContext,
): Partial<Purchase> {
  const asked = purchase.requesterId === from.id;
  const requesterId = asked ? to.id : purchase.requesterId;
  if (purchase.state !== 'approving') return { requesterId };
  const people = new Map(rules.people);
  people.set(from.id, { ...from, active: false });
  const context = { ...rules, people, requester: asked ? to : rules.requester };
  const next = { ...purchase, requesterId };
  return { requesterId, ...movedOn(next, onwards(purchase.steps, next, context), context) };
}
