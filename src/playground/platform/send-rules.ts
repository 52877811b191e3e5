import type { Clock } from '../../kernel/clock.ts';
import { checkCard } from '../../lark/check-card.ts';
import { Refusal } from './refusal.ts';
import type { Message } from './world.ts';

const CARD_BYTES = 30 * 1024;
const TEXT_BYTES = 150 * 1024;
export const PER_SECOND = 5;
/** How long an update of a card, and a tap on it, are possible. */
const CARD_LIFE = { hours: 14 * 24 };

/** At most so many messages a second into one chat. By the machine's time: the sender's pauses are real. */
export class Pace {
  readonly #perSecond: number;
  #sent = new Map<string, number[]>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  take(chatId: string): void {
    const now = performance.now();
    const recent = (this.#sent.get(chatId) ?? []).filter((at) => now - at < 1_000);
    if (recent.length >= this.#perSecond) {
      throw new Refusal(429, 99991400, 'request trigger frequency limit', {
        'x-ogw-ratelimit-limit': String(this.#perSecond),
        'x-ogw-ratelimit-reset': '1',
      });
    }
    this.#sent.set(chatId, [...recent, now]);
  }
}

/** A repeated `uuid` within an hour is one message. */
export class Once {
  #clock: Clock;
  #known = new Map<string, { messageId: string; at: Temporal.Instant }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  find(uuid: string): string | null {
    if (uuid.length > 50) throw new Refusal(400, 99992402, 'uuid is longer than 50');
    const known = this.#known.get(uuid);
    if (!known) return null;
    const ends = known.at.add({ hours: 1 });
    return Temporal.Instant.compare(this.#clock.now(), ends) < 0 ? known.messageId : null;
  }

  remember(uuid: string, messageId: string): void {
    this.#known.set(uuid, { messageId, at: this.#clock.now() });
  }
}

/** The content of a message as data; refuses what is too long or no valid card. */
export function readContent(
  kind: string,
  content: string,
  resources: ReadonlyMap<string, Buffer>,
): unknown {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new Refusal(400, 230001, 'content is not JSON');
  }
  const limit = kind === 'text' ? TEXT_BYTES : CARD_BYTES;
  if (Buffer.byteLength(content) > limit) throw new Refusal(400, 230025, 'content is too long');
  if (kind === 'interactive') refuseBadCard(value);
  else if (kind === 'image') refuseUnknownResource(value, 'image_key', resources, 230055);
  else if (kind === 'file') refuseUnknownResource(value, 'file_key', resources, 230055);
  else if (kind !== 'text' && kind !== 'post') throw new Refusal(400, 230001, 'unknown msg_type');
  return value;
}

export function refuseBadCard(card: unknown): void {
  const [violation] = checkCard(card);
  if (violation !== undefined) {
    throw new Refusal(
      400,
      230099,
      `Failed to create card content, ext=ErrCode: 200621; ${violation}`,
    );
  }
}

function refuseUnknownResource(
  value: unknown,
  name: string,
  resources: ReadonlyMap<string, Buffer>,
  code: number,
): void {
  const key: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  if (typeof key !== 'string' || !resources.has(key)) {
    throw new Refusal(400, code, `${name} is unknown`);
  }
}

/** True when a card is too old to be updated or tapped. */
export function isOver(message: Message, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, message.createdAt.add(CARD_LIFE)) >= 0;
}
