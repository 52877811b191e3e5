import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** How far each reading has come, kept over restarts and shared by replicas. */
export async function readMarks(db: Kysely<Tables>, schoolId: string) {
  const rows = await db
    .selectFrom('audit_mark')
    .select(['name', 'mark', 'at'])
    .where('school_id', '=', schoolId)
    .execute();
  return new Map(rows.map(({ name, mark, at }) => [name, { mark, at }]));
}

export async function writeMarks(
  db: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  marks: ReadonlyMap<string, string>,
): Promise<void> {
  if (marks.size === 0) return;
  await db
    .insertInto('audit_mark')
    .values([...marks].map(([name, mark]) => ({ school_id: schoolId, name, mark, at: now })))
    .onConflict((c) =>
      c
        .columns(['school_id', 'name'])
        .doUpdateSet((eb) => ({ mark: eb.ref('excluded.mark'), at: eb.ref('excluded.at') })),
    )
    .execute();
}
