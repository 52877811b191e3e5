import type { Logger } from 'pino';
import type { TimerRunner } from './cron/timers.ts';
import type { Intake } from './intake/intake.ts';
import type { Metrics } from './metrics.ts';

export interface WorkerParts {
  readonly log: Logger;
  readonly intake: Pick<Intake, 'runner' | 'stats'>;
  readonly outbox: { readonly dispatcher: { start(): void; stop(): Promise<void> } };
  readonly timers: TimerRunner;
  readonly fetchPictures: () => Promise<number>;
  readonly learnNames: () => Promise<void>;
  readonly identify: () => Promise<void>;
  readonly metrics: Metrics;
  readonly stats: () => Promise<{ oldestSeconds: number; dead: number }>;
}

export interface Workers {
  start(): void;
  wake(): void;
  stop(): Promise<void>;
}

/**
 * What runs by itself. Intervals only wake: what is due is decided by rows, so a missed or doubled tick
 * has no effect. They count elapsed time, because a scheduler of wall-clock times catches up with every
 * second that a suspended machine has missed, for minutes, before it lets anything else run.
 * One run of a job at a time; a failure is logged and the next tick tries again.
 */
export function createWorkers(parts: WorkerParts): Workers {
  const { log } = parts;
  const running = new Map<string, Promise<void>>();
  const intervals: NodeJS.Timeout[] = [];

  const once = (name: string, work: () => Promise<unknown>): Promise<void> => {
    const current = running.get(name);
    if (current) return current;
    const run = work()
      .then(() => undefined)
      .catch((error: unknown) => log.error({ err: error, job: name }, 'a job failed'))
      .finally(() => running.delete(name));
    running.set(name, run);
    return run;
  };
  const every = (seconds: number, name: string, work: () => Promise<unknown>) => {
    intervals.push(setInterval(() => void once(name, work), seconds * 1_000));
  };
  const pictures = () => once('pictures', parts.fetchPictures);

  return {
    start() {
      parts.intake.runner.start();
      parts.outbox.dispatcher.start();
      every(1, 'timers', () => parts.timers.runDue());
      every(5, 'pictures', parts.fetchPictures);
      every(10, 'identify', parts.identify);
      every(30, 'names', parts.learnNames);
      every(5, 'gauges', () => observe(parts));
    },
    wake: () => void pictures(),
    async stop() {
      for (const interval of intervals.splice(0)) clearInterval(interval);
      await Promise.all(running.values());
      await parts.intake.runner.stop();
      await parts.outbox.dispatcher.stop();
    },
  };
}

async function observe({ metrics, intake, stats }: WorkerParts): Promise<void> {
  const inbox = await intake.stats();
  const outbox = await stats();
  metrics.inboxAge.set(inbox.oldestSeconds);
  metrics.quarantined.set(inbox.quarantined);
  metrics.outboxAge.set(outbox.oldestSeconds);
  metrics.deadLetters.set(outbox.dead);
}
