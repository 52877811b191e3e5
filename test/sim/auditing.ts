/** Ties the audits and the attackers to a simulated school. */
import { attack } from './attacks.ts';
import { audit } from './audit/index.ts';
import { observe } from './audit/observe.ts';
import { valueOf } from './buttons.ts';
import type { Sent } from './audit/outbox.ts';
import type { Call } from './platform.ts';
import type { Random } from './random.ts';
import { PERSONS } from './school.ts';
import type { Town } from './town.ts';
import { none } from './violation.ts';

/** As in the school's file, in fen. */
const TIERS = [
  { upToFen: 500_00, approvers: ['unitHead'] },
  { upToFen: 5000_00, approvers: ['unitHead', 'director'] },
  { upToFen: null, approvers: ['unitHead', 'director', 'principal'] },
];
/** Holidays only put things off, so that leaving them out judges nobody wrongly. */
const works = (day: string) => Temporal.PlainDate.from(day).dayOfWeek <= 5;
/** Half of what the school would wait, for weekends that are worked. */
const ACCEPT_WITHIN = 1;
const IDS = PERSONS.map(({ id }) => id);

export class Auditing {
  readonly #town: Town;
  readonly #random: Random;

  constructor(town: Town, random: Random) {
    this.#town = town;
    this.#random = random;
  }

  /** After the migrations. */
  begin(): Promise<void> {
    return observe(this.#town.parts.database.db);
  }

  async attack(): Promise<void> {
    const town = this.#town;
    await attack({
      db: town.parts.database.db,
      people: IDS,
      pick: (from) => this.#random.pick(from),
      cards: (person) => town.cards(person, 6),
      button: (card, words) => town.button(card, words),
      about: (found) => valueOf(found).id,
      press: (person, card, found) => town.press(person, card, found),
    });
  }

  /** When nothing is under way. */
  async atRest(): Promise<void> {
    const { database, platform } = this.#town.parts;
    const { world } = platform;
    const found = await audit({
      db: database.db,
      tiers: TIERS,
      days: { works, acceptWithin: ACCEPT_WITHIN },
      sent: platform.calls.flatMap((call) => this.#sent(call)),
      shown: [...world.messages.values()].filter(({ fromBot, recalled }) => fromBot && !recalled),
    });
    for (const { invariant, what } of found) none(`${invariant} by the audit`, [what]);
  }

  #sent({ at, uuid, method, status, lost, messageId }: Call): Sent[] {
    if (method !== 'post' || uuid === null || (status !== 200 && !lost)) return [];
    return [{ at, uuid, messageId }];
  }
}
