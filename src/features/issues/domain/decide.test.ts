import { describe, expect, it } from 'vitest';
import {
  all,
  commands,
  context,
  line,
  now,
  office,
  people,
  request,
  type Who,
} from '../../../../test/issues-kit.ts';
import type { Person } from '../../../kernel/people.ts';
import { exemptersFor, issuersFor, servedBy, type Office } from './authority.ts';
import type { Command, CommandKind, RuleContext } from './command.ts';
import { decide, apply } from './decide.ts';
import { STATES, type Line, type Request, type State } from './request.ts';
import { REFUSALS } from './wording.ts';

const later = (duration: Temporal.DurationLike) => now.add(duration);

function code(r: Request, command: Command, c: RuleContext): string {
  const decision = decide(r, command, c);
  return decision.outcome === 'refused' ? decision.code : 'accepted';
}

/** Who may do it, and from which states: the whole of the rules' table, said a second time. */
const KEEPS = 'keeper keeper2 director';
const ALLOWED: Record<CommandKind, readonly [who: string, states: string]> = {
  issue: [KEEPS, 'requested'],
  refuse: [KEEPS, 'requested'],
  withdraw: ['requester', 'requested'],
  amend: ['requester', 'requested'],
  takeOld: [KEEPS, 'requested'],
  askExemption: [`requester ${KEEPS}`, 'requested'],
  exempt: ['director', 'requested'],
  denyExemption: ['director', 'requested'],
  buy: [KEEPS, 'requested issued signed'],
  sign: ['requester', 'issued'],
  giveBack: [KEEPS, 'issued signed'],
  undo: ['keeper requester', 'issued signed'],
};

function isAllowed(kind: CommandKind, state: State, who: Who): boolean {
  const [whos, states] = ALLOWED[kind];
  if (!whos.split(' ').includes(who) || !states.split(' ').includes(state)) return false;
  return kind !== 'undo' || who === (state === 'signed' ? 'requester' : 'keeper');
}

const states = Object.keys(STATES) as State[];
const whos = Object.keys(people) as Who[];

