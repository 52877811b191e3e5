import { accepted, refused, type Decision, type Facts } from '../../../kernel/decision.ts';
import { APPROVERS, mayTakeOver, resolveChain, tierIndex } from './chain.ts';
import type { Command, RefusalCode, RequestEvent, RuleContext } from './command.ts';
import {
  EDITABLE,
  ENDED,
  isTooLong,
  STATES,
  totalOf,
  type Line,
  type Purchase,
  type State,
  type Step,
} from './purchase.ts';
import {
  activeStep,
  advanced,
  deciders,
  ended,
  handedOn,
  renewed,
  signed,
  signersFor,
} from './steps.ts';

type Answer = Decision<RequestEvent, RefusalCode>;

/** The requester may take it back until somebody has paid for it. */
const WITHDRAWABLE: ReadonlySet<State> = new Set(['draft', 'returned', 'approving', 'approved']);

/** The rules of a request and its approval. Pure: the same input always gets the same answer. */
export function decide(purchase: Purchase, command: Command, context: RuleContext): Answer {
  const code = refusal(purchase, command, context);
  if (code) return refused(code, facts(purchase, context));
  // The requester is nobody's substitute here, so this is whoever decides for somebody away.
  const [signer] = activeSigners(purchase, context);
  const actorId = context.actor?.id ?? null;
  const behalfOf = signer !== undefined && signer.personId !== actorId ? signer.personId : null;
  return accepted({
    kind: command.kind,
    at: context.now,
    actorId,
    behalfOf,
    detail: detailOf(purchase, command, context),
    changes: changes(purchase, command, context),
  });
}

function refusal(purchase: Purchase, command: Command, context: RuleContext): RefusalCode | null {
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
      if (neededBy && !same(neededBy, purchase.neededBy) && before(neededBy, today))
        return 'datePast';
      return Object.keys(edited(purchase, command)).length > 0 ? null : 'nothingNew';
    }
    case 'submit':
      if (state !== 'draft' && state !== 'returned') return 'alreadySubmitted';
      if (seenVersion !== null && seenVersion !== purchase.version) return 'stale';
      if (purchase.lines.every(({ fromStock }) => fromStock)) return 'noLines';
      return purchase.totalFen === null ? 'noPrice' : null;
    default:
      return command satisfies never;
  }
}

/** 先购后补, or asked again because of the price: the goods are under way while the chain decides. */
function isBought({ resumeState }: Purchase): boolean {
  return resumeState !== null && resumeState !== 'approved';
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
  if (activeSigners(purchase, context).length === 0) {
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

function changes(purchase: Purchase, command: Command, context: RuleContext): Partial<Purchase> {
  const { now, actor } = context;
  switch (command.kind) {
    case 'edit':
      return edited(purchase, command);
    case 'submit':
      return submitted(purchase, command.near, context);
    case 'withdraw':
      return { state: 'withdrawn', ...over(context) };
    case 'approve': {
      if (!actor) return {};
      const ids = activeSigners(purchase, context).map(({ personId }) => personId);
      const steps = signed(purchase.steps, ids, actor, command.comment, now);
      return movedOn(purchase, onwards(steps, purchase, context), context);
    }
    case 'reject':
      return {
        state: 'rejected',
        said: command.reason,
        ...over(context),
        ...(actor ? { steps: ended(purchase.steps, 'rejected', actor, command.reason, now) } : {}),
      };
    case 'return':
      return {
        state: 'returned',
        said: command.reason,
        ...(actor ? { steps: ended(purchase.steps, 'returned', actor, command.reason, now) } : {}),
      };
    case 'transfer': {
      const [signer] = activeSigners(purchase, context);
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
function edited(
  purchase: Purchase,
  command: Extract<Command, { kind: 'edit' }>,
): Partial<Purchase> {
  const lines = command.lines ?? purchase.lines;
  const budgetFen = command.budgetFen === undefined ? purchase.budgetFen : command.budgetFen;
  const goods = !sameLines(lines, purchase.lines) || budgetFen !== purchase.budgetFen;
  const reason = command.reason === undefined ? purchase.reason : command.reason;
  const neededBy = command.neededBy === undefined ? purchase.neededBy : command.neededBy;
  const after = command.after ?? purchase.after;
  const words =
    reason !== purchase.reason || !same(neededBy, purchase.neededBy) || after !== purchase.after;
  if (!goods && !words) return {};
  const again = goods || purchase.state === 'approving';
  return {
    ...(goods ? { lines, budgetFen, totalFen: totalOf(lines, budgetFen) } : {}),
    ...(words ? { reason, neededBy, after } : {}),
    ...(purchase.state === 'approving' ? { state: 'draft' as const } : {}),
    ...(again && purchase.steps.length > 0 ? { steps: voided(purchase.steps) } : {}),
  };
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
  return {
    state: 'approving',
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

function movedOn(
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

function activeSigners(purchase: Purchase, { actor, requester, people, today }: RuleContext) {
  const step = activeStep(purchase.steps);
  return step && actor ? signersFor(step, actor, requester, people, today) : [];
}

function named(step: Step, personId: string): boolean {
  return step.signers.some((signer) => signer.personId === personId);
}

function signedBy(steps: readonly Step[], personId: string): boolean {
  return steps.some(
    (step) =>
      step.state !== 'void' &&
      (step.signers.some((signer) => signer.signedBy === personId) || step.decidedBy === personId),
  );
}

function same(a: Temporal.PlainDate | null, b: Temporal.PlainDate | null): boolean {
  return a === b || (a !== null && b !== null && a.equals(b));
}

function before(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
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

function detailOf(purchase: Purchase, command: Command, context: RuleContext): string | null {
  switch (command.kind) {
    case 'approve':
      return command.comment;
    case 'reject':
    case 'return':
      return command.reason;
    case 'transfer':
      return [`转给${command.to.name}`, command.note].filter((part) => part !== null).join('：');
    case 'edit':
      return purchase.state === 'approving' ? '改动后需要重新提交，之前的同意作废' : null;
    case 'submit': {
      const tier = context.tiers[tierIndex(context.tiers, purchase.totalFen ?? 0)];
      return tier ? tier.approvers.map((role) => APPROVERS[role]).join(' → ') : null;
    }
    case 'withdraw':
    case 'rechain':
      return null;
    default:
      return command satisfies never;
  }
}

function facts(purchase: Purchase, context: RuleContext): Facts {
  const { actor, requester, name, time } = context;
  const own = purchase.steps.find(
    (step) =>
      step.state !== 'void' &&
      (step.decidedBy === actor?.id || step.signers.some((one) => one.signedBy === actor?.id)),
  );
  const mine = own?.signers.find((one) => one.signedBy === actor?.id);
  const taken = purchase.steps.find(
    (step) => step.decidedBy !== null && actor !== null && named(step, actor.id),
  );
  const last = purchase.steps.findLast(({ decidedAt }) => decidedAt !== null);
  const active = activeStep(purchase.steps);
  const waits = active ? deciders(active, requester, context.people, context.today) : [];
  const at = (instant: Temporal.Instant | null | undefined) => (instant ? time(instant) : '');
  return {
    number: purchase.number,
    state: STATES[purchase.state],
    requester: requester.name,
    waits: waits.map((person) => person.name).join('、') || '有人',
    signedAt: at(mine?.signedAt ?? own?.decidedAt),
    takenBy: name(taken?.decidedBy ?? null),
    takenAt: at(taken?.decidedAt),
    by: name(purchase.endedBy ?? last?.decidedBy ?? null),
    at: at(purchase.endedAt ?? last?.decidedAt),
  };
}
