import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { textOfRow } from './find.ts';
import { columnsIn, tablesWithText } from './schema.ts';

export interface Affected {
  readonly name: string;
  readonly openId: string | null;
  readonly phone: boolean;
  /** Tables with rows of that time that name them. */
  readonly where: readonly string[];
}

/**
 * Whose data somebody could have seen who read everything between two instants: rows whose time lies
 * there, and the whole list of people, because a leaked token opens that as well.
 */
export async function affectedBetween(
  db: Kysely<Tables>,
  schoolId: string,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<Affected[]> {
  const times = Map.groupBy(
    (await columnsIn(db)).filter(({ column, type }) => type === 'other' && /(^|_)at$/.test(column)),
    ({ table }) => table,
  );
  const texts = new Map<string, string[]>();
  for (const table of (await tablesWithText(db)).keys()) {
    const columns = times.get(table);
    if (!columns || table === 'person') continue;
    const inTime = sql.join(
      columns.map(
        ({ column }) =>
          sql`r.${sql.ref(column)} between ${from.toString()}::timestamptz and ${until.toString()}::timestamptz`,
      ),
      sql` or `,
    );
    const { rows } = await sql<{ id: string }>`
      select distinct p.id from person p
      where p.school_id = ${schoolId} and exists (
        select 1 from ${sql.table(table)} r where r.school_id = p.school_id and (${inTime})
          and (position(p.id in ${textOfRow()}) > 0
            or (p.open_id is not null and position(p.open_id in ${textOfRow()}) > 0)))`.execute(db);
    for (const { id } of rows) texts.set(id, [...(texts.get(id) ?? []), table]);
  }
  const people = await db
    .selectFrom('person')
    .select(['id', 'name', 'open_id', 'phone'])
    .where('school_id', '=', schoolId)
    .orderBy('id')
    .execute();
  return people.map(({ id, name, open_id: openId, phone }) => ({
    name,
    openId,
    phone: phone !== null,
    where: texts.get(id) ?? [],
  }));
}
