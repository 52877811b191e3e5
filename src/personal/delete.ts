import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { mentions, picturesOf, textOfRow, type Subject } from './find.ts';
import { replaceEverywhere } from './replace.ts';

/** What is of no use once somebody has left; rows that name the person go. */
const GOES = [
  'card',
  'dead_letter',
  'direct_chat',
  'duty_feed',
  'duty_exemption',
  'help_given',
  'kept_request',
  'outbox_message',
  'outbox_lane',
  'question',
  'repair_draft',
] as const;

export interface Deleted {
  readonly pseudonym: string;
  readonly rows: number;
  /** Names of the pictures' files, to be removed after the commit. */
  readonly blobs: readonly string[];
  /** Somebody else has the same name, so it stays where only words name them. */
  readonly shared: boolean;
}

/**
 * Takes somebody who has left out of everything: what need not be kept goes, history, approvals and
 * accounts stay under a pseudonym, their pictures go.
 */
export async function deletePerson(
  tx: Kysely<Tables>,
  schoolId: string,
  person: Subject,
): Promise<Deleted> {
  const mark = createHash('sha256').update(person.id).digest('hex').slice(0, 8);
  const pseudonym = `离职人员${mark}`;
  const blobs = await dropPictures(tx, schoolId, person.id);
  let rows = await dropRows(tx, schoolId, person);
  const others = await namesOfOthers(tx, schoolId, person);
  const shared = person.nameKnown && others.includes(person.name);
  await tx
    .updateTable('person')
    .set({ name: pseudonym, phone: null, room: null, unit: null })
    .where('school_id', '=', schoolId)
    .where('id', '=', person.id)
    .execute();
  // What was said lies in the inbox as it came; its key stays, so that it has no second effect.
  if (person.openId !== null) await forgetInputs(tx, schoolId, person.openId);
  if (person.openId !== null)
    rows += await replaceEverywhere(tx, schoolId, { from: person.openId, to: `ou_gone_${mark}` });
  if (person.phone)
    rows += await replaceEverywhere(tx, schoolId, { from: person.phone, to: '（已删除）' });
  if (!shared && person.nameKnown && person.name.length > 1)
    rows += await replaceEverywhere(tx, schoolId, {
      from: person.name,
      to: pseudonym,
      keep: others.filter((name) => name.includes(person.name)),
    });
  await sql`update person_change set before = before - 'phone' - 'room' - 'unit', after = after - 'phone' - 'room' - 'unit'
    where school_id = ${schoolId} and person_id = ${person.id}`.execute(tx);
  return { pseudonym, rows, blobs, shared };
}

/** What came in and mentions this; what was kept aside for somebody to look at cannot be dealt with any more. */
export async function forgetInputs(
  tx: Kysely<Tables>,
  schoolId: string,
  mark: string,
): Promise<void> {
  await sql`update inbox as r set payload = null, state = 'done', done_at = coalesce(r.done_at, r.received_at)
    where r.school_id = ${schoolId} and r.state <> 'waiting' and ${mentions(textOfRow(), [mark])}`.execute(
    tx,
  );
}

async function dropRows(tx: Kysely<Tables>, schoolId: string, person: Subject): Promise<number> {
  let rows = 0;
  for (const table of GOES) {
    // A card in somebody else's chat may name the person: it stays, under the pseudonym.
    const own = table === 'card' ? sql`r.recipient::text` : ownerOf(table);
    const marks = [person.id, person.openId].filter((one): one is string => one !== null);
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} as r
      where r.school_id = ${schoolId} and ${mentions(sql<string>`${own}`, marks)}`.execute(tx);
    rows += Number(numAffectedRows);
  }
  return rows;
}

function ownerOf(table: (typeof GOES)[number]) {
  if (table === 'direct_chat') return sql.ref('r.open_id');
  if (table === 'dead_letter' || table.startsWith('outbox')) return sql.ref('r.lane');
  return sql.ref('r.person_id');
}

/** Takes pictures out of what shows them; answers the files that nothing names any more. */
export async function dropPictures(
  tx: Kysely<Tables>,
  schoolId: string,
  of: string | readonly { readonly attachmentId: string; readonly blobId: string | null }[],
): Promise<string[]> {
  const pictures = typeof of === 'string' ? await picturesOf(tx, schoolId, of) : of;
  if (pictures.length === 0) return [];
  const ids = pictures.map(({ attachmentId }) => attachmentId);
  for (const table of ['repair_photo', 'schedule_photo', 'purchase_photo', 'issue_photo'] as const)
    await tx
      .deleteFrom(table)
      .where('school_id', '=', schoolId)
      .where('attachment_id', 'in', ids)
      .execute();
  await tx
    .deleteFrom('attachment')
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .execute();
  const blobs = pictures.flatMap(({ blobId }) => (blobId === null ? [] : [blobId]));
  if (blobs.length === 0) return [];
  // The same bytes may have been sent by somebody else too.
  const still = await tx
    .selectFrom('attachment')
    .select('blob_id')
    .where('blob_id', 'in', blobs)
    .execute();
  return [...new Set(blobs)].filter((id) => !still.some(({ blob_id }) => blob_id === id));
}

async function namesOfOthers(
  tx: Kysely<Tables>,
  schoolId: string,
  person: Subject,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('person')
    .select('name')
    .where('school_id', '=', schoolId)
    .where('id', '<>', person.id)
    .execute();
  return rows.map(({ name }) => name);
}
