import { sql } from 'kysely';
import type { Feed, Subject } from './invariant.ts';
import { lookAt, type Looking, subjectText, type Violation } from './look.ts';

/** A transaction that was open at the last look may write ids and instants from before it. */
const OPEN_FOR = { minutes: 2 };
/** Where no look has been before. */
const FIRST = { hours: 24 };
const ROWS = 100;

/**
 * What a feed has had since `mark`, page by page, each subject once, while there is time. Answers where
 * to begin the next time: never later than what a transaction still open could write.
 */
export async function lookAtChanges(
  looking: Looking,
  subject: Subject,
  feed: Feed,
  mark: string | null,
  seen: Set<string>,
  mayGoOn: () => boolean,
): Promise<{ readonly violations: readonly Violation[]; readonly mark: string }> {
  const violations: Violation[] = [];
  const latest = markOf(feed, looking.now.subtract(OPEN_FOR));
  let from = mark ?? markOf(feed, looking.now.subtract(FIRST));
  for (;;) {
    const rows = await nextOf(looking, feed, from);
    const ids = [...new Set(rows.flatMap(({ id }) => (id === '' || seen.has(id) ? [] : [id])))];
    for (const id of ids) seen.add(id);
    violations.push(...(await lookAt(looking, subject, ids)));
    const last = rows.at(-1);
    if (last) from = last.mark;
    if (rows.length < ROWS || !mayGoOn()) break;
  }
  return { violations, mark: from < latest ? from : latest };
}

async function nextOf({ db, schoolId }: Looking, feed: Feed, from: string) {
  const mark = sql.ref(`f.${feed.mark}`);
  const since = feed.is === 'id' ? sql`${from}` : sql`${from}::timestamptz`;
  const text =
    feed.is === 'id'
      ? mark
      : sql`to_char(${mark} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const { rows } = await sql<{ mark: string; id: string }>`
    select ${text} as mark, ${subjectText(feed.subject)} as id from ${sql.table(feed.table)} f
    where f.school_id = ${schoolId} and ${mark} > ${since}
    order by ${mark} limit ${sql.lit(ROWS)}`.execute(db);
  return rows;
}

/** The smallest mark of an instant: of ids the UUIDv7 that no id of that millisecond comes before. */
function markOf({ is }: Feed, at: Temporal.Instant): string {
  if (is === 'instant') return at.toString({ fractionalSecondDigits: 6 });
  const hex = at.epochMilliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
