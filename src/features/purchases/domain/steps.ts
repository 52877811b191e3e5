/** How a chain moves on: who may sign, what a signature does, what changes when people do. */
import type { Person } from '../../../kernel/people.ts';
import type { Chain, ChainStep } from './chain.ts';
import { holds } from './chain.ts';
import type { Signer, Step } from './purchase.ts';

export type People = ReadonlyMap<string, Person>;

export function activeStep(steps: readonly Step[]): Step | null {
  return steps.find((step) => step.state === 'active') ?? null;
}

/** A signature that was named for a role counts while the person has it; one handed on, while they are here. */
function stillCounts(signer: Signer, step: Step, requester: Person, people: People): boolean {
  const person = people.get(signer.personId);
  if (!person?.active || person.id === requester.id) return false;
  return signer.givenBy !== null || holds(person, step.role, requester);
}

function isAway(person: Person, today: Temporal.PlainDate): boolean {
  return person.absentUntil !== null && Temporal.PlainDate.compare(person.absentUntil, today) >= 0;
}

/** Who stands in for a signer while they are away; never the requester. */
export function substituteOf(
  signer: Signer,
  requester: Person,
  people: People,
  today: Temporal.PlainDate,
): Person | null {
  const person = people.get(signer.personId);
  if (!person || !isAway(person, today) || person.substituteId === null) return null;
  const substitute = people.get(person.substituteId);
  return substitute?.active && substitute.openId !== null && substitute.id !== requester.id
    ? substitute
    : null;
}

/** The open signatures that this person may give, all with one: their own first, then those of people away. */
export function signersFor(
  step: Step,
  actor: Person,
  requester: Person,
  people: People,
  today: Temporal.PlainDate,
): Signer[] {
  if (actor.id === requester.id || !actor.active) return [];
  const open = step.signers.filter(
    (signer) => signer.signedAt === null && stillCounts(signer, step, requester, people),
  );
  return [
    ...open.filter(({ personId }) => personId === actor.id),
    ...open.filter(
      (signer) =>
        signer.personId !== actor.id &&
        substituteOf(signer, requester, people, today)?.id === actor.id,
    ),
  ];
}

/** Who is to decide now and should see the card: present signers, and the substitutes of the others. */
export function deciders(
  step: Step,
  requester: Person,
  people: People,
  today: Temporal.PlainDate,
): Person[] {
  const found = step.signers.flatMap((signer) => {
    if (signer.signedAt !== null || !stillCounts(signer, step, requester, people)) return [];
    return substituteOf(signer, requester, people, today) ?? people.get(signer.personId) ?? [];
  });
  return [...new Map(found.map((person) => [person.id, person])).values()];
}

/** The open signatures of the step that is to be decided now, as `signersFor`. */
export function activeSigners(
  steps: readonly Step[],
  { actor, requester, people, today }: Deciding,
): Signer[] {
  const step = activeStep(steps);
  return step && actor ? signersFor(step, actor, requester, people, today) : [];
}

interface Deciding {
  readonly actor: Person | null;
  readonly requester: Person;
  readonly people: People;
  readonly today: Temporal.PlainDate;
}

export function named(step: Step, personId: string): boolean {
  return step.signers.some((signer) => signer.personId === personId);
}

function fresh({ role, mode, note, personIds }: ChainStep): Step {
  const signers = personIds.map((personId) => ({
    personId,
    givenBy: null,
    signedBy: null,
    signedAt: null,
    comment: null,
  }));
  return {
    role,
    mode,
    note,
    signers,
    state: 'waiting',
    activeAt: null,
    decidedBy: null,
    decidedAt: null,
    comment: null,
  };
}

/**
 * The chain as people are now: what was decided stays, what was handed on stays with whom it was
 * handed to, the rest is resolved anew.
 */
