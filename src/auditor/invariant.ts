import { type RawBuilder, sql } from 'kysely';

/** What a condition may depend on beside the row. */
export interface Moment {
  readonly now: Temporal.Instant;
  /** Since when the database has answered without a break: nothing is late that had no time. */
  readonly upSince: Temporal.Instant;
}

/** Something that always holds. `wrong` sees the row as `t`, and reads only. */
export interface Invariant {
  /** `stock.chain`: its metric, log line and row in docs/operations.md. */
  readonly name: string;
  /** What is wrong, for the director, as a short Chinese sentence. */
  readonly says: string;
  readonly wrong: (moment: Moment) => RawBuilder<boolean>;
}

/** Where changes of subjects are written down in the order of time. */
export interface Feed {
  readonly table: string;
  /** The column whose order is time: a UUIDv7, or an instant with an index. */
  readonly mark: string;
  readonly is: 'id' | 'instant';
  /** The columns that name the subject. */
  readonly subject: readonly string[];
}

/** One kind of row, and what must hold for each. */
export interface Subject {
  readonly table: string;
  readonly key: readonly string[];
  readonly feeds: readonly Feed[];
  /** Few at any time and looked at in every run, by an index; sees the table as `t`. */
  readonly live?: RawBuilder<boolean>;
  readonly invariants: readonly Invariant[];
}

/** A feed of rows that are the subjects themselves. */
export function itself(table: string, mark = 'id', is: Feed['is'] = 'id'): Feed {
  return { table, mark, is, subject: is === 'id' ? [mark] : ['id'] };
}

/** A history, by its ids. */
export function history(table: string, ...subject: string[]): Feed {
  return { table, mark: 'id', is: 'id', subject };
}

/** A row of the school that `t` belongs to. */
export function of(alias: string): RawBuilder<boolean> {
  return sql`${sql.ref(`${alias}.school_id`)} = t.school_id`;
}

/**
 * Month's numbers begin at 1 and have no gap but what a restoration has left out, and none is ahead of
 * the counter. Looks one back, so that every row of the month is looked at and none is looked at twice.
 */
export function gapless(table: string): RawBuilder<boolean> {
  const serial = sql`split_part(t.number, '-', 2)::bigint`;
  const month = sql`split_part(t.number, '-', 1)`;
  const before = sql`(${serial} - 1)::text`;
  // Cast only what is a number: one that is none must not end the whole look.
  return sql`(case when t.number !~ '^[A-Z]{2}[0-9]{4}-[0-9]{4,12}$' then true else
    (${serial} > 1 and not exists (select 1 from ${sql.table(table)} p where ${of('p')}
      and p.number = ${month} || '-' || lpad(${before}, greatest(4, length(${before})), '0'))
      and not exists (select 1 from number_gap g where ${of('g')} and g.name = ${month}
        and ${serial} - 1 between g.first and g.last))
    or not exists (select 1 from counter c where ${of('c')} and c.name = ${month} and c.value >= ${serial}) end)`;
}

/** The newest word of a history on a field. */
export function lastSaid(table: string, subject: string, field: string): RawBuilder<string | null> {
  return sql`(select e.changes->>${field}::text from ${sql.table(table)} e where ${of('e')}
    and ${sql.ref(`e.${subject}`)} = t.id and jsonb_exists(e.changes, ${field}::text)
    order by e.id desc limit 1)`;
}
