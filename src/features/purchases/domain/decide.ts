import { accepted, refused, type Decision, type Facts } from '../../../kernel/decision.ts';
import { APPROVERS } from './chain.ts';
import { changesOf } from './changes.ts';
import type { Command, RefusalCode, RequestEvent, RuleContext } from './command.ts';
import { STATES, type Purchase } from './purchase.ts';
import { refusalCode } from './refusals.ts';
import { activeSigners, activeStep, deciders, named } from './steps.ts';

type Answer = Decision<RequestEvent, RefusalCode>;

/** The rules of a request and its approval. Pure: the same input always gets the same answer. */
export function decide(purchase: Purchase, command: Command, context: RuleContext): Answer {
  const code = refusalCode(purchase, command, context);
  if (code) return refused(code, facts(purchase, context));
  // The requester is nobody's substitute here, so this is whoever decides for somebody away.
  const [signer] = activeSigners(purchase.steps, context);
  const actorId = context.actor?.id ?? null;
  const behalfOf = signer !== undefined && signer.personId !== actorId ? signer.personId : null;
  const changes = changesOf(purchase, command, context);
  return accepted({
    kind: command.kind,
    at: context.now,
    actorId,
    behalfOf,
    detail: detailOf(purchase, command, changes),
    changes,
  });
}

function detailOf(
  purchase: Purchase,
  command: Command,
  { steps = [] }: Partial<Purchase>,
): string | null {
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
    case 'submit':
      // As it was resolved, not as the file has it: what is skipped is asked of nobody.
      return steps.map(({ role }) => APPROVERS[role]).join(' → ');
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
