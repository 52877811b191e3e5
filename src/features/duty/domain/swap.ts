import { accepted, refused, type Decision } from '../../../kernel/decision.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import { earliest } from './instants.ts';
import { isAway, type Shift } from './shift.ts';

export type SwapState =
  /** Waits for the named colleague, or for whoever takes it. */
  | 'asked'
  /** Somebody said yes; waits for the approval. */
  | 'agreed'
  | 'approved'
  | 'declined'
  | 'rejected'
  | 'withdrawn'
  | 'expired';

export interface Swap {
  readonly kind: 'swap' | 'cover';
  readonly state: SwapState;
  readonly requesterId: string;
  /** The named colleague, or who took the cover; null while nobody has. */
  readonly colleagueId: string | null;
  /** True once the roster has changed: with the approval, or before it inside 12 hours of the shift. */
  readonly effective: boolean;
  readonly version: number;
}

type Place = Pick<Shift, 'id' | 'day' | 'personId' | 'post'>;

/** A shift as a swap sees it. */
export interface SwapShift extends Place {
  readonly startsAt: Temporal.Instant;
  /** It came to its person by a swap: it is not handed on a second time. */
  readonly swapped: boolean;
}

/** Inside this the first yes takes effect and the approval follows (the office may be asleep). */
export const URGENT = { hours: 12 } as const;
/** A question nobody answers for this long is over. */
export const EXPIRES = { hours: 24 } as const;

export type AskRefusal =
  | 'notYours'
  | 'past'
  | 'chain'
  | 'openAlready'
  | 'self'
  | 'unreachable'
  | 'away'
  | 'busy'
  | 'otherNotTheirs'
  | 'otherPast'
  | 'otherPost'
  | 'otherChain'
  | 'otherOpen'
  | 'sameDay';

export interface Asking {
  readonly requester: Person;
  readonly shift: SwapShift;
  /** Null: whoever wants to. */
  readonly colleague: Person | null;
  /** What the requester takes in return; null: nothing. */
  readonly other: SwapShift | null;
  /** Everything that stands on the roster around. */
  readonly shifts: readonly Place[];
  /** Shifts that an unfinished request is about, on either side. */
  readonly inUse: ReadonlySet<string>;
  readonly now: Temporal.Instant;
}

/** Whether a shift may be asked about at all. The answer is the new request. */
export function askSwap(asking: Asking): Decision<Swap, AskRefusal> {
  const { requester, shift, colleague, other, inUse, now } = asking;
  if (shift.personId !== requester.id) return refused('notYours');
  if (hasBegun(shift, now)) return refused('past');
  if (shift.swapped) return refused('chain');
  if (inUse.has(shift.id)) return refused('openAlready');
  const why = colleague === null ? null : whyNot(asking, colleague);
  if (why !== null) return refused(why);
  if (other !== null) {
    if (colleague === null || other.personId !== colleague.id) return refused('otherNotTheirs');
    if (hasBegun(other, now)) return refused('otherPast');
    // Who serves does not lead by an exchange.
    if (other.post !== shift.post) return refused('otherPost');
    if (other.swapped) return refused('otherChain');
    if (inUse.has(other.id)) return refused('otherOpen');
    if (busy(asking.shifts, requester.id, other.day, shift.id)) return refused('sameDay');
  }
  return accepted({
    kind: colleague === null ? 'cover' : 'swap',
    state: 'asked',
    requesterId: requester.id,
    colleagueId: colleague?.id ?? null,
    effective: false,
    version: 1,
  });
}

function whyNot(
  { requester, shift, other, shifts }: Pick<Asking, 'requester' | 'shift' | 'other' | 'shifts'>,
  colleague: Person,
): 'self' | 'unreachable' | 'away' | 'busy' | null {
  if (colleague.id === requester.id) return 'self';
  if (!colleague.active || colleague.openId === null) return 'unreachable';
  if (isAway(colleague, shift.day)) return 'away';
  return busy(shifts, colleague.id, shift.day, other?.id ?? null) ? 'busy' : null;
}

/** On duty that day already, by another shift than the one given away. */
function busy(
  shifts: readonly Place[],
  personId: string,
  day: Temporal.PlainDate,
  given: string | null,
): boolean {
  return shifts.some((one) => one.personId === personId && one.day.equals(day) && one.id !== given);
}

function hasBegun({ startsAt }: SwapShift, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, startsAt) >= 0;
}

/** When a question not answered is over: a day later, and never after the shift began. */
export function expiresAt(
  now: Temporal.Instant,
  shifts: readonly Pick<SwapShift, 'startsAt'>[],
): Temporal.Instant {
  return earliest(shifts.map(({ startsAt }) => startsAt).concat(now.add(EXPIRES))) ?? now;
}

export type SwapCommand =
  | { readonly kind: 'agree' }
  | { readonly kind: 'decline' }
  | { readonly kind: 'take' }
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'expire' };

/** `roster` says what becomes of it: hands the shifts over, gives them back, or leaves them. */
export interface SwapEvent {
  readonly kind: SwapCommand['kind'];
  readonly next: Swap;
  readonly roster: 'swap' | 'restore' | null;
}

export type SwapRefusal =
  | 'over'
  | 'notAsked'
  | 'notApprover'
  | 'ownApproval'
  | 'notRequester'
  | 'taken'
  | 'begun'
  | 'moved'
  | 'tooSoon'
  | 'inForce'
  | 'ownCover'
  | 'unreachable'
  | 'away'
  | 'busy';

export interface SwapRules {
  /** Null: the clock (an expiry). */
  readonly actor: Person | null;
  readonly shift: SwapShift | null;
  readonly other: SwapShift | null;
  /** True where the request was for two shifts: one that is gone from the roster cannot be swapped. */
  readonly wantsOther: boolean;
  readonly shifts: readonly Place[];
  readonly requester: Person;
  readonly approvers: readonly Person[];
  readonly expired: boolean;
  readonly now: Temporal.Instant;
}

