import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { mentions, textOfRow } from './find.ts';
import { tablesWithText } from './schema.ts';

/**
 * Puts other words in the place of `from` in every text and JSON column of every row that `where`
 * names, all rows without it. `keep` are longer words that `from` may stand in. The same word becomes
 * the same everywhere, so keys that refer to each other still do. Answers how many rows changed.
 */
export async function replaceEverywhere(
  db: QueryExecutorProvider,
  schoolId: string,
  {
    from,
    to,
    keep = [],
    where,
  }: {
    readonly from: string;
    readonly to: string;
    readonly keep?: readonly string[];
    readonly where?: readonly string[];
  },
): Promise<number> {
  let changed = 0;
  for (const [table, columns] of await tablesWithText(db)) {
    const sets = columns.map(({ column, type }) => {
      const ref = sql.ref(`r.${column}`);
      const value =
        type === 'jsonb'
          ? sql`(${replaced(sql<string>`${ref}::text`, inJson(from), inJson(to), keep.map(inJson))})::jsonb`
          : replaced(sql<string>`${ref}`, from, to, keep);
      return sql`${sql.ref(column)} = ${value}`;
    });
    const about = where ? sql`and ${mentions(textOfRow(), where)}` : sql``;
    const { numAffectedRows = 0n } = await sql`
      update ${sql.table(table)} as r set ${sql.join(sets)}
      where r.school_id = ${schoolId} and ${mentions(textOfRow(), [from])} ${about}`.execute(db);
    changed += Number(numAffectedRows);
  }
  return changed;
}

/** Longer words are put aside under signs that nobody types. */
function replaced(
  value: RawBuilder<string>,
  from: string,
  to: string,
  keep: readonly string[],
): RawBuilder<string> {
  const aside = keep.map((word, index) => [word, `\u0001${index}\u0002`] as const);
  let result = value;
  for (const [word, sign] of aside) result = swap(result, word, sign);
  result = swap(result, from, to);
  for (const [word, sign] of aside) result = swap(result, sign, word);
  return result;
}

function swap(value: RawBuilder<string>, from: string, to: string): RawBuilder<string> {
  return sql<string>`replace(${value}, ${from}::text, ${to}::text)`;
}

function inJson(word: string): string {
  return JSON.stringify(word).slice(1, -1);
}
