import { endOf, POSTS, type Post, type RosterShift, type Shift } from './shift.ts';

/** A shift's hours in school time, as `08:00`. */
export type HoursOf = (shift: RosterShift) => { readonly start: string; readonly end: string };

/** Somebody's place on a day of a roster that is being made. */
export interface Placed {
  readonly personId: string;
  readonly post: Post;
  /** `08:00` */
  readonly start: string;
  /** Where it does not end as `endOf` says: `17:00`, of the next day where that is not later. */
  readonly end: string | null;
  readonly place: string | null;
}

/** One day of a roster that is being made. */
export interface DayPlan {
  readonly day: Temporal.PlainDate;
  readonly placed: readonly Placed[];
}

/** What stands, as a plan; every day is there, those with nobody too. */
export function planOf(
  days: readonly Temporal.PlainDate[],
  shifts: readonly RosterShift[],
  hoursOf: HoursOf,
): DayPlan[] {
  const byDay = Map.groupBy(shifts, ({ day }) => day.toString());
  return days.map((day) => {
    const there = byDay.get(day.toString()) ?? [];
    const starts = there.map((shift) => hoursOf(shift).start);
    return {
      day,
      placed: there.map((shift) => {
        const { start, end } = hoursOf(shift);
        return {
          personId: shift.personId,
          post: shift.post,
          start,
          end: end === endOf(day, start, starts).time ? null : end,
          place: shift.place,
        };
      }),
    };
  });
}

/** When somebody of a plan begins and ends, with all who begin on that day. */
export function timesOf(
  day: Temporal.PlainDate,
  { start, end }: Pick<Placed, 'start' | 'end'>,
  starts: readonly string[],
): { readonly day: Temporal.PlainDate; readonly time: string } {
  if (end === null) return endOf(day, start, starts);
  return { day: end > start ? day : day.add({ days: 1 }), time: end };
}

/** The plan with no more said than needed: an end that is the usual one is left out. */
export function usual({ day, placed }: DayPlan): DayPlan {
  const starts = placed.map(({ start }) => start);
  return {
    day,
    placed: placed.map((one) =>
      one.end === endOf(day, one.start, starts).time ? { ...one, end: null } : one,
    ),
  };
}

/** For the rules, which look at days, people and posts alone. */
export function shiftsOf(plans: readonly DayPlan[]): Shift[] {
  return plans.flatMap(({ day, placed }) =>
    placed.map(({ personId, post, start }) => ({
      id: `${day.toString()} ${start} ${personId}`,
      day,
      personId,
      post,
    })),
  );
}

/** Says the same of a day, in whatever order. */
export function sameDay(one: DayPlan, other: DayPlan): boolean {
  const words = ({ placed }: DayPlan) =>
    placed
      .map(
        ({ personId, post, start, end, place }) =>
          `${personId} ${post} ${start} ${end ?? ''} ${place ?? ''}`,
      )
      .toSorted()
      .join('|');
  return words(one) === words(other);
}

export interface DayChange {
  readonly cancel: readonly RosterShift[];
  readonly change: readonly { readonly shift: RosterShift; readonly to: Placed }[];
  readonly add: readonly Placed[];
}

/**
 * What leads from the day as it stands to the plan. Somebody who stays keeps the shift, and so what
 * they have tapped on it, even in another post.
 */
export function changesTo(
  { placed }: DayPlan,
  standing: readonly RosterShift[],
  hoursOf: HoursOf,
): DayChange {
  const left = [...standing];
  const take = (fits: (shift: RosterShift) => boolean) => {
    const i = left.findIndex(fits);
    return i < 0 ? null : (left.splice(i, 1)[0] ?? null);
  };
  const exact = placed.map((one) => ({
    one,
    shift: take(
      (shift) =>
        shift.personId === one.personId &&
        shift.post === one.post &&
        hoursOf(shift).start === one.start &&
        one.end === null &&
        shift.place === one.place,
    ),
  }));
  const rest = exact.filter(({ shift }) => shift === null).map(({ one }) => one);
  const matched = rest.map((one) => ({
    one,
    shift: take((shift) => shift.personId === one.personId),
  }));
  return {
    cancel: left,
    change: matched.flatMap(({ one, shift }) => (shift ? [{ shift, to: one }] : [])),
    add: matched.flatMap(({ one, shift }) => (shift ? [] : [one])),
  };
}

/** Leaders first, then who serves, then the gate, as a card lists them. */
export function inOrder(placed: readonly Placed[]): Placed[] {
  return placed.toSorted(
    (a, b) => a.start.localeCompare(b.start) || POSTS.indexOf(a.post) - POSTS.indexOf(b.post),
  );
}