const OVER: ReadonlySet<SwapState> = new Set([
  'approved',
  'declined',
  'rejected',
  'withdrawn',
  'expired',
]);

export function decideSwap(
  swap: Swap,
  command: SwapCommand,
  rules: SwapRules,
): Decision<SwapEvent, SwapRefusal> {
  if (OVER.has(swap.state)) return refused('over');
  const event = (change: Partial<Swap>, roster: SwapEvent['roster']) =>
    accepted<SwapEvent>({
      kind: command.kind,
      next: { ...swap, ...change, version: swap.version + 1 },
      roster,
    });
  const { actor } = rules;
  switch (command.kind) {
    case 'agree':
    case 'take': {
      const refusal = whyNoYes(swap, command.kind, rules);
      if (refusal !== null || actor === null) return refused(refusal ?? 'notAsked');
      const effective = isUrgent(rules);
      const change = { state: 'agreed', colleagueId: actor.id, effective } as const;
      return event(change, effective ? 'swap' : null);
    }
    case 'decline':
      if (swap.kind === 'cover' || actor?.id !== swap.colleagueId) return refused('notAsked');
      return swap.state === 'asked' ? event({ state: 'declined' }, null) : refused('taken');
    case 'approve':
    case 'reject': {
      const refusal = whyNoVerdict(swap, rules);
      if (refusal !== null) return refused(refusal);
      return verdict(swap, command.kind, rules, event);
    }
    case 'withdraw':
      if (actor?.id !== swap.requesterId) return refused('notRequester');
      return swap.effective ? refused('inForce') : event({ state: 'withdrawn' }, null);
    case 'expire':
      // What is in force already waits for its approval as long as it takes.
      if (swap.effective) return refused('inForce');
      return rules.expired ? event({ state: 'expired' }, null) : refused('tooSoon');
    default:
      return command satisfies never;
  }
}

function whyNoYes(
  swap: Swap,
  kind: 'agree' | 'take',
  { actor, expired, shift, other, wantsOther, shifts, requester, now }: SwapRules,
): SwapRefusal | null {
  if (actor === null || (swap.kind === 'cover') !== (kind === 'take')) return 'notAsked';
  if (kind === 'agree' && actor.id !== swap.colleagueId) return 'notAsked';
  if (kind === 'take' && actor.id === swap.requesterId) return 'ownCover';
  if (swap.state !== 'asked') return 'taken';
  if (moved(swap, shift, other, wantsOther)) return 'moved';
  if (shift === null) return 'moved';
  if (hasBegun(shift, now) || (other !== null && hasBegun(other, now))) return 'begun';
  if (expired) return 'over';
  const why = whyNot({ requester, shift, other, shifts }, actor);
  return why === 'self' ? 'ownCover' : why;
}

/** The roster was edited under the request: another stands there now, or nobody. */
function moved(
  swap: Swap,
  shift: SwapShift | null,
  other: SwapShift | null,
  wantsOther: boolean,
): boolean {
  return (
    shift?.personId !== swap.requesterId || (wantsOther && other?.personId !== swap.colleagueId)
  );
}

function isUrgent({ shift, other, now }: SwapRules): boolean {
  const soon = now.add(URGENT);
  return [shift, other].some(
    (one) => one !== null && Temporal.Instant.compare(one.startsAt, soon) <= 0,
  );
}

/** Nobody approves what is their own; who may is asked of the present roles, not of the card. */
function whyNoVerdict(swap: Swap, { actor, approvers }: SwapRules): SwapRefusal | null {
  if (actor === null) return 'notApprover';
  if (actor.id === swap.requesterId || actor.id === swap.colleagueId) return 'ownApproval';
  return approvers.some(({ id }) => id === actor.id) ? null : 'notApprover';
}

function verdict(
  swap: Swap,
  kind: 'approve' | 'reject',
  { shift, other, wantsOther, now }: SwapRules,
  event: (change: Partial<Swap>, roster: SwapEvent['roster']) => Decision<SwapEvent, SwapRefusal>,
): Decision<SwapEvent, SwapRefusal> {
  if (swap.state !== 'agreed') return refused('notAsked');
  const begun = [shift, other].some((one) => one !== null && hasBegun(one, now));
  if (swap.effective) {
    if (kind === 'approve') return event({ state: 'approved' }, null);
    // Who has stood the shift has stood it.
    return begun ? refused('begun') : event({ state: 'rejected', effective: false }, 'restore');
  }
  if (kind === 'reject') return event({ state: 'rejected' }, null);
  if (moved(swap, shift, other, wantsOther)) return refused('moved');
  return begun ? refused('begun') : event({ state: 'approved', effective: true }, 'swap');
}

/**
 * Who approves: the director, the principal where the director is one of the two; where there is
 * nobody of the kind, the next that is neither of the two.
 */
export function approversOf(people: readonly Person[], parties: readonly string[]): Person[] {
  const free = people.filter(({ id, openId }) => openId !== null && !parties.includes(id));
  const directors = people.filter(
    (person) => parties.includes(person.id) && hasRole(person, 'director'),
  );
  const order = directors.length > 0 ? PRINCIPAL_FIRST : DIRECTOR_FIRST;
  for (const role of order) {
    const holders = free.filter((person) => hasRole(person, role));
    if (holders.length > 0) return holders;
  }
  return [];
}

const DIRECTOR_FIRST = ['director', 'principal', 'admin'] as const;
const PRINCIPAL_FIRST = ['principal', 'director', 'admin'] as const;
