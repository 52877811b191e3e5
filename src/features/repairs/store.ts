import type { Insertable, Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import type { TicketEvent } from './domain/command.ts';
import { changedWorker } from './record.ts';
import { ENDED, type State, type Ticket } from './domain/ticket.ts';
import type { RepairsTables } from './tables.ts';

type Row = Selectable<RepairsTables['repair_ticket']>;
type C = Context<Tables>;
const strings = z.array(z.string());

export const OPEN_STATES: State[] = ['unassigned', 'assigned', 'working', 'suspended'];

/** One more query, however many tickets there are. */
async function withJoined(tx: Kysely<Tables>, rows: readonly Row[]): Promise<Ticket[]> {
  const [first] = rows;
  if (!first) return [];
  const joined = await tx
    .selectFrom('repair_joined')
    .select(['ticket_id', 'person_id'])
    .where('school_id', '=', first.school_id)
    .where(
      'ticket_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('at')
    .execute();
  const byTicket = Map.groupBy(joined, (one) => one.ticket_id);
  return rows.map((row) => toTicket(row, byTicket.get(row.id)?.map((one) => one.person_id) ?? []));
}

function toTicket(row: Row, joinedIds: readonly string[]): Ticket {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    reporterId: row.reporter_id,
    place: row.place,
    placeKey: row.place_key,
    items: strings.parse(row.items),
    object: row.object,
    category: row.category,
    urgency: row.urgency,
    danger: row.danger,
    dangerTakenBy: row.danger_taken_by,
    workerId: row.worker_id,
    transfers: row.transfers,
    reworks: row.reworks,
    joinedIds,
    reportedAt: row.reported_at,
    wanted: row.wanted,
    acceptedWorkAt: row.accepted_work_at,
    takeBy: row.take_by,
    finishBy: row.finish_by,
    suspendedAt: row.suspended_at,
    suspendedUntil: row.suspended_until,
    suspendReason: row.suspend_reason,
    finishedAt: row.finished_at,
    finishedBy: row.finished_by,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    acceptBy: row.accept_by,
    lastUrgedAt: row.last_urged_at,
    stars: row.stars,
    note: row.note,
    parts: row.parts,
    costFen: row.cost_fen,
    cause: row.cause,
    mergedInto: row.merged_into,
    reason: row.reason,
  };
}

function toRow(t: Ticket) {
  return {
    number: t.number,
    version: t.version,
    state: t.state,
    reporter_id: t.reporterId,
    place: t.place,
    place_key: t.placeKey,
    items: JSON.stringify(t.items),
    object: t.object,
    category: t.category,
    urgency: t.urgency,
    danger: t.danger,
    danger_taken_by: t.dangerTakenBy,
    worker_id: t.workerId,
    transfers: t.transfers,
    reworks: t.reworks,
    reported_at: t.reportedAt,
    wanted: t.wanted,
    accepted_work_at: t.acceptedWorkAt,
    take_by: t.takeBy,
    finish_by: t.finishBy,
    suspended_at: t.suspendedAt,
    suspended_until: t.suspendedUntil,
    suspend_reason: t.suspendReason,
    finished_at: t.finishedAt,
    finished_by: t.finishedBy,
    ended_at: t.endedAt,
    ended_by: t.endedBy,
    accept_by: t.acceptBy,
    last_urged_at: t.lastUrgedAt,
    stars: t.stars,
    note: t.note,
    parts: t.parts,
    cost_fen: t.costFen,
    cause: t.cause,
    merged_into: t.mergedInto,
    reason: t.reason,
  } satisfies Partial<Insertable<RepairsTables['repair_ticket']>>;
}

/** A ticket, its row locked: taps on it wait for each other. */
export async function lockTicket({ tx, school }: C, id: string): Promise<Ticket | null> {
  const rows = await tx
    .selectFrom('repair_ticket')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('id', '=', id)
    .forUpdate()
    .execute();
  return (await withJoined(tx, rows)).at(0) ?? null;
}

export async function ticketByNumber({ tx, school }: C, number: string): Promise<Ticket | null> {
  const rows = await tx
    .selectFrom('repair_ticket')
    .selectAll()
    .where('school_id', '=', school.id)
    .where('number', '=', number)
    .execute();
  return (await withJoined(tx, rows)).at(0) ?? null;
}

export interface Search {
  readonly states?: readonly State[];
  readonly reporterId?: string;
  readonly workerId?: string;
  readonly placeKey?: string;
  readonly object?: string;
  readonly category?: Ticket['category'];
  readonly messageId?: string;
  readonly chatId?: string;
  readonly since?: Temporal.Instant;
  readonly limit?: number;
}

/** Tickets that fit every given condition, newest first; 50 at most unless told. */
export async function findTickets({ tx, school }: C, by: Search): Promise<Ticket[]> {
  let query = tx.selectFrom('repair_ticket').selectAll().where('school_id', '=', school.id);
  if (by.states) query = query.where('state', 'in', [...by.states]);
  if (by.reporterId) query = query.where('reporter_id', '=', by.reporterId);
  if (by.workerId) query = query.where('worker_id', '=', by.workerId);
  if (by.placeKey !== undefined) query = query.where('place_key', '=', by.placeKey);
  if (by.category) query = query.where('category', '=', by.category);
  if (by.object) query = query.where('object', '=', by.object);
  if (by.messageId) query = query.where('message_id', '=', by.messageId);
  if (by.chatId) query = query.where('chat_id', '=', by.chatId);
  if (by.since) query = query.where('reported_at', '>', by.since);
  const rows = await query
    .orderBy('reported_at', 'desc')
    .orderBy('id', 'desc')
    .limit(by.limit ?? 50)
    .execute();
  return withJoined(tx, rows);
}

export async function insertTicket(
  { tx, school }: C,
  ticket: Ticket,
  said: { readonly messageId: string; readonly chatId: string },
): Promise<void> {
  const from = { message_id: said.messageId, chat_id: said.chatId };
  await tx
    .insertInto('repair_ticket')
    .values({ school_id: school.id, id: ticket.id, ...from, ...toRow(ticket) })
    .execute();
}

/** Writes the new state and the line of history that explains it. The row is locked already. */
export async function saveTicket(context: C, ticket: Ticket, event: TicketEvent): Promise<void> {
  const { tx, school } = context;
  await tx
    .updateTable('repair_ticket')
    .set(toRow(ticket))
    .where('school_id', '=', school.id)
    .where('id', '=', ticket.id)
    .execute();
  await addEvent(context, ticket.id, event);
  if (event.kind === 'join' && event.actorId !== null) {
    await tx
      .insertInto('repair_joined')
      .values({
        school_id: school.id,
        ticket_id: ticket.id,
        person_id: event.actorId,
        at: event.at,
      })
      .onConflict((c) => c.doNothing())
      .execute();
  }
}

export async function addEvent(
  { tx, school, newId }: C,
  ticketId: string,
  event: TicketEvent,
): Promise<void> {
  await tx
    .insertInto('repair_event')
    .values({
      school_id: school.id,
      id: newId(),
      ticket_id: ticketId,
      kind: event.kind,
      at: event.at,
      actor_id: event.actorId,
      behalf_of: event.behalfOf,
      detail: event.detail,
      changes: JSON.stringify(event.changes),
    })
    .execute();
}

export type HistoryRow = Pick<
  Selectable<RepairsTables['repair_event']>,
  'kind' | 'at' | 'actor_id' | 'behalf_of' | 'detail'
>;

/** History, oldest first, and everybody who was ever proposed or responsible. */
export async function historyOf(
  { tx, school }: C,
  ticketId: string,
): Promise<{ rows: HistoryRow[]; workerIds: string[] }> {
  const rows = await tx
    .selectFrom('repair_event')
    .select(['kind', 'at', 'actor_id', 'behalf_of', 'detail', 'changes'])
    .where('school_id', '=', school.id)
    .where('ticket_id', '=', ticketId)
    .orderBy('id')
    .execute();
  const workers = rows.flatMap((row) => changedWorker.safeParse(row.changes).data?.workerId ?? []);
  return { rows, workerIds: [...new Set(workers)] };
}

/**
 * What waits for this person's signature. The director signs for workers who reported what they
 * mended themselves, and for people without an account.
 */
export async function waitingFor(context: C, person: Person): Promise<Ticket[]> {
  const { tx, school } = context;
  const done = await findTickets(context, { states: ['done'], limit: 500 });
  const offline = await tx
    .selectFrom('person')
    .select('id')
    .where('school_id', '=', school.id)
    .where('open_id', 'is', null)
    .execute();
  const cannotSign = new Set(offline.map(({ id }) => id));
  return done.filter((ticket) => {
    if (ticket.workerId === person.id) return false;
    if (ticket.reporterId === person.id) return true;
    const instead = ticket.reporterId === ticket.workerId || cannotSign.has(ticket.reporterId);
    return instead && hasRole(person, 'director');
  });
}

/** Who joined a merged report, its reporter and its pictures go to the ticket that remains. */
export async function carryOver(
  { tx, school, now }: C,
  merged: Ticket,
  into: Ticket,
): Promise<void> {
  for (const personId of new Set([merged.reporterId, ...merged.joinedIds])) {
    if (personId === into.reporterId) continue;
    await tx
      .insertInto('repair_joined')
      .values({ school_id: school.id, ticket_id: into.id, person_id: personId, at: now })
      .onConflict((c) => c.doNothing())
      .execute();
  }
  await tx
    .updateTable('repair_photo')
    .set({ ticket_id: into.id })
    .where('school_id', '=', school.id)
    .where('ticket_id', '=', merged.id)
    .execute();
}

/** How many open tickets each of these people has. */
export async function loadOf(
  { tx, school }: C,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('repair_ticket')
    .select(['worker_id', (eb) => eb.fn.countAll<number>().as('n')])
    .where('school_id', '=', school.id)
    .where('worker_id', 'in', [...ids])
    .where('state', 'in', OPEN_STATES)
    .groupBy('worker_id')
    .execute();
  return new Map(rows.flatMap((row) => (row.worker_id === null ? [] : [[row.worker_id, row.n]])));
}

/** A card of an ended ticket changes no more. */
export function isLive(ticket: Ticket): boolean {
  return !ENDED.includes(ticket.state);
}

const PAGE = 500;

/** Tickets reported from `from` until before `until`, oldest first, in pages; a ledger needs nobody who joined. */
export async function* reportedBetween(
  { tx, school }: C,
  from: Temporal.Instant,
  until: Temporal.Instant,
): AsyncGenerator<Ticket[]> {
  let after: Row | undefined;
  for (;;) {
    const last = after;
    const rows = await tx
      .selectFrom('repair_ticket')
      .selectAll()
      .where('school_id', '=', school.id)
      .where('reported_at', '>=', last?.reported_at ?? from)
      .where('reported_at', '<', until)
      .$if(last !== undefined, (query) =>
        query.where((eb) =>
          eb.or([eb('reported_at', '>', last?.reported_at ?? from), eb('id', '>', last?.id ?? '')]),
        ),
      )
      .orderBy('reported_at')
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield rows.map((row) => toTicket(row, []));
    after = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
