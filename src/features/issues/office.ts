import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, peopleWithRole } from '../people/public.ts';
import type { Office } from './domain/authority.ts';

/** Who may matter to an issue. Whoever has no account can tap nothing, so the next in line does it. */
export async function officeOf({ tx, school, calendar, now }: Context<Tables>): Promise<Office> {
  const today = calendar.date(now);
  const present = ({ absentUntil }: Person) =>
    absentUntil === null || Temporal.PlainDate.compare(absentUntil, today) < 0;
  const holders = async (role: 'storekeeper' | 'director' | 'principal' | 'admin') =>
    (await peopleWithRole(tx, school.id, role)).filter(({ openId }) => openId !== null);
  const storekeepers = await holders('storekeeper');
  const absent = storekeepers.filter((person) => !present(person));
  const standIns = await peopleById(
    tx,
    school.id,
    absent.map(({ substituteId }) => substituteId),
  );
  const substitutes = absent.flatMap(({ id, substituteId }) => {
    const person = substituteId === null ? undefined : standIns.get(substituteId);
    return person?.active && person.openId !== null ? [[id, person] as const] : [];
  });
  return {
    storekeepers,
    directors: await holders('director'),
    principals: await holders('principal'),
    admins: await holders('admin'),
    substitutes: new Map(substitutes),
    present,
  };
}
