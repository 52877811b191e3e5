/** What happens seldom by chance and shows much: each trial is one situation, made on purpose. */
import type { Random } from '../random.ts';
import type { Time } from '../time.ts';
import type { Town } from '../town.ts';
import { awayDay, awayEvening, restarts, swaps, timers } from './clock.ts';
import { broken, everyInbound, guest, halfDone, inOrder } from './incoming.ts';
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

type Trial = (stage: Stage) => Promise<void>;

const TRIALS = {
  everyInbound,
  broken,
  inOrder,
  guest,
  lostAndLong,
  leaver,
  substitute,
  halfDone,
  everyOutbound,
  unreachable,
  changedMeanwhile,
  burst,
  rings,
  ownRequests,
  elderCard,
  dear,
  swaps,
  timers,
  restarts,
  awayEvening,
  awayDay,
} as const satisfies Readonly<Record<string, Trial>>;
export type TrialName = keyof typeof TRIALS;
const NAMES = Object.keys(TRIALS).filter(isTrial);
/** Nobody is left to go. */
const ONCE = new Set<TrialName>(['leaver']);

export function isTrial(name: string): name is TrialName {
  return Object.hasOwn(TRIALS, name);
}

export class Trials {
  readonly #stage: Stage;
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
    this.#names = only;
    this.#turn = random.below(only.length);
  }

  async live(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const name = this.#names[this.#turn++ % this.#names.length];
      if (name === undefined || (ONCE.has(name) && this.#lived.has(name))) continue;
      this.#lived.add(name);
      await TRIALS[name](this.#stage);
    }
  }
}
