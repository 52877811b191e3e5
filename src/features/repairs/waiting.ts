import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import type { Ticket } from './domain/ticket.ts';
import { findTickets } from './store.ts';

/** What waits for the person's signature: own reports, and for the director those whose reporter cannot sign. */
export async function waitingFor(context: Context<Tables>, person: Person): Promise<Ticket[]> {
  const own = await findTickets(context, { reporterId: person.id, states: ['done'] });
  const signable = own.filter(({ workerId }) => workerId !== person.id);
  if (!hasRole(person, 'director')) return signable;
  const all = await findTickets(context, { states: ['done'], limit: 500 });
  for (const ticket of all) {
    if (ticket.reporterId === person.id || ticket.workerId === person.id) continue;
    const reporter = await personById(context.tx, context.school.id, ticket.reporterId);
    if (ticket.reporterId === ticket.workerId || reporter?.openId === null) signable.push(ticket);
  }
  return signable;
}
