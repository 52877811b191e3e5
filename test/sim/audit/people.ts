import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../src/tables.ts';
import { inOrder } from './observe.ts';

/** What an audit has found to be wrong. */
export interface Finding {
  /** The name of reliability's list, such as A2. */
  readonly invariant: string;
  readonly what: string;
}

const shape = z.object({
  id: z.string(),
  openId: z.string().nullable(),
  roles: z.array(z.string()),
  unit: z.string().nullable(),
  active: z.boolean(),
  absentUntil: z.string().nullable().default(null),
  substituteId: z.string().nullable().default(null),
});
export type Then = z.infer<typeof shape>;

/** In minutes. */
const SKEW = 11;

/** Who everybody was, from the lines of history alone. */
export interface PeopleThen {
  /**
   * What somebody was at an instant: one or, where a change is near, what it was before and after it,
   * since the clocks of two replicas differ by ten minutes. Whoever judges lets the kinder one count.
   */
  at(id: string, instant: Temporal.Instant): readonly Then[];
  everybody(instant: Temporal.Instant): readonly Then[];
}

export async function readPeople(db: Kysely<Tables>): Promise<PeopleThen> {
  const rows = await db
    .selectFrom('person_change')
    .select(['id', 'person_id', 'at', 'after'])
    .execute();
  const lines = await inOrder(db, rows);
  const history = Map.groupBy(
    lines.map(({ person_id, at, after }) => ({ id: person_id, at, was: shape.parse(after) })),
    ({ id }) => id,
  );
  const at = (id: string, instant: Temporal.Instant): Then[] => {
    const own = history.get(id) ?? [];
    const away = (line: { at: Temporal.Instant }) => line.at.until(instant).total('minutes');
    const before = own.filter((line) => away(line) > SKEW);
    const near = own.filter((line) => Math.abs(away(line)) <= SKEW);
    return [...before.slice(-1), ...near].map(({ was }) => was);
  };
  return {
    at,
    everybody: (instant) => [...history.keys()].flatMap((id) => at(id, instant).slice(-1)),
  };
}

/** The school's day of an instant. */
export function dayOf(instant: Temporal.Instant): string {
  return instant.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
}

export function isAway(person: Then, instant: Temporal.Instant): boolean {
  return person.absentUntil !== null && person.absentUntil >= dayOf(instant);
}
