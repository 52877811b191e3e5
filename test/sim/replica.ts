import { createService } from '../../src/app.ts';
import type { Service } from '../../src/service.ts';
import type { Clock, MovableClock } from '../../src/kernel/clock.ts';
import { createLogger } from '../../src/logging.ts';
import type { SchoolFile } from '../../src/school-file/index.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import type { FaultCounts } from './faults.ts';
import { Gate, through } from './gate.ts';
import { APP_ID, type SimPlatform } from './platform.ts';

export interface Keys {
  readonly appSecret: string;
  readonly encryptKey: string;
  readonly verificationToken: string;
}

/** The school's time as one machine has it. */
class SkewedClock implements Clock {
  readonly #base: Clock;
  milliseconds = 0;
  constructor(base: Clock) {
    this.#base = base;
  }
  now(): Temporal.Instant {
    return this.#base.now().add({ milliseconds: this.milliseconds });
  }
}

export interface ReplicaParts {
  readonly keys: Keys;
  readonly file: SchoolFile;
  readonly database: Database<Tables>;
  readonly clock: MovableClock;
  readonly platform: SimPlatform;
  readonly counts: FaultCounts;
  readonly dataDir: string;
  /** Every line the product writes to its log. */
  readonly logged: (line: string) => void;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One process of the bot, started again after a crash as another one over the same database. */
export class Replica {
  readonly name: string;
  readonly clock: SkewedClock;
  readonly #parts: ReplicaParts;
  #incarnation = 0;
  gate: Gate;
  service: Service;
  /** Not reachable: being started, or its machine is off. */
  down = false;

  constructor(name: string, parts: ReplicaParts) {
    this.name = name;
    this.#parts = parts;
    this.clock = new SkewedClock(parts.clock);
    [this.gate, this.service] = this.#make();
  }

  #make(): [Gate, Service] {
    const { keys, file, database, platform, counts, clock, dataDir, logged } = this.#parts;
    const gate = new Gate(counts, clock);
    const host = `${this.name}${++this.#incarnation}.sim`;
    platform.join(host, gate);
    const service = createService({
      appId: APP_ID,
      appSecret: keys.appSecret,
      encryptKeys: [keys.encryptKey],
      verificationToken: keys.verificationToken,
      domain: `http://${host}`,
      transport: 'webhook',
      publicUrl: null,
      file,
      log: createLogger('info', { write: logged }),
      database: through(database, gate),
      dataDir,
      clock: this.clock,
    });
    return [gate, service];
  }

  start(): Promise<void> {
    return this.service.start({ workers: false });
  }

  /** What is left of the old process has no effect any more. */
  async restart(): Promise<void> {
    this.gate.crashed = true;
    const old = this.service;
    [this.gate, this.service] = this.#make();
    this.down = false;
    await old.server.close();
    await this.start();
  }

  /** Does all that is due; a crash or an outage on the way ends it. */
  async settle(): Promise<void> {
    if (this.down || this.gate.crashed || this.gate.away) return;
    try {
      await this.service.settle({ paced: true });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.failed(error);
    }
  }

  /** A job that fails is logged and tried at its next tick, as the workers do it. */
  failed(error: Error): void {
    this.#parts.logged(JSON.stringify({ job: 'settle', message: error.message }));
  }

  /** One request as it comes; null when nobody answers. */
  async receive(body: Buffer, headers: Record<string, string>): Promise<Answer | null> {
    if (this.down || this.gate.crashed) return null;
    const response = await this.service.server.http.inject({
      method: 'POST',
      url: '/webhook/lark',
      headers,
      payload: body,
    });
    return this.gate.crashed ? null : { status: response.statusCode, body: response.payload };
  }
}
