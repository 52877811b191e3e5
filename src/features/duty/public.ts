/** What other features may ask of the rosters. */
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById } from '../people/public.ts';
import type { RosterShift } from './domain/shift.ts';
import { shiftsAt, shiftsBetween } from './store.ts';

export { dutyFeed } from './roster/feed.ts';
export { recheck } from './roster/recheck.ts';

type C = Context<Tables>;

/** Who is on duty on a day, leaders first, each once; who has left is not. */
export async function onDuty(context: C, date: Temporal.PlainDate): Promise<Person[]> {
  return peopleOf(context, await shiftsBetween(context, date, date));
}

/** Who is on duty at this moment; before a day's first shift begins, whoever will be on that day. */
export async function onDutyNow(context: C): Promise<Person[]> {
  const { now, calendar } = context;
  const running = await peopleOf(context, await shiftsAt(context, now));
  return running.length > 0 ? running : onDuty(context, calendar.date(now));
}

/** Who is on duty on which of these days; days without anybody are left out. */
export async function rosterBetween(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<ReadonlyMap<string, readonly Person[]>> {
  const shifts = await shiftsBetween(context, from, to);
  const people = await peopleById(
    context.tx,
    context.school.id,
    shifts.map(({ personId }) => personId),
  );
  return new Map(
    [...Map.groupBy(shifts, ({ day }) => day.toString())].map(([day, ones]) => [
      day,
      present(ones, people),
    ]),
  );
}

async function peopleOf({ tx, school }: C, shifts: readonly RosterShift[]): Promise<Person[]> {
  const ids = shifts.map(({ personId }) => personId);
  return present(shifts, await peopleById(tx, school.id, ids));
}

function present(shifts: readonly RosterShift[], people: ReadonlyMap<string, Person>): Person[] {
  return [...new Set(shifts.map(({ personId }) => personId))].flatMap((id) => {
    const person = people.get(id);
    return person?.active ? [person] : [];
  });
}

export { swapsWaitingFor } from './swaps/waiting.ts';
export { followAbsence, openShifts } from './running/absence.ts';
