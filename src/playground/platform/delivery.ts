import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { Channel, ChannelAnswer } from './channel.ts';
import { strikes, type Faults } from './faults.ts';
import { TENANT_KEY } from './world.ts';

export interface DeliverySettings {
  readonly appId: string;
  readonly clock: Clock;
  readonly faults: Faults;
  /** How the bot is reached now. */
  readonly channel: () => Channel;
}

interface Waiting {
  readonly envelope: unknown;
  readonly attempt: number;
  readonly dueAt: Temporal.Instant;
}

/** The platform's pauses before it sends an unacknowledged event again. */
const RETRIES = [{ seconds: 15 }, { minutes: 5 }, { hours: 1 }, { hours: 6 }];

/** Sends envelopes to the bot: events with retries by the clock, taps once. */
export class Delivery {
  #settings: DeliverySettings;
  #waiting: Waiting[] = [];
  #held: unknown[] = [];
  #newest: unknown = null;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
  }

  /** Events that were not acknowledged yet. */
  get unacknowledged(): number {
    return this.#waiting.length + this.#held.length;
  }

  async event(type: string, event: unknown): Promise<void> {
    const envelope = this.#envelope(type, event, 1);
    if (strikes(this.#settings.faults, 'reorder')) {
      this.#held.push(envelope);
      return;
    }
    const copies = strikes(this.#settings.faults, 'duplicate') ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) await this.#attempt(envelope, 0);
    for (const late of this.#held.splice(0)) await this.#attempt(late, 0);
  }

  /** A callback: sent once, answered within 3 s or null. */
  async callback(type: string, event: unknown): Promise<ChannelAnswer | null> {
    return this.#settings.channel().send(this.#envelope(type, event, 1_000));
  }

  /** Sends the newest envelope once more, as the platform may even after an answer. */
  async repeat(): Promise<ChannelAnswer | null> {
    return this.#settings.channel().send(this.#newest);
  }

  /** Sends again what is due by the clock. */
  async retry(): Promise<void> {
    const now = this.#settings.clock.now();
    const due = this.#waiting.filter((one) => Temporal.Instant.compare(one.dueAt, now) <= 0);
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const one of due) await this.#attempt(one.envelope, one.attempt);
  }

  async #attempt(envelope: unknown, attempt: number): Promise<void> {
    const answer = await this.#settings.channel().send(envelope);
    if (answer?.status === 200) return;
    const pause = RETRIES[attempt];
    if (!pause) return;
    const dueAt = this.#settings.clock.now().add(pause);
    this.#waiting.push({ envelope, attempt: attempt + 1, dueAt });
  }

  /** `perMillisecond` 1000: callbacks carry microseconds. */
  #envelope(type: string, event: unknown, perMillisecond: number): unknown {
    const { clock, appId, channel } = this.#settings;
    this.#newest = {
      schema: '2.0',
      header: {
        event_id: randomUUID(),
        event_type: type,
        create_time: String(clock.now().epochMilliseconds * perMillisecond),
        token: channel().token,
        app_id: appId,
        tenant_key: TENANT_KEY,
      },
      event,
    };
    return this.#newest;
  }
}
