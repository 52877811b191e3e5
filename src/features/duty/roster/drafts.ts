/** Rosters being made: rows that count for nothing until they are published. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { planOf, type DayPlan, type HoursOf } from '../domain/plan.ts';
import { daysOf } from '../domain/spans.ts';
import { shiftsBetween } from '../store.ts';
import type { DutyTables } from '../tables.ts';

type C = Context<Tables>;

export interface DraftNotes {
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

export interface RosterDraft {
  readonly id: string;
  readonly title: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly state: DutyTables['duty_draft']['state'];
  readonly plans: readonly DayPlan[];
  /** What stood when it was begun. */
  readonly base: readonly DayPlan[];
  readonly notes: DraftNotes;
  readonly byPersonId: string;
  readonly reason: string | null;
  readonly version: number;
}

const placedShape = z.object({
  personId: z.string(),
  post: z.enum(['leader', 'member', 'guard']),
  start: z.string(),
  end: z.string().nullable(),
  place: z.string().nullable(),
});
const plansShape = z.array(z.object({ day: z.iso.date(), placed: z.array(placedShape) }));
const notesShape = z.object({ notes: z.array(z.string()), problems: z.array(z.string()) });

function toPlans(value: unknown): DayPlan[] {
  return plansShape
    .parse(value)
    .map(({ day, placed }) => ({ day: Temporal.PlainDate.from(day), placed }));
}

function fromPlans(plans: readonly DayPlan[]): string {
  return JSON.stringify(plans.map(({ day, placed }) => ({ day: day.toString(), placed })));
}

function toDraft(row: Selectable<DutyTables['duty_draft']>): RosterDraft {
  return {
    id: row.id,
    title: row.title,
    from: row.from_day,
    to: row.to_day,
    state: row.state,
    plans: toPlans(row.days),
    base: toPlans(row.base),
    notes: notesShape.parse(row.notes),
    byPersonId: row.by_person_id,
    reason: row.reason,
    version: row.version,
  };
}

export function hoursIn({ calendar }: Pick<C, 'calendar'>): HoursOf {
  const clock = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(calendar.timezone).toPlainTime().toString({ smallestUnit: 'minute' });
  return ({ startsAt, endsAt }) => ({ start: clock(startsAt), end: clock(endsAt) });
}

/** What stands on these days, as a plan. */
export async function standingPlans(
  context: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<DayPlan[]> {
  const shifts = await shiftsBetween(context, from, to);
  return planOf(daysOf({ from, to }), shifts, hoursIn(context));
}

/** A new draft of somebody; what they were at before is dropped. */
export async function beginDraft(
  context: C,
  draft: Pick<RosterDraft, 'title' | 'plans' | 'base' | 'notes' | 'byPersonId'>,
): Promise<RosterDraft> {
  const { tx, school, now } = context;
  const [first, last] = [draft.plans[0]?.day, draft.plans.at(-1)?.day];
  if (!first || !last) throw new Error('a roster without days');
  await tx
    .updateTable('duty_draft')
    .set({ state: 'dropped' })
    .where('school_id', '=', school.id)
    .where('by_person_id', '=', draft.byPersonId)
    .where('state', '=', 'editing')
    .execute();
  const row = await tx
    .insertInto('duty_draft')
    .values({
      school_id: school.id,
      id: context.newId(),
      title: draft.title,
      from_day: first,
      to_day: last,
      state: 'editing',
      days: fromPlans(draft.plans),
      base: fromPlans(draft.base),
      notes: JSON.stringify(draft.notes),
      by_person_id: draft.byPersonId,
      decided_by: null,
      reason: null,
      at: now,
      version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDraft(row);
}

export async function lockDraft({ tx, school }: C, id: string): Promise<RosterDraft | null> {
  const row = await tx
    .selectFrom('duty_draft')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? toDraft(row) : null;
}

export async function saveDraft(
  { tx, school }: C,
  before: RosterDraft,
  fields: Partial<Pick<RosterDraft, 'plans' | 'base' | 'notes' | 'state' | 'reason'>> & {
    readonly decidedBy?: string;
  },
): Promise<RosterDraft> {
  const next = { ...before, ...fields, version: before.version + 1 };
  await tx
    .updateTable('duty_draft')
    .set({
      days: fromPlans(next.plans),
      base: fromPlans(next.base),
      notes: JSON.stringify(next.notes),
      state: next.state,
      reason: next.reason,
      version: next.version,
      ...(fields.decidedBy === undefined ? {} : { decided_by: fields.decidedBy }),
    })
    .where('school_id', '=', school.id)
    .where('id', '=', before.id)
    .execute();
  return next;
}
