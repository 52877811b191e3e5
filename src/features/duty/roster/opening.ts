import type { Context } from '../../../kernel/feature.ts';
import type { OpeningShift } from '../../../kernel/school.ts';
import type { Tables } from '../../../tables.ts';
import { ensurePerson, everybody } from '../../people/public.ts';
import { endOf, type Post } from '../domain/shift.ts';
import { addShifts, claimOpening, type NewShift } from '../store.ts';

type C = Context<Tables>;

/**
 * Enters the file's opening roster, each line once: what the chat has made of it since stands, and a
 * line that is added to the file later is entered then. A person of the gate is 门卫.
 */
export async function enterOpening(context: C): Promise<void> {
  const { school, calendar } = context;
  const places = placesOf(school.shifts, school.duty.start);
  if (places.length === 0) return;
  const fresh = await claimOpening(
    context,
    places.map(({ line }) => line),
  );
  if (fresh.size === 0) return;
  const known = await everybody(context.tx, school.id);
  const personOf = async (who: string) => {
    if (/^ou_\w+$/.test(who)) return ensurePerson(context, who);
    return known.find(({ openId, name }) => openId === null && name === who) ?? null;
  };
  const starts = Map.groupBy(places, ({ day }) => day.toString());
  const shifts: NewShift[] = [];
  for (const { line, day, start, post, who } of places) {
    if (!fresh.has(line)) continue;
    const person = await personOf(who);
    if (!person) continue;
    const of = (starts.get(day.toString()) ?? []).map((one) => one.start);
    const end = endOf(day, start, of);
    shifts.push({
      day,
      startsAt: calendar.at(day, start),
      endsAt: calendar.at(end.day, end.time),
      post: post === 'member' && person.roles.includes('guard') ? 'guard' : post,
      personId: person.id,
      place: null,
    });
  }
  await addShifts(context, shifts, { what: 'opening', by: null });
}

interface Place {
  readonly line: string;
  readonly day: Temporal.PlainDate;
  readonly start: string;
  readonly post: Post;
  readonly who: string;
}

/** Who stands where; a leader named on several lines of a day is one. Whoever leads does not serve besides. */
function placesOf(shifts: readonly OpeningShift[], usualStart: string): Place[] {
  const found = new Map<string, Place>();
  const add = (place: Omit<Place, 'line'>) => {
    const line = `${place.day.toString()} ${place.start} ${place.who}`;
    if (!found.has(line)) found.set(line, { line, ...place });
  };
  for (const post of ['leader', 'member'] as const)
    for (const shift of shifts) {
      const who = post === 'leader' ? shift.leader : shift.person;
      if (who !== null) add({ day: shift.date, start: shift.start ?? usualStart, post, who });
    }
  return [...found.values()];
}
