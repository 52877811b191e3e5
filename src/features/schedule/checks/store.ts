import type { Selectable } from 'kysely';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { ScheduleTables } from '../tables.ts';

type C = Context<Tables>;
export type Run = Selectable<ScheduleTables['check_run']>;
export type Finding = Selectable<ScheduleTables['check_finding']>;

/** One run per check, slot and person; a second maker changes nothing. */
export async function openRun(
  { tx, school, newId }: C,
  run: Pick<Run, 'check_id' | 'slot' | 'day' | 'open_id' | 'card_key'>,
): Promise<void> {
  await tx
    .insertInto('check_run')
    .values({
      school_id: school.id,
      id: newId(),
      ...run,
      state: 'open',
      done_at: null,
      done_by: null,
      version: 1,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function lockRun({ tx, school }: C, id: string): Promise<Run | null> {
  const row = await tx
    .selectFrom('check_run')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function runsOn({ tx, school }: C, cardKey: string): Promise<Run[]> {
  return tx
    .selectFrom('check_run')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('card_key', '=', cardKey)
    .orderBy('check_id')
    .execute();
}

/** Runs of these days, both included. */
export async function runsBetween(
  { tx, school }: C,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<Run[]> {
  return tx
    .selectFrom('check_run')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('day', '>=', from)
    .where('day', '<=', to)
    .orderBy('slot')
    .execute();
}

/** What waits for somebody on a day. */
export async function openRunsOf(
  { tx, school }: C,
  openId: string,
  day: Temporal.PlainDate,
): Promise<Run[]> {
  return tx
    .selectFrom('check_run')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('day', '=', day)
    .where('open_id', '=', openId)
    .where('state', '=', 'open')
    .orderBy('slot')
    .execute();
}

export async function setRun(
  { tx, school, now }: C,
  run: Run,
  state: 'normal' | 'abnormal',
  byPersonId: string,
): Promise<void> {
  await tx
    .updateTable('check_run')
    .set({
      state,
      done_at: now,
      done_by: byPersonId,
      version: run.version + 1,
    })
    .where('school_id', '=', school.id)
    .where('id', '=', run.id)
    .execute();
}

/** What nobody has answered by now; an answer that comes at the same moment stands. */
export async function missOpenRuns({ tx, school }: C, cardKey: string): Promise<void> {
  await tx
    .updateTable('check_run')
    .set((eb) => ({ state: 'missed', version: eb('version', '+', 1) }))
    .where('school_id', '=', school.id)
    .where('card_key', '=', cardKey)
    .where('state', '=', 'open')
    .execute();
}

export async function addFinding(
  { tx, school, newId, now }: C,
  finding: Pick<
    Finding,
    | 'run_id'
    | 'point'
    | 'place'
    | 'words'
    | 'ticket_id'
    | 'ticket_number'
    | 'hazard'
    | 'by_person_id'
  >,
): Promise<void> {
  await tx
    .insertInto('check_finding')
    .values({
      school_id: school.id,
      id: newId(),
      ...finding,
      closed_at: null,
      closed_by: null,
      at: now,
    })
    .execute();
}

export async function findingsOf({ tx, school }: C, runIds: readonly string[]): Promise<Finding[]> {
  if (runIds.length === 0) return [];
  return tx
    .selectFrom('check_finding')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('run_id', 'in', [...runIds])
    .orderBy('id')
    .execute();
}

/** Hazard notes that nobody has closed yet. */
export async function openHazards({ tx, school }: C): Promise<Finding[]> {
  return tx
    .selectFrom('check_finding')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('hazard', '=', true)
    .where('closed_at', 'is', null)
    .orderBy('id')
    .limit(50)
    .execute();
}

/** A hazard is closed by somebody else than who found it; the caller has checked. False: closed already. */
export async function closeHazard(
  { tx, school, now }: C,
  id: string,
  by: string,
): Promise<boolean> {
  const row = await tx
    .updateTable('check_finding')
    .set({ closed_at: now, closed_by: by })
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
