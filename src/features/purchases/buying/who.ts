import { clockText } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { headOfUnit, peopleById, peopleWithRole } from '../../people/public.ts';
import { acceptorsOf, buyersOf, payersOf } from './domain/acceptor.ts';
import type { Buying, RuleContext } from './domain/buying.ts';

type C = Context<Tables>;

/** Everybody who has to do with the buying of one purchase, as people and roles are now. */
export interface Parties {
  readonly buyers: readonly Person[];
  readonly storekeepers: readonly Person[];
  readonly acceptors: readonly Person[];
  readonly payers: readonly Person[];
  readonly requester: Person | null;
  /** Named in what happened so far, by id. */
  readonly known: ReadonlyMap<string, Person>;
}

export async function partiesOf(context: C, buying: Buying): Promise<Parties> {
  const { tx, school } = context;
  const { purchase } = buying;
  const holders = async (role: Parameters<typeof peopleWithRole>[2]) =>
    withStandIns(context, await peopleWithRole(tx, school.id, role));
  const known = await peopleById(tx, school.id, [
    purchase.requesterId,
    purchase.buyerId,
    purchase.reimbursedBy,
    purchase.endedBy,
    buying.last?.actorId ?? null,
    ...buying.arrivals.flatMap(({ byId, acceptedBy }) => [byId, acceptedBy]),
    ...buying.invoices.map(({ byId }) => byId),
  ]);
  const requester = known.get(purchase.requesterId) ?? null;
  const directors = await holders('director');
  const principals = await holders('principal');
  const admins = await holders('admin');
  const storekeepers = await holders('storekeeper');
  const head = purchase.unit === null ? null : await headOfUnit(tx, school.id, purchase.unit);
  return {
    buyers: buyersOf(await holders('buyer'), directors, principals, admins),
    storekeepers,
    acceptors: acceptorsOf(
      { storekeepers, requester, head, directors, principals },
      purchase.buyerId,
    ),
    payers: payersOf(
      { accountants: await holders('finance'), directors, principals, admins, requester, head },
      purchase.buyerId,
    ),
    requester,
    known,
  };
}

/** Who is away has somebody who may do it instead. */
async function withStandIns(
  { tx, school, calendar, now }: C,
  people: readonly Person[],
): Promise<readonly Person[]> {
  const today = calendar.date(now);
  const away = people.filter(
    ({ absentUntil }) => absentUntil && Temporal.PlainDate.compare(absentUntil, today) >= 0,
  );
  const ids = away.map(({ substituteId }) => substituteId).filter((id) => id !== null);
  if (ids.length === 0) return people;
  const instead = [...(await peopleById(tx, school.id, ids)).values()];
  const also = instead.filter(
    ({ active, openId, id }) => active && openId !== null && !people.some((one) => one.id === id),
  );
  return [...people, ...also];
}

export function rulesFor(
  context: C,
  parties: Parties,
  actor: Person,
  seenVersion: number | null,
): RuleContext {
  return {
    now: context.now,
    today: context.calendar.date(context.now),
    actor,
    buyers: parties.buyers,
    storekeepers: parties.storekeepers,
    acceptors: parties.acceptors,
    payers: parties.payers,
    seenVersion,
    newId: context.newId,
    name: (id) => (id === null ? '系统' : (parties.known.get(id)?.name ?? '有人')),
    time: (instant) => clockText(context, instant),
  };
}
