import { describe, expect, it } from 'vitest';
import {
  buying,
  commands,
  context,
  everybody,
  STATES,
} from '../../../../../test/buying-rules-kit.ts';
import type { BuyingState, Command } from './buying.ts';
import { decide } from './decide.ts';
import { REFUSALS } from './wording.ts';

/** Who may do it, and from which states: the whole of the rules' table, said a second time. */
const ALLOWED: Record<Command['kind'], Partial<Record<BuyingState, string>>> = {
  order: { approved: 'buyer other' },
  arrive: {
    approved: 'buyer other',
    ordered: 'buyer other keeper',
    partlyArrived: 'buyer other keeper',
    partlyReceived: 'buyer other keeper',
  },
  receive: { partlyArrived: 'keeper', arrived: 'keeper' },
  drop: {
    approved: 'buyer other director',
    ordered: 'buyer other director',
    partlyReceived: 'buyer other director',
  },
  invoice: {
    ordered: 'buyer other finance',
    partlyArrived: 'buyer other finance',
    arrived: 'buyer other finance',
    partlyReceived: 'buyer other finance',
    received: 'buyer other finance',
  },
  reimburse: { received: 'finance' },
  undo: {
    ordered: 'buyer',
    partlyArrived: 'buyer',
    arrived: 'buyer',
    partlyReceived: 'buyer',
    received: 'buyer',
    reimbursed: 'buyer',
  },
};

describe('every state × command × person', () => {
  it.each(
    commands.flatMap((command) => STATES.map((state) => [command.kind, state, command] as const)),
  )('%s in %s', (kind, state, command) => {
    const may = new Set((ALLOWED[kind][state] ?? '').split(' '));
    const answers = everybody.map(
      (who) => [who, decide(buying(state), command, context(who))] as const,
    );
    expect(answers.map(([who, { outcome }]) => [who, outcome])).toEqual(
      everybody.map((who) => [who, may.has(who) ? 'accepted' : 'refused']),
    );
    const words = answers.flatMap(([, decision]) =>
      decision.outcome === 'refused' ? [REFUSALS[decision.code](decision.facts)] : [],
    );
    expect(words.join('\n')).not.toMatch(/undefined|（）|已由于|请先点|请验收/u);
  });

  it('whoever keeps the store is told that the order comes first, not that storekeepers may', () => {
    const arrive = commands.find(({ kind }) => kind === 'arrive');
    const decision = arrive && decide(buying('approved'), arrive, context('keeper'));
    expect(decision).toMatchObject({ outcome: 'refused', code: 'notOrdered' });
  });

  it.each([
    'draft',
    'approving',
    'returned',
    'rejected',
    'withdrawn',
    'fromStock',
    'cancelled',
  ] as const)('nothing is bought while it is %s', (state) => {
    for (const command of commands)
      for (const who of everybody)
        expect(decide(buying(state), command, context(who)).outcome).toBe('refused');
  });
});
