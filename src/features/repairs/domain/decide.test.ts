import { describe, expect, it } from 'vitest';
import type { Person, Role } from '../../../kernel/people.ts';
import type { Command, RuleContext } from './command.ts';
import { apply, decide } from './decide.ts';
import { STATES, type State, type Ticket } from './ticket.ts';
import { REFUSALS } from './wording.ts';

const now = Temporal.Instant.from('2026-11-23T02:00:00Z');
const later = (duration: Temporal.DurationLike) => now.add(duration);

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

const people = {
  reporter: person('reporter', 'teacher'),
  worker: person('worker', 'repairer'),
  other: person('other', 'repairer'),
  director: person('director', 'director'),
  stranger: person('stranger', 'teacher'),
  joined: person('joined', 'teacher'),
  clock: null,
} as const;
type Who = keyof typeof people;

function ticket(state: State, over: Partial<Ticket> = {}): Ticket {
  const finished = state === 'done' || state === 'accepted' || state === 'acceptedByDefault';
  return {
    id: 't',
    number: 'BX2611-0001',
    version: 3,
    state,
    reporterId: 'reporter',
    place: '302',
    placeKey: '|302',
    items: ['灯坏了'],
    object: '灯',
    category: 'electrical',
    urgency: 'normal',
    danger: true,
    dangerTakenBy: null,
    workerId: state === 'unassigned' ? null : 'worker',
    transfers: 0,
    reworks: 0,
    joinedIds: ['joined'],
    reportedAt: now,
    wanted: null,
    acceptedWorkAt: null,
    takeBy: now,
    finishBy: now,
    suspendedAt: null,
    suspendedUntil: null,
    suspendReason: null,
    finishedAt: finished ? now : null,
    finishedBy: finished ? 'worker' : null,
    endedAt: state === 'accepted' ? now : null,
    endedBy: state === 'accepted' ? 'reporter' : null,
    acceptBy: now,
    lastUrgedAt: null,
    stars: null,
    note: null,
    parts: null,
    costFen: null,
    cause: null,
    mergedInto: null,
    reason: null,
    ...over,
  };
}

function context(who: Who, over: Partial<RuleContext> = {}): RuleContext {
  return {
    now,
    today: Temporal.PlainDate.from('2026-11-23'),
    actor: people[who],
    reporter: people.reporter,
    seenVersion: null,
    acceptBy: now,
    finishBy: now,
    deadlines: () => ({ takeBy: now, finishBy: now }),
    name: (id) => id ?? '系统',
    time: () => '11月23日 10:00',
    ...over,
  };
}

const commands: readonly Command[] = [
  { kind: 'supplement', text: '还在漏' },
  { kind: 'withdraw' },
  { kind: 'urge' },
  { kind: 'join' },
  { kind: 'accept' },
  { kind: 'transfer', to: people.other, reason: '工种不符' },
  { kind: 'suspend', reason: '待配件', until: Temporal.PlainDate.from('2026-11-25') },
  { kind: 'resume' },
  { kind: 'finish' },
  { kind: 'fillIn', note: null, parts: null, costFen: null, cause: null },
  { kind: 'approve', stars: null },
  { kind: 'rework', reason: '没有修好' },
  { kind: 'reopen', reason: '又坏了' },
  { kind: 'refuse', reason: '不属于报修范围' },
  { kind: 'merge', into: { id: 'u', number: 'BX2611-0002' } },
  { kind: 'takeDanger' },
  { kind: 'undo' },
  { kind: 'wake' },
  { kind: 'acceptByDefault' },
];

/** Who may do it, and from which states: the whole of the rules' table, said a second time. */
const U = 'unassigned',
  A = 'assigned',
  W = 'working',
  S = 'suspended',
  D = 'done',
  OK = 'accepted',
  DEF = 'acceptedByDefault';
const ALLOWED: Record<Command['kind'], readonly [who: string, states: string]> = {
  supplement: ['reporter director joined', `${U} ${A} ${W} ${S} ${D}`],
  withdraw: ['reporter director', `${U} ${A}`],
  urge: ['reporter director joined', `${U} ${A} ${W} ${S}`],
  join: ['worker other director stranger', `${U} ${A} ${W} ${S}`],
  accept: ['worker other director', `${U} ${A}`],
  transfer: ['worker director', `${U} ${A} ${W} ${S}`],
  suspend: ['worker director', W],
  resume: ['worker director', S],
  finish: ['worker director', `${W} ${S}`],
  fillIn: ['worker director', `${D} ${OK} ${DEF}`],
  approve: ['reporter director', D],
  rework: ['reporter director', D],
  reopen: ['reporter director joined', `${OK} ${DEF}`],
  refuse: ['director', `${U} ${A} ${W} ${S}`],
  merge: ['director', `${U} ${A} ${W} ${S}`],
  takeDanger: ['worker other director', `${U} ${A} ${W} ${S}`],
  undo: ['worker reporter', `${D} ${OK}`],
  wake: ['clock', S],
  acceptByDefault: ['clock', D],
};

