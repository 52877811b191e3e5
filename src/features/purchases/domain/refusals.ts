/** What is in the way of a command: who may not, when not, and what is missing. */
import { mayTakeOver } from './chain.ts';
import { edited, onwards, sameDay } from './changes.ts';
import type { Command, RefusalCode, RuleContext } from './command.ts';
import {
  EDITABLE,
  ENDED,
  isBought,
  isTooLong,
  type Purchase,
  type State,
  type Step,
} from './purchase.ts';
import { activeSigners, activeStep, deciders, named } from './steps.ts';

/** The requester may take it back until somebody has paid for it. */
const WITHDRAWABLE: ReadonlySet<State> = new Set(['draft', 'returned', 'approving', 'approved']);

export function refusalCode(
  purchase: Purchase,
  command: Command,
  context: RuleContext,
): RefusalCode | null {
  switch (command.kind) {
    case 'edit':
    case 'submit':
    case 'withdraw':
      return ofRequester(purchase, command, context);
    case 'rechain':
      return ofClock(purchase, context);
    case 'approve':
    case 'reject':
    case 'return':
    case 'transfer':
      return ofApprover(purchase, command, context);
    default:
      return command satisfies never;
  }
}

function ofRequester(
  purchase: Purchase,
  command: Extract<Command, { kind: 'edit' | 'submit' | 'withdraw' }>,
  { actor, requester, seenVersion, today }: RuleContext,
): RefusalCode | null {
  const { state } = purchase;
  if (actor?.id !== requester.id) return 'onlyRequester';
  if (ENDED.includes(state)) return 'ended';
  switch (command.kind) {
    case 'withdraw':
      return WITHDRAWABLE.has(state) && !isBought(purchase) ? null : 'bought';
    case 'edit': {
      if (!EDITABLE.includes(state)) return state === 'approved' ? 'alreadyApproved' : 'bought';
      if (isBought(purchase) && 'lines' in edited(purchase, command)) return 'bought';
      // The form repeats what the person saw; on a changed request that would undo the change.
      if (seenVersion !== null && seenVersion !== purchase.version) return 'stale';
      if (command.lines && command.lines.length === 0) return 'noLines';
      if (command.lines && isTooLong(command.lines)) return 'tooManyLines';
      const { neededBy } = command;
      if (neededBy && !sameDay(neededBy, purchase.neededBy) && before(neededBy, today))
        return 'datePast';
      return Object.keys(edited(purchase, command)).length > 0 ? null : 'nothingNew';
    }
    case 'submit':
      if (state !== 'draft' && state !== 'returned') return 'alreadySubmitted';
      if (seenVersion !== null && seenVersion !== purchase.version) return 'stale';
      if (purchase.lines.every(({ fromStock }) => fromStock)) return 'noLines';
      if (purchase.totalFen !== null || command.unpriced === true) return null;
      return typeof command.sumFen === 'number' ? null : 'noPrice';
    default:
      return command satisfies never;
  }
}

/** Computed from the person, the chain and the people as they are now, never from what a card said. */
function ofApprover(
  purchase: Purchase,
  command: Command,
  context: RuleContext,
): RefusalCode | null {
  const { actor, requester, seenVersion } = context;
  const { state, steps } = purchase;
  if (actor === null) return 'notDue';
  if (actor.id === requester.id) return 'ownRequest';
  if (state !== 'approving') {
    if (signedBy(steps, actor.id)) return 'alreadySigned';
    if (state === 'draft' || state === 'returned') return 'notSubmitted';
    return ENDED.includes(state) ? 'ended' : 'alreadyApproved';
  }
  if (activeSigners(purchase.steps, context).length === 0) {
    if (signedBy(steps, actor.id)) return 'alreadySigned';
    if (steps.some((step) => step.decidedBy !== null && named(step, actor.id))) return 'decidedBy';
    const active = activeStep(steps);
    const waits = active && deciders(active, requester, context.people, context.today);
    return waits && waits.length > 0 ? 'notYours' : 'nobody';
  }
  // What the approver saw is what is approved.
  if (seenVersion !== purchase.version) return 'stale';
  if (command.kind !== 'transfer') return null;
  if (command.to.id === requester.id) return 'transferRequester';
  const active = activeStep(steps);
  if (!active || !mayTakeOver(command.to, active.role, requester.id)) return 'transferUnfit';
  return named(active, command.to.id) ? 'transferThere' : null;
}

function ofClock(purchase: Purchase, context: RuleContext): RefusalCode | null {
  if (context.actor !== null) return 'notDue';
  if (purchase.state !== 'approving') return 'notApproving';
  return sameChain(purchase.steps, onwards(purchase.steps, purchase, context))
    ? 'nothingNew'
    : null;
}

function signedBy(steps: readonly Step[], personId: string): boolean {
  return steps.some(
    (step) =>
      step.state !== 'void' &&
      (step.signers.some((signer) => signer.signedBy === personId) || step.decidedBy === personId),
  );
}

function before(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

function sameChain(a: readonly Step[], b: readonly Step[]): boolean {
  const key = (steps: readonly Step[]) =>
    JSON.stringify(
      steps.map(({ role, state, signers }) => [
        role,
        state,
        signers
          .map(({ personId, signedBy: by }) => `${personId} ${by ?? ''}`)
          .toSorted((x, y) => x.localeCompare(y)),
      ]),
    );
  return key(a) === key(b);
}
