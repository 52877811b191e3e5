import type { Context } from '../../kernel/feature.ts';
import type { Person, Trade } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { repairersOfTrade } from '../people/public.ts';
import { loadOf } from './store.ts';

/** Where a school has nobody of a trade, who is asked instead. */
const STAND_IN: Partial<Record<Trade, readonly Trade[]>> = {
  hvac: ['electrical'],
  appliance: ['electrical'],
  network_av: ['electrical'],
  fire_safety: ['electrical'],
  civil: ['plumbing', 'furniture'],
  door_window: ['furniture', 'plumbing'],
  furniture: ['door_window', 'plumbing'],
  sports_playground: ['furniture', 'plumbing'],
  plumbing: ['civil'],
};

/** The present repairer of the trade with the fewest open tickets; null is the director's to decide. */
export async function proposeWorker(
  context: Context<Tables>,
  category: Trade,
  not: string | null = null,
): Promise<Person | null> {
  for (const trade of [category, ...(STAND_IN[category] ?? [])]) {
    const present = (await repairersOfTrade(context.tx, context.school.id, trade)).filter(
      (person) => person.id !== not && isPresent(context, person),
    );
    const load = await loadOf(
      context,
      present.map((person) => person.id),
    );
    const [least] = present.toSorted((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
    if (least) return least;
  }
  return null;
}

export function isPresent({ calendar, now }: Context<Tables>, person: Person): boolean {
  return (
    person.absentUntil === null ||
    Temporal.PlainDate.compare(person.absentUntil, calendar.date(now)) < 0
  );
}
