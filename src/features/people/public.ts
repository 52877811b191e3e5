/** The reads that other features and the spine may make about people. All answer kernel Person. */
import type { Kysely } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import type { Person, Role, Trade } from '../../kernel/people.ts';
import type { School } from '../../kernel/school.ts';
import type { Tables } from '../../tables.ts';
import { everyone, findPeople, findPerson, holders, insertPerson, knownChats } from './store.ts';

export { seedPeople } from './seed.ts';
export { loadSchool, writeSettings } from './settings.ts';
export { ROLE_NAMES } from './words.ts';

/** What somebody is called until the platform has told us the name. */
const NAMELESS = '老师';
/** A name of their own choice could be that of somebody here. */
const VISITOR = '校外人员';

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

/** What a group is called, where that is known. */
export async function nameOfGroup(
  tx: Kysely<Tables>,
  schoolId: string,
  chatId: string,
): Promise<string | null> {
  const known = await knownChats(tx, schoolId);
  return known.find(({ id }) => id === chatId)?.name ?? null;
}

/** Every group that people can reach the bot in. */
export async function groupsOf(tx: Kysely<Tables>, school: School): Promise<string[]> {
  const known = await knownChats(tx, school.id);
  const all = [school.groups.staff, school.groups.logistics, ...known.map(({ id }) => id)];
  return [...new Set(all.filter((id) => id !== null))];
}

/** The absent whom somebody stands in for on a day. */
export async function standsInFor(
  tx: Kysely<Tables>,
  schoolId: string,
  personId: string,
  today: Temporal.PlainDate,
): Promise<Person[]> {
  const rows = await tx
    .selectFrom('person')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('substitute_id', '=', personId)
    .where('absent_until', '>=', today)
    .where('active', '=', true)
    .execute();
  const found = await findPeople(
    tx,
    schoolId,
    rows.map(({ id }) => id),
  );
  return [...found.values()];
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

/** Somebody from elsewhere whose danger is passed on: noted as who said it, one of the school's people in nothing. */
export async function ensureGuest(context: Context<Tables>, openId: string): Promise<Person> {
  return (
    (await findPerson(context.tx, context.school.id, { openId })) ??
    insertPerson(context, { openId, name: VISITOR, active: false, roles: [] }, 'sender', true)
  );
}

/** The platform has not told the name yet. */
export function isNameless({ name }: Pick<Person, 'name'>): boolean {
  return name === NAMELESS;
}

/** Everybody ever known, those who have left too: to tell a stranger from somebody gone. */
export async function everybody(tx: Kysely<Tables>, schoolId: string): Promise<Person[]> {
  return everyone(tx, schoolId);
}

/** Active holders of a role, in the order they became known; absent ones too (see absentUntil). */
export async function peopleWithRole(
  tx: Kysely<Tables>,
  schoolId: string,
  role: Role,
): Promise<Person[]> {
  return holders(tx, schoolId, role);
}

/** Who hears what concerns the bot itself: the director, the admins where there is none. */
export async function officeOf(tx: Kysely<Tables>, schoolId: string): Promise<Person[]> {
  const directors = await peopleWithRole(tx, schoolId, 'director');
  return directors.length > 0 ? directors : peopleWithRole(tx, schoolId, 'admin');
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

/** 王老师, 老王, 王主任: a family name and how people say it. */
const CALLED = /^(?:[老小](\p{L})|(\p{L}{1,2}?)(?:老师|主任|校长|师傅|会计|园长))$/u;

/**
 * Active people as somebody calls them: by name, as 三年级王老师 where two have the name, else by
 * the family name of those who are listed with their full one.
 */
export async function peopleCalled(
  tx: Kysely<Tables>,
  schoolId: string,
  words: string,
): Promise<Person[]> {
  const all = (await everyone(tx, schoolId)).filter((person) => person.active);
  const named = all.filter((person) => person.name === words);
  if (named.length > 0) return named;
  const ofUnit = all.filter(
    (person) => person.unit !== null && `${person.unit}${person.name}` === words,
  );
  if (ofUnit.length > 0) return ofUnit;
  const [, short, family = short] = CALLED.exec(words) ?? [];
  return family === undefined ? [] : all.filter(({ name }) => name.startsWith(family));
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
