/**
 * The machine under the school: its random bytes come from the seed, its time from the simulation,
 * and nothing sleeps really. Ids and keys are made from node:crypto and the embedded database reads
 * Date.now for its now(), so this is what makes leases and histories repeatable without a switch in
 * the product.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import timers from 'node:timers/promises';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Random } from './random.ts';

/** Whoever waits so long waits for somebody who does not answer. */
const DEADLINE_MS = 1_000;

interface Machine extends Disposable {
  /** From here on time stands until the clock is moved. */
  freeze(): void;
}

/**
 * Until disposed of; one at a time in a process. Time runs on from the clock's until `freeze`: a
 * starting database waits for it to pass, and must not have set its alarms by the machine's own year.
 */
export function takeOver(random: Random, clock: Clock): Machine {
  const own = {
    randomBytes: crypto.randomBytes,
    randomUUID: crypto.randomUUID,
    uptime: os.uptime,
    setTimeout: timers.setTimeout,
    now: Date.now,
    timer: globalThis.setTimeout,
    timeout: AbortSignal.timeout.bind(AbortSignal),
  };
  const began = clock.now().epochMilliseconds;
  const started = performance.now();
  const running = () => began + Math.floor(performance.now() - started);
  const milliseconds = () => clock.now().epochMilliseconds;
  const uuid = () => {
    const hex = random.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
  Object.assign(crypto, { randomBytes: (count: number) => random.bytes(count), randomUUID: uuid });
  Object.assign(os, { uptime: () => 1_000 + (milliseconds() - began) / 1_000 });
  // What waits for the database to come back looks again at the next turn of the loop.
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  Object.assign(timers, { setTimeout: soon });
  // A deadline of seconds would strike by how busy this machine is: in the simulation nothing takes any time.
  const never = own.timer(() => undefined, 0);
  clearTimeout(never);
  const timer = (work: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) =>
    delay >= DEADLINE_MS ? never : own.timer(work, delay, ...given);
  Object.assign(Date, { now: running });
  syncBuiltinESMExports();
  return {
    freeze() {
      Object.assign(Date, { now: milliseconds });
      Object.assign(globalThis, { setTimeout: timer });
      Object.assign(AbortSignal, { timeout: () => new AbortController().signal });
    },
    [Symbol.dispose]() {
      Object.assign(crypto, { randomBytes: own.randomBytes, randomUUID: own.randomUUID });
      Object.assign(os, { uptime: own.uptime });
      Object.assign(timers, { setTimeout: own.setTimeout });
      Object.assign(Date, { now: own.now });
      Object.assign(globalThis, { setTimeout: own.timer });
      Object.assign(AbortSignal, { timeout: own.timeout });
      syncBuiltinESMExports();
    },
  };
}
