import { type Kysely, type RawBuilder, sql } from 'kysely';
import { sqlState } from '../storage/sql-state.ts';
import type { Tables } from '../tables.ts';
import type { Invariant, Moment, Subject } from './invariant.ts';

export interface Looking extends Moment {
  readonly db: Kysely<Tables>;
  readonly schoolId: string;
}

export interface Violation {
  readonly invariant: string;
  readonly subject: string;
}

export interface Page {
  readonly violations: readonly Violation[];
  readonly ids: readonly string[];
  /** The last row's key, to go on behind it; null when the page was empty. */
  readonly last: string | null;
  readonly rows: number;
}

/** Between the parts of a key of several columns. None of ours contains it. */
const BETWEEN = '|';

/** Looks at the rows of a page with every invariant of theirs: one statement, read only, where all can be read. */
async function look(looking: Looking, subject: Subject, page: RawBuilder<unknown>): Promise<Page> {
  try {
    return await lookWith(looking, subject, page, subject.invariants);
  } catch (error) {
    if (!isOfData(error)) throw error;
    return lookOneByOne(looking, subject, page);
  }
}

async function lookWith(
  { db, schoolId, ...moment }: Looking,
  subject: Subject,
  page: RawBuilder<unknown>,
  asked: readonly Invariant[],
): Promise<Page> {
  const failed = asked.map(
    ({ name, wrong }) => sql`case when (${wrong(moment)}) then ${name}::text end`,
  );
  const said = failed.length === 0 ? sql`''` : sql`concat_ws(' ', ${sql.join(failed)})`;
  const { rows } = await sql<{ id: string; failed: string }>`
    select ${keyText(subject)} as id, ${said} as failed
    from ${sql.table(subject.table)} t where t.school_id = ${schoolId} and ${page}`.execute(db);
  return {
    violations: rows.flatMap((row) =>
      row.failed === ''
        ? []
        : row.failed.split(' ').map((invariant) => ({ invariant, subject: row.id })),
    ),
    ids: rows.map(({ id }) => id),
    last: rows.at(-1)?.id ?? null,
    rows: rows.length,
  };
}

/**
 * A value that cannot be read as what it should be ends the statement for all rows of the page: they are looked
 * at one by one, and what cannot be asked of a row does not hold for it.
 */
async function lookOneByOne(
  looking: Looking,
  subject: Subject,
  page: RawBuilder<unknown>,
): Promise<Page> {
  const all = await lookWith(looking, subject, page, []);
  const violations: Violation[] = [];
  for (const id of all.ids)
    for (const invariant of subject.invariants) {
      try {
        const one = await lookWith(looking, subject, keyed(subject, [id]), [invariant]);
        violations.push(...one.violations);
      } catch (error) {
        if (!isOfData(error)) throw error;
        violations.push({ invariant: invariant.name, subject: id });
      }
    }
  return { ...all, violations };
}

/** SQLSTATE class 22: a value that cannot be read as what it should be. */
function isOfData(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') ?? false;
}

function keyed(subject: Subject, ids: readonly string[]): RawBuilder<unknown> {
  return sql`(${keyColumns(subject)}) in (${sql.join(ids.map((id) => keyValue(subject, id)))})`;
}

/** The rows with these keys, at most some hundred. */
export async function lookAt(
  looking: Looking,
  subject: Subject,
  ids: readonly string[],
): Promise<readonly Violation[]> {
  if (ids.length === 0) return [];
  const { violations } = await look(looking, subject, keyed(subject, ids));
  return violations;
}

/** The next `limit` rows behind a key, in the key's order; from the first where it is null. */
export function lookBehind(
  looking: Looking,
  subject: Subject,
  after: string | null,
  limit: number,
): Promise<Page> {
  const behind =
    after === null ? sql`true` : sql`(${keyColumns(subject)}) > ${keyValue(subject, after)}`;
  return look(
    looking,
    subject,
    sql`${behind} order by ${sql.join(subject.key.map((column) => sql.ref(`t.${column}`)))} limit ${limit}`,
  );
}

/** What is being worked on now. */
export async function lookLive(
  looking: Looking,
  subject: Subject,
  limit: number,
): Promise<readonly Violation[]> {
  if (!subject.live) return [];
  const page = await look(looking, subject, sql`(${subject.live}) limit ${limit}`);
  return page.violations;
}

function keyColumns({ key }: Subject): RawBuilder<unknown> {
  return sql.join(key.map((column) => sql.ref(`t.${column}`)));
}

function keyText({ key }: Subject): RawBuilder<string> {
  return sql`concat_ws(${sql.lit(BETWEEN)}, ${sql.join(key.map((column) => sql.ref(`t.${column}`)))})`;
}

function keyValue({ key }: Subject, id: string): RawBuilder<unknown> {
  const parts = key.length === 1 ? [id] : id.split(BETWEEN);
  return sql`(${sql.join(parts.map((part) => sql`${part}::text`))})`;
}

/** As `keyText`, of the columns of a feed that name the subject. */
export function subjectText(columns: readonly string[]): RawBuilder<string> {
  return sql`concat_ws(${sql.lit(BETWEEN)}, ${sql.join(columns.map((column) => sql.ref(`f.${column}`)))})`;
}
