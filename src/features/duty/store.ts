import type { Selectable } from 'kysely';
import type { Context } from '../../kernel/feature.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tables } from '../../tables.ts';
import { byPost, type RosterShift } from './domain/shift.ts';
import type { DutyTables } from './tables.ts';

type C = Context<Tables>;

function toShift(row: Selectable<DutyTables['duty_shift']>): RosterShift {
  return {
    id: row.id,
    day: row.date,
    startsAt: row.start_at,
    endsAt: row.end_at,
    post: row.post,
    personId: row.person_id,
    place: row.place,
    confirmedAt: row.confirmed_at,
    signedInAt: row.signed_in_at,
    signedInBy: row.signed_in_by,
    signedInPlace: row.signed_in_place,
    signedOffAt: row.signed_off_at,
    version: row.version,
  };
}

function standing({ tx, school }: C) {
  return tx
    .selectFrom('duty_shift')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('state', '=', 'standing');
}

/** The shifts that begin on the days from `from` to `to`, both included. */
export async function shiftsBetween(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<RosterShift[]> {
  const rows = await standing(context).where('date', '>=', from).where('date', '<=', to).execute();
  return rows.map(toShift).toSorted(byPost);
}

/** The shifts that have begun and not ended at an instant. */
export async function shiftsAt(context: C, at: Temporal.Instant): Promise<RosterShift[]> {
  const today = context.calendar.date(at);
  const near = await shiftsBetween(context, today.subtract({ days: 2 }), today);
  return near.filter(
    ({ startsAt, endsAt }) =>
      Temporal.Instant.compare(startsAt, at) <= 0 && Temporal.Instant.compare(at, endsAt) < 0,
  );
}

/** One person's shifts from a day on. */
export async function shiftsOfPerson(
  context: C,
  personId: string,
  from: Temporal.PlainDate,
): Promise<RosterShift[]> {
  const rows = await standing(context)
    .where('person_id', '=', personId)
    .where('date', '>=', from)
    .execute();
  return rows.map(toShift).toSorted(byPost);
}

/** A shift as it stands, to be changed in this transaction; null when it was taken out or never was. */
export async function lockShift(context: C, id: string): Promise<RosterShift | null> {
  const row = await standing(context).where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? toShift(row) : null;
}

/** All shifts of these days, likewise. */
export async function lockShifts(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<RosterShift[]> {
  const rows = await standing(context)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(toShift).toSorted(byPost);
}

/** Who did it and what it is called in the history; `by` null is the file or the bot. */
export interface Cause {
  readonly what: string;
  readonly by: string | null;
  /** For whom, where somebody acts for a person without an account. */
  readonly behalfOf?: string | null;
  readonly detail?: string | null;
}

export type NewShift = Pick<
  RosterShift,
  'day' | 'startsAt' | 'endsAt' | 'post' | 'personId' | 'place'
>;

export async function addShifts(
  context: C,
  shifts: readonly NewShift[],
  cause: Cause,
): Promise<RosterShift[]> {
  if (shifts.length === 0) return [];
  const rows = await context.tx
    .insertInto('duty_shift')
    .values(
      shifts.map((shift) => ({
        school_id: context.school.id,
        id: context.newId(),
        date: shift.day,
        start_at: shift.startsAt,
        end_at: shift.endsAt,
        post: shift.post,
        person_id: shift.personId,
        place: shift.place,
        state: 'standing' as const,
        confirmed_at: null,
        signed_in_at: null,
        signed_in_by: null,
        signed_in_place: null,
        signed_off_at: null,
        version: 1,
      })),
    )
    .returningAll()
    .execute();
  const added = rows.map(toShift);
  await remember(
    context,
    added.map((shift) => ({
      shift,
      changes: { personId: shift.personId, post: shift.post, startsAt: shift.startsAt.toString() },
    })),
    cause,
  );
  return added;
}

/** What may be changed of a shift; what is left out stays. */
export type ShiftFields = Partial<
  Pick<
    RosterShift,
    | 'personId'
    | 'post'
    | 'startsAt'
    | 'endsAt'
    | 'place'
    | 'confirmedAt'
    | 'signedInAt'
    | 'signedInBy'
    | 'signedInPlace'
    | 'signedOffAt'
  >
>;

/** Changes a shift that was locked in this transaction, with a line of history. */
export async function changeShift(
  context: C,
  before: RosterShift,
  fields: ShiftFields,
  cause: Cause,
): Promise<RosterShift> {
  const next: RosterShift = { ...before, ...fields, version: before.version + 1 };
  await context.tx
    .updateTable('duty_shift')
    .set({
      person_id: next.personId,
      post: next.post,
      start_at: next.startsAt,
      end_at: next.endsAt,
      place: next.place,
      confirmed_at: next.confirmedAt,
      signed_in_at: next.signedInAt,
      signed_in_by: next.signedInBy,
      signed_in_place: next.signedInPlace,
      signed_off_at: next.signedOffAt,
      version: next.version,
    })
    .where('school_id', '=', context.school.id)
    .where('id', '=', before.id)
    .execute();
  const changes = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === null ? null : value.toString()]),
  );
  await remember(context, [{ shift: next, changes }], cause);
  return next;
}

