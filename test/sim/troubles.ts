import { TENANT_KEY } from '../../src/playground/platform/world.ts';
import type { Days } from './calendar.ts';
import type { DatabaseFault } from './gate.ts';
import { deckOf, type Random } from './random.ts';
import type { Replica } from './replica.ts';
import { GROUPS, PERSONS } from './school.ts';
import type { Time } from './time.ts';
import type { Town } from './town.ts';

const DATABASE: readonly DatabaseFault[] = [
  'connectionError',
  'deadlock',
  'serializationFailure',
  'poolExhausted',
  'slowCommit',
  'commitAnswerLost',
  'crashBetweenStatements',
  'crashBeforeCommit',
  'crashAfterCommit',
  'crashAfterSend',
];
const MINUTES = 60_000;

interface TroublesParts {
  readonly town: Town;
  readonly time: Time;
  readonly random: Random;
  readonly eventsADay: number;
}

/** Faults that last: of machines, clocks, the database and the platform as a whole. */
export class Troubles {
  readonly #town: Town;
  readonly #time: Time;
  readonly #random: Random;
  /** Ends what lasts for some events. */
  readonly #until: { left: number; end: () => Promise<void> | void }[] = [];
  readonly #kinds: { draw(): number };
  readonly #breaks: { draw(): DatabaseFault };
  /** Chance that something lasting begins before an event; few events a day meet more of it. */
  readonly #often: number;

  constructor({ town, time, random, eventsADay }: TroublesParts) {
    this.#town = town;
    this.#time = time;
    this.#random = random;
    this.#often = Math.min(0.2, Math.max(0.07, 1.6 / eventsADay));
    this.#kinds = deckOf(
      random,
      Array.from({ length: 16 }, (_, kind) => kind),
    );
    this.#breaks = deckOf(random, DATABASE);
  }

  get #parts() {
    return this.#town.parts;
  }

  begin(school: boolean): void {
    this.#parts.platform.trouble = school ? 0.04 : 0.02;
    this.#parts.delivery.trouble = 0.12;
  }

  /** Dates that are a trial by themselves. */
  calendar(day: Temporal.PlainDate, days: Days): void {
    const next = day.add({ days: 1 });
    if (next.day === 1) this.#town.count('monthEnd');
    if (next.day === 1 && next.month === 1) this.#town.count('yearEnd');
    if (day.month === 2 && day.day === 29) this.#town.count('leapDay');
    if (days.terms.some(([, to]) => to === day.toString())) this.#town.count('termEnd');
  }

  async before(): Promise<void> {
    if (!this.#random.chance(this.#often)) return;
    const random = this.#random;
    const { replicas, platform, clock, delivery } = this.#parts;
    const replica = random.pick(replicas);
    const town = this.#town;
    switch (this.#kinds.draw()) {
      case 0:
        town.count('databaseDownSeconds');
        for (const one of replicas) one.gate.away = true;
        this.#for(1, () => {
          clock.moveBy({ seconds: 1 + random.below(600) });
          for (const one of replicas) one.gate.away = false;
        });
        return;
      case 1:
        replica.down = true;
        this.#for(2, () => this.#restart(replica));
        return;
      case 2:
        for (const one of replicas) one.down = true;
        this.#for(2, async () => {
          for (const one of replicas) await this.#restart(one);
        });
        return;
      case 3:
      case 4: {
        const forward = random.chance(0.5);
        town.count(forward ? 'clockForward' : 'clockBackward');
        replica.clock.milliseconds = (forward ? 1 : -1) * random.below(10 * MINUTES);
        platform.skewed = true;
        this.#for(5, () => {
          replica.clock.milliseconds = 0;
        });
        return;
      }
      case 5:
        platform.congestedUntil = clock.now().epochMilliseconds + 30 * MINUTES;
        return;
      case 6:
        platform.tokenDown = true;
        platform.killToken();
        this.#for(2, () => {
          platform.tokenDown = false;
        });
        return;
      case 7:
        return platform.killToken();
      case 8: {
        const chat = platform.world.chat(random.pick(GROUPS));
        if (!chat.bot) return;
        town.count('botRemoved');
        chat.bot = false;
        const event = { chat_id: chat.chatId, operator_id: { open_id: 'ou_director' } };
        const how = { external: false, operator_tenant_key: TENANT_KEY, name: chat.name };
        await delivery.event('im.chat.member.bot.deleted_v1', { ...event, ...how });
        this.#for(5, async () => {
          chat.bot = true;
          await delivery.event('im.chat.member.bot.added_v1', { ...event, ...how });
        });
        return;
      }
      case 9: {
        const { id, name } = random.pick(PERSONS);
        town.count('userLeft');
        platform.world.people.set(id, { openId: id, name, reachable: false });
        this.#for(6, () => void platform.world.people.set(id, { openId: id, name }));
        return;
      }
      case 10: {
        const [card] = town.cards(random.pick(PERSONS).id, 1);
        if (!card) return;
        town.count('messageRecalled');
        card.recalled = true;
        return;
      }
      default:
        replica.gate.arm(this.#breaks.draw(), random.below(30));
    }
  }

  async after(): Promise<void> {
    for (const one of this.#until.slice()) {
      if (--one.left > 0) continue;
      this.#until.splice(this.#until.indexOf(one), 1);
      await one.end();
    }
    for (const replica of this.#parts.replicas) if (replica.gate.crashed) await replica.restart();
  }

  /** Now and then nobody is there for most of a night. */
  async night(): Promise<void> {
    const { replicas, clock } = this.#parts;
    const roll = this.#random.below(100);
    if (roll < 6) {
      this.#town.count('databaseDownHours');
      for (const one of replicas) one.gate.away = true;
      await this.#town.say('ou_teacher3', '教学楼厕所水管一直滴水');
      clock.moveBy({ hours: 1 + this.#random.below(11) });
      for (const one of replicas) one.gate.away = false;
    } else if (roll < 10) {
      this.#town.count('longSuspend');
      clock.moveBy({ hours: 8 + this.#random.below(3) });
    }
  }

  /** Everything is well again. */
  async end(): Promise<void> {
    const { platform, delivery, replicas } = this.#parts;
    for (const one of this.#until.splice(0)) await one.end();
    platform.trouble = 0;
    platform.congestedUntil = 0;
    delivery.trouble = 0;
    platform.skewed = false;
    for (const replica of replicas) {
      replica.gate.disarm();
      if (replica.down || replica.gate.crashed) await replica.restart();
    }
    await this.#time.settle();
  }

  async #restart(replica: Replica): Promise<void> {
    if (replica.down || replica.gate.crashed) await replica.restart();
  }

  #for(events: number, end: () => Promise<void> | void): void {
    this.#until.push({ left: events, end });
  }
}
