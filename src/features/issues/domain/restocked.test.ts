import { expect, it } from 'vitest';
import { line, now, request } from '../../../../test/issues-kit.ts';
import { nowServed } from './restocked.ts';

const asks = (
  id: string,
  boxes: bigint,
  minutesAgo: number,
  purchaseNumber: string | null = null,
) =>
  request('requested', {
    id,
    purchaseNumber,
    requestedAt: now.subtract({ minutes: minutesAgo }),
    lines: [line({ wanted: boxes * 1000n })],
  });

const served = (boxes: bigint, ...waiting: ReturnType<typeof asks>[]) =>
  nowServed(waiting, () => boxes * 1000n).map(({ id }) => id);

it('who waits longest is served first, and what one takes is not there for the next', () => {
  expect(served(10n, asks('late', 4n, 1), asks('early', 7n, 9))).toEqual(['early']);
  expect(served(11n, asks('late', 4n, 1), asks('early', 7n, 9))).toEqual(['early', 'late']);
});

it('a request that takes all there is does not stand in the way of one that it cannot serve anyway', () => {
  expect(served(5n, asks('big', 50n, 9), asks('small', 5n, 1))).toEqual(['small']);
});

it('goods that were bought for somebody are theirs, however long others wait', () => {
  expect(served(5n, asks('long', 5n, 9), asks('bought', 5n, 1, 'CG2611-0001'))).toEqual(['bought']);
});
