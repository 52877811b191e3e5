import { describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../kernel/people.ts';
import {
  applyList,
  decideList,
  LIST_REFUSALS,
  LIST_STATES,
  type IssueList,
  type ListCommand,
  type ListContext,
  type ListState,
} from './list.ts';

const now = Temporal.Instant.from('2026-09-01T02:00:00Z');

function person(id: string, openId: string | null, ...roles: Role[]): Person {
  return {
    id,
    openId,
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

const people = {
  keeper: person('keeper', 'ou_k', 'storekeeper'),
  director: person('director', 'ou_d', 'director'),
  listed: person('listed', 'ou_l', 'teacher'),
  stranger: person('stranger', 'ou_s', 'teacher'),
} as const;
type Who = keyof typeof people;
const offline = person('offline', null, 'guard');

function list(state: ListState, over: Partial<IssueList> = {}): IssueList {
  return {
    id: 'l',
    number: 'LY2609-0001',
    version: 1,
    state,
    title: '课本套装',
    lines: [{ itemId: 'book', name: '语文书', spec: '', unit: '本', each: 1000n }],
    recipients: ['listed', 'offline', 'third'].map((personId) => ({
      personId,
      signedAt: null,
      signedBy: null,
    })),
    madeBy: 'keeper',
    madeAt: now,
    openedBy: 'keeper',
    openedAt: now,
    closedBy: null,
    closedAt: null,
    ...over,
  };
}

function context(who: Who, over: Partial<ListContext> = {}): ListContext {
  return {
    now,
    actor: people[who],
    other: offline,
    onHand: () => 3000n,
    name: (id) => id ?? '系统',
    time: () => '9月1日 10:00',
    ...over,
  };
}

const ALLOWED: Record<ListCommand['kind'], readonly [who: string, state: ListState]> = {
  open: ['keeper director', 'draft'],
  drop: ['keeper director', 'draft'],
  sign: ['listed', 'open'],
  signFor: ['keeper director', 'open'],
  close: ['keeper director', 'open'],
};
const commands: readonly ListCommand[] = [
  { kind: 'open' },
  { kind: 'drop' },
  { kind: 'sign' },
  { kind: 'signFor', personId: 'offline' },
  { kind: 'close' },
];

it.each(commands.map((command) => [command.kind, command] as const))(
  '%s is allowed where the table says, and nowhere else',
  (kind, command) => {
    const wrong: string[] = [];
    for (const state of Object.keys(LIST_STATES) as ListState[]) {
      for (const who of Object.keys(people) as Who[]) {
        const decision = decideList(list(state), command, context(who));
        const [whos, where] = ALLOWED[kind];
        const may = whos.split(' ').includes(who) && state === where;
        if ((decision.outcome === 'accepted') !== may) wrong.push(`${state} ${who}`);
        if (decision.outcome !== 'refused') continue;
        const words = LIST_REFUSALS[decision.code](decision.facts);
        if (/undefined|null/.test(words)) wrong.push(words);
      }
    }
    expect(wrong).toEqual([]);
  },
);

describe('the sets of a list', () => {
  const code = (one: IssueList, command: ListCommand, c: ListContext) => {
    const decision = decideList(one, command, c);
    return decision.outcome === 'refused' ? decision.code : decision.events[0];
  };

  it('leave the store all together when it opens, or not at all', () => {
    expect(code(list('draft'), { kind: 'open' }, context('keeper'))).toMatchObject({
      moves: [{ kind: 'issue', quantity: 3000n }],
    });
    const short = context('keeper', { onHand: () => 2999n });
    expect(code(list('draft'), { kind: 'open' }, short)).toBe('shortList');
    expect(code(list('draft', { recipients: [] }), { kind: 'open' }, short)).toBe('nobody');
  });

  it('go back when it is closed, but for those that were signed for', () => {
    const signed = decideList(list('open'), { kind: 'sign' }, context('listed'));
    if (signed.outcome !== 'accepted' || !signed.events[0]) throw new Error('refused');
    const after = applyList(list('open'), signed.events[0]);
    expect(code(after, { kind: 'sign' }, context('listed'))).toBe('signed');
    expect(code(after, { kind: 'close' }, context('keeper'))).toMatchObject({
      moves: [{ kind: 'return', quantity: 2000n }],
    });
  });

  it('are all out with the last signature, which ends the list', () => {
    const last = list('open', {
      recipients: [{ personId: 'listed', signedAt: null, signedBy: null }],
    });
    expect(code(last, { kind: 'sign' }, context('listed'))).toMatchObject({
      changes: { state: 'closed' },
    });
  });

  it('are signed for by somebody else only where there is no account', () => {
    const command: ListCommand = { kind: 'signFor', personId: 'offline' };
    expect(code(list('open'), command, context('keeper', { other: people.listed }))).toBe(
      'ownPhone',
    );
  });
});
