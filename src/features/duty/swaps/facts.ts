import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { earliest } from '../domain/instants.ts';
import type { RosterShift } from '../domain/shift.ts';
import { approversOf, expiresAt, type SwapShift } from '../domain/swap.ts';
import { lockShift, shiftsBetween } from '../store.ts';
import { swappedShifts, type StoredSwap } from './store.ts';

type C = Context<Tables>;

export type Row = RosterShift & SwapShift;

/** What a request is about, as it stands now; both shifts are locked. */
export interface SwapFacts {
  readonly swap: StoredSwap;
  readonly shift: Row | null;
  readonly other: Row | null;
  /** The roster of the days around both. */
  readonly shifts: readonly RosterShift[];
  readonly requester: Person;
  readonly colleague: Person | null;
  readonly approvers: readonly Person[];
  /** When it is over by itself, in the state it is in. */
  readonly endsAt: Temporal.Instant | null;
  readonly people: readonly Person[];
}

export async function factsOf(context: C, swap: StoredSwap): Promise<SwapFacts | null> {
  const people = await everybody(context.tx, context.school.id);
  const who = (id: string | null) => people.find((person) => person.id === id) ?? null;
  const requester = who(swap.requesterId);
  if (!requester) return null;
  // In the order of their ids, so that two requests about the same shifts never wait for each other.
  const ids = [swap.shiftId, ...(swap.otherShiftId === null ? [] : [swap.otherShiftId])];
  const locked = new Map<string, RosterShift>();
  for (const id of ids.toSorted()) {
    const row = await lockShift(context, id);
    if (row) locked.set(id, row);
  }
  const swapped = await swappedShifts(context, [...locked.values()]);
  const row = (id: string | null) => {
    const found = id === null ? undefined : locked.get(id);
    return found ? { ...found, swapped: swapped.has(found.id) } : null;
  };
  const shift = row(swap.shiftId);
  const other = row(swap.otherShiftId);
  return {
    swap,
    shift,
    other,
    shifts: await around(context, [shift, other]),
    requester,
    colleague: who(swap.colleagueId),
    approvers: approversOf(
      people,
      [swap.requesterId, swap.colleagueId].flatMap((id) => id ?? []),
    ),
    endsAt: endOf(swap, [shift, other]),
    people,
  };
}

/** The roster of the days on which these shifts are, and of those next to them. */
export async function around(
  context: C,
  shifts: readonly (RosterShift | null)[],
): Promise<RosterShift[]> {
  const found = new Map<string, RosterShift>();
  for (const shift of shifts) {
    if (!shift) continue;
    const { day } = shift;
    for (const one of await shiftsBetween(context, day.subtract({ days: 1 }), day.add({ days: 1 })))
      found.set(one.id, one);
  }
  return [...found.values()];
}

function endOf(swap: StoredSwap, shifts: readonly (SwapShift | null)[]): Temporal.Instant | null {
  const known = shifts.flatMap((shift) => shift ?? []);
  if (swap.state === 'asked') return expiresAt(swap.askedAt, known);
  if (swap.state !== 'agreed' || swap.effective) return null;
  return earliest(known.map(({ startsAt }) => startsAt)) ?? swap.askedAt;
}
