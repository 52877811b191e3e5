import { createHash } from 'node:crypto';
import type { MovableClock } from '../../src/kernel/clock.ts';
import { seal } from '../../src/playground/platform/seal.ts';
import { TENANT_KEY } from '../../src/playground/platform/world.ts';
import type { Fault, FaultCounts } from './faults.ts';
import { APP_ID } from './platform.ts';
import { deckOf, type Random } from './random.ts';
import type { History } from './history.ts';
import type { Answer, Keys, Replica } from './replica.ts';
import { none } from './violation.ts';

export interface Envelope {
  readonly schema: '2.0';
  readonly header: Readonly<Record<string, string>>;
  readonly event: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly envelope: Envelope;
  readonly attempt: number;
  readonly dueAt: number;
}

/** What the sender knows of one event: this, not the product's tables, is what the invariants ask. */
export interface Sent {
  readonly key: string;
  readonly type: string;
  readonly at: number;
  readonly intact: boolean;
  /** The bot said 200, and the answer arrived. */
  acknowledged: boolean;
}

interface DeliveryParts {
  readonly clock: MovableClock;
  readonly random: Random;
  readonly counts: FaultCounts;
  readonly keys: Keys;
  readonly replicas: readonly Replica[];
  readonly history: History;
}

const RETRIES = [15, 300, 3_600, 21_600].map((seconds) => seconds * 1_000);
const HOUR = 3_600_000;
export const INBOUND_FAULTS = [
  'duplicate',
  'reordered',
  'delayed',
  'delayedSevenHours',
  'newEventId',
  'retryDuringFirst',
  'truncated',
  'ackLost',
  'unknownType',
  'newFields',
  'missingFields',
  'forged',
] as const satisfies readonly Fault[];

const STRANGE_TYPE = 'im.message.reaction.created_v1';

