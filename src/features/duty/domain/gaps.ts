import { isAway, type Shift, type Staff } from './shift.ts';

/** Something wrong with one day of the roster. `personId` names who it is about, where somebody is. */
export type Gap = { readonly day: Temporal.PlainDate } & (
  | { readonly kind: 'nobody' | 'noLeader' }
  | { readonly kind: 'few'; readonly have: number; readonly want: number }
  | { readonly kind: 'twice' | 'leave' | 'gone'; readonly personId: string }
);

/**
 * What is wrong with the days that must be kept, in their order. Whoever is on leave or gone does not
 * count as being there, so that the director sees both the name and the hole. `shifts` may hold the
 * days around, for somebody twice running; guards are there every day and are no wonder.
 */
export function findGaps(
  days: readonly Temporal.PlainDate[],
  shifts: readonly Shift[],
  people: readonly Staff[],
  { minOnDuty }: { readonly minOnDuty: number },
): Gap[] {
  const byDay = Map.groupBy(shifts, ({ day }) => day.toString());
  const staff = new Map(people.map((person) => [person.id, person]));
  return days.flatMap((day) => {
    const there = byDay.get(day.toString()) ?? [];
    const missing = missingOf(day, there, staff);
    const out = new Set(missing.map(({ personId }) => personId));
    const present = there.filter(({ personId }) => !out.has(personId));
    const before = byDay.get(day.subtract({ days: 1 }).toString()) ?? [];
    return [...missing, ...holesOf(day, present, minOnDuty), ...twiceOf(day, present, before)];
  });
}

function missingOf(
  day: Temporal.PlainDate,
  there: readonly Shift[],
  staff: ReadonlyMap<string, Staff>,
): (Gap & { readonly personId: string })[] {
  return unique(there).flatMap((personId): (Gap & { readonly personId: string })[] => {
    const person = staff.get(personId);
    if (!person?.active) return [{ day, kind: 'gone', personId }];
    return isAway(person, day) ? [{ day, kind: 'leave', personId }] : [];
  });
}

function holesOf(day: Temporal.PlainDate, present: readonly Shift[], want: number): Gap[] {
  if (present.length === 0) return [{ day, kind: 'nobody' }];
  const leaders = new Set(unique(present.filter(({ post }) => post === 'leader')));
  // A leader entered a second time as a member is still one person.
  const members = unique(present.filter(({ post }) => post === 'member'));
  const have = members.filter((id) => !leaders.has(id)).length;
  return [
    ...(leaders.size === 0 ? [{ day, kind: 'noLeader' as const }] : []),
    ...(have < want ? [{ day, kind: 'few' as const, have, want }] : []),
  ];
}

function twiceOf(
  day: Temporal.PlainDate,
  present: readonly Shift[],
  before: readonly Shift[],
): Gap[] {
  const former = new Set(unique(before.filter(({ post }) => post !== 'guard')));
  return unique(present.filter(({ post }) => post !== 'guard'))
    .filter((personId) => former.has(personId))
    .map((personId) => ({ day, kind: 'twice', personId }));
}

function unique(shifts: readonly Shift[]): string[] {
  return [...new Set(shifts.map(({ personId }) => personId))];
}
