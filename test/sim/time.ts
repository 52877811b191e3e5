import { sql } from 'kysely';
import type { MovableClock } from '../../src/kernel/clock.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import type { Delivery } from './delivery.ts';
import type { FaultCounts } from './faults.ts';
import type { Random } from './random.ts';
import type { Replica } from './replica.ts';

export interface TimeParts {
  readonly clock: MovableClock;
  readonly database: Database<Tables>;
  readonly delivery: Delivery;
  readonly replicas: readonly Replica[];
  readonly random: Random;
  readonly counts: FaultCounts;
}

/** What becomes due is done when it is due: the clock goes from one such moment to the next. */
export class Time {
  readonly #parts: TimeParts;
  /** Until when what waits to be said is of use, as far as it was ever seen waiting. */
  readonly expiries = new Map<string, number>();
  /** A job is being waited for: a second replica's turn inside it takes no third. */
  #nested = false;

  constructor(parts: TimeParts) {
    this.#parts = parts;
  }

  get now(): Temporal.Instant {
    return this.#parts.clock.now();
  }

  /** One of the two works, or both at the same moment. */
  async settle(): Promise<void> {
    const { random, replicas, counts } = this.#parts;
    const working = replicas.filter(({ down, gate }) => !down && !gate.away);
    if (working.length > 1 && random.chance(0.08)) {
      counts.set('replicasRace', (counts.get('replicasRace') ?? 0) + 1);
      await Promise.all(working.map((replica) => replica.settle()));
    } else if (working.length > 0) await random.pick(working).settle();
    for (const replica of replicas) if (replica.gate.crashed) await replica.restart();
  }

  /** The other replica's turn while this one waits for an answer. */
  async other(host: string): Promise<void> {
    if (this.#nested) return;
    this.#nested = true;
    try {
      for (const replica of this.#parts.replicas)
        if (!host.startsWith(replica.name)) await replica.settle();
    } finally {
      this.#nested = false;
    }
  }

  async to(target: Temporal.Instant): Promise<void> {
    const { clock, delivery } = this.#parts;
    for (let turn = 0; turn < 400; turn++) {
      const due = await this.#nextDue();
      if (due === null || due > target.epochMilliseconds) break;
      const now = clock.now().epochMilliseconds;
      // What is due and was not done waits for somebody's lease.
      const at = Math.max(due, now + 1_000);
      if (at > target.epochMilliseconds) break;
      clock.moveTo(Temporal.Instant.fromEpochMilliseconds(at));
      await delivery.retry();
      await this.settle();
    }
    if (Temporal.Instant.compare(clock.now(), target) < 0) clock.moveTo(target);
    await delivery.retry();
  }

  /** Faults have stopped: everything that goes on by itself gets its time, ten minutes for what waits. */
  async rest(): Promise<void> {
    const { clock, delivery } = this.#parts;
    await delivery.flush();
    await this.settle();
    // What the platform still has to send again comes first.
    for (let i = 0; i < 12; i++) {
      const due = delivery.dueAt();
      if (due === null) break;
      await this.to(
        Temporal.Instant.fromEpochMilliseconds(Math.max(due, clock.now().epochMilliseconds + 1)),
      );
    }
    await this.to(clock.now().add({ minutes: 10 }));
    await this.settle();
  }

  async #nextDue(): Promise<number | null> {
    const { database, delivery } = this.#parts;
    const { rows } = await sql<{
      due: Temporal.Instant | null;
      expiring: Record<string, number> | null;
    }>`
      select least(
        (select min(due_at) from timer),
        (select min(due_at) from outbox_lane),
        (select min(due_at) from inbox where state = 'waiting'),
        (select min(sweep_due) from direct_chat)) as due,
        (select json_object_agg(id, extract(epoch from expires_at) * 1000) from outbox_message
          where expires_at is not null) as expiring`.execute(database.db);
    for (const [id, at] of Object.entries(rows[0]?.expiring ?? {})) this.expiries.set(id, at);
    const own = rows[0]?.due?.epochMilliseconds ?? null;
    const theirs = delivery.dueAt();
    if (own === null) return theirs;
    return theirs === null ? own : Math.min(own, theirs);
  }
}
