/**
 * Where time comes from. Rules never ask the machine: they are handed an instant, so that a test
 * can stand on the eve of a holiday and the playground can be moved forward.
 */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that somebody moves by hand: tests, the simulation and the playground's "tomorrow". */
export class MovableClock implements Clock {
  #offset: Temporal.Duration;
  #base: Clock | null;
  #instant: Temporal.Instant;

  /** `base` runs on and is shifted; without it the clock stands still at `start` until moved. */
  constructor(start: Temporal.Instant, base: Clock | null = null) {
    this.#instant = start;
    this.#base = base;
    this.#offset = base ? base.now().until(start) : Temporal.Duration.from({ seconds: 0 });
  }

  now(): Temporal.Instant {
    return this.#base ? this.#base.now().add(this.#offset) : this.#instant;
  }

  moveTo(instant: Temporal.Instant): void {
    if (this.#base) this.#offset = this.#base.now().until(instant);
    else this.#instant = instant;
  }

  moveBy(duration: Temporal.DurationLike): void {
    this.moveTo(this.now().add(duration));
  }
}