function isAllowed(kind: Command['kind'], state: State, who: Who): boolean {
  const [whos, states] = ALLOWED[kind];
  if (!whos.split(' ').includes(who) || !states.split(' ').includes(state)) return false;
  // Nobody is the worker of what nobody has, and nobody can stand in for nobody.
  if (state === U && (who === 'worker' || who === 'director')) {
    if (kind === 'transfer' && who === 'worker') return false;
    if (kind === 'accept' && who === 'director') return false;
  }
  if (kind === 'undo') return who === (state === D ? 'worker' : 'reporter');
  return true;
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
          const decision = decide(ticket(state), command, context(who));
          if ((decision.outcome === 'accepted') !== isAllowed(kind, state, who))
            wrong.push(`${state} ${who} ${JSON.stringify(decision)}`);
          if (decision.outcome !== 'refused') continue;
          const words = REFUSALS[decision.code](decision.facts);
          if (/undefined|null/.test(words)) wrong.push(words);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('limits', () => {
  const code = (t: Ticket, command: Command, c: RuleContext) => {
    const decision = decide(t, command, c);
    return decision.outcome === 'refused' ? decision.code : 'accepted';
  };

  it('a worker never accepts own work, even as the reporter', () => {
    expect(
      code(
        ticket('done', { reporterId: 'worker' }),
        { kind: 'approve', stars: null },
        context('worker'),
      ),
    ).toBe('ownWork');
  });
  it('urging is once an hour', () => {
    const urged = ticket('working', { lastUrgedAt: now });
    expect(
      code(urged, { kind: 'urge' }, context('reporter', { now: later({ minutes: 59 }) })),
    ).toBe('tooOften');
    expect(
      code(urged, { kind: 'urge' }, context('reporter', { now: later({ minutes: 60 }) })),
    ).toBe('accepted');
  });
  it('the third transfer is the director’s', () => {
    const passed = ticket('working', { transfers: 2 });
    const transfer: Command = { kind: 'transfer', to: people.other, reason: '' };
    expect(code(passed, transfer, context('worker'))).toBe('transferLimit');
    expect(code(passed, transfer, context('director'))).toBe('accepted');
  });
  it('undoing is the same person’s within ten minutes', () => {
    expect(
      code(ticket('done'), { kind: 'undo' }, context('worker', { now: later({ minutes: 10 }) })),
    ).toBe('accepted');
    expect(
      code(ticket('done'), { kind: 'undo' }, context('worker', { now: later({ minutes: 11 }) })),
    ).toBe('undoLate');
    expect(code(ticket('done'), { kind: 'undo' }, context('director'))).toBe('nothingToUndo');
  });
  it('filling in ends after seven days', () => {
    const fillIn: Command = { kind: 'fillIn', note: null, parts: null, costFen: 1, cause: null };
    expect(code(ticket('done'), fillIn, context('worker', { now: later({ hours: 24 * 8 }) }))).toBe(
      'fillInLate',
    );
  });
  it('an acceptance of what has changed since is refused', () => {
    expect(
      code(
        ticket('done'),
        { kind: 'approve', stars: null },
        context('reporter', { seenVersion: 2 }),
      ),
    ).toBe('stale');
  });
  it('the director for somebody else is recorded so', () => {
    const decision = decide(ticket('working'), { kind: 'finish' }, context('director'));
    expect(decision).toMatchObject({ events: [{ actorId: 'director', behalfOf: 'worker' }] });
  });
  it('every event makes the ticket one version newer', () => {
    const decision = decide(ticket('assigned'), { kind: 'accept' }, context('other'));
    if (decision.outcome !== 'accepted') throw new Error(decision.code);
    const [event] = decision.events;
    if (!event) throw new Error('no event');
    expect(apply(ticket('assigned'), event)).toMatchObject({
      state: 'working',
      workerId: 'other',
      version: 4,
    });
  });
});
