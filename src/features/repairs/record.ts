/** Who did what to a ticket, as its printed form names them. */
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';

type C = Context<Tables>;
export const changedWorker = z.object({ workerId: z.string().nullish() });

export interface Recorded {
  readonly id: string;
  readonly kind: string;
  readonly actorId: string | null;
  readonly at: Temporal.Instant;
}

/** The tap that signed the acceptance: the newest, since one may have been taken back. */
export async function signatureOf(context: C, ticketId: string): Promise<Recorded | null> {
  const rows = await recorded(context, ticketId);
  const signed = rows.findLast(({ kind }) => kind === 'approve');
  return signed ?? null;
}

/** Who sent this worker: the first of the newest entries that all name him; 接单 by himself if he took it. */
export async function dispatchOf(
  context: C,
  ticketId: string,
  worker: string,
): Promise<Recorded | null> {
  const named = (await recorded(context, ticketId)).filter(({ workerId }) => workerId !== null);
  const before = named.findLastIndex(({ workerId }) => workerId !== worker);
  return named[before + 1] ?? null;
}

async function recorded({ tx, school }: C, ticketId: string) {
  const rows = await tx
    .selectFrom('repair_event')
    .select(['id', 'kind', 'actor_id', 'at', 'changes'])
    .where('school_id', '=', school.id)
    .where('ticket_id', '=', ticketId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    actorId: row.actor_id,
    at: row.at,
    workerId: changedWorker.safeParse(row.changes).data?.workerId ?? null,
  }));
}
