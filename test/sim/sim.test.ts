import { expect, it } from 'vitest';
import { SERVER_URL } from '../database.ts';
import { simulate } from './simulate.ts';
import { SQL_INVARIANTS } from './invariants-sql.ts';
import { none, Violation } from './violation.ts';

// The simulation is of the embedded database; the server's replicas are proved with real processes.
it.skipIf(SERVER_URL !== null)(
  'the same seed lives the same days with the same history, and no invariant breaks',
  async () => {
    const days = { seed: 3, days: 2, eventsADay: 12, drillsADay: 1, trialsADay: 1 } as const;
    const one = await simulate(days);
    expect(one.violation).toBeNull();
    expect(one.events).toBeGreaterThan(30);
    expect([...one.faults.values()].filter((times) => times > 0).length).toBeGreaterThan(5);
    const again = await simulate(days);
    expect(again.hash).toBe(one.hash);
  },
);

it('a row that breaks an invariant is a violation, and every invariant has its own sentence', () => {
  expect(() => none('L2', [{ name: '粉笔' }])).toThrow(Violation);
  expect(new Set(SQL_INVARIANTS.map(({ says }) => says)).size).toBe(SQL_INVARIANTS.length);
});
