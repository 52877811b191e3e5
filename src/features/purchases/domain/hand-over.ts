import type { Person } from '../../../kernel/people.ts';
import { mayTakeOver } from './chain.ts';
import type { RuleContext } from './command.ts';
import { onwards } from './decide.ts';
import type { Purchase } from './purchase.ts';
import { activeStep, handedOn } from './steps.ts';

/** What changes when somebody leaves and another takes over: as the requester, as an approver, or as both. */
export function handedTo(
  purchase: Purchase,
  from: Person,
  to: Person,
  rules: RuleContext,
): Partial<Purchase> {
  const asked = purchase.requesterId === from.id;
  const requesterId = asked ? to.id : purchase.requesterId;
  const next = { ...purchase, requesterId };
  if (purchase.state !== 'approving') return { requesterId };
  const people = new Map(rules.people);
  // Gone from now on, and so no signature of theirs is waited for.
  people.set(from.id, { ...from, active: false });
  const context = { ...rules, people, requester: asked ? to : rules.requester };
  const step = activeStep(purchase.steps);
  const own = step?.signers.find(
    ({ personId, signedAt }) => personId === from.id && signedAt === null,
  );
  const able = step && own && mayTakeOver(to, step.role, requesterId);
  const there = step?.signers.some(({ personId }) => personId === to.id) ?? false;
  const steps = able && !there ? handedOn(purchase.steps, own, to) : purchase.steps;
  return { requesterId, steps: onwards(steps, next, context) };
}