/** Takes shifts out of the roster; the rows stay. */
export async function cancelShifts(
  context: C,
  shifts: readonly RosterShift[],
  cause: Cause,
): Promise<void> {
  if (shifts.length === 0) return;
  await context.tx
    .updateTable('duty_shift')
    .set((eb) => ({ state: 'cancelled' as const, version: eb('version', '+', 1) }))
    .where('school_id', '=', context.school.id)
    .where(
      'id',
      'in',
      shifts.map(({ id }) => id),
    )
    .execute();
  await remember(
    context,
    shifts.map((shift) => ({ shift, changes: { state: 'cancelled', personId: shift.personId } })),
    cause,
  );
}

async function remember(
  context: C,
  lines: readonly { readonly shift: RosterShift; readonly changes: JsonObject }[],
  { what, by, behalfOf = null, detail = null }: Cause,
): Promise<void> {
  await context.tx
    .insertInto('duty_history')
    .values(
      lines.map(({ shift, changes }) => ({
        school_id: context.school.id,
        id: context.newId(),
        date: shift.day,
        shift_id: shift.id,
        at: context.now,
        by_person_id: by,
        behalf_of: behalfOf,
        what,
        detail,
        changes: JSON.stringify(changes),
      })),
    )
    .execute();
}

/** True for the first who claims it: what is claimed is posted once, over restarts and replicas. */
export async function claim({ tx, school, now }: C, item: string, slot: string): Promise<boolean> {
  const row = await tx
    .insertInto('duty_post')
    .values({ school_id: school.id, item, slot, at: now })
    .onConflict((c) => c.doNothing())
    .returning('item')
    .executeTakeFirst();
  return row !== undefined;
}

/** Lines of the opening roster that were not entered before. */
export async function claimOpening(
  { tx, school, now }: C,
  lines: readonly string[],
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  for (let i = 0; i < lines.length; i += 200) {
    const rows = await tx
      .insertInto('duty_opening')
      .values(lines.slice(i, i + 200).map((line) => ({ school_id: school.id, line, at: now })))
      .onConflict((c) => c.doNothing())
      .returning('line')
      .execute();
    for (const { line } of rows) fresh.add(line);
  }
  return fresh;
}

/** Who has been reminded of which shift that has not begun. */
export async function promised({
  tx,
  school,
  now,
}: C): Promise<{ readonly personId: string; readonly startsAt: Temporal.Instant }[]> {
  const rows = await tx
    .selectFrom('duty_post')
    .select(['item', 'slot'])
    .where('school_id', '=', school.id)
    .where((eb) => eb.or([eb('item', 'like', 'eve:%'), eb('item', 'like', 'card:%')]))
    .where('slot', '>', now.toString())
    .execute();
  const found = new Map(
    rows.map(({ item, slot }) => {
      const personId = item.slice(item.indexOf(':') + 1);
      return [`${personId} ${slot}`, { personId, startsAt: Temporal.Instant.from(slot) }];
    }),
  );
  return [...found.values()];
}
