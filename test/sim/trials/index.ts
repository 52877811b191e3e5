/** What happens seldom by chance and shows much: each trial is one situation, made on purpose. */
import { deckOf, type Random } from '../random.ts';
import type { Time } from '../time.ts';
import type { Town } from '../town.ts';
import { broken, BREAKS, everyInbound, guest, halfDone, inOrder, type Break } from './incoming.ts';
import {
  burst,
  changedMeanwhile,
  everyOutbound,
  lostAndLong,
  rings,
  unreachable,
} from './outgoing.ts';
import { dear, elderCard, leaver, ownRequests, substitute } from './people.ts';
import { Stage } from './stage.ts';

const ONCE = new Set<TrialName>(['leaver']);
const NAMES = [
  'everyInbound',
  'broken',
  'inOrder',
  'guest',
  'lostAndLong',
  'leaver',
  'substitute',
  'halfDone',
  'everyOutbound',
  'unreachable',
  'changedMeanwhile',
  'burst',
  'rings',
  'ownRequests',
  'elderCard',
  'dear',
] as const;
export type TrialName = (typeof NAMES)[number];

export function isTrial(name: string): name is TrialName {
  return NAMES.some((one) => one === name);
}

export class Trials {
  readonly #stage: Stage;
  readonly #breaks: { draw(): Break };
  readonly #names: readonly TrialName[];
  readonly #lived = new Set<TrialName>();
  #turn: number;

  /** In turn all of them, or the ones that are named. */
  constructor(
    town: Town,
    time: Time,
    { random, only = NAMES }: { random: Random; only?: readonly TrialName[] | undefined },
  ) {
    this.#stage = new Stage(town, time, random);
    this.#breaks = deckOf<Break>(random, BREAKS);
    this.#names = only;
    this.#turn = random.below(only.length);
  }

  async live(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const name = this.#names[this.#turn++ % this.#names.length];
      if (name === undefined || (ONCE.has(name) && this.#lived.has(name))) continue;
      this.#lived.add(name);
      await this.#make(name);
    }
  }

  #make(name: TrialName): Promise<void> {
    const stage = this.#stage;
    switch (name) {
      case 'everyInbound':
        return everyInbound(stage);
      case 'broken':
        return broken(stage, () => this.#breaks.draw());
      case 'inOrder':
        return inOrder(stage);
      case 'guest':
        return guest(stage);
      case 'lostAndLong':
        return lostAndLong(stage);
      case 'leaver':
        return leaver(stage);
      case 'substitute':
        return substitute(stage);
      case 'halfDone':
        return halfDone(stage);
      case 'everyOutbound':
        return everyOutbound(stage);
      case 'unreachable':
        return unreachable(stage);
      case 'changedMeanwhile':
        return changedMeanwhile(stage);
      case 'burst':
        return burst(stage);
      case 'rings':
        return rings(stage);
      case 'ownRequests':
        return ownRequests(stage);
      case 'elderCard':
        return elderCard(stage);
      case 'dear':
        return dear(stage);
    }
  }
}
