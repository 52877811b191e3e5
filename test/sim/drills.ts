/**
 * Whole lives of things, from the first word to the last signature, by whoever's turn it is. Every step is
 * tried by others before and once more after it, from the card as it was, and with buttons that a changed
 * client makes up. Nothing of that may have an effect.
 */
import { z } from 'zod';
import type { FoundButton } from '../../src/playground/platform/cards.ts';
import type { Message } from '../../src/playground/platform/world.ts';
import { forged, valueOf } from './buttons.ts';
import { flows, type Act } from './flows.ts';
import type { Random } from './random.ts';
import { PERSONS } from './school.ts';
import type { Time } from './time.ts';
import { versionOf, type Town } from './town.ts';

const IDS = PERSONS.map(({ id }) => id);
const numbered = z.object({ number: z.string() });

interface Found {
  readonly card: Message;
  readonly button: FoundButton;
}

/** A button with whoever rightly pressed it, and with what. */
interface Pressed extends Found {
  readonly by: string;
  readonly form: Readonly<Record<string, unknown>>;
}

export class Drills {
  readonly #town: Town;
  readonly #time: Time;
  readonly #random: Random;
  /** A button of every kind that was ever seen. */
  readonly #kinds = new Map<string, Pressed>();
  #turn: number;

  constructor(town: Town, time: Time, random: Random) {
    this.#town = town;
    this.#time = time;
    this.#random = random;
    this.#turn = random.below(10);
  }

  /** Lives so many things, the next ones of the list. */
  async live(count: number): Promise<void> {
    const all = flows(this.#random);
    for (let i = 0; i < count; i++) {
      const flow = all[this.#turn++ % all.length] ?? [];
      await this.#flow(flow);
    }
  }

  async #flow(flow: readonly Act[]): Promise<void> {
    const random = this.#random;
    const asker = flow[0]?.who ?? 'ou_li';
    const older = new Map<string, Found>();
    let about = '';
    let last = asker;
    for (const act of flow) {
      if (act.says !== undefined) {
        await this.#town.say(act.who, act.says.replace('#', await this.#number(about)));
        await this.#soon();
        continue;
      }
      const words = act.taps ?? '';
      const found = this.#find(act.who, words, about);
      if (!found) continue;
      const { id, a } = valueOf(found.button);
      if (id !== '' && act.other !== true) about = id;
      const form = act.form ?? {};
      this.#kinds.set(a, { ...found, by: act.who, form });
      const press = (who: string, { card, button }: Found) =>
        this.#town.press(who, card, button, form);
      const substitute = words === '同意' && random.chance(0.5) ? 'ou_teacher3' : asker;
      const buyer = a.startsWith('purchases.') ? 'ou_buyer' : asker;
      const strangers = IDS.filter((one) => one !== act.who && one !== asker);
      for (const who of new Set([asker, substitute, last, buyer, random.pick(strangers)]))
        if (who !== act.who) await press(who, found);
      // The phone may still show what the card was before it was changed.
      const before = older.get(`${act.who} ${words}`);
      if (before) await press(act.who, before);
      older.set(`${act.who} ${words}`, found);
      last = act.who;
      await press(act.who, found);
      await press(act.who, found);
      await this.#soon();
      await this.#madeUp(act.who, asker, a, about);
    }
  }

  /** Buttons of the same kind of thing, made up for this one as it stands. */
  async #madeUp(who: string, asker: string, action: string, id: string): Promise<void> {
    const kind = action.split('.')[0] ?? '';
    const like = [...this.#kinds].filter(([a]) => a.startsWith(`${kind}.`) && a !== action);
    if (like.length === 0 || id === '') return;
    for (const other of [null, null, who, asker]) {
      const [, { card, button, by, form }] = this.#random.pick(like);
      const person = other ?? by;
      const version = await versionOf(this.#town.parts.database, id);
      await this.#town.press(person, card, forged(button, id, version), form);
    }
  }

  #find(who: string, words: string, about: string): Found | null {
    for (const card of this.#town.cards(who, 20)) {
      const button = this.#town.button(card, words);
      if (!button) continue;
      if (about === '' || valueOf(button).id === about) return { card, button };
    }
    return null;
  }

  async #number(id: string): Promise<string> {
    const { db } = this.#town.parts.database;
    const rows: unknown[] = [];
    for (const table of ['issue_request', 'purchase', 'repair_ticket'] as const)
      rows.push(...(await db.selectFrom(table).select('number').where('id', '=', id).execute()));
    return numbered.catch({ number: '' }).parse(rows[0]).number;
  }

  /** Until what was said about it has reached the phones. */
  async #soon(): Promise<void> {
    await this.#time.settle();
    await this.#time.to(this.#time.now.add({ seconds: 5 }));
  }
}
