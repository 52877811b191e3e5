import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { personByOpenId } from '../people/public.ts';

/** Who is on duty today and can be reached; a danger goes to them directly. */
export async function peopleOnDuty(context: Context<Tables>): Promise<Person[]> {
  const { school, calendar, now, tx } = context;
  const today = calendar.date(now);
  const openIds = new Set(
    (school.shifts ?? []).filter(({ date }) => date.equals(today)).flatMap(({ people }) => people),
  );
  const found: Person[] = [];
  for (const openId of openIds) {
    const person = await personByOpenId(tx, school.id, openId);
    if (person?.active) found.push(person);
  }
  return found;
}
