/** Repairs, told again from their lines of history. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../src/tables.ts';
import { inOrder } from './observe.ts';
import { dayOf, type Finding, type PeopleThen } from './people.ts';

const OPEN = ['unassigned', 'assigned', 'working', 'suspended'];
/** From which states something can happen at all. */
const FROM: Readonly<Record<string, readonly string[]>> = {
  withdraw: ['unassigned', 'assigned'],
  accept: ['unassigned', 'assigned'],
  transfer: OPEN,
  suspend: ['working'],
  resume: ['suspended'],
  wake: ['suspended'],
  finish: ['working', 'suspended'],
  approve: ['done'],
  acceptByDefault: ['done'],
  rework: ['done'],
  reopen: ['accepted', 'acceptedByDefault'],
  refuse: OPEN,
  merge: OPEN,
  urge: OPEN,
};
/** What only the reporter, whoever joined, or the director may do. */
const REPORTERS = new Set(['withdraw', 'urge', 'approve', 'rework', 'reopen']);

const changesShape = z
  .object({
    state: z.string(),
    workerId: z.string().nullable(),
    reporterId: z.string(),
    joinedIds: z.array(z.string()),
    finishedAt: z.string().nullable(),
  })
  .partial();

export interface Days {
  /** Whether people work on a day, by a calendar of our own. */
  readonly works: (day: string) => boolean;
  readonly acceptWithin: number;
}

export async function auditRepairs(
  db: Kysely<Tables>,
  people: PeopleThen,
  days: Days,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const tickets = await db.selectFrom('repair_ticket').selectAll().execute();
  const rows = await inOrder(db, await db.selectFrom('repair_event').selectAll().execute());
  const of = Map.groupBy(rows, (row) => row.ticket_id);
  const joined = await db.selectFrom('repair_joined').selectAll().execute();
  for (const ticket of tickets) {
    const joiners = new Set(
      joined.flatMap((one) => (one.ticket_id === ticket.id ? [one.person_id] : [])),
    );
    const begun = of.get(ticket.id)?.[0]?.actor_id ?? ticket.reporter_id;
    let now = { state: 'unassigned', workerId: null as string | null, reporterId: begun };
    let finishedAt: Temporal.Instant | null = null;
    for (const row of of.get(ticket.id) ?? []) {
      const say = (invariant: string, what: string) =>
        found.push({
          invariant,
          what: `${ticket.number} ${row.kind} at ${row.at.toString()}: ${what}`,
        });
      const changes = changesShape.parse(row.changes);
      const actor = row.actor_id;
      const from = FROM[row.kind];
      if (from && !from.includes(now.state)) say('A1', `it was ${now.state}`);
      if (row.kind === 'approve' && actor === now.workerId) say('A2', 'by whoever mended it');
      const director =
        actor !== null && people.at(actor, row.at).some(({ roles }) => roles.includes('director'));
      const own = actor === now.reporterId || (actor !== null && joiners.has(actor));
      if (REPORTERS.has(row.kind) && !own && !director) say('A2', `by ${actor}, a stranger to it`);
      if (row.kind === 'acceptByDefault' && finishedAt !== null) {
        const earliest = later(dayOf(finishedAt), days);
        if (dayOf(row.at) < earliest) say('S2', `before ${earliest}`);
      }
      const { workerId } = changes;
      if (workerId && workerId !== now.workerId)
        if (people.at(workerId, row.at).every(({ active }) => !active))
          say('R1', `${workerId} has left`);
      if (row.kind === 'report') now.state = workerId ? 'assigned' : 'unassigned';
      now = {
        state: changes.state ?? now.state,
        workerId: workerId === undefined ? now.workerId : workerId,
        reporterId: changes.reporterId ?? now.reporterId,
      };
      if (row.kind === 'finish') finishedAt = row.at;
    }
    const where = `${ticket.number} is ${ticket.state}`;
    if (now.state !== ticket.state)
      found.push({ invariant: 'X2', what: `${where}, its history says ${now.state}` });
    const worker = ticket.worker_id;
    if (!OPEN.includes(ticket.state) || worker === null) continue;
    if (people.everybody(LAST).some(({ id, active }) => id === worker && !active))
      found.push({ invariant: 'R1', what: `${where} with ${worker}, who has left` });
  }
  return found;
}

const LAST = Temporal.Instant.from('2100-01-01T00:00:00Z');

function later(day: string, { works, acceptWithin }: Days): string {
  let date = Temporal.PlainDate.from(day);
  for (let left = acceptWithin; left > 0;) {
    date = date.add({ days: 1 });
    if (works(date.toString())) left--;
  }
  return date.toString();
}