/** The platform's side of the way in: signed, encrypted requests to either replica, with everything that can go wrong there. */
export class Delivery {
  readonly sent = new Map<string, Sent>();
  /** Chance that an event meets a fault. */
  trouble = 0;
  readonly #parts: DeliveryParts;
  #waiting: Waiting[] = [];
  #held: Envelope[] = [];
  readonly #deck: { draw(): (typeof INBOUND_FAULTS)[number] };
  #serial = 0;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#deck = deckOf(parts.random, INBOUND_FAULTS);
  }

  envelope(type: string, event: Record<string, unknown>, perMillisecond = 1): Envelope {
    const { clock, keys } = this.#parts;
    return {
      schema: '2.0',
      header: {
        event_id: `ev-${++this.#serial}`,
        event_type: type,
        create_time: String(clock.now().epochMilliseconds * perMillisecond),
        token: keys.verificationToken,
        app_id: APP_ID,
        tenant_key: TENANT_KEY,
      },
      event,
    };
  }

  /** The next moment at which something is sent again; null when nothing waits. */
  dueAt(): number | null {
    return this.#waiting.length === 0 ? null : Math.min(...this.#waiting.map(({ dueAt }) => dueAt));
  }

  get unacknowledged(): number {
    return this.#waiting.length + this.#held.length;
  }

  async retry(): Promise<void> {
    const now = this.#now();
    const due = this.#waiting.filter(({ dueAt }) => dueAt <= now);
    this.#waiting = this.#waiting.filter(({ dueAt }) => dueAt > now);
    for (const one of due) await this.#attempt(one.envelope, one.attempt);
  }

  /** Sends what was held back to change the order. */
  async flush(): Promise<void> {
    for (const envelope of this.#held.splice(0)) await this.#attempt(envelope, 0);
  }

  async event(type: string, event: Record<string, unknown>): Promise<void> {
    const { random } = this.#parts;
    const envelope = this.envelope(type, event);
    if (!random.chance(this.trouble)) return this.#first(envelope);
    const fault = this.#deck.draw();
    this.#count(fault);
    switch (fault) {
      case 'duplicate':
        await this.#first(envelope);
        this.#later(envelope, random.below(3) * HOUR + 1_000);
        return undefined;
      case 'reordered':
        // Whoever looks the chat up meanwhile finds it there.
        this.#note(envelope, true);
        this.#held.push(envelope);
        return undefined;
      case 'delayed':
        return this.#later(envelope, 1_000 + random.below(3_600) * 1_000);
      case 'delayedSevenHours':
        return this.#later(envelope, 7.1 * HOUR);
      case 'newEventId': {
        await this.#first(envelope);
        const { event_id: _, ...header } = envelope.header;
        const again = { ...header, event_id: `ev-${++this.#serial}` };
        return this.#later({ ...envelope, header: again }, 60_000);
      }
      case 'retryDuringFirst':
        this.#note(envelope, true);
        await Promise.all([this.#attempt(envelope, 0), this.#attempt(envelope, RETRIES.length)]);
        return undefined;
      case 'truncated':
        await this.#broken(envelope);
        return this.#first(envelope);
      case 'ackLost':
        this.#note(envelope, true);
        await this.#send(envelope);
        return this.#later(envelope, RETRIES[0] ?? 0, 1);
      case 'unknownType':
        await this.#strange(STRANGE_TYPE, event);
        return this.#first(envelope);
      case 'newFields': {
        const header = { ...envelope.header, trace: 'x1' };
        return this.#first({ ...envelope, header, event: { ...event, extra: { deep: [1, 'x'] } } });
      }
      case 'missingFields':
        await this.#strange(type, { sender: {}, message: { chat_type: 'p2p' } });
        return this.#first(envelope);
      case 'forged':
        await this.#forge(envelope);
        return this.#first(envelope);
    }
  }

  /** Sent once, answered or not. */
  async callback(event: Record<string, unknown>, on?: Replica): Promise<[string, Answer | null]> {
    const envelope = this.envelope('card.action.trigger', event, 1_000);
    this.#note(envelope, true);
    const answer = await this.#send(envelope, on);
    if (answer?.status === 200) this.#acknowledged(envelope);
    return [envelope.header['event_id'] ?? '', answer];
  }

  #now(): number {
    return this.#parts.clock.now().epochMilliseconds;
  }

  #count(fault: Fault): void {
    const { counts } = this.#parts;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }

  #first(envelope: Envelope): Promise<void> {
    this.#note(envelope, true);
    return this.#attempt(envelope, 0).then(() => this.flush());
  }

  #later(envelope: Envelope, milliseconds: number, attempt = 0): void {
    this.#note(envelope, true);
    this.#waiting.push({ envelope, attempt, dueAt: this.#now() + milliseconds });
  }

  async #attempt(envelope: Envelope, attempt: number): Promise<void> {
    const answer = await this.#send(envelope);
    if (answer?.status === 200) return this.#acknowledged(envelope);
    const pause = RETRIES[attempt];
    if (pause !== undefined)
      this.#waiting.push({ envelope, attempt: attempt + 1, dueAt: this.#now() + pause });
    return undefined;
  }

  async #send(envelope: Envelope, on?: Replica): Promise<Answer | null> {
    const { random, replicas, keys } = this.#parts;
    const chosen = on ?? random.pick(replicas);
    const { body, headers } = seal(envelope, keys.encryptKey, this.#now() / 1_000);
    if (replicas.every(({ down }) => down)) this.#count('bothDown');
    else if (chosen.down) this.#count('replicaDown');
    const answer = await chosen.receive(body, { ...headers });
    this.#parts.history.add('in', [envelope.header['event_id'], chosen.name, answer?.status ?? 0]);
    return answer;
  }

  /** Cut on its way: the signature no longer fits. */
  async #broken(envelope: Envelope): Promise<void> {
    const { random, replicas, keys } = this.#parts;
    const { body, headers } = seal(envelope, keys.encryptKey, this.#now() / 1_000);
    const cut = body.subarray(0, random.below(body.length));
    const answer = await random.pick(replicas).receive(cut, { ...headers });
    none('X1 no truncated request is taken', answer?.status === 200 ? [cut.length] : []);
  }

  /** Signed and sealed with a key that is not ours, or what was overheard under another signature. */
  async #forge(envelope: Envelope): Promise<void> {
    const { random, replicas, keys } = this.#parts;
    const forged = {
      ...envelope,
      header: { ...envelope.header, event_id: `forged-${++this.#serial}` },
    };
    for (const overheard of [false, true]) {
      const key = overheard ? keys.encryptKey : 'another key';
      const { body, headers } = seal(forged, key, this.#now() / 1_000);
      if (overheard) Object.assign(headers, { 'x-lark-signature': '0'.repeat(64) });
      const answer = await random.pick(replicas).receive(body, { ...headers });
      none('X1 no forged request is taken', answer?.status === 200 ? [forged.header] : []);
    }
  }

  async #strange(type: string, event: Record<string, unknown>): Promise<void> {
    const envelope = this.envelope(type, event);
    this.#note(envelope, false);
    await this.#attempt(envelope, 0);
  }

  #note(envelope: Envelope, intact: boolean): void {
    const key = keyOf(envelope, intact);
    if (key === null || this.sent.has(key)) return;
    const type = envelope.header['event_type'] ?? '';
    this.sent.set(key, { key, type, at: this.#now(), intact, acknowledged: false });
  }

  #acknowledged(envelope: Envelope): void {
    for (const intact of [true, false]) {
      const sent = this.sent.get(keyOf(envelope, intact) ?? '');
      if (sent) sent.acknowledged = true;
    }
  }
}

/** By which key the contract says an input is recognised; null: it has no effect. */
function keyOf(envelope: Envelope, intact: boolean): string | null {
  if (!intact)
    // An event nobody asked for is let go; of the kinds that are read, what fits no form is kept aside.
    return envelope.header['event_type'] === STRANGE_TYPE
      ? null
      : `q:${createHash('sha256').update(JSON.stringify(envelope)).digest('hex')}`;
  const { message } = envelope.event;
  const id: unknown =
    typeof message === 'object' && message !== null ? Reflect.get(message, 'message_id') : null;
  return typeof id === 'string' ? `m:${id}` : `e:${envelope.header['event_id'] ?? ''}`;
}
