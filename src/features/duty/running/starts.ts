import { sql } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById } from '../../people/public.ts';
import { later } from '../domain/instants.ts';
import type { RosterShift } from '../domain/shift.ts';
import { once, type OnDuty } from '../domain/sign-in.ts';
import { shiftsBetween } from '../store.ts';

type C = Context<Tables>;

/** Before any reminder of a shift. */
const LONG_BEFORE = { hours: 24 * 7 } as const;

/** Everybody whose shift begins at one instant of one day: who signs in, leads and is told together. */
export interface Start {
  readonly day: Temporal.PlainDate;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly shifts: readonly RosterShift[];
  readonly people: ReadonlyMap<string, Person>;
  /** One row a person, as the rules see them. */
  readonly onDuty: readonly OnDuty[];
}

export async function startsBetween(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<Start[]> {
  const shifts = await shiftsBetween(context, from, to);
  const people = await peopleById(
    context.tx,
    context.school.id,
    shifts.map(({ personId }) => personId),
  );
  const since = await heldSince(
    context,
    shifts.map(({ id }) => id),
  );
  const groups = Map.groupBy(shifts, ({ startsAt }) => startsAt.epochMilliseconds);
  return [...groups.values()]
    .flatMap((together) => {
      const [first] = together;
      if (!first) return [];
      const rows = together.map((shift): OnDuty => {
        const person = people.get(shift.personId);
        return {
          ...shift,
          leads: shift.post === 'leader',
          reachable: person?.active === true && person.openId !== null,
          since: since.get(shift.id) ?? shift.startsAt.subtract(LONG_BEFORE),
        };
      });
      const { day, startsAt } = first;
      const endsAt = together.map((one) => one.endsAt).reduce(later);
      const onDuty = once(rows);
      return [{ day, startsAt, endsAt, shifts: together, people, onDuty }];
    })
    .toSorted((a, b) => Temporal.Instant.compare(a.startsAt, b.startsAt));
}

/** The start that a shift belongs to; null when the shift is no longer on the roster. */
export async function startOf(
  context: C,
  shift: Pick<RosterShift, 'day' | 'startsAt'>,
): Promise<Start | null> {
  const all = await startsBetween(context, shift.day, shift.day);
  return all.find(({ startsAt }) => startsAt.equals(shift.startsAt)) ?? null;
}

/**
 * When each shift came to whoever has it: the last line of its history that names a person. What the
 * school's file says was known before the service saw it, so it has no such line.
 */
async function heldSince(
  { tx, school }: C,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Temporal.Instant>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('duty_history')
    .select(({ fn }) => ['shift_id', fn.max('at').as('at')])
    .where('school_id', '=', school.id)
    .where('shift_id', 'in', [...ids])
    .where('what', '<>', 'opening')
    .where(sql<boolean>`changes ->> 'personId' is not null`)
    .groupBy('shift_id')
    .execute();
  return new Map(rows.flatMap(({ shift_id: id, at }) => (id === null ? [] : [[id, at]])));
}

/** The people of a start whose shifts are somebody's own: usually one, two where they lead and serve. */
export function shiftsOf(start: Start, personId: string): readonly RosterShift[] {
  return start.shifts.filter((shift) => shift.personId === personId);
}
