import { describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../kernel/people.ts';
import {
  approversOf,
  askSwap,
  decideSwap,
  expiresAt,
  type Asking,
  type Swap,
  type SwapCommand,
  type SwapRules,
  type SwapShift,
  type SwapState,
} from './swap.ts';

const DAY = Temporal.PlainDate.from('2026-05-03');
const START = Temporal.Instant.from('2026-05-03T08:00:00+08:00');
const EARLY = START.subtract({ hours: 48 });
const NEAR = START.subtract({ hours: 11 });

function someone(id: string, roles: Role[] = ['teacher'], rest: Partial<Person> = {}): Person {
  return {
    id,
    openId: `ou_${id}`,
    name: id,
    roles,
    unit: null,
    trades: [],
    phone: null,
    room: null,
    active: true,
    absentUntil: null,
    substituteId: null,
    ...rest,
  };
}
const a = someone('a');
const b = someone('b');
const c = someone('c');
const director = someone('d', ['director']);
const principal = someone('p', ['principal']);
const people = [a, b, c, director, principal];

const shift = (
  id: string,
  personId: string,
  days = 0,
  rest: Partial<SwapShift> = {},
): SwapShift => ({
  id,
  personId,
  post: 'member',
  day: DAY.add({ days }),
  startsAt: START.add({ hours: 24 * days }),
  swapped: false,
  ...rest,
});
const mine = shift('s1', 'a');
const theirs = shift('s2', 'b', 3);

describe('asking', () => {
  const asking = (rest: Partial<Asking> = {}) =>
    askSwap({
      requester: a,
      shift: mine,
      colleague: b,
      other: null,
      shifts: [mine, theirs],
      inUse: new Set(),
      now: EARLY,
      ...rest,
    });

  it('a named colleague is a swap, nobody named is a cover', () => {
    expect(asking()).toMatchObject({
      outcome: 'accepted',
      events: [{ kind: 'swap', state: 'asked', colleagueId: 'b', effective: false }],
    });
    expect(asking({ colleague: null })).toMatchObject({ events: [{ kind: 'cover' }] });
    expect(asking({ other: theirs }).outcome).toBe('accepted');
  });

  it.each([
    ['another’s shift', { requester: c }, 'notYours'],
    ['a shift that has begun', { now: START }, 'past'],
    ['a shift that came by a swap', { shift: { ...mine, swapped: true } }, 'chain'],
    ['a shift that is asked about already', { inUse: new Set(['s1']) }, 'openAlready'],
    ['oneself', { colleague: a }, 'self'],
    [
      'somebody without an account',
      { colleague: someone('x', [], { openId: null }) },
      'unreachable',
    ],
    ['somebody who has left', { colleague: someone('x', [], { active: false }) }, 'unreachable'],
    ['somebody on leave that day', { colleague: { ...b, absentUntil: DAY } }, 'away'],
    ['somebody on duty that day', { shifts: [mine, shift('s9', 'b')] }, 'busy'],
    ['a return day that is another’s', { other: shift('s3', 'c', 2) }, 'otherNotTheirs'],
    ['a return day for a cover', { colleague: null, other: theirs }, 'otherNotTheirs'],
    ['a return day that is past', { other: shift('s2', 'b', -3) }, 'otherPast'],
    [
      'a return day on which the other leads',
      { other: { ...theirs, post: 'leader' } },
      'otherPost',
    ],
    ['a return day that came by a swap', { other: { ...theirs, swapped: true } }, 'otherChain'],
    ['a return day that is asked about', { other: theirs, inUse: new Set(['s2']) }, 'otherOpen'],
    [
      'a return day on which one stands oneself',
      { other: theirs, shifts: [shift('s8', 'a', 3)] },
      'sameDay',
    ],
  ] as const)('%s is refused', (_, rest, code) => {
    expect(asking(rest)).toMatchObject({ outcome: 'refused', code });
  });

  it('ends a day later, and never after the shift began', () => {
    expect(expiresAt(EARLY, [mine])).toEqual(EARLY.add({ hours: 24 }));
    expect(expiresAt(NEAR, [mine, theirs])).toEqual(START);
  });
});

describe('every state and command', () => {
  const swap = (state: SwapState, rest: Partial<Swap> = {}): Swap => ({
    kind: 'swap',
    state,
    requesterId: 'a',
    colleagueId: 'b',
    effective: false,
    version: 1,
    ...rest,
  });
  const decide = (one: Swap, kind: SwapCommand['kind'], rest: Partial<SwapRules> = {}) => {
    const decision = decideSwap(
      one,
      { kind },
      {
        actor: a,
        shift: mine,
        other: null,
        wantsOther: false,
        shifts: [mine],
        requester: a,
        approvers: approversOf(people, ['a', 'b']),
        expired: false,
        now: EARLY,
        ...rest,
      },
    );
    if (decision.outcome === 'refused') return decision.code;
    const [event] = decision.events;
    return `${event?.next.state} ${event?.roster ?? '-'}`;
  };
  const cover = (state: SwapState, rest: Partial<Swap> = {}) =>
    swap(state, { kind: 'cover', colleagueId: null, ...rest });

  it.each([
    ['asked', 'agree', b, 'agreed -'],
    ['asked', 'agree', c, 'notAsked'],
    ['asked', 'agree', a, 'notAsked'],
    ['asked', 'take', c, 'notAsked'],
    ['asked', 'decline', b, 'declined -'],
    ['asked', 'decline', a, 'notAsked'],
    ['asked', 'approve', director, 'notAsked'],
    ['asked', 'approve', b, 'ownApproval'],
    ['asked', 'withdraw', a, 'withdrawn -'],
    ['asked', 'withdraw', b, 'notRequester'],
    ['asked', 'expire', null, 'tooSoon'],
    ['agreed', 'agree', b, 'taken'],
    ['agreed', 'decline', b, 'taken'],
    ['agreed', 'approve', director, 'approved swap'],
    ['agreed', 'approve', principal, 'notApprover'],
    ['agreed', 'approve', c, 'notApprover'],
    ['agreed', 'approve', a, 'ownApproval'],
    ['agreed', 'approve', null, 'notApprover'],
    ['agreed', 'reject', director, 'rejected -'],
    ['agreed', 'reject', b, 'ownApproval'],
    ['agreed', 'withdraw', a, 'withdrawn -'],
    ['agreed', 'expire', null, 'tooSoon'],
  ] as const)('%s: %s', (state, kind, actor, outcome) => {
    expect(decide(swap(state), kind, { actor })).toBe(outcome);
  });

  it.each(['approved', 'declined', 'rejected', 'withdrawn', 'expired'] as const)(
    'nothing happens to one that is %s',
    (state) => {
      for (const kind of [
        'agree',
        'take',
        'decline',
        'approve',
        'reject',
        'withdraw',
        'expire',
      ] as const)
        for (const actor of [a, b, director, null])
          expect(decide(swap(state), kind, { actor })).toBe('over');
    },
  );

  it('a cover is whoever’s comes first, but not the asker’s own', () => {
    expect(decide(cover('asked'), 'take', { actor: c })).toBe('agreed -');
    expect(decide(cover('agreed', { colleagueId: 'c' }), 'take', { actor: b })).toBe('taken');
    expect(decide(cover('asked'), 'take', { actor: a })).toBe('ownCover');
    expect(decide(cover('asked'), 'agree', { actor: b })).toBe('notAsked');
    expect(decide(cover('asked'), 'decline', { actor: b })).toBe('notAsked');
    expect(decide(cover('asked'), 'take', { actor: { ...c, absentUntil: DAY } })).toBe('away');
    expect(decide(cover('asked'), 'take', { actor: b, shifts: [shift('s9', 'b')] })).toBe('busy');
  });

  it('inside 12 hours the first yes takes effect and the approval follows', () => {
    expect(decide(swap('asked'), 'agree', { actor: b, now: NEAR })).toBe('agreed swap');
    expect(decide(cover('asked'), 'take', { actor: c, now: NEAR })).toBe('agreed swap');
    const inForce = swap('agreed', { effective: true });
    expect(decide(inForce, 'approve', { actor: director, now: START.add({ hours: 2 }) })).toBe(
      'approved -',
    );
    expect(decide(inForce, 'reject', { actor: director, now: NEAR })).toBe('rejected restore');
    expect(decide(inForce, 'reject', { actor: director, now: START })).toBe('begun');
    expect(decide(inForce, 'withdraw', { actor: a, now: NEAR })).toBe('inForce');
    expect(decide(inForce, 'expire', { actor: null, expired: true })).toBe('inForce');
  });

  it('the return day may be the near one', () => {
    const other = shift('s2', 'b', -2);
    const now = other.startsAt.subtract({ hours: 3 });
    expect(decide(swap('asked'), 'agree', { actor: b, other, wantsOther: true, now })).toBe(
      'agreed swap',
    );
  });

  it('a roster edited meanwhile, a shift begun and a question grown old are refused', () => {
    expect(decide(swap('asked'), 'agree', { actor: b, shift: null })).toBe('moved');
    expect(decide(swap('asked'), 'agree', { actor: b, shift: { ...mine, personId: 'c' } })).toBe(
      'moved',
    );
    expect(decide(swap('asked'), 'agree', { actor: b, wantsOther: true })).toBe('moved');
    expect(decide(swap('agreed'), 'approve', { actor: director, shift: null })).toBe('moved');
    expect(decide(swap('agreed'), 'approve', { actor: director, now: START })).toBe('begun');
    expect(decide(swap('asked'), 'agree', { actor: b, now: START })).toBe('begun');
    expect(decide(swap('asked'), 'agree', { actor: b, expired: true })).toBe('over');
    expect(decide(swap('asked'), 'expire', { actor: null, expired: true })).toBe('expired -');
    expect(decide(swap('agreed'), 'expire', { actor: null, expired: true })).toBe('expired -');
  });
});

describe('who approves', () => {
  const names = (all: readonly Person[], parties: string[]) =>
    approversOf(all, parties)
      .map(({ id }) => id)
      .join();

  it('is the director, and the principal for the director’s own', () => {
    expect(names(people, ['a', 'b'])).toBe('d');
    expect(names(people, ['d', 'b'])).toBe('p');
    expect(names(people, ['a', 'd'])).toBe('p');
    expect(names(people, ['d', 'p'])).toBe('');
    expect(names([...people, someone('z', ['admin'])], ['d', 'p'])).toBe('z');
    expect(names([a, b, principal], ['a', 'b'])).toBe('p');
    expect(names([a, b, someone('d', ['director'], { active: false })], ['a', 'b'])).toBe('');
  });
});
