import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { subjects } from './invariants/index.ts';
import { lookAt, type Looking, type Violation } from './look.ts';

/** A corruption may touch everything: so many rows of one kind are enough, and hide no other kind. */
const EACH = 50;

/** Notes what is wrong; what was closed and is wrong again begins anew. Answers what was not open before. */
export async function note(
  db: Kysely<Tables>,
  schoolId: string,
  now: Temporal.Instant,
  violations: readonly Violation[],
): Promise<readonly Violation[]> {
  const open = await openFindings(db, schoolId);
  const known = new Set(open.map(({ invariant, subject }) => `${invariant} ${subject}`));
  const found = new Map(violations.map((one) => [`${one.invariant} ${one.subject}`, one]));
  const fresh = [...found].flatMap(([key, one]) => (known.has(key) ? [] : [one]));
  const had = Map.groupBy(open, ({ invariant }) => invariant);
  const room = [...Map.groupBy(fresh, ({ invariant }) => invariant)].flatMap(([name, rows]) =>
    rows.slice(0, Math.max(0, EACH - (had.get(name)?.length ?? 0))),
  );
  if (room.length > 0)
    await db
      .insertInto('audit_finding')
      .values(
        room.map(({ invariant, subject }) => ({
          school_id: schoolId,
          invariant,
          subject,
          since: now,
          told_at: null,
          closed_at: null,
        })),
      )
      .onConflict((c) =>
        c
          .columns(['school_id', 'invariant', 'subject'])
          .doUpdateSet((eb) => ({ since: eb.ref('excluded.since'), closed_at: null })),
      )
      .execute();
  return room;
}

export async function openFindings(db: Kysely<Tables>, schoolId: string) {
  return db
    .selectFrom('audit_finding')
    .select(['invariant', 'subject', 'since', 'told_at'])
    .where('school_id', '=', schoolId)
    .where('closed_at', 'is', null)
    .orderBy('since')
    .execute();
}

/** Looks again at what was found, and closes what is right now or gone. */
export async function closeResolved(looking: Looking): Promise<void> {
  const { db, schoolId, now } = looking;
  const open = await openFindings(db, schoolId);
  for (const subject of subjects) {
    const names = new Set(subject.invariants.map(({ name }) => name));
    const own = open.filter(({ invariant }) => names.has(invariant));
    if (own.length === 0) continue;
    const ids = [...new Set(own.map((one) => one.subject))];
    const still = new Set<string>();
    for (let i = 0; i < ids.length; i += 100) {
      const part = ids.slice(i, i + 100);
      const wrong = await lookAt(looking, subject, part);
      for (const one of wrong) still.add(`${one.invariant} ${one.subject}`);
    }
    for (const one of own) {
      if (still.has(`${one.invariant} ${one.subject}`)) continue;
      await db
        .updateTable('audit_finding')
        .set({ closed_at: now })
        .where('school_id', '=', schoolId)
        .where('invariant', '=', one.invariant)
        .where('subject', '=', one.subject)
        .execute();
    }
  }
}
