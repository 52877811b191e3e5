import type { Person, Role } from '../src/kernel/people.ts';
import { exemptersFor, issuersFor, type Office } from '../src/features/issues/domain/authority.ts';
import type { Command, RuleContext } from '../src/features/issues/domain/command.ts';
import type { Line, Request, State } from '../src/features/issues/domain/request.ts';

export const now = Temporal.Instant.from('2026-11-23T02:00:00Z');

function person(id: string, ...roles: Role[]): Person {
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
  };
}

export const people = {
  requester: person('requester', 'teacher'),
  keeper: person('keeper', 'storekeeper'),
  keeper2: person('keeper2', 'storekeeper'),
  director: person('director', 'director'),
  principal: person('principal', 'principal'),
  admin: person('admin', 'admin'),
  stranger: person('stranger', 'teacher'),
} as const;
export type Who = keyof typeof people;

export const office: Office = {
  storekeepers: [people.keeper, people.keeper2],
  directors: [people.director],
  principals: [people.principal],
  admins: [people.admin],
  colleagues: [],
  substitutes: new Map(),
  present: () => true,
};

export function line(over: Partial<Line> = {}): Line {
  return {
    itemId: 'chalk',
    name: '粉笔',
    spec: '',
    unit: '盒',
    wanted: 50_000n,
    issued: 0n,
    bought: 0n,
    returned: 0n,
    tradeIn: true,
    ...over,
  };
}

/** In each state something could be bought, given back and taken back, were it not for the state. */
export function request(state: State, over: Partial<Request> = {}): Request {
  const out = state === 'issued' || state === 'signed';
  const ended = state !== 'requested' && state !== 'issued';
  return {
    id: 'r',
    number: 'LY2611-0001',
    version: 3,
    state,
    requesterId: 'requester',
    lines: [line(out ? { issued: 40_000n } : {})],
    reason: null,
    neededBy: null,
    requestedAt: now,
    oldInBy: null,
    oldInAt: null,
    exemption: { state: 'asked', reason: '旧的遗失', by: 'requester' },
    purchaseNumber: null,
    issuedBy: out ? 'keeper' : null,
    issuedAt: out ? now : null,
    signedBy: state === 'signed' ? 'requester' : null,
    signedAt: state === 'signed' ? now : null,
    endedBy: ended ? 'requester' : null,
    endedAt: ended ? now : null,
    closing: null,
    ...over,
  };
}

export function context(who: Who, over: Partial<RuleContext> = {}): RuleContext {
  return {
    now,
    actor: people[who],
    requester: people.requester,
    seenVersion: null,
    issuers: issuersFor(office, 'requester'),
    exempters: exemptersFor(office, 'requester'),
    onHand: () => 40_000n,
    name: (id) => id ?? '系统',
    time: () => '11月23日 10:00',
    ...over,
  };
}

const part: Command = { kind: 'issue', quantities: [10_000n] };
export const all: Command = { kind: 'issue', quantities: null };
export const commands: readonly Command[] = [
  part,
  { kind: 'refuse', reason: '超出定额' },
  { kind: 'withdraw' },
  { kind: 'amend', wanted: [60_000n], reason: '两个班用' },
  { kind: 'takeOld' },
  { kind: 'askExemption', reason: '旧的遗失' },
  { kind: 'exempt' },
  { kind: 'denyExemption', reason: '请找到旧的' },
  { kind: 'buy' },
  { kind: 'sign' },
  { kind: 'giveBack', line: 0, quantity: 1000n },
  { kind: 'undo' },
];
