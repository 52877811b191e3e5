import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { Absence } from './absence/index.ts';
import type { Auditor } from './auditor/index.ts';
import type { TimerRunner } from './cron/timers.ts';
import type { Intake } from './intake/intake.ts';
import type { Metrics } from './metrics.ts';
import type { Restored } from './restored/index.ts';

export interface WorkerParts {
  readonly log: Logger;
  readonly intake: Pick<Intake, 'runner' | 'stats'>;
  readonly outbox: { readonly dispatcher: { start(): void; stop(): Promise<void> } };
  readonly timers: TimerRunner;
  readonly fetchPictures: () => Promise<number>;
  /** Hears voice messages. */
  readonly listen: () => Promise<number>;
  readonly learnNames: () => Promise<void>;
  readonly identify: () => Promise<void>;
  readonly absence: Absence;
  readonly restored: Pick<Restored, 'look' | 'paused'>;
  readonly auditor: Auditor;
  readonly forget: () => Promise<unknown>;
  readonly metrics: Metrics;
  readonly stats: () => Promise<{ oldestSeconds: number; dead: number }>;
}

export interface Workers {
  start(): void;
  /** Something was asked of the platform inside a transaction. Without effect before the start. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * What runs by itself. node-cron and intervals only wake: what is due is decided by rows, so a missed or
 * doubled tick has no effect. What wakes every few seconds counts elapsed time, because node-cron walks
 * through every tick that a suspended machine has missed before it lets anything else run: nothing for
 * minutes and hours, minutes of standstill for seconds.
 * One run of a job at a time; a failure is logged and the next tick tries again.
 */
export function createWorkers(parts: WorkerParts): Workers {
  const { log } = parts;
  const running = new Map<string, Promise<void>>();
  const intervals: NodeJS.Timeout[] = [];
  const tasks: ScheduledTask[] = [];

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
  const cron = (expression: string, name: string, work: () => Promise<unknown>) => {
    const options = { timezone: 'UTC', suppressMissedWarning: true };
    tasks.push(schedule(expression, () => once(name, work), options));
  };

  return {
    start() {
      parts.intake.runner.start();
      parts.outbox.dispatcher.start();
      every(1, 'timers', () => parts.timers.runDue());
      every(5, 'pictures', parts.fetchPictures);
      every(5, 'voices', parts.listen);
      every(5, 'absence', () => parts.absence.makeGood());
      every(1, 'restored', () => parts.restored.look());
      every(5, 'gauges', () => observe(parts));
      every(10, 'identify', parts.identify);
      every(30, 'presence', () => parts.absence.present());
      every(60, 'auditor', () => parts.auditor.tick());
      cron('* * * * *', 'names', parts.learnNames);
      cron('17 * * * *', 'retention', parts.forget);
    },
    wake() {
      if (intervals.length === 0) return;
      void once('pictures', parts.fetchPictures);
      void once('voices', parts.listen);
      void once('names', parts.learnNames);
    },
    async stop() {
      for (const interval of intervals.splice(0)) clearInterval(interval);
      for (const task of tasks.splice(0)) await task.destroy();
      await Promise.all(running.values());
      await parts.intake.runner.stop();
      await parts.outbox.dispatcher.stop();
    },
  };
}

async function observe({ metrics, intake, stats, restored }: WorkerParts): Promise<void> {
  const inbox = await intake.stats();
  const outbox = await stats();
  metrics.paused.set(restored.paused() ? 1 : 0);
  metrics.inboxAge.set(inbox.oldestSeconds);
  metrics.quarantined.set(inbox.quarantined);
  metrics.outboxAge.set(outbox.oldestSeconds);
  metrics.deadLetters.set(outbox.dead);
}
