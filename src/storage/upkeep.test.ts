import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { newestBackup } from './backup.ts';
import { startUpkeep } from './upkeep.ts';

it('checkpoints every 5 minutes, backs up every 15, on a full disk not, and goes on after a failure', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'houqin-upkeep-'));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = Temporal.Instant.from('2026-11-24T10:00:00Z');
  let maintained = 0;
  let full = true;
  const failures: string[] = [];
  const upkeep = startUpkeep({
    database: {
      dump: (file) => writeFile(file, 'dump'),
      maintain: async () => {
        if (++maintained === 1) throw new Error('disk full');
      },
    },
    dataDirectory: directory,
    full: () => full,
    now: () => now,
    failed: (what) => failures.push(what),
  });
  try {
    for (let minute = 1; minute <= 17; minute++) {
      full = minute < 17;
      now = now.add({ minutes: 1 });
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(async () => expect(maintained).toBe(Math.floor(minute / 5)));
    }
    await upkeep.stop();
    expect(failures).toEqual(['maintain']);
    expect(await newestBackup(directory)).toContain('houqin-20261124T101700Z.tar.gz');
  } finally {
    vi.useRealTimers();
    await rm(directory, { recursive: true, force: true });
  }
});
