import { z } from 'zod';
import type { Context, TimerInput } from '../../kernel/feature.ts';
import { clockText } from '../../kernel/day-words.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleById, personById } from '../people/public.ts';
import { listCard, titleOf, type ListRow } from './cards.ts';
import { servedBy } from './domain/authority.ts';
import type { Request } from './domain/request.ts';
import { unsignedLists } from './lists/store.ts';
import { officeOf } from './office.ts';
import { findRequests } from './store.ts';

type C = Context<Tables>;

export const WAITING = 'issues.waiting';
export const UNSIGNED = 'issues.unsigned';
/** Mornings on which somebody is asked for a signature; then whoever handed out is told. */
const ROUNDS = 3;
const MOST = 200;

/** What nobody has dealt with by the next working day is said once that morning. */
export async function remindLater(context: C, request: Request): Promise<void> {
  if (request.state === 'requested') await context.timers.set(WAITING, 'all', nextMorning(context));
  if (request.state === 'issued') await askForSignature(context, request.requesterId, 1);
}

export async function askForSignature(context: C, personId: string, round: number): Promise<void> {
  await context.timers.set(UNSIGNED, personId, nextMorning(context), { round });
}

function nextMorning({ calendar, now }: C): Temporal.Instant {
  const tomorrow = calendar.date(now).add({ days: 1 });
  return calendar.at(calendar.nearest('workingDay', tomorrow, 1) ?? tomorrow, '09:00');
}

/** Everything that waits since before today, one list for each who hands out. */
export async function remindKeepers(context: C): Promise<void> {
  const today = context.calendar.at(context.calendar.date(context.now), '00:00');
  const open = await findRequests(context, { states: ['requested'], limit: MOST });
  if (open.length > 0) await context.timers.set(WAITING, 'all', nextMorning(context));
  const waiting = open.filter(
    ({ requestedAt }) => Temporal.Instant.compare(requestedAt, today) < 0,
  );
  await listToKeepers(context, waiting, true);
}

/** Each who serves some of them gets those as one list. */
async function listToKeepers(
  context: C,
  requests: readonly Request[],
  anew: boolean,
): Promise<void> {
  const office = await officeOf(context);
  const served = new Map<string, { keeper: Person; requests: Request[] }>();
  for (const request of requests)
    for (const keeper of servedBy(office, request.requesterId)) {
      const known = served.get(keeper.id);
      if (known) known.requests.push(request);
      else served.set(keeper.id, { keeper, requests: [request] });
    }
  for (const one of served.values()) await showWaiting(context, one.keeper, one.requests, anew);
}

/** A crowd of new requests is one list for whoever hands out, and not a message each. */
export async function listCrowd(context: C): Promise<void> {
  await listToKeepers(
    context,
    await findRequests(context, { states: ['requested'], limit: MOST }),
    false,
  );
}

/** What waits, for somebody who asks; answers whether there is any. */
export async function listWaiting(context: C, person: Person): Promise<boolean> {
  const open = await findRequests(context, { states: ['requested'], limit: MOST });
  const others = open.filter(({ requesterId }) => requesterId !== person.id);
  if (others.length > 0) await showWaiting(context, person, others, true);
  return others.length > 0;
}

/** The lists that somebody has already, as things stand now. */
export async function refreshWaiting(context: C): Promise<void> {
  const { storekeepers, directors } = await officeOf(context);
  for (const person of new Set([...storekeepers, ...directors])) {
    const shown = await context.say.shown(waitingKey(person));
    if (!shown || shown.card.values['total'] === 0) continue;
    const open = await findRequests(context, { states: ['requested'], limit: MOST });
    const others = open.filter(({ requesterId }) => requesterId !== person.id);
    await showWaiting(context, person, others, false);
  }
}

function waitingKey({ openId }: Person): string {
  return `issues:waiting:${openId ?? ''}`;
}

async function showWaiting(
  context: C,
  person: Person,
  requests: readonly Request[],
  anew: boolean,
): Promise<void> {
  if (person.openId === null) return;
  const requesters = await peopleById(
    context.tx,
    context.school.id,
    requests.map(({ requesterId }) => requesterId),
  );
  const rows = requests.toReversed().map((request): ListRow => {
    const who = requesters.get(request.requesterId)?.name ?? '有人';
    return {
      id: request.id,
      v: request.version,
      number: request.number,
      title: titleOf(request),
      detail: `${who} ${clockText(context, request.requestedAt)}`,
      action: 'show',
    };
  });
  await context.say.show({
    key: waitingKey(person),
    to: { kind: 'person', openId: person.openId },
    card: listCard('等您发放的领用', rows),
    live: rows.length > 0,
    renew: anew,
  });
}

const roundOf = z.number().int().catch(1);

/** One morning's question for the signature of everything a person has been given. */
export async function remindReceiver(context: C, { key, data }: TimerInput): Promise<void> {
  const person = await personById(context.tx, context.school.id, key);
  if (!person?.active) return;
  const round = roundOf.parse(data['round']);
  if (!(await listUnsigned(context, person))) return;
  if (round < ROUNDS) return askForSignature(context, key, round + 1);
  const issued = await findRequests(context, { requesterId: person.id, states: ['issued'] });
  const byIssuer = Map.groupBy(issued, ({ issuedBy }) => issuedBy ?? '');
  const issuers = await peopleById(context.tx, context.school.id, [...byIssuer.keys()]);
  for (const [id, requests] of byIssuer) {
    const openId = issuers.get(id)?.openId;
    if (!openId) continue;
    const numbers = requests.map(({ number }) => number).join('、');
    await context.say.text(
      { kind: 'person', openId },
      `${person.name}还没有确认领用：${numbers}。已提醒三次，请当面核对。`,
    );
  }
  return undefined;
}

/** What somebody has been given and not signed for; answers whether there is any. `anew` sends it, else it is updated. */
export async function listUnsigned(context: C, person: Person, anew = true): Promise<boolean> {
  if (person.openId === null) return false;
  const issued = await findRequests(context, { requesterId: person.id, states: ['issued'] });
  const lists = await unsignedLists(context, person.id);
  const rows: ListRow[] = [
    ...issued.map((request) => ({
      id: request.id,
      v: request.version,
      number: request.number,
      title: titleOf(request),
      detail: request.issuedAt === null ? '' : `${clockText(context, request.issuedAt)} 发放`,
      action: 'sign' as const,
    })),
    ...lists.map((list) => ({
      id: list.id,
      v: list.version,
      number: list.number,
      title: list.title,
      detail: list.openedAt === null ? '' : `${clockText(context, list.openedAt)} 发放`,
      action: 'listSign' as const,
    })),
  ];
  if (rows.length === 0 && anew) return false;
  await context.say.show({
    key: `issues:unsigned:${person.openId}`,
    to: { kind: 'person', openId: person.openId },
    card: listCard('请确认领用', rows),
    live: rows.length > 0,
    renew: anew,
  });
  return true;
}
