/** The reads that other features and the spine may make about people. All answer kernel Person. */
import type { Kysely } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import type { Person, Role, Trade } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { everyone, findPeople, findPerson, holders, insertPerson } from './store.ts';

export { seedPeople } from './seed.ts';
export { loadSchool } from './settings.ts';
export { ROLE_NAMES } from './words.ts';

/** What somebody is called until the platform has told us the name. */
const NAMELESS = '老师';

export async function personByOpenId(
  tx: Kysely<Tables>,
  schoolId: string,
  openId: string,
): Promise<Person | null> {
  return findPerson(tx, schoolId, { openId });
}

export async function personById(
  tx: Kysely<Tables>,
  schoolId: string,
  id: string,
): Promise<Person | null> {
  return findPerson(tx, schoolId, { id });
}

/** Several at once, by id; who is not known is left out. */
export async function peopleById(
  tx: Kysely<Tables>,
  schoolId: string,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, Person>> {
  return findPeople(
    tx,
    schoolId,
    ids.filter((id) => id !== null),
  );
}

/** Somebody of the own tenant who is not known yet becomes a teacher. The caller has checked the tenant. */
export async function ensurePerson(
  context: Context<Tables>,
  openId: string,
  name: string | null = null,
): Promise<Person> {
  return (
    (await findPerson(context.tx, context.school.id, { openId })) ??
    insertPerson(context, { openId, name: name ?? NAMELESS }, 'sender', name !== null)
  );
}

/** Active holders of a role, in the order they became known; absent ones too (see absentUntil). */
export async function peopleWithRole(
  tx: Kysely<Tables>,
  schoolId: string,
  role: Role,
): Promise<Person[]> {
  return holders(tx, schoolId, role);
}

export async function repairersOfTrade(
  tx: Kysely<Tables>,
  schoolId: string,
  trade: Trade,
): Promise<Person[]> {
  const repairers = await peopleWithRole(tx, schoolId, 'repairer');
  return repairers.filter((person) => person.trades.includes(trade));
}

/** Active people of exactly this name; two of one name are for the caller to tell apart. */
export async function peopleNamed(
  tx: Kysely<Tables>,
  schoolId: string,
  name: string,
): Promise<Person[]> {
  const all = await everyone(tx, schoolId);
  return all.filter((person) => person.active && person.name === name);
}

/** Active people as somebody calls them: 王老师, or 三年级王老师 where two have the name. */
export async function peopleCalled(
  tx: Kysely<Tables>,
  schoolId: string,
  words: string,
): Promise<Person[]> {
  const all = (await everyone(tx, schoolId)).filter((person) => person.active);
  const named = all.filter((person) => person.name === words);
  return named.length > 0
    ? named
    : all.filter((person) => person.unit !== null && `${person.unit}${person.name}` === words);
}

export async function headOfUnit(
  tx: Kysely<Tables>,
  schoolId: string,
  unit: string,
): Promise<Person | null> {
  const heads = await peopleWithRole(tx, schoolId, 'unitHead');
  return heads.find((person) => person.unit === unit) ?? null;
}

/** open_ids whose name the platform still has to tell; asked for outside the transaction. */
export async function namelessOpenIds(tx: Kysely<Tables>, schoolId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('person')
    .select('open_id')
    .where('school_id', '=', schoolId)
    .where('name_known', '=', false)
    .where('open_id', 'is not', null)
    .limit(50)
    .execute();
  return rows.flatMap((row) => row.open_id ?? []);
}

/** The platform's name for somebody who had none. No effect on a name that is known already. */
export async function learnName(
  tx: Kysely<Tables>,
  schoolId: string,
  openId: string,
  name: string,
): Promise<void> {
  await tx
    .updateTable('person')
    .set({ name, name_known: true })
    .where('school_id', '=', schoolId)
    .where('open_id', '=', openId)
    .where('name_known', '=', false)
    .execute();
}
