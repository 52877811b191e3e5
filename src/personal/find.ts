import { sql, type Kysely, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import type { Tables } from '../tables.ts';
import { tablesWithText } from './schema.ts';

export interface Subject {
  readonly id: string;
  readonly openId: string | null;
  readonly name: string;
  /** False while the name is only what everybody is called. */
  readonly nameKnown: boolean;
  readonly phone: string | null;
  readonly active: boolean;
}

/** By account, inner number or name; more than one when the name is shared. */
export async function subjectsNamed(
  db: Kysely<Tables>,
  schoolId: string,
  word: string,
): Promise<Subject[]> {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'open_id', 'name', 'name_known', 'phone', 'active'])
    .where('school_id', '=', schoolId)
    .where((eb) => eb.or([eb('open_id', '=', word), eb('id', '=', word), eb('name', '=', word)]))
    .orderBy('id')
    .execute();
  return rows.map(({ open_id: openId, name_known: nameKnown, ...row }) => ({
    ...row,
    openId,
    nameKnown,
  }));
}

/** What tells this person apart in a row's text. */
export function marksOf({ id, openId, name, nameKnown, phone }: Subject): string[] {
  return [id, openId, nameKnown ? name : null, phone].filter(
    (mark): mark is string => mark !== null && mark !== '',
  );
}

/** A row as text, without the bytes of files. */
export function textOfRow(): RawBuilder<string> {
  return sql<string>`(to_jsonb(r) - 'bytes')::text`;
}

export function mentions(text: RawBuilder<string>, marks: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join(
    // As it stands inside JSON, where quotation marks are escaped.
    marks.map((mark) => sql`position(${JSON.stringify(mark).slice(1, -1)}::text in ${text}) > 0`),
    sql` or `,
  )})`;
}

/** Every row of every table that names the person, by number, account, name or telephone. */
export async function rowsAbout(
  db: QueryExecutorProvider,
  schoolId: string,
  marks: readonly string[],
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const found = new Map<string, readonly unknown[]>();
  for (const table of (await tablesWithText(db)).keys()) {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(r) - 'bytes' as row from ${sql.table(table)} r
      where r.school_id = ${schoolId} and ${mentions(textOfRow(), marks)}`.execute(db);
    if (rows.length > 0)
      found.set(
        table,
        rows.map(({ row }) => row),
      );
  }
  return found;
}

/** The pictures that somebody sent, but those of invoices: accounting law keeps them. */
export async function picturesOf(
  db: Kysely<Tables>,
  schoolId: string,
  personId: string,
): Promise<{ readonly attachmentId: string; readonly blobId: string | null }[]> {
  const { rows } = await sql<{ attachmentId: string; blobId: string | null }>`
    select a.id as "attachmentId", a.blob_id as "blobId" from attachment a
    where a.school_id = ${schoolId} and a.id in (
      select attachment_id from repair_photo where school_id = ${schoolId} and person_id = ${personId}
      union select attachment_id from schedule_photo where school_id = ${schoolId} and person_id = ${personId}
      union select attachment_id from issue_photo where school_id = ${schoolId} and person_id = ${personId}
      union select attachment_id from purchase_photo where school_id = ${schoolId} and person_id = ${personId}
        and kind <> 'invoice')`.execute(db);
  return rows;
}
