import { expect, it, vi } from 'vitest';
import { watchDisk } from './disk.ts';

const MIB = 1024 * 1024;

it('a disk is low below a twentieth, at least 64 MB and at most 1 GB, and is looked at again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const cases: readonly [number, number][] = [
      [200 * MIB, 64 * MIB],
      [4_000 * MIB, 200 * MIB],
      [1_000_000 * MIB, 1_024 * MIB],
    ];
    for (const [size, limit] of cases) {
      let free = limit - 1;
      const changes: boolean[] = [];
      const disk = await watchDisk({
        directory: '/data',
        measure: async () => ({ bavail: free, blocks: size, bsize: 1 }),
        looked: () => undefined,
        changed: (low) => changes.push(low),
      });
      expect(disk.low()).toBe(true);
      free = limit;
      vi.advanceTimersByTime(2_000);
      await vi.waitFor(() => expect(disk.low()).toBe(false));
      vi.advanceTimersByTime(2_000);
      disk.stop();
      expect(changes).toEqual([true, false]);
    }
  } finally {
    vi.useRealTimers();
  }
});

it('a look that fails changes nothing', async () => {
  const disk = await watchDisk({
    directory: '/data',
    measure: () => Promise.reject(new Error('gone')),
    looked: () => undefined,
    changed: () => undefined,
  });
  expect(disk.low()).toBe(false);
  disk.stop();
});
