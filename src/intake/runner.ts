import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { InboundMessage, InboundNotice } from '../kernel/inbound.ts';
import type { Understood } from '../kernel/understood.ts';
import { isAway } from '../storage/away.ts';
import { claim, fail, finish, release, type Claimed } from './claim.ts';
import { readEnvelope } from './envelope.ts';
import { parseSafely } from './safe-json.ts';
import type { InboxDatabase } from './store.ts';

export interface RunnerParts<Tables> {
  readonly database: InboxDatabase<Tables>;
  readonly schoolId: string;
  readonly clock: Clock;
  readonly owner: string;
  readonly botOpenId: () => string | null;
  readonly process: (
    tx: Kysely<Tables>,
    inbound: InboundMessage | InboundNotice,
    reading: Understood | null,
  ) => Promise<void>;
  /** A slow second reading of a message, before and outside the transaction; null: none. Never rejects. */
  readonly read?: ((message: InboundMessage) => Promise<Understood | null>) | undefined;
  /** After the commit of one input: what it enqueued can be sent now. */
  readonly committed?: () => void;
  readonly log: Logger;
  /** Together with the poll it stays under the 15 s in which another replica takes over. */
  readonly leaseMilliseconds?: number;
}

const LEASE_MS = 10_000;
const POLL_MS = 1_000;
const LIMIT = 8;
/** Seconds before the next try; after the last one the input is kept aside. */
const BACKOFF = [1, 5, 20, 60];

/** Takes inputs from the inbox, in order per lane, and lets each have its effect once. */
export class InboxRunner<Tables> {
  readonly #parts: RunnerParts<Tables>;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | null = null;
  #again = false;

  constructor(parts: RunnerParts<Tables>) {
    this.#parts = parts;
  }

  start(): void {
    this.#running = true;
    this.#tick();
  }

  /** Finishes what has begun and gives the rest back. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#draining;
    try {
      await release(this.#parts.database.db, this.#parts.schoolId, this.#parts.owner);
    } catch (error) {
      this.#parts.log.warn(
        { err: error },
        'claims could not be given back; they run out by themselves',
      );
    }
  }

  /** Something has arrived. Without effect while the runner is stopped. */
  wake(): void {
    if (this.#running) void this.#drain();
  }

  /** Resolves when nothing that is due is left; for tests and for an orderly end, running or not. */
  async settle(): Promise<void> {
    await this.#draining;
    do await this.#drain();
    while (this.#again);
  }

  #tick(): void {
    void this.#drain().finally(() => {
      if (this.#running) this.#timer = setTimeout(() => this.#tick(), POLL_MS);
    });
  }

  #drain(): Promise<void> {
    this.#again = true;
    this.#draining ??= this.#work().finally(() => {
      this.#draining = null;
      // Something arrived between the last look and here.
      if (this.#again && this.#running) void this.#drain();
    });
    return this.#draining;
  }

  async #work(): Promise<void> {
    const { database, schoolId, clock, owner, log, leaseMilliseconds = LEASE_MS } = this.#parts;
    const wasRunning = this.#running;
    try {
      while (this.#again) {
        this.#again = false;
        const claimed = await claim(database.db, schoolId, {
          owner,
          now: clock.now(),
          leaseMilliseconds,
          limit: LIMIT,
        });
        if (claimed.length > 0) this.#again = true;
        if (database.kind === 'server') await Promise.all(claimed.map((row) => this.#one(row)));
        else await this.#oneByOne(claimed, wasRunning);
        if (wasRunning && !this.#running) return;
      }
    } catch (error) {
      this.#again = false;
      log.error({ err: error }, 'the inbox could not be read; trying again');
    }
  }

  /** Between two of them an input that arrives gets its turn; eight at once would make it wait for all eight. */
  async #oneByOne(claimed: readonly Claimed[], wasRunning: boolean): Promise<void> {
    for (const row of claimed) {
      if (wasRunning && !this.#running) return;
      await this.#one(row);
    }
  }

  async #one(row: Claimed): Promise<void> {
    const { database, schoolId, clock, process, committed, log } = this.#parts;
    try {
      const inbound = this.#read(row);
      const reading =
        inbound?.kind === 'message' ? ((await this.#parts.read?.(inbound)) ?? null) : null;
      await database.transaction(async (tx) => {
        if (!(await finish(tx, schoolId, row.id, clock.now()))) return;
        if (inbound) await process(tx, inbound, reading);
      });
      log.debug({ input: row.id }, 'processed');
      committed?.();
    } catch (error) {
      const counted = !isAway(error);
      const wait = counted ? BACKOFF[row.attempts] : 1;
      log.error(
        { err: error, input: row.id, attempt: row.attempts + 1, keptAside: wait === undefined },
        'an input failed',
      );
      const dueAt = wait === undefined ? null : clock.now().add({ seconds: wait });
      await fail(database.db, schoolId, row.id, { dueAt, error: String(error), counted }).catch(
        (again: unknown) => {
          // The database is away: nothing is counted, and the lease runs out by itself.
          log.warn({ err: again, input: row.id }, 'the failure could not be noted');
        },
      );
    }
  }

  /** Read again rather than stored in our form: the bot's own id may have become known since. */
  #read(row: Claimed): InboundMessage | InboundNotice | null {
    const reading = readEnvelope(parseSafely(row.payload), this.#parts.botOpenId());
    if (reading.kind === 'unknown') throw new Error(reading.why);
    return reading.kind === 'inbound' && reading.inbound.kind !== 'tap' ? reading.inbound : null;
  }
}