describe('every state, command and role', () => {
  it.each(commands.map((command) => [command.kind, command] as const))(
    '%s is allowed where the table says, and nowhere else',
    (kind, command) => {
      const wrong: string[] = [];
      for (const state of states) {
        for (const who of whos) {
          // What else a command needs is there: the old one for 发放, no question yet for asking.
          const over =
            kind === 'issue'
              ? { oldInBy: 'keeper' }
              : kind === 'askExemption'
                ? { exemption: null }
                : {};
          const decision = decide(request(state, over), command, context(who));
          if ((decision.outcome === 'accepted') !== isAllowed(kind, state, who))
            wrong.push(`${state} ${who} ${decision.outcome}`);
          if (decision.outcome !== 'refused') continue;
          const words = REFUSALS[decision.code](decision.facts);
          if (/undefined|null/.test(words)) wrong.push(words);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('发放', () => {
  const plain = (over: Partial<Line> = {}) =>
    request('requested', { lines: [line({ tradeIn: false, ...over })] });

  it('is refused while stock is short, with the figures', () => {
    const decision = decide(plain(), all, context('keeper'));
    if (decision.outcome !== 'refused') throw new Error('was accepted');
    expect(decision.code).toBe('short');
    expect(REFUSALS.short(decision.facts)).toContain('粉笔要 50盒，现有 40盒');
  });

  it('counts the lines of one item together', () => {
    const two = request('requested', {
      lines: [line({ tradeIn: false, wanted: 30_000n }), line({ tradeIn: false, wanted: 20_000n })],
    });
    expect(code(two, all, context('keeper'))).toBe('short');
    expect(code(two, { kind: 'issue', quantities: [30_000n, 10_000n] }, context('keeper'))).toBe(
      'accepted',
    );
  });

  it.each([
    ['a part', [10_000n], 'accepted'],
    ['more than was asked for', [50_001n], 'tooMany'],
    ['less than nothing', [-1n], 'tooMany'],
    ['nothing at all', [0n], 'nothingToIssue'],
    ['nothing said', [], 'nothingToIssue'],
  ])('%s', (_, quantities, outcome) => {
    expect(code(plain(), { kind: 'issue', quantities }, context('keeper'))).toBe(outcome);
  });

  it('gives out what is left once the missing rest goes to purchase', () => {
    const bought = decide(plain(), { kind: 'buy' }, context('keeper'));
    if (bought.outcome !== 'accepted') throw new Error(bought.code);
    const [event] = bought.events;
    if (!event) throw new Error('no event');
    expect(event.wishes).toMatchObject([{ name: '粉笔', quantity: 10_000n }]);
    const after = apply(plain(), event);
    expect(after).toMatchObject({ state: 'requested', version: 4 });
    expect(decide(after, all, context('keeper'))).toMatchObject({
      events: [{ moves: [{ itemId: 'chalk', kind: 'issue', quantity: 40_000n }] }],
    });
    expect(code(after, { kind: 'buy' }, context('keeper'))).toBe('nothingMissing');
  });

  it('is over at once where nothing at all is there and all goes to purchase', () => {
    const none = decide(plain(), { kind: 'buy' }, context('keeper', { onHand: () => 0n }));
    expect(none).toMatchObject({ events: [{ changes: { state: 'purchasing' } }] });
  });

  it('taken back within ten minutes returns by a further movement what is still out', () => {
    const back = decide(
      request('issued'),
      { kind: 'undo' },
      context('keeper', { now: later({ minutes: 10 }) }),
    );
    expect(back).toMatchObject({
      events: [{ changes: { state: 'requested' }, moves: [{ kind: 'return', quantity: 40_000n }] }],
    });
    expect(
      code(request('issued'), { kind: 'undo' }, context('keeper', { now: later({ minutes: 11 }) })),
    ).toBe('undoLate');
    const returned = request('issued', { lines: [line({ issued: 40_000n, returned: 1000n })] });
    expect(code(returned, { kind: 'undo' }, context('keeper'))).toBe('alreadyBack');
  });
});

describe('以旧换新', () => {
  const owed = request('requested', { exemption: null, lines: [line({ wanted: 1000n })] });

  it('nothing goes out before the old one is in', () => {
    expect(code(owed, all, context('keeper'))).toBe('oldMissing');
    expect(code({ ...owed, oldInBy: 'keeper' }, all, context('keeper'))).toBe('accepted');
  });

  it('what needs no old one may go out alone', () => {
    const mixed = { ...owed, lines: [...owed.lines, line({ tradeIn: false, itemId: 'paper' })] };
    expect(code(mixed, { kind: 'issue', quantities: [0n, 1000n] }, context('keeper'))).toBe(
      'accepted',
    );
  });

  it('the director’s exception stands in for it, asking alone does not', () => {
    const asked = request('requested', { lines: owed.lines });
    expect(code(asked, all, context('keeper'))).toBe('oldMissing');
    expect(code(asked, { kind: 'askExemption', reason: '' }, context('requester'))).toBe(
      'exemptionAsked',
    );
    const exempt = decide(asked, { kind: 'exempt' }, context('director'));
    if (exempt.outcome !== 'accepted' || !exempt.events[0]) throw new Error('was refused');
    const granted = apply(asked, exempt.events[0]);
    expect(granted.exemption).toEqual({ state: 'granted', reason: '旧的遗失', by: 'director' });
    expect(code(granted, all, context('keeper'))).toBe('accepted');
  });

  it('an exception is decided on what the director saw', () => {
    const asked = request('requested');
    expect(code(asked, { kind: 'exempt' }, context('director', { seenVersion: 2 }))).toBe('stale');
  });
});

describe('nobody serves oneself', () => {
  const ids = (some: readonly Person[]) => some.map(({ id }) => id);

  it.each<[string, Partial<Office>, Who, string[], string[]]>([
    ['a teacher', {}, 'requester', ['keeper', 'keeper2', 'director'], ['keeper', 'keeper2']],
    ['one of two storekeepers', {}, 'keeper', ['keeper2', 'director'], ['keeper2']],
    [
      'the only storekeeper',
      { storekeepers: [people.keeper] },
      'keeper',
      ['director'],
      ['director'],
    ],
    [
      'the director of a school without a storekeeper',
      { storekeepers: [] },
      'director',
      ['principal'],
      ['principal'],
    ],
    [
      'a storekeeper who is the director too',
      { storekeepers: [people.director], directors: [people.director] },
      'director',
      ['principal'],
      ['principal'],
    ],
    [
      'a teacher while the storekeeper is absent without a substitute',
      { storekeepers: [people.keeper], present: () => false },
      'requester',
      ['director', 'keeper'],
      ['director'],
    ],
    [
      'a teacher while somebody stands in for the storekeeper',
      {
        storekeepers: [people.keeper],
        present: () => false,
        substitutes: new Map([['keeper', people.stranger]]),
      },
      'requester',
      ['stranger', 'keeper', 'director'],
      ['stranger'],
    ],
    [
      'the only person with any role',
      { storekeepers: [], directors: [], principals: [], admins: [] },
      'requester',
      [],
      [],
    ],
    [
      'the director who is the whole office',
      {
        storekeepers: [],
        principals: [],
        admins: [people.director],
        colleagues: [people.stranger, people.requester],
      },
      'director',
      ['stranger', 'requester'],
      ['stranger'],
    ],
  ])('%s', (_, over, who, may, shown) => {
    const school = { ...office, ...over };
    expect(ids(issuersFor(school, who))).toEqual(may);
    expect(ids(servedBy(school, who))).toEqual(shown);
  });

  it('the director’s own exception is the principal’s', () => {
    expect(ids(exemptersFor(office, 'director'))).toEqual(['principal']);
  });

  it('whoever has no account is signed for by the director, recorded so', () => {
    const offline = { ...people.requester, openId: null };
    const signed = decide(
      request('issued'),
      { kind: 'sign' },
      context('director', { requester: offline }),
    );
    expect(signed).toMatchObject({ events: [{ actorId: 'director', behalfOf: 'requester' }] });
  });
});

describe('修改 before it is handed out', () => {
  const two = request('requested', {
    lines: [line({ itemId: 'chalk', bought: 10_000n }), line({ itemId: 'paper', name: 'A4纸' })],
  });
  const amend = (...wanted: bigint[]): Command => ({ kind: 'amend', wanted, reason: null });

  it('what is not wanted any more is no line of it, and the history says what it is now', () => {
    const decision = decide(two, amend(60_000n, 0n), context('requester'));
    if (decision.outcome !== 'accepted') throw new Error(decision.code);
    const [event] = decision.events;
    expect(event?.changes.lines).toMatchObject([{ name: '粉笔', wanted: 60_000n }]);
    expect(event?.detail).toBe('粉笔 60盒');
  });

  it.each([
    ['less than is bought for it already', amend(9_000n), 'belowBought'],
    ['nothing of anything', amend(10_000n, 0n), 'nothingWanted'],
    ['the same again', amend(), 'unchanged'],
  ])('%s', (_, command, outcome) => {
    expect(code(two, command, context('requester'))).toBe(outcome);
  });

  it('whoever hands out does so by what the request is now, not by what the card said', () => {
    const plain = request('requested', { lines: [line({ tradeIn: false, wanted: 2000n })] });
    expect(code(plain, all, context('keeper', { seenVersion: 2 }))).toBe('stale');
    expect(code(plain, all, context('keeper', { seenVersion: 3 }))).toBe('accepted');
  });
});

it('no more comes back than went out', () => {
  const signed = request('signed');
  const back = (quantity: bigint): Command => ({ kind: 'giveBack', line: 0, quantity });
  expect(code(signed, back(40_000n), context('keeper'))).toBe('accepted');
  expect(code(signed, back(40_001n), context('keeper'))).toBe('tooManyBack');
  expect(code(signed, back(0n), context('keeper'))).toBe('tooManyBack');
  expect(code(signed, { kind: 'giveBack', line: 7, quantity: 1n }, context('keeper'))).toBe(
    'tooManyBack',
  );
});
