import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { requestCard } from './cards.ts';
import type { Request } from './domain/request.ts';
import { describe, type Role } from './view.ts';

type C = Context<Tables>;

/** Whose card comes as a new message, because that person must act or waited for it. */
export interface Renew {
  readonly requester?: boolean;
  readonly keeper?: boolean;
  readonly exempter?: boolean;
  /** Too many new ones at once: whoever hands out has one list of them instead. */
  readonly crowd?: boolean;
}

/** The key of somebody's card of a request. */
export function cardKey(request: Pick<Request, 'id'>, role: Role, openId: string): string {
  return `issues:${request.id}:${role}:${openId}`;
}

export function isLive({ state }: Pick<Request, 'state'>): boolean {
  return state === 'requested' || state === 'issued';
}

/** Shows the request as it is now on every card it has, and on those it should have. */
export async function showEverywhere(
  context: C,
  request: Request,
  renew: Renew = {},
): Promise<void> {
  const about = await describe(context, request);
  const put = async (role: Role, person: Person, fresh: boolean, always: boolean) => {
    if (person.openId === null) return;
    const key = cardKey(request, role, person.openId);
    if (!always && !fresh && (await context.say.shown(key)) === null) return;
    await context.say.show({
      key,
      to: { kind: 'person', openId: person.openId },
      card: requestCard(about.forPerson(person, role)),
      live: isLive(request),
      thread: `issues:${request.id}`,
      ...(fresh ? { renew: true } : {}),
    });
  };
  for (const person of about.signers)
    await put('requester', person, renew.requester === true, true);
  const waits = request.state === 'requested';
  for (const keeper of about.issuers) {
    const served = about.served.some(({ id }) => id === keeper.id);
    const always = served && waits && renew.crowd !== true;
    await put('keeper', keeper, served && renew.keeper === true, always);
  }
  for (const person of about.exempters)
    await put('exempter', person, renew.exempter === true, false);
}

/** One person's card of the request, sent anew because they asked for it. */
export async function showTo(
  context: C,
  request: Request,
  person: Person,
  role: Role,
): Promise<void> {
  if (person.openId === null) return;
  const about = await describe(context, request);
  await context.say.show({
    key: cardKey(request, role, person.openId),
    to: { kind: 'person', openId: person.openId },
    card: requestCard(about.forPerson(person, role)),
    live: isLive(request),
    thread: `issues:${request.id}`,
    renew: true,
  });
}

/** As what somebody may see a request; null: it is none of their business. */
export async function roleOf(context: C, request: Request, person: Person): Promise<Role | null> {
  if (person.id === request.requesterId) return 'requester';
  const { issuers } = await describe(context, request);
  return issuers.some(({ id }) => id === person.id) ? 'keeper' : null;
}
