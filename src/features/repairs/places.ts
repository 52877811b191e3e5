import type { Context } from '../../kernel/feature.ts';
import { hasRole, type Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleWithRole } from '../people/public.ts';
import {
  dangerCard,
  directorCard,
  listCard,
  logisticsCard,
  reporterCard,
  workerCard,
} from './cards.ts';
import type { Ticket } from './domain/ticket.ts';
import { onDutyNow } from '../duty/public.ts';
import { findTickets, isLive } from './store.ts';
import { describe, listRow } from './view.ts';

type C = Context<Tables>;

/** Whose card comes as a new message, because that person must act or waited for it. */
export interface Renew {
  readonly reporter?: boolean;
  readonly worker?: boolean;
  readonly director?: boolean;
  /** Whoever asked for the card, as worker or director. */
  readonly personId?: string;
  /** Its reporter got one list of everything the message reported. */
  readonly listed?: boolean;
  /** Sent 加急 past quiet hours. */
  readonly urgent?: boolean;
}

/** More tickets of one message than this come to their reporter as one list, until there is news of one. */
export const MOST_CARDS = 3;
/** More new tickets than this in ten minutes stand as one list in the group. */
const CROWD = 5;

/** Shows the ticket as it is now on every card it has, and on those it should have. */
export async function showEverywhere(context: C, ticket: Ticket, renew: Renew = {}): Promise<void> {
  const about = await describe(context, ticket);
  const live = isLive(ticket);
  const thread = `repairs:${ticket.id}`;
  const { say, school } = context;
  const asked = (person: Person) => person.id === renew.personId;
  const put = async (
    role: 'reporter' | 'worker' | 'director',
    person: Person,
    fresh: boolean,
    always: boolean,
  ) => {
    if (person.openId === null) return;
    const key = `repairs:${ticket.id}:${role}:${person.openId}`;
    if (!always && !fresh && (await say.shown(key)) === null) return;
    const view = about.forPerson(person);
    const danger = ticket.danger && live && role !== 'reporter';
    await say.show({
      key,
      to: { kind: 'person', openId: person.openId },
      card: danger ? dangerCard(view, role) : CARDS[role](view),
      live,
      thread,
      ...(fresh ? { renew: true } : {}),
      ...(renew.urgent && role !== 'reporter' ? { urgentTo: [person.openId] } : {}),
    });
  };
  if (about.reporter)
    await put(
      'reporter',
      about.reporter,
      renew.reporter ?? false,
      renew.listed !== true && (await reportedWith(context, ticket)) <= MOST_CARDS,
    );
  for (const id of ticket.joinedIds) {
    const person = about.people.get(id);
    if (person) await put('reporter', person, false, true);
  }
  if (about.worker)
    await put('worker', about.worker, renew.worker === true || asked(about.worker), live);
  for (const id of about.workerIds) {
    const former = about.people.get(id);
    if (former && id !== ticket.workerId) await put('worker', former, false, false);
  }
  // Whoever cannot sign has the director sign instead: no account, or one's own work.
  const signsInstead = about.reporter?.openId === null || ticket.reporterId === ticket.workerId;
  const toSign = signsInstead && ticket.state === 'done';
  const wanted =
    toSign || ticket.danger || ticket.state === 'unassigned' || about.worker?.openId === null;
  for (const director of await peopleWithRole(context.tx, school.id, 'director')) {
    await put(
      'director',
      director,
      renew.director === true ||
        (asked(director) && ticket.workerId !== director.id) ||
        (toSign && renew.reporter === true),
      wanted,
    );
  }
  if (ticket.danger) {
    for (const person of await onDutyNow(context)) {
      if (hasRole(person, 'director') || person.id === ticket.workerId) continue;
      if (person.id !== ticket.reporterId) await put('director', person, false, live);
    }
  }
  await showInGroup(context, ticket, about.forGroup);
}

/** How many tickets the message opened that opened this one. */
async function reportedWith({ tx, school }: C, ticket: Ticket): Promise<number> {
  const row = await tx
    .selectFrom('repair_ticket')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('school_id', '=', school.id)
    .where('message_id', '=', (eb) =>
      eb
        .selectFrom('repair_ticket')
        .select('message_id')
        .where('school_id', '=', school.id)
        .where('id', '=', ticket.id),
    )
    .executeTakeFirstOrThrow();
  return row.n;
}

const CARDS = { reporter: reporterCard, worker: workerCard, director: directorCard } as const;

async function showInGroup(
  context: C,
  ticket: Ticket,
  view: Awaited<ReturnType<typeof describe>>['forGroup'],
): Promise<void> {
  const { school, say, now } = context;
  if (!school.enabled || school.groups.logistics === null) return;
  const to = { kind: 'chat', chatId: school.groups.logistics } as const;
  const key = `repairs:${ticket.id}:logistics`;
  const recent =
    ticket.danger || (await say.shown(key)) !== null
      ? []
      : await findTickets(context, { since: now.subtract({ minutes: 10 }) });
  if (recent.length > CROWD) {
    const rows = recent.filter(isLive).map((one) => listRow(context, one, null));
    await say.show({
      key: 'repairs:crowd:logistics',
      to,
      card: listCard('近 10 分钟的新报修', rows, null),
      live: true,
    });
    return;
  }
  await say.show({
    key,
    to,
    card: logisticsCard(view()),
    live: isLive(ticket),
    thread: `repairs:${ticket.id}`,
  });
}
