/** What a situation is made with: people who speak and tap, and a clock that can be waited for. */
import type { FoundButton } from '../../../src/playground/platform/cards.ts';
import type { Message } from '../../../src/playground/platform/world.ts';
import type { Random } from '../random.ts';
import type { Time } from '../time.ts';
import type { Town } from '../town.ts';
import { report } from '../wordings.ts';

/** A second more than another replica waits for a dead one's lease. */
export const LEASE = { seconds: 16 } as const;

export interface Found {
  readonly card: Message;
  readonly button: FoundButton;
}

export class Stage {
  readonly town: Town;
  readonly time: Time;
  readonly random: Random;
  #room = 1_000;

  constructor(town: Town, time: Time, random: Random) {
    this.town = town;
    this.time = time;
    this.random = random;
  }

  get parts() {
    return this.town.parts;
  }

  /** A number that no place has had so far. */
  room(): number {
    return this.#room++;
  }

  /** A clear report of a fault at a new place; answers the message's id. */
  async report(person: string): Promise<string> {
    const text = report(this.random, this.room());
    return (await this.town.say(person, text, { report: true })).messageId;
  }

  /** The newest card of somebody that has such a button. */
  find(person: string, words: string): Found | null {
    for (const card of this.town.cards(person, 20)) {
      const button = this.town.button(card, words);
      if (button) return { card, button };
    }
    return null;
  }

  /** Taps it, if there is such a button. */
  async tap(person: string, words: string, form: Record<string, unknown> = {}): Promise<void> {
    const found = this.find(person, words);
    if (found) await this.press(person, found, form);
  }

  /** A button as it was once seen, whatever its card has become. */
  async press(person: string, found: Found, form: Record<string, unknown> = {}): Promise<void> {
    await this.town.press(person, found.card, found.button, form);
  }

  /** What is due is done, then so much time goes by, with all that becomes due in it. */
  async soon(duration: object): Promise<void> {
    await this.time.settle();
    await this.time.to(this.#after(duration));
  }

  /** Time goes by, and nobody does anything. */
  pass(duration: object): void {
    this.parts.clock.moveTo(this.#after(duration));
  }

  /** Until the school's clock shows so much; not at all when it is later already. */
  async until(plainTime: string): Promise<void> {
    const local = this.time.now.toZonedDateTimeISO('Asia/Shanghai');
    await this.time.to(local.withPlainTime(plainTime).toInstant());
  }

  /** The numbers of the tickets that messages have become. */
  async numbers(messages: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.parts.database.db
      .selectFrom('repair_ticket')
      .select(['message_id', 'number'])
      .where('message_id', 'in', messages)
      .execute();
    return new Map(rows.map((row) => [row.message_id ?? '', row.number]));
  }

  #after(duration: object): Temporal.Instant {
    return this.time.now.add(Temporal.Duration.from(duration)).add({ milliseconds: 1 });
  }
}