export function renewed(
  steps: readonly Step[],
  chain: Chain,
  requester: Person,
  people: People,
): Step[] {
  const decided = steps.filter(({ state }) => state === 'approved');
  const open = steps.filter(({ state }) => state !== 'approved');
  const rest = chain.steps
    .filter(({ role }) => !decided.some((step) => step.role === role))
    .map((step) => {
      const former = open.find(({ role }) => role === step.role);
      if (!former) return fresh(step);
      const kept = former.signers.filter((signer) =>
        stillCounts(signer, former, requester, people),
      );
      const given = kept.filter(({ givenBy }) => givenBy !== null);
      const from = new Set(given.map(({ givenBy }) => givenBy));
      const signers = fresh(step)
        .signers.filter(({ personId }) => !from.has(personId))
        .map((signer) => kept.find(({ personId }) => personId === signer.personId) ?? signer)
        .filter((signer) => !given.includes(signer));
      return {
        ...fresh(step),
        state: former.state === 'active' ? ('active' as const) : ('waiting' as const),
        activeAt: former.activeAt,
        signers: [...given, ...signers],
      };
    });
  return [...decided, ...rest];
}

/**
 * Moves on to the first step that still needs somebody. Whoever has signed already signs no second
 * time: `any` is done by one of them, `all` by every one.
 */
export function advanced(steps: readonly Step[], now: Temporal.Instant): Step[] {
  const given = new Map<string, string>();
  const next: Step[] = [];
  let open = false;
  for (const step of steps) {
    if (step.state === 'approved' || open) {
      next.push(open && step.state === 'active' ? { ...step, state: 'waiting' } : step);
    } else {
      const signers = step.signers.map((signer) => {
        const by = signer.signedAt === null ? given.get(signer.personId) : undefined;
        return by === undefined ? signer : { ...signer, signedBy: by, signedAt: now };
      });
      const there = signers.filter(({ signedAt }) => signedAt !== null);
      const done = step.mode === 'any' ? there.length > 0 : there.length === signers.length;
      const last = there.at(-1);
      if (done && last) {
        next.push({
          ...step,
          signers,
          state: 'approved',
          decidedBy: last.signedBy,
          decidedAt: last.signedAt,
        });
      } else {
        open = true;
        next.push({ ...step, signers, state: 'active', activeAt: step.activeAt ?? now });
      }
    }
    for (const { signedBy, signedAt, personId } of next.at(-1)?.signers ?? []) {
      if (signedAt === null || signedBy === null) continue;
      given.set(personId, signedBy);
      given.set(signedBy, signedBy);
    }
  }
  return next;
}

/** Signed in these people's places. */
export function signed(
  steps: readonly Step[],
  personIds: readonly string[],
  by: Person,
  comment: string | null,
  now: Temporal.Instant,
): Step[] {
  return steps.map((step) =>
    step.state === 'active'
      ? {
          ...step,
          comment: comment ?? step.comment,
          signers: step.signers.map((signer) =>
            personIds.includes(signer.personId)
              ? { ...signer, signedBy: by.id, signedAt: now, comment }
              : signer,
          ),
        }
      : step,
  );
}

/** The active step ends in this; the others of the chain stay as they are. */
export function ended(
  steps: readonly Step[],
  state: 'rejected' | 'returned',
  by: Person,
  reason: string,
  now: Temporal.Instant,
): Step[] {
  return steps.map((step) =>
    step.state === 'active'
      ? { ...step, state, decidedBy: by.id, decidedAt: now, comment: reason }
      : step,
  );
}

/** Handed from one signer to another. */
export function handedOn(steps: readonly Step[], from: Signer, to: Person): Step[] {
  const givenBy = from.givenBy ?? from.personId;
  return steps.map((step) =>
    step.state === 'active'
      ? {
          ...step,
          signers: [
            ...step.signers.filter(({ personId }) => personId !== from.personId),
            { personId: to.id, givenBy, signedBy: null, signedAt: null, comment: null },
          ],
        }
      : step,
  );
}
