import type { Post } from './shift.ts';

const EPOCH = Temporal.PlainDate.from('2000-01-01');

/** A day to be filled. A holiday counts double. */
export interface DraftDay {
  readonly day: Temporal.PlainDate;
  readonly weight: 1 | 2;
}

export interface DraftPerson {
  readonly id: string;
  /** Posts that may be given; empty for whoever is exempt. */
  readonly may: readonly Exclude<Post, 'guard'>[];
  readonly absentUntil: Temporal.PlainDate | null;
  /** Weighted turns of this year and of past years, before this draft. */
  readonly load: number;
  /** How often this same holiday was theirs before: 除夕 twice running is nobody's lot. */
  readonly sameHoliday: number;
  readonly lastOn: Temporal.PlainDate | null;
}

export interface Drafted {
  readonly day: Temporal.PlainDate;
  readonly personId: string;
  readonly post: Exclude<Post, 'guard'>;
  /** The load before the turn: why this person. */
  readonly loadBefore: number;
}

export interface Draft {
  readonly shifts: readonly Drafted[];
  /** What could not be filled within the rules. */
  readonly open: readonly { readonly day: Temporal.PlainDate; readonly post: Drafted['post'] }[];
  /** Weighted turns with this draft, by person. */
  readonly loads: ReadonlyMap<string, number>;
}

interface Turn {
  readonly day: Temporal.PlainDate;
  readonly weight: number;
  readonly post: Drafted['post'];
  personId: string | null;
}

/**
 * Fills days fairly: who has had the fewest turns is next, never two days running, never on leave. A
 * turn that the rules leave no one for stays open rather than break them. `fixed` are turns around
 * that stand already. The same facts give the same roster.
 */
export function draftRoster(
  days: readonly DraftDay[],
  people: readonly DraftPerson[],
  { members, leaders = 1 }: { readonly members: number; readonly leaders?: number },
  fixed: readonly { readonly day: Temporal.PlainDate; readonly personId: string }[] = [],
): Draft {
  const turns: Turn[] = days
    .toSorted((a, b) => Temporal.PlainDate.compare(a.day, b.day))
    .flatMap(({ day, weight }) => [
      ...Array.from({ length: leaders }, () => ({ day, weight, post: 'leader' as const })),
      ...Array.from({ length: members }, () => ({ day, weight, post: 'member' as const })),
    ])
    .map((turn) => ({ ...turn, personId: null }));
  const table = new Table(turns, people, fixed);
  for (const turn of turns) table.give(turn, table.next(turn)?.id ?? null);
  table.fill();
  table.level();
  return table.draft();
}

/** More rounds than a long vacation has turns would be an endless exchange. */
const MOST_ROUNDS = 500;
/** A hand-over through more people than this is not worth looking for. */
const MOST_STEPS = 3;
/**
 * So many looks at whether a turn fits somebody are taken for levelling: a large staff is near level
 * from the start, and nobody else can be served while this runs (a tenth of a second).
 */
const MOST_LOOKS = 150_000;

class Table {
  readonly #turns: readonly Turn[];
  readonly #people: readonly DraftPerson[];
  /** Days as numbers: they are compared a hundred thousand times. */
  readonly #number: ReadonlyMap<Turn, number>;
  readonly #fixed: ReadonlyMap<string, readonly number[]>;
  readonly #away: ReadonlyMap<string, number>;
  readonly #own = new Map<string, Set<Turn>>();
  readonly #loads = new Map<string, number>();
  #looks = 0;

