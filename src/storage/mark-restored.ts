import { sql, type QueryExecutorProvider } from 'kysely';

/**
 * Says of a database that it was restored: what happened since it was last in use is not in it. The
 * next start reconciles (src/restored). Answers since when, null where nobody has ever used it.
 */
export async function markRestored(db: QueryExecutorProvider): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ from_at: Temporal.Instant }>`
    insert into restoration (school_id, from_at, until_at, resumed_at)
    select school_id, at, null, null from presence
    on conflict (school_id) do update set from_at = excluded.from_at, until_at = null, resumed_at = null
    returning from_at`.execute(db);
  return rows[0]?.from_at ?? null;
}
