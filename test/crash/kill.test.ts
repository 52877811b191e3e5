import { expect, it } from 'vitest';
import { SERVER_URL } from '../database.ts';
import { killLoop } from './kill-loop.ts';

it('every acknowledged report has one ticket and one visible receipt, however often it is killed', async () => {
  const outcome = await killLoop({
    url: SERVER_URL,
    kills: 24,
    seed: 20_261_124,
    budgetMs: 40_000,
  });
  console.log(`${outcome.kills} kills, ${outcome.acknowledged} acknowledged reports`);
  expect(outcome).toMatchObject({
    failedStarts: 0,
    lastExit: 0,
    tickets: outcome.acknowledged,
    lostMessages: [],
    doubledTickets: [],
    doubledNumbers: [],
    lostReceipts: [],
    doubledReceipts: [],
    lostTaps: [],
    doubledTaps: [],
    quarantined: 0,
    deadLetters: [],
  });
  expect(outcome.kills).toBeGreaterThanOrEqual(8);
  expect(outcome.taps).toBeGreaterThan(0);
}, 150_000);
