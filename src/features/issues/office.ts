import type { Context } from '../../kernel/feature.ts';
import type { Person, Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, peopleWithRole } from '../people/public.ts';
import type { Office } from './domain/authority.ts';

/** Nearest to the office first. */
const COLLEAGUES: readonly Role[] = ['unitHead', 'finance', 'buyer', 'repairer', 'teacher'];

/** Who may matter to an issue. Whoever has no account can tap nothing, so the next in line does it. */
export async function officeOf({ tx, school, calendar, now }: Context<Tables>): Promise<Office> {
  const today = calendar.date(now);
  const present = ({ absentUntil }: Person) =>
    absentUntil === null || Temporal.PlainDate.compare(absentUntil, today) < 0;
  const holders = async (role: Role) =>
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
  const directors = await holders('director');
  const principals = await holders('principal');
  const admins = await holders('admin');
  const office = [...storekeepers, ...directors, ...principals, ...admins];
  const colleagues: Person[] = [];
  // Only a school where one person is the whole office asks a colleague to serve that person.
  if (new Set(office.map(({ id }) => id)).size < 2)
    for (const role of COLLEAGUES) colleagues.push(...(await holders(role)));
  return {
    storekeepers,
    directors,
    principals,
    admins,
    colleagues,
    substitutes: new Map(substitutes),
    present,
  };
}
