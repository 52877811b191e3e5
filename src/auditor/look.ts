import { type Kysely, type RawBuilder, sql } from 'kysely';
import { sqlState } from '../storage/sql-state.ts';
import type { Tables } from '../tables.ts';
import type { Moment, Subject } from './invariant.ts';

export interface Looking extends Moment {
  readonly db: Kysely<Tables>;
  readonly schoolId: string;
  /** Told of a kind of row that a value in it kept from being looked at; without it the error is thrown. */
  readonly failed?: (table: string, error: unknown) => void;
}

export interface Violation {
  readonly invariant: string;
  readonly subject: string;
}

export interface Page {
  readonly violations: readonly Violation[];
  /** The last row's key, to go on behind it; null when the page was empty. */
  readonly last: string | null;
  readonly rows: number;
}

/** SQLSTATE class 22: a value that cannot be read as what it should be. */
const OF_DATA = /^22/;

/** A row that cannot even be compared keeps its table, for this time, but no other from being looked at; null then. */
export async function though<R>(
  { failed }: Looking,
  table: string,
  read: () => Promise<R>,
): Promise<R | null> {
  try {
    return await read();
  } catch (error) {
    if (!failed || !OF_DATA.test(sqlState(error) ?? '')) throw error;
    failed(table, error);
    return null;
  }
}

/** Between the parts of a key of several columns. None of ours contains it. */
const BETWEEN = '|';

/** Looks at the rows of a page with every invariant of theirs: one statement, read only. */
async function look(
  { db, schoolId, ...moment }: Looking,
  subject: Subject,
  page: RawBuilder<unknown>,
): Promise<Page> {
  const failed = subject.invariants.map(
    ({ name, wrong }) => sql`case when (${wrong(moment)}) then ${name}::text end`,
  );
  const { rows } = await sql<{ id: string; failed: string }>`
    select ${keyText(subject)} as id, concat_ws(' ', ${sql.join(failed)}) as failed
    from ${sql.table(subject.table)} t where t.school_id = ${schoolId} and ${page}`.execute(db);
  return {
    violations: rows.flatMap((row) =>
      row.failed === ''
        ? []
        : row.failed.split(' ').map((invariant) => ({ invariant, subject: row.id })),
    ),
    last: rows.at(-1)?.id ?? null,
    rows: rows.length,
  };
}

/** The rows with these keys, at most some hundred. */
export async function lookAt(
  looking: Looking,
  subject: Subject,
  ids: readonly string[],
): Promise<readonly Violation[]> {
  if (ids.length === 0) return [];
  const keys = ids.map((id) => keyValue(subject, id));
  const { violations } = await look(
    looking,
    subject,
    sql`(${keyColumns(subject)}) in (${sql.join(keys)})`,
  );
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
