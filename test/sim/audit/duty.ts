/** Who stood on duty, who said so, and who let shifts change hands. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../src/tables.ts';
import { inOrder } from './observe.ts';
import type { Finding, PeopleThen } from './people.ts';

const changesShape = z.object({ personId: z.string() }).partial();

export async function auditDuty(db: Kysely<Tables>, people: PeopleThen): Promise<Finding[]> {
  return [...(await signatures(db, people)), ...(await swaps(db)), ...(await reminders(db))];
}

/** Whoever has an account signs in for themselves. */
async function signatures(db: Kysely<Tables>, people: PeopleThen): Promise<Finding[]> {
  const found: Finding[] = [];
  const shifts = await db.selectFrom('duty_shift').selectAll().execute();
  const rows = await inOrder(db, await db.selectFrom('duty_history').selectAll().execute());
  const holder = new Map<string, string>();
  for (const row of rows) {
    const id = row.shift_id ?? '';
    const { personId } = changesShape.catch({}).parse(row.changes);
    if (personId !== undefined) holder.set(id, personId);
    if (row.what !== 'signIn') continue;
    const owner = holder.get(id) ?? shifts.find((one) => one.id === id)?.person_id ?? '';
    if (row.by_person_id === owner) continue;
    if (people.at(owner, row.at).every(({ openId }) => openId !== null))
      found.push({ invariant: 'A2', what: `${owner} was signed in by ${row.by_person_id}` });
  }
  return found;
}

/** Nobody approves their own exchange, and of two shifts both change hands. */
async function swaps(db: Kysely<Tables>): Promise<Finding[]> {
  const found: Finding[] = [];
  const rows = await db.selectFrom('duty_history').selectAll().orderBy('id').execute();
  for (const swap of await db.selectFrom('duty_swap').selectAll().execute()) {
    if (swap.state !== 'approved') continue;
    const { decided_by: by, from_person_id: from, to_person_id: to } = swap;
    if (by === from || by === to)
      found.push({ invariant: 'A2', what: `${swap.id}: ${by} approved their own exchange` });
    for (const id of [swap.shift_id, swap.other_shift_id]) {
      if (id === null) continue;
      if (!rows.some((row) => row.shift_id === id && row.what === 'swap'))
        found.push({ invariant: 'R2', what: `${swap.id}: the shift ${id} did not change hands` });
    }
  }
  return found;
}

/** A reminder is claimed before what it reminds of. */
async function reminders(db: Kysely<Tables>): Promise<Finding[]> {
  const rows = await db.selectFrom('duty_post').selectAll().execute();
  return rows.flatMap(({ item, slot, at }) => {
    if (!/^(?:eve|card):/.test(item)) return [];
    return Temporal.Instant.compare(at, slot) < 0
      ? []
      : [{ invariant: 'S3', what: `${item} for ${slot} at ${at.toString()}` }];
  });
}
