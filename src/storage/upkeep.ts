import type { Database } from './database.ts';
import { backUp } from './backup.ts';

const TICK_MS = 5_000;
const MAINTAIN_MS = 5 * 60_000;
const BACK_UP_MS = 15 * 60_000;

/**
 * What an embedded database needs done for it: checkpoint and vacuum every 5 minutes, a backup every
 * 15 unless the disk is nearly full. A failure is told to `failed` and tried again when next due; the service goes on.
 */
export function startUpkeep(parts: {
  readonly database: Pick<Database<never>, 'dump' | 'maintain'>;
  readonly dataDirectory: string;
  /** A backup would take the space that the database itself needs. */
  readonly full: () => boolean;
  readonly now: () => Temporal.Instant;
  readonly failed: (what: 'maintain' | 'backup', error: unknown) => void;
}): { stop(): Promise<void> } {
  const due = (last: Temporal.Instant, every: number) =>
    parts.now().epochMilliseconds - last.epochMilliseconds >= every;
  let maintained = parts.now();
  let backedUp = parts.now();
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const look = async () => {
    if (due(maintained, MAINTAIN_MS)) {
      maintained = parts.now();
      await parts.database.maintain().catch((error: unknown) => parts.failed('maintain', error));
    }
    if (due(backedUp, BACK_UP_MS) && !parts.full()) {
      backedUp = parts.now();
      await backUp(parts.database, parts.dataDirectory, backedUp).catch((error: unknown) =>
        parts.failed('backup', error),
      );
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    working = look().finally(() => {
      busy = false;
    });
  }, TICK_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}
