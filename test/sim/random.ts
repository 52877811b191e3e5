/** Chance by a seed: the same seed draws the same in every run. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `sides`. */
  below(sides: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Buffer;
}

/** mulberry32 over the seed and a name: parts that draw for themselves do not disturb each other. */
export function randomOf(seed: number, name: string): Random {
  let state = seed >>> 0;
  for (const letter of name) state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (sides: number) => Math.floor(next() * sides);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick(from) {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    bytes(count) {
      const made = Buffer.alloc(count);
      for (let i = 0; i < count; i++) made[i] = below(256);
      return made;
    },
  };
}

/** Draws like cards from a deck: everything comes once before anything comes again. */
export function deckOf<T>(random: Random, all: readonly T[]): { draw(): T } {
  let left: T[] = [];
  return {
    draw() {
      if (left.length === 0) left = [...all];
      const [drawn] = left.splice(random.below(left.length), 1);
      return drawn ?? random.pick(all);
    },
  };
}
