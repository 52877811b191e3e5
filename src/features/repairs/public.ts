import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person, type Trade } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { deadlines } from './clocks.ts';
import type { TicketEvent } from './domain/command.ts';
import { apply } from './domain/decide.ts';
import { STATES, type State, type Ticket } from './domain/ticket.ts';
import { poster } from './documents/poster.ts';
import { placeKey } from './domain/fault.ts';
import { keepPhotos } from './handlers/answers.ts';
import { openTicket } from './handlers/report.ts';
import { setClocks } from './perform.ts';
import { showEverywhere } from './places.ts';
import { findTickets, lockTicket, OPEN_STATES, saveTicket } from './store.ts';

type C = Context<Tables>;

/** A reporter still owes the signature after the work is done; a worker owes nothing then. */
const REPORTERS: readonly State[] = [...OPEN_STATES, 'done'];
const BATCH = 500;

async function openOf(context: C, person: Person): Promise<Ticket[]> {
  const found = [
    ...(await findTickets(context, { workerId: person.id, states: OPEN_STATES, limit: BATCH })),
    ...(await findTickets(context, { reporterId: person.id, states: REPORTERS, limit: BATCH })),
  ];
  return [...new Map(found.map((ticket) => [ticket.id, ticket])).values()].toSorted((a, b) =>
    a.number.localeCompare(b.number),
  );
}

/** What repairs has standing in somebody's name, as its worker or its reporter. */
export { partsIn } from './parts.ts';
export const openRepairs = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    const open = await openOf(context, person);
    return open.map(({ number, place, object, state, reporterId }) => {
      const as = reporterId === person.id ? '报修人' : '维修人';
      return `${number} ${place} ${object}（${STATES[state]}，${as}）`;
    });
  },

  /**
   * Puts all of it into another name, with a line of history each. Work goes to somebody who may
   * take it; where the successor is no repairer, it goes back to 待派单 for the director.
   */
  async handOver(context: C, from: Person, to: Person, by: Person): Promise<void> {
    for (;;) {
      const open = await openOf(context, from);
      if (open.length === 0) return;
      for (const { id } of open) {
        const ticket = await lockTicket(context, id);
        if (ticket) await handOverOne(context, ticket, from, to, by);
      }
    }
  },
};

async function handOverOne(
  context: C,
  ticket: Ticket,
  from: Person,
  to: Person,
  by: Person,
): Promise<void> {
  const asWorker = ticket.workerId === from.id && OPEN_STATES.includes(ticket.state);
  const asReporter = ticket.reporterId === from.id;
  const event: TicketEvent = {
    kind: 'handOver',
    at: context.now,
    actorId: by.id,
    behalfOf: null,
    detail: `${from.name} → ${to.name}`,
    changes: {
      ...(asReporter ? { reporterId: to.id } : {}),
      ...(asWorker ? workTo(context, ticket, to) : {}),
    },
  };
  const next = apply(ticket, event);
  await saveTicket(context, next, event);
  await setClocks(context, next);
  await showEverywhere(context, next, {
    worker: asWorker && next.workerId !== null,
    director: asWorker && next.workerId === null,
    reporter: asReporter && next.state === 'done',
  });
}

function workTo({ calendar, now }: C, ticket: Ticket, to: Person): Partial<Ticket> {
  const able = hasRole(to, 'repairer', 'director');
  if (able && ticket.state === 'suspended') return { workerId: to.id };
  return {
    state: able ? 'assigned' : 'unassigned',
    workerId: able ? to.id : null,
    acceptedWorkAt: null,
    suspendedAt: null,
    suspendedUntil: null,
    suspendReason: null,
    ...deadlines(calendar, now, ticket),
  };
}

/**
 * A fault that another feature has found becomes a ticket of whoever found it, or joins the one that
 * is open for the same thing at the same place. `messageId` is the card or message it was found on.
 */
export async function openRepair(
  context: C,
  finder: Person,
  found: {
    readonly place: string;
    readonly object: string;
    readonly text: string;
    readonly category: Trade;
    readonly messageId: string;
  },
): Promise<{ readonly id: string; readonly number: string }> {
  const key = placeKey(found.place);
  const same = { placeKey: key, object: found.object, states: OPEN_STATES };
  const [open] = await findTickets(context, { ...same, limit: 1 });
  if (open) return { id: open.id, number: open.number };
  const fault = { ...found, placeKey: key, urgency: 'normal', when: null } as const;
  const ticket = await openTicket(context, finder, [fault], {
    messageId: found.messageId,
    chatKind: 'direct',
    chatId: '',
    senderOpenId: finder.openId ?? '',
    imageKeys: [],
  });
  return { id: ticket.id, number: ticket.number };
}

/** When somebody last began or acted on a ticket: a picture belongs to what was done last. */
export async function lastActed(
  { tx, school }: C,
  person: Person,
): Promise<Temporal.Instant | null> {
  const row = await tx
    .selectFrom('repair_event')
    .select('at')
    .where('school_id', '=', school.id)
    .where('actor_id', '=', person.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Pictures of a fault that another feature has found. */
export async function addPhotos(
  context: C,
  person: Person,
  message: Parameters<typeof keepPhotos>[2],
  ticketId: string,
): Promise<void> {
  const ticket = await lockTicket(context, ticketId);
  if (!ticket) return;
  await keepPhotos(context, person, message, { ticketId });
  await showEverywhere(context, ticket);
}

/** How these tickets stand, for whoever opened them from elsewhere: mended and signed, or not yet. */
export async function repairsEnded(
  { tx, school }: C,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('repair_ticket')
    .select('id')
    .where('school_id', '=', school.id)
    .where('id', 'in', [...ids])
    .where('state', 'in', ['done', 'accepted', 'acceptedByDefault'])
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** The poster for the wall, to the admin who has just enabled the bot. */
export async function sendPoster(context: C, admin: Person): Promise<void> {
  if (admin.openId === null) return;
  const bytes = await poster(context.school);
  const to = { kind: 'person', openId: admin.openId } as const;
  await context.say.file(to, { name: '报修海报.pdf', bytes, kind: 'pdf' });
}
