import { z } from 'zod';
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleWithRole, personById } from '../people/public.ts';
import { acceptanceListCard } from './cards.ts';
import type { Ticket } from './domain/ticket.ts';
import { waitingFor } from './store.ts';
import { listRow } from './view.ts';

type C = Context<Tables>;

const shownShape = z.object({ title: z.string(), rows: z.array(z.object({ id: z.string() })) });

/** One list of everything that waits for a person's acceptance; nothing where nothing waits. */
export async function listWaiting(context: C, person: Person, title: string): Promise<void> {
  await show(context, person, title, true);
}

/** A list that still offers the acceptance of a ticket which has it shows the rest instead. */
export async function refreshLists(context: C, ticket: Ticket): Promise<void> {
  const { tx, school, say } = context;
  const reporter = await personById(tx, school.id, ticket.reporterId);
  const people = [
    ...(reporter ? [reporter] : []),
    ...(await peopleWithRole(tx, school.id, 'director')),
  ];
  for (const person of new Map(people.map((one) => [one.id, one])).values()) {
    const shown = person.openId === null ? null : await say.shown(keyOf(person.openId));
    const list = shownShape.safeParse(shown?.card.values).data;
    if (list?.rows.some((row) => row.id === ticket.id))
      await show(context, person, list.title, false);
  }
}

async function show(context: C, person: Person, title: string, renew: boolean): Promise<void> {
  const { openId } = person;
  if (openId === null) return;
  const waiting = await waitingFor(context, person);
  if (renew && waiting.length === 0) return;
  await context.say.show({
    key: keyOf(openId),
    to: { kind: 'person', openId },
    card: acceptanceListCard(
      title,
      waiting.map((ticket) => listRow(context, ticket, person)),
    ),
    renew,
    live: waiting.length > 0,
  });
}

function keyOf(openId: string): string {
  return `repairs:waiting:${openId}`;
}
