import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import type { Swap, SwapState } from '../domain/swap.ts';
import type { DutyTables } from '../tables.ts';

type C = Context<Tables>;
type Row = Selectable<DutyTables['duty_swap']>;

const STATES = [
  'asked',
  'agreed',
  'approved',
  'declined',
  'rejected',
  'withdrawn',
  'expired',
] as const satisfies readonly SwapState[];
const WAITING: readonly SwapState[] = ['asked', 'agreed'];

/** A request as it is kept. */
export interface StoredSwap extends Swap {
  readonly id: string;
  readonly shiftId: string;
  readonly otherShiftId: string | null;
  readonly reason: string | null;
  readonly askedAt: Temporal.Instant;
  readonly answeredAt: Temporal.Instant | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedReason: string | null;
}

function toSwap(row: Row): StoredSwap {
  const state = z.enum(STATES).parse(row.state);
  return {
    id: row.id,
    kind: row.kind,
    state,
    shiftId: row.shift_id,
    otherShiftId: row.other_shift_id,
    requesterId: row.from_person_id,
    colleagueId: row.to_person_id,
    effective: row.early || state === 'approved',
    reason: row.reason,
    askedAt: row.asked_at,
    answeredAt: row.answered_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    decidedReason: row.decided_reason,
    version: row.version,
  };
}

function rows({ tx, school }: C) {
  return tx.selectFrom('duty_swap').selectAll().where('school_id', '=', school.id);
}

export async function insertSwap(
  { tx, school, newId, now }: C,
  swap: Swap,
  about: Pick<StoredSwap, 'shiftId' | 'otherShiftId' | 'reason'>,
): Promise<StoredSwap> {
  const row = await tx
    .insertInto('duty_swap')
    .values({
      school_id: school.id,
      id: newId(),
      kind: swap.kind,
      shift_id: about.shiftId,
      other_shift_id: about.otherShiftId,
      from_person_id: swap.requesterId,
      to_person_id: swap.colleagueId,
      state: swap.state,
      early: false,
      reason: about.reason,
      asked_at: now,
      answered_at: null,
      decided_by: null,
      decided_at: null,
      decided_reason: null,
      version: swap.version,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toSwap(row);
}

export async function lockSwap(context: C, id: string): Promise<StoredSwap | null> {
  const row = await rows(context).where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? toSwap(row) : null;
}

export async function saveSwap({ tx, school }: C, next: StoredSwap): Promise<void> {
  await tx
    .updateTable('duty_swap')
    .set({
      state: next.state,
      to_person_id: next.colleagueId,
      // What an approval brings into force is not early; what was early stays known as such.
      ...(next.state === 'agreed' || !next.effective ? { early: next.effective } : {}),
      answered_at: next.answeredAt,
      decided_by: next.decidedBy,
      decided_at: next.decidedAt,
      decided_reason: next.decidedReason,
      version: next.version,
    })
    .where('school_id', '=', school.id)
    .where('id', '=', next.id)
    .execute();
}

/** Requests that wait for somebody, oldest first. */
export async function waitingSwaps(context: C): Promise<StoredSwap[]> {
  const found = await rows(context).where('state', 'in', WAITING).orderBy('id').execute();
  return found.map(toSwap);
}

/** The unfinished request about a shift, on either side. */
export async function swapOfShift(context: C, shiftId: string): Promise<StoredSwap | null> {
  const waiting = await waitingSwaps(context);
  return waiting.find((one) => one.shiftId === shiftId || one.otherShiftId === shiftId) ?? null;
}

/** Which of these shifts came to their person by a swap that is in force. */
export async function swappedShifts(
  context: C,
  shifts: readonly { readonly id: string; readonly personId: string }[],
): Promise<ReadonlySet<string>> {
  const ids = shifts.map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const found = await rows(context)
    .where((eb) => eb.or([eb('shift_id', 'in', ids), eb('other_shift_id', 'in', ids)]))
    .execute();
  const inForce = found.map(toSwap).filter(({ effective }) => effective);
  return new Set(
    shifts
      .filter(({ id, personId }) =>
        inForce.some(
          (swap) =>
            (swap.shiftId === id && swap.colleagueId === personId) ||
            (swap.otherShiftId === id && swap.requesterId === personId),
        ),
      )
      .map(({ id }) => id),
  );
}
