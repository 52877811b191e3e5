/** What an accepted command changes. */
import { resolveChain } from './chain.ts';
import type { Command, RuleContext } from './command.ts';
import { priceOf } from './lines-text.ts';
import {
  holdingBudget,
  isBought,
  knownOf,
  totalOf,
  type Line,
  type Purchase,
  type Step,
} from './purchase.ts';
import { activeSigners, advanced, ended, handedOn, renewed, signed } from './steps.ts';

export function changesOf(
  purchase: Purchase,
  command: Command,
  context: RuleContext,
): Partial<Purchase> {
  const { now, actor } = context;
  switch (command.kind) {
    case 'edit':
      return edited(purchase, command);
    case 'submit':
      return submitted(estimated(purchase, command.sumFen ?? null), command.near, context);
    case 'withdraw':
      return { state: 'withdrawn', ...over(context) };
    case 'approve': {
      if (!actor) return {};
      const ids = activeSigners(purchase.steps, context).map(({ personId }) => personId);
      const steps = signed(purchase.steps, ids, actor, command.comment, now);
      return movedOn(purchase, onwards(steps, purchase, context), context);
    }
    case 'reject': {
      const steps = actor && ended(purchase.steps, 'rejected', actor, command.reason, now);
      const { resumeState, approvedFen } = purchase;
      // The goods are bought on an approval that holds: what is refused is the higher price.
      const goesOn = isBought(purchase) && approvedFen !== null;
      return {
        state: goesOn && resumeState ? resumeState : 'rejected',
        said: command.reason,
        ...(goesOn ? { resumeState: null } : over(context)),
        ...(steps ? { steps } : {}),
      };
    }
    case 'return':
      return {
        state: 'returned',
        said: command.reason,
        ...(actor ? { steps: ended(purchase.steps, 'returned', actor, command.reason, now) } : {}),
      };
    case 'transfer': {
      const [signer] = activeSigners(purchase.steps, context);
      if (!signer) return {};
      // Whoever gets it may have signed an earlier step: once is enough.
      const steps = advanced(handedOn(purchase.steps, signer, command.to), now);
      return movedOn(purchase, steps, context);
    }
    case 'rechain':
      return movedOn(purchase, onwards(purchase.steps, purchase, context), context);
    default:
      return command satisfies never;
  }
}

/** What an edit changes; a change of what is bought voids what was approved of it. */
export function edited(
  purchase: Purchase,
  command: Extract<Command, { kind: 'edit' }>,
): Partial<Purchase> {
  const lines = command.lines ?? purchase.lines;
  const budgetFen = holdingBudget(
    lines,
    command.budgetFen === undefined ? purchase.budgetFen : command.budgetFen,
  );
  const goods = !sameLines(lines, purchase.lines) || budgetFen !== purchase.budgetFen;
  const reason = command.reason === undefined ? purchase.reason : command.reason;
  const neededBy = command.neededBy === undefined ? purchase.neededBy : command.neededBy;
  const after = command.after ?? purchase.after;
  const words =
    reason !== purchase.reason || !sameDay(neededBy, purchase.neededBy) || after !== purchase.after;
  if (!goods && !words) return {};
  const anew = goods || purchase.state === 'approving';
  return {
    ...(goods ? { lines, budgetFen, totalFen: totalOf(lines, budgetFen) } : {}),
    ...(words ? { reason, neededBy, after } : {}),
    ...(purchase.state === 'approving' ? { state: 'draft' as const } : {}),
    ...(anew && purchase.steps.length > 0 ? { steps: voided(purchase.steps) } : {}),
  };
}

/** With the estimate told on handing in; what is known still where nothing was told. */
function estimated(purchase: Purchase, sumFen: number | null): Purchase {
  if (purchase.totalFen !== null) return purchase;
  if (sumFen === null) return { ...purchase, totalFen: knownOf(purchase.lines) };
  const bought = purchase.lines.filter((line) => !line.fromStock);
  const lines =
    bought.length === 1
      ? purchase.lines.map((line) => (line.fromStock ? line : priceOf(line, null, sumFen)))
      : purchase.lines;
  const budgetFen = bought.length === 1 ? purchase.budgetFen : sumFen;
  return { ...purchase, lines, budgetFen, totalFen: totalOf(lines, budgetFen) ?? sumFen };
}

function submitted(
  purchase: Purchase,
  near: readonly string[],
  context: RuleContext,
): Partial<Purchase> {
  // Sent back and sent again with the same goods: on from whoever sent it back.
  const kept =
    purchase.state === 'returned' && purchase.steps.every(({ state }) => state !== 'void');
  const steps = onwards(kept ? purchase.steps : [], purchase, context);
  const { lines, budgetFen, totalFen } = purchase;
  return {
    state: 'approving',
    lines,
    budgetFen,
    totalFen,
    round: kept ? purchase.round : purchase.round + 1,
    near,
    said: null,
    submittedAt: context.now,
    ownOfPrincipal: chainOf(purchase, context).ownOfPrincipal,
    steps,
  };
}

/** Dearer than what was approved: the chain decides anew about the real price, and buying goes on from where it was. */
export function askedAgain(
  purchase: Purchase,
  lines: readonly Line[],
  totalFen: number,
  context: RuleContext,
): Partial<Purchase> {
  const dearer = { ...purchase, lines, totalFen };
  return {
    state: 'approving',
    lines,
    totalFen,
    submittedAt: context.now,
    // Asked while the chain decides already, it goes on from the same place.
    resumeState: purchase.state === 'approving' ? purchase.resumeState : purchase.state,
    round: purchase.round + 1,
    ownOfPrincipal: chainOf(dearer, context).ownOfPrincipal,
    steps: onwards([], dearer, context),
  };
}

/** The chain with the people as they are now, moved on to whoever has to sign next. */
export function onwards(steps: readonly Step[], purchase: Purchase, context: RuleContext): Step[] {
  // A signature that was given but does not end its step yet (all have to sign) stays on it.
  const settled = advanced(steps, context.now);
  const { requester, people } = context;
  return advanced(renewed(settled, chainOf(purchase, context), requester, people), context.now);
}

function chainOf(purchase: Purchase, { tiers, requester, people }: RuleContext) {
  return resolveChain(tiers, purchase.totalFen ?? 0, requester, [...people.values()]);
}

export function movedOn(
  purchase: Purchase,
  steps: readonly Step[],
  { now }: RuleContext,
): Partial<Purchase> {
  const all = steps.length > 0 && steps.every(({ state }) => state === 'approved');
  if (!all) return { steps };
  return {
    steps,
    state: purchase.resumeState ?? 'approved',
    resumeState: null,
    approvedAt: now,
    approvedFen: purchase.totalFen,
  };
}

function over({ now, actor }: RuleContext): Pick<Purchase, 'endedAt' | 'endedBy'> {
  return { endedAt: now, endedBy: actor?.id ?? null };
}

function voided(steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, state: 'void' }));
}

export function sameDay(a: Temporal.PlainDate | null, b: Temporal.PlainDate | null): boolean {
  return a === b || (a !== null && b !== null && a.equals(b));
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  const key = (line: Line) =>
    [
      line.name,
      line.spec,
      line.unit,
      line.quantity,
      line.priceFen,
      line.amountFen,
      line.fromStock,
    ].join('\n');
  return a.length === b.length && a.every((line, at) => b[at] && key(line) === key(b[at]));
}