  constructor(
    turns: readonly Turn[],
    people: readonly DraftPerson[],
    fixed: readonly { readonly day: Temporal.PlainDate; readonly personId: string }[],
  ) {
    this.#turns = turns;
    this.#people = people.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const numberOf = (day: Temporal.PlainDate) => EPOCH.until(day).days;
    this.#number = new Map(turns.map((turn) => [turn, numberOf(turn.day)]));
    const grouped = Map.groupBy(fixed, ({ personId }) => personId);
    this.#fixed = new Map(
      [...grouped].map(([id, own]) => [id, own.map(({ day }) => numberOf(day))]),
    );
    this.#away = new Map(
      people.flatMap(({ id, absentUntil }) =>
        absentUntil === null ? [] : [[id, numberOf(absentUntil)]],
      ),
    );
    for (const { id, load } of people) this.#loads.set(id, load);
  }

  /** Puts somebody on a turn, or nobody. */
  give(turn: Turn, personId: string | null): void {
    if (turn.personId !== null) {
      this.#own.get(turn.personId)?.delete(turn);
      this.#loads.set(turn.personId, (this.#loads.get(turn.personId) ?? 0) - turn.weight);
    }
    turn.personId = personId;
    if (personId === null) return;
    const own = this.#own.get(personId) ?? new Set();
    this.#own.set(personId, own.add(turn));
    this.#loads.set(personId, (this.#loads.get(personId) ?? 0) + turn.weight);
  }

  load(person: DraftPerson): number {
    return this.#loads.get(person.id) ?? 0;
  }

  /** Somebody's turns in the order of the days. */
  #turnsOf(person: DraftPerson): Turn[] {
    const at = (turn: Turn) => this.#number.get(turn) ?? 0;
    return [...(this.#own.get(person.id) ?? [])].toSorted((a, b) => at(a) - at(b));
  }

  /** Whether the turn may be theirs, all other turns as they are. */
  fits(person: DraftPerson, turn: Turn): boolean {
    this.#looks++;
    const on = this.#number.get(turn) ?? 0;
    if (!person.may.includes(turn.post) || this.#isAway(person, on)) return false;
    const far = (day: number) => Math.abs(day - on) > 1;
    for (const one of this.#own.get(person.id) ?? [])
      if (one !== turn && !far(this.#number.get(one) ?? 0)) return false;
    return (this.#fixed.get(person.id) ?? []).every(far);
  }

  #isAway(person: DraftPerson, day: number): boolean {
    const until = this.#away.get(person.id);
    return until !== undefined && until >= day;
  }

  next(turn: Turn): DraftPerson | null {
    const [first] = this.#people
      .filter((person) => this.fits(person, turn))
      .toSorted(
        (a, b) =>
          this.load(a) - this.load(b) ||
          a.sameHoliday - b.sameHoliday ||
          this.#last(a).localeCompare(this.#last(b)) ||
          (a.id < b.id ? -1 : 1),
      );
    return first ?? null;
  }

  /** A turn left open may be somebody's who can be freed for it by another. */
  fill(): void {
    for (const turn of this.#turns.filter(({ personId }) => personId === null)) {
      this.give(turn, this.next(turn)?.id ?? null);
      if (turn.personId !== null) continue;
      for (const person of this.#people.filter(({ may }) => may.includes(turn.post)))
        if (this.#free(person, turn)) break;
    }
  }

  #free(person: DraftPerson, turn: Turn): boolean {
    const on = this.#number.get(turn) ?? 0;
    if (this.#isAway(person, on)) return false;
    const inTheWay = this.#turnsOf(person).filter(
      (one) => Math.abs((this.#number.get(one) ?? 0) - on) <= 1,
    );
    const [only] = inTheWay;
    if (!only || inTheWay.length > 1) return false;
    this.give(only, null);
    if (this.fits(person, turn)) {
      this.give(turn, person.id);
      const other = this.next(only);
      if (other) {
        this.give(only, other.id);
        return true;
      }
      this.give(turn, null);
    }
    this.give(only, person.id);
    return false;
  }

  /** Hands turns from the most to the least loaded, through others where it must be, while that levels. */
  level(): void {
    this.#looks = 0;
    for (let round = 0; round < MOST_ROUNDS && this.#looks < MOST_LOOKS; round++) {
      const sorted = this.#people
        .filter(({ may }) => may.length > 0)
        .toSorted((a, b) => this.load(b) - this.load(a) || (a.id < b.id ? -1 : 1));
      if (!sorted.some((most, i) => this.#relieve(most, sorted.slice(i + 1).toReversed()))) return;
    }
  }

  #relieve(most: DraftPerson, others: readonly DraftPerson[]): boolean {
    return others.some((least) => {
      const gap = this.load(most) - this.load(least);
      return (
        gap > 1 &&
        this.#looks < MOST_LOOKS &&
        this.#hand(most, least, gap, MOST_STEPS, new Set([most.id]))
      );
    });
  }

  /** Moves one turn of `from` towards `to`; every move keeps the rules, a dead end is taken back. */
  #hand(
    from: DraftPerson,
    to: DraftPerson,
    gap: number,
    steps: number,
    met: ReadonlySet<string>,
  ): boolean {
    // A turn as heavy as the difference would only change places.
    const own = this.#turnsOf(from).filter(({ weight }) => weight < gap);
    for (const turn of own) {
      if (!this.fits(to, turn)) continue;
      this.give(turn, to.id);
      return true;
    }
    if (steps <= 1) return false;
    for (const turn of own) {
      for (const via of this.#people) {
        if (this.#looks >= MOST_LOOKS) return false;
        if (via.id === to.id || met.has(via.id) || !this.fits(via, turn)) continue;
        this.give(turn, via.id);
        const on = this.#turnsOf(via).filter((one) => one.weight === turn.weight && one !== turn);
        if (on.length > 0 && this.#handOn(via, to, on, gap, steps - 1, new Set([...met, via.id])))
          return true;
        this.give(turn, from.id);
      }
    }
    return false;
  }

  /** Whoever is passed through keeps their load: a turn of the same weight goes on. */
  #handOn(
    via: DraftPerson,
    to: DraftPerson,
    turns: readonly Turn[],
    gap: number,
    steps: number,
    met: ReadonlySet<string>,
  ): boolean {
    for (const turn of turns) {
      if (this.fits(to, turn)) {
        this.give(turn, to.id);
        return true;
      }
      if (steps <= 1) continue;
      for (const next of this.#people) {
        if (this.#looks >= MOST_LOOKS) return false;
        if (next.id === to.id || met.has(next.id) || !this.fits(next, turn)) continue;
        this.give(turn, next.id);
        const on = this.#turnsOf(next).filter((one) => one !== turn && one.weight === turn.weight);
        if (this.#handOn(next, to, on, gap, steps - 1, new Set([...met, next.id]))) return true;
        this.give(turn, via.id);
      }
    }
    return false;
  }

  #last(person: DraftPerson): string {
    return this.#turnsOf(person).at(-1)?.day.toString() ?? person.lastOn?.toString() ?? '';
  }

  draft(): Draft {
    const byId = new Map(this.#people.map((person) => [person.id, person]));
    const sofar = new Map(this.#people.map((person) => [person.id, person.load]));
    const shifts = this.#turns.flatMap(({ day, post, personId, weight }) => {
      if (personId === null || !byId.has(personId)) return [];
      const loadBefore = sofar.get(personId) ?? 0;
      sofar.set(personId, loadBefore + weight);
      return [{ day, personId, post, loadBefore }];
    });
    const open = this.#turns
      .filter(({ personId }) => personId === null)
      .map(({ day, post }) => ({ day, post }));
    return { shifts, open, loads: sofar };
  }
}
