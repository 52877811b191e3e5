import type { RuleContext } from '../src/features/purchases/domain/command.ts';
import { decide } from '../src/features/purchases/domain/decide.ts';
import type { Command } from '../src/features/purchases/domain/command.ts';
import { apply, type Line, type Purchase } from '../src/features/purchases/domain/purchase.ts';
import type { Person, Role } from '../src/kernel/people.ts';
import type { Tier } from '../src/kernel/school.ts';

export const NOW = Temporal.Instant.from('2026-11-24T10:00:00+08:00');
export const TODAY = Temporal.PlainDate.from('2026-11-24');
export const TIERS: readonly Tier[] = [
  { upToFen: 50_000, approvers: ['unitHead'], mode: 'any' },
  { upToFen: 500_000, approvers: ['unitHead', 'director'], mode: 'any' },
  { upToFen: null, approvers: ['unitHead', 'director', 'principal'], mode: 'any' },
];

/** Somebody whose id, name and account are one word. */
export function someone(id: string, roles: readonly Role[], rest: Partial<Person> = {}): Person {
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

export function fans(price: number | null = 20_000): Line {
  return {
    id: 'l1',
    name: '电风扇',
    spec: null,
    unit: '台',
    quantity: 3_000n,
    priceFen: price,
    amountFen: price === null ? null : 3 * price,
    stockItemId: null,
    fromStock: false,
  };
}

export function draft(requester: Person, rest: Partial<Purchase> = {}): Purchase {
  return {
    id: 'p1',
    number: 'CG2611-0001',
    version: 1,
    state: 'draft',
    requesterId: requester.id,
    unit: requester.unit,
    lines: [fans()],
    reason: null,
    neededBy: null,
    totalFen: 60_000,
    budgetFen: null,
    approvedFen: null,
    round: 0,
    steps: [],
    resumeState: null,
    after: false,
    ownOfPrincipal: false,
    near: [],
    said: null,
    origin: 'chat',
    originId: null,
    createdAt: NOW,
    submittedAt: null,
    approvedAt: null,
    receivedAt: null,
    reimbursedAt: null,
    reimbursedBy: null,
    endedAt: null,
    endedBy: null,
    buyerId: null,
    ...rest,
  };
}

export function rules(
  staff: readonly Person[],
  requester: Person,
  actor: Person | null,
  seenVersion: number | null = null,
  tiers = TIERS,
): RuleContext {
  const people = new Map(staff.map((person) => [person.id, person]));
  return {
    now: NOW,
    today: TODAY,
    actor,
    requester,
    seenVersion,
    tiers,
    people,
    name: (id) => (id === null ? '系统' : (people.get(id)?.name ?? '有人')),
    time: () => '11月24日 10:00',
  };
}

/** A purchase that is acted on by one after the other, each having seen the newest card. */
export function acting(start: Purchase, staff: readonly Person[], tiers = TIERS) {
  let purchase = start;
  let present = staff;
  const requester = () => present.find(({ id }) => id === purchase.requesterId) ?? someone('?', []);
  return {
    get purchase() {
      return purchase;
    },
    /** People as they are from now on. */
    become(...changed: readonly Person[]) {
      present = [...present.filter(({ id }) => !changed.some((one) => one.id === id)), ...changed];
    },
    /** `ok`, or the refusal's code. */
    does(actorId: string | null, command: Command, seen: number | null = purchase.version): string {
      const actor = present.find(({ id }) => id === actorId) ?? null;
      const decision = decide(purchase, command, rules(present, requester(), actor, seen, tiers));
      if (decision.outcome === 'refused') return decision.code;
      for (const event of decision.events) purchase = apply(purchase, event);
      return 'ok';
    },
    /** The chain in short: `unitHead:head ✓ | director:dir …`. */
    chain: () =>
      purchase.steps
        .map(({ role, signers, state, decidedBy }) => {
          const mark = { approved: ` ✓${decidedBy}`, active: ' …', rejected: ' ✗' };
          const end = Object.entries(mark).find(([name]) => name === state)?.[1] ?? '';
          return `${role}:${signers.map(({ personId }) => personId).join('+')}${end}`;
        })
        .join(' | '),
  };
}
