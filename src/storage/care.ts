import type { Logger } from 'pino';
import { systemClock } from '../kernel/clock.ts';
import type { Database } from './database.ts';
import { watchDisk } from './disk.ts';
import { startUpkeep } from './upkeep.ts';

export interface Care {
  /** The disk is nearly full: nothing new may be taken in. */
  full(): boolean;
  stop(): Promise<void>;
}

/** What an embedded database needs while it is in use; a server has its own people for it. */
export async function careFor(parts: {
  readonly database: Pick<Database<never>, 'dump' | 'maintain'>;
  readonly dataDirectory: string;
  readonly log: Logger;
  /** Told what is free on the disk, in bytes. */
  readonly free: { set(bytes: number): void };
}): Promise<Care> {
  const { log, dataDirectory } = parts;
  const disk = await watchDisk({
    directory: dataDirectory,
    looked: (bytes) => parts.free.set(bytes),
    changed: (low, free) =>
      low
        ? log.error({ free }, 'the disk is nearly full: nothing new is taken in until it has space')
        : log.info({ free }, 'the disk has space again'),
  });
  const upkeep = startUpkeep({
    database: parts.database,
    dataDirectory,
    full: () => disk.low(),
    now: () => systemClock.now(),
    failed: (what, err) => log.error({ err, what }, 'upkeep failed and will be tried again'),
  });
  return {
    full: () => disk.low(),
    async stop() {
      disk.stop();
      await upkeep.stop();
    },
  };
}
