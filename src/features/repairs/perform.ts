import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { reminderBefore } from './clocks.ts';
import type { Command, TicketEvent } from './domain/command.ts';
import { apply, decide } from './domain/decide.ts';
import type { Ticket } from './domain/ticket.ts';
import { DONE, REFUSALS } from './domain/wording.ts';
import { showEverywhere, type Renew } from './places.ts';
import { carryOver, isLive, lockTicket, saveTicket } from './store.ts';
import { ruleContext } from './view.ts';
import { refreshLists } from './waiting-list.ts';

type C = Context<Tables>;

export interface Performed {
  readonly ok: boolean;
  /** For the person who did it. */
  readonly words: string;
  readonly ticket: Ticket | null;
}

const GONE = '找不到这张报修单，请发“我的报修”查看';

/** One command on one ticket: load and lock, decide, save, set the clocks, show. A refusal changes nothing. */
export async function perform(
  context: C,
  ticketId: string,
  command: Command,
  actor: Person | null,
  seenVersion: number | null = null,
): Promise<Performed> {
  const ticket = await lockTicket(context, ticketId);
  if (!ticket) return { ok: false, words: GONE, ticket: null };
  const decision = decide(ticket, command, await ruleContext(context, ticket, actor, seenVersion));
  if (decision.outcome === 'refused') {
    // Only this button goes stale with time alone; every other card shows the truth already.
    if (decision.code === 'undoLate') await showEverywhere(context, ticket);
    return { ok: false, words: REFUSALS[decision.code](decision.facts), ticket };
  }
  let next = ticket;
  for (const event of decision.events) {
    next = apply(next, event);
    await saveTicket(context, next, event);
  }
  await setClocks(context, next);
  const alarm = next.danger && !ticket.danger;
  if (alarm) await watchDanger(context, next.id);
  if (command.kind === 'merge') await absorb(context, next, command.into.id, actor);
  await showEverywhere(context, next, {
    ...renewals(command, next, actor),
    ...(alarm ? { worker: true, director: true, urgent: true } : {}),
    // Somebody else is to mend it now, who has not heard of it.
    ...(command.kind === 'supplement' && next.workerId !== ticket.workerId
      ? next.workerId === null
        ? { director: true }
        : { worker: true }
      : {}),
  });
  if (ticket.state === 'done' && next.state !== 'done') await refreshLists(context, next);
  return { ok: true, words: DONE[command.kind], ticket: next };
}

/** The ticket that remains takes over who waits for it, the pictures, and that it is a danger. */
async function absorb(
  context: C,
  merged: Ticket,
  intoId: string,
  actor: Person | null,
): Promise<void> {
  const into = await lockTicket(context, intoId);
  if (!into) return;
  await carryOver(context, merged, into);
  const joinedIds = new Set([...into.joinedIds, merged.reporterId, ...merged.joinedIds]);
  joinedIds.delete(into.reporterId);
  const alarm = merged.danger && !into.danger;
  const event: TicketEvent = {
    kind: 'merge',
    at: context.now,
    actorId: actor?.id ?? null,
    behalfOf: null,
    detail: `${merged.number} 并入此单`,
    changes: {
      joinedIds: [...joinedIds],
      ...(alarm ? { danger: true, urgency: 'critical' } : {}),
    },
  };
  const next = apply(into, event);
  await saveTicket(context, next, event);
  if (alarm) await watchDanger(context, next.id);
  await showEverywhere(context, next, alarm ? { worker: true, urgent: true } : {});
}

/** A danger that nobody takes is said again. */
export async function watchDanger({ timers, now }: C, ticketId: string): Promise<void> {
  await timers.set('repairs.danger', ticketId, now.add({ minutes: 15 }), { count: 1 });
}

/** A new message only for whoever must act now, or waited for exactly this. */
function renewals(command: Command, ticket: Ticket, actor: Person | null): Renew {
  switch (command.kind) {
    case 'suspend':
    case 'finish':
    case 'refuse':
      return { reporter: true };
    case 'transfer':
    case 'urge':
    case 'wake':
      return { worker: ticket.workerId !== actor?.id };
    case 'rework':
    case 'reopen':
      return ticket.state === 'unassigned' ? { director: true } : { worker: true };
    case 'supplement':
    case 'withdraw':
    case 'join':
    case 'accept':
    case 'resume':
    case 'fillIn':
    case 'approve':
    case 'acceptByDefault':
    case 'merge':
    case 'takeDanger':
    case 'undo':
      return {};
    default:
      return command satisfies never;
  }
}

/** The appointments that belong to the ticket's state; every change sets them anew. */
export async function setClocks(context: C, ticket: Ticket): Promise<void> {
  const { timers, calendar, school } = context;
  const { id, state } = ticket;
  const over: string[] = [];
  if (state === 'unassigned' || state === 'assigned')
    await timers.set('repairs.late', id, ticket.takeBy, { what: 'take' });
  else if (state === 'working')
    await timers.set('repairs.late', id, ticket.finishBy, { what: 'finish' });
  else over.push('repairs.late');
  if (state === 'suspended' && ticket.suspendedUntil)
    await timers.set('repairs.wake', id, calendar.at(ticket.suspendedUntil, '08:00'));
  else over.push('repairs.wake');
  // A worker's own report is signed by the director, who has a weekly list and no deadline.
  if (state === 'done' && ticket.acceptBy && ticket.reporterId !== ticket.workerId) {
    await timers.set('repairs.acceptance', id, ticket.acceptBy);
    const remind = reminderBefore(calendar, ticket.acceptBy);
    const day = remind.toZonedDateTimeISO(school.timezone).toPlainDate().toString();
    if (Temporal.Instant.compare(remind, context.now) > 0) {
      await timers.set('repairs.remind', `${ticket.reporterId}:${day}`, remind, {
        person: ticket.reporterId,
      });
    }
  } else over.push('repairs.acceptance');
  if (!isLive(ticket) || ticket.dangerTakenBy !== null) over.push('repairs.danger');
  if (over.length > 0) await timers.clear(over, id);
}
