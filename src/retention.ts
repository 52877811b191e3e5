/**
 * What is forgotten, and when. Small batches of one statement each: the embedded database holds
 * everything else back while it works. docs/operations.md has the same list in words, and a test
 * that every table stands in it.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Clock } from './kernel/clock.ts';
import type { BlobStore } from './storage/blobs.ts';
import type { Tables } from './tables.ts';

export interface RetentionParts {
  readonly schoolId: string;
  readonly clock: Clock;
  readonly db: Kysely<Tables>;
  readonly blobs: Pick<BlobStore, 'remove' | 'list'>;
}

interface Rule {
  readonly name: string;
  /** One batch; `before(days)` is that many days ago. */
  readonly batch: (
    schoolId: string,
    before: (days: number) => RawBuilder<unknown>,
  ) => RawBuilder<unknown>;
}

const ROWS = 200;
/** So many batches of a rule at a look; the rest is for the next. */
const BATCHES = 20;
/** A picture is stored a moment before its row says so. */
const UNKNOWN_DAYS = 2;

/** Rows of a table by its key; `where` sees the table as `t`. */
function remove(table: string, key: string, where: RawBuilder<unknown>, schoolId: string) {
  return sql`delete from ${sql.table(table)} where school_id = ${schoolId} and ${sql.ref(key)} in (
    select ${sql.ref(`t.${key}`)} from ${sql.table(table)} as t
    where t.school_id = ${schoolId} and ${where} limit ${sql.lit(ROWS)})`;
}

const RULES: readonly Rule[] = [
  {
    name: 'texts of inputs',
    batch: (
      school,
      before,
    ) => sql`update inbox set payload = null where school_id = ${school} and id in (
      select id from inbox where school_id = ${school} and state = 'done' and payload is not null
        and done_at < ${before(7)} limit ${sql.lit(ROWS)})`,
  },
  {
    name: 'keys of inputs',
    batch: (school, before) =>
      remove('inbox', 'id', sql`t.state = 'done' and t.received_at < ${before(30)}`, school),
  },
  {
    name: 'inputs kept aside',
    batch: (school, before) =>
      remove(
        'inbox',
        'id',
        sql`t.state = 'quarantined' and t.received_at < ${before(180)}`,
        school,
      ),
  },
  {
    name: 'taps',
    batch: (school, before) => remove('tap', 'event_id', sql`t.at < ${before(30)}`, school),
  },
  {
    name: 'messages that once showed a card',
    batch: (school, before) =>
      remove(
        'card_message',
        'message_id',
        sql`t.sent_at < ${before(45)} and not exists (
          select 1 from card c where c.school_id = t.school_id and c.key = t.key
            and c.live and c.message_id = t.message_id)`,
        school,
      ),
  },
  {
    name: 'dead letters',
    batch: (school, before) =>
      remove(
        'dead_letter',
        'id',
        sql`t.at < ${before(30)} and (t.settled_at is not null or t.at < ${before(180)})`,
        school,
      ),
  },
  {
    name: 'files that nobody sends any more',
    batch: (school) =>
      remove(
        'outbox_file',
        'id',
        sql`not exists (select 1 from outbox_message m where m.school_id = t.school_id and m.id = t.id)
          and not exists (select 1 from dead_letter d where d.school_id = t.school_id and d.id = t.id
            and d.settled_at is null)`,
        school,
      ),
  },
  {
    name: 'photos of drafts',
    batch: (school, before) =>
      remove(
        'repair_photo',
        'attachment_id',
        sql`t.ticket_id is null and t.at < ${before(30)}`,
        school,
      ),
  },
  {
    name: 'drafts',
    batch: (school, before) => remove('repair_draft', 'id', sql`t.at < ${before(30)}`, school),
  },
  {
    name: 'pictures of nothing',
    batch: (school, before) =>
      remove(
        'attachment',
        'id',
        sql`t.created_at < ${before(30)} and not exists (
          select 1 from repair_photo p where p.school_id = t.school_id and p.attachment_id = t.id)
          and not exists (select 1 from schedule_photo p where p.school_id = t.school_id
            and p.attachment_id = t.id)
          and not exists (select 1 from purchase_photo p where p.school_id = t.school_id
            and p.attachment_id = t.id)
          and not exists (select 1 from issue_photo p where p.school_id = t.school_id
            and p.attachment_id = t.id)`,
        school,
      ),
  },
  {
    name: 'questions whose answer no longer counts',
    batch: (
      school,
      before,
    ) => sql`delete from question where school_id = ${school} and (name, key) in (
      select name, key from question where school_id = ${school} and until < ${before(7)} limit ${sql.lit(ROWS)})`,
  },
  {
    name: 'requests kept for people',
    batch: (school, before) => remove('kept_request', 'id', sql`t.at < ${before(180)}`, school),
  },
  {
    name: 'what a restoration recognised',
    batch: (school, before) =>
      remove('restored_message', 'message_id', sql`t.at < ${before(30)}`, school),
  },
  {
    name: 'runs of the auditor',
    batch: (school, before) => remove('audit_run', 'slot', sql`t.at < ${before(30)}`, school),
  },
  {
    name: 'findings that are closed',
    batch: (
      school,
      before,
    ) => sql`delete from audit_finding where school_id = ${school} and (invariant, subject) in (
      select invariant, subject from audit_finding where school_id = ${school}
        and closed_at < ${before(365)} limit ${sql.lit(ROWS)})`,
  },
  {
    name: 'absences',
    batch: (school, before) =>
      remove(
        'absence',
        'from_at',
        sql`t.told_at is not null and t.from_at < ${before(365)}`,
        school,
      ),
  },
];

/** Forgets what is due; answers how many rows, and how long the longest statement took in ms. */
export async function forget(
  parts: RetentionParts,
): Promise<{ readonly rows: number; readonly longest: number }> {
  const { schoolId, clock, db } = parts;
  const now = clock.now();
  const before = (days: number) =>
    sql`${now.subtract({ hours: days * 24 }).toString()}::timestamptz`;
  let rows = 0;
  let longest = 0;
  for (const rule of RULES) {
    for (let batch = 0; batch < BATCHES; batch++) {
      const started = performance.now();
      const { numAffectedRows = 0n } = await rule.batch(schoolId, before).execute(db);
      longest = Math.max(longest, performance.now() - started);
      rows += Number(numAffectedRows);
      if (numAffectedRows < BigInt(ROWS)) break;
    }
  }
  return { rows: rows + (await forgetBlobs(parts, now)), longest };
}

/** Bytes that no attachment names. */
async function forgetBlobs(
  { schoolId, db, blobs }: RetentionParts,
  now: Temporal.Instant,
): Promise<number> {
  let removed = 0;
  for await (const ids of blobs.list(now.subtract({ hours: UNKNOWN_DAYS * 24 }), ROWS)) {
    const named = await db
      .selectFrom('attachment')
      .select('blob_id')
      .where('school_id', '=', schoolId)
      .where('blob_id', 'in', ids)
      .execute();
    const kept = new Set(named.map((row) => row.blob_id));
    for (const id of ids) {
      if (kept.has(id)) continue;
      await blobs.remove(id);
      removed++;
    }
  }
  return removed;
}
