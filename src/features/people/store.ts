import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { ROLES, TRADES, type Person, type Role } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import type { PeopleTables } from './tables.ts';

/** A person with the row's version, which cards carry so that a stale one is seen. */
export interface StoredPerson extends Person {
  readonly version: number;
  readonly origin: PeopleTables['person']['origin'];
}

const rolesColumn = z.array(z.enum(ROLES));
const tradesColumn = z.array(z.enum(TRADES));

function toPerson(row: Selectable<PeopleTables['person']>): StoredPerson {
  return {
    id: row.id,
    openId: row.open_id,
    name: row.name,
    roles: rolesColumn.parse(row.roles),
    unit: row.unit,
    trades: tradesColumn.parse(row.trades),
    phone: row.phone,
    room: row.room,
    active: row.active,
    absentUntil: row.absent_until,
    substituteId: row.substitute_id,
    version: row.version,
    origin: row.origin,
  };
}

/** Everyone ever known, in the order they became known; the inactive too. */
export async function everyone(tx: Kysely<Tables>, schoolId: string): Promise<StoredPerson[]> {
  const rows = await tx
    .selectFrom('person')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('id')
    .execute();
  return rows.map(toPerson);
}

/** Active holders of a role, in the order they became known; the database looks through the crowd of teachers. */
export async function holders(
  tx: Kysely<Tables>,
  schoolId: string,
  role: Role,
): Promise<StoredPerson[]> {
  const rows = await tx
    .selectFrom('person')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('active', '=', true)
    .where(sql<boolean>`roles @> ${JSON.stringify([role])}::jsonb`)
    .orderBy('id')
    .execute();
  return rows.map(toPerson);
}

/** Those of `ids` that exist, by id. */
export async function findPeople(
  tx: Kysely<Tables>,
  schoolId: string,
  ids: readonly string[],
): Promise<Map<string, StoredPerson>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('person')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, toPerson(row)]));
}

export async function findPerson(
  tx: Kysely<Tables>,
  schoolId: string,
  by: { id: string } | { openId: string },
): Promise<StoredPerson | null> {
  const row = await tx
    .selectFrom('person')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id' in by ? 'id' : 'open_id', '=', 'id' in by ? by.id : by.openId)
    .executeTakeFirst();
  return row ? toPerson(row) : null;
}

/** What may be changed about somebody; what is left out stays. */
export type PersonFields = Partial<Omit<Person, 'id' | 'openId'>>;

/** Makes somebody, once: a second maker of the same open_id gets the first one's row. */
export async function insertPerson(
  context: Context<Tables>,
  person: PersonFields & { readonly name: string; readonly openId: string | null },
  origin: StoredPerson['origin'],
  nameKnown: boolean,
): Promise<StoredPerson> {
  const { tx, school } = context;
  const row = await tx
    .insertInto('person')
    .values({
      school_id: school.id,
      id: context.newId(),
      open_id: person.openId,
      name: person.name,
      name_known: nameKnown,
      roles: JSON.stringify(person.roles ?? ['teacher']),
      unit: person.unit ?? null,
      trades: JSON.stringify(person.trades ?? []),
      phone: person.phone ?? null,
      room: person.room ?? null,
      active: person.active ?? true,
      absent_until: null,
      substitute_id: null,
      origin,
      version: 1,
    })
    .onConflict((c) => c.columns(['school_id', 'open_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row) {
    const made = toPerson(row);
    await remember(context, null, made, null, origin);
    return made;
  }
  const there = person.openId && (await findPerson(tx, school.id, { openId: person.openId }));
  if (!there) throw new Error('a person could neither be made nor found');
  return there;
}

/** Changes somebody and writes the history; `by` is null for the file. */
export async function changePerson(
  context: Context<Tables>,
  before: StoredPerson,
  fields: PersonFields,
  by: Person | null,
): Promise<StoredPerson> {
  const next = { ...before, ...fields };
  const row = await context.tx
    .updateTable('person')
    .set({
      name: next.name,
      ...(fields.name === undefined ? {} : { name_known: true }),
      roles: JSON.stringify(next.roles),
      unit: next.unit,
      trades: JSON.stringify(next.trades),
      phone: next.phone,
      room: next.room,
      active: next.active,
      absent_until: next.absentUntil,
      substitute_id: next.substituteId,
      origin: by ? 'chat' : 'file',
      version: before.version + 1,
    })
    .where('school_id', '=', context.school.id)
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const after = toPerson(row);
  await remember(context, before, after, by, by ? 'chat' : 'file');
  return after;
}

async function remember(
  context: Context<Tables>,
  before: StoredPerson | null,
  after: StoredPerson,
  by: Person | null,
  source: string,
): Promise<void> {
  await context.tx
    .insertInto('person_change')
    .values({
      school_id: context.school.id,
      id: context.newId(),
      person_id: after.id,
      at: context.now,
      by_person_id: by?.id ?? null,
      source,
      before: before && JSON.stringify(before),
      after: JSON.stringify(after),
    })
    .execute();
}

/** Whether `by` has since then taken the role of admin, or the place at the school, from another admin. */
export async function tookAnAdmin(
  { tx, school }: Context<Tables>,
  by: Person,
  since: Temporal.Instant,
): Promise<boolean> {
  const admin = sql<boolean>`(before -> 'roles' @> '["admin"]' and (before -> 'active')::boolean)`;
  const still = sql<boolean>`(after -> 'roles' @> '["admin"]' and (after -> 'active')::boolean)`;
  const row = await tx
    .selectFrom('person_change')
    .select('id')
    .where('school_id', '=', school.id)
    .where('by_person_id', '=', by.id)
    .where('person_id', '!=', by.id)
    .where('at', '>=', since)
    .where(admin)
    .where((eb) => eb.not(still))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The groups the bot stands in, by name. */
export async function knownChats(
  tx: Kysely<Tables>,
  schoolId: string,
): Promise<{ id: string; name: string }[]> {
  return tx
    .selectFrom('known_chat')
    .select(['chat_id as id', 'name'])
    .where('school_id', '=', schoolId)
    .where('present', '=', true)
    .orderBy('name')
    .execute();
}

/** `name` empty keeps the name known before. */
export async function rememberChat(
  context: Context<Tables>,
  chat: { id: string; name: string; present: boolean },
): Promise<void> {
  const { present } = chat;
  const at = context.now;
  await context.tx
    .insertInto('known_chat')
    .values({
      school_id: context.school.id,
      chat_id: chat.id,
      name: chat.name || chat.id,
      present,
      at,
    })
    .onConflict((c) =>
      c
        .columns(['school_id', 'chat_id'])
        .doUpdateSet({ present, at, ...(chat.name ? { name: chat.name } : {}) }),
    )
    .execute();
}
