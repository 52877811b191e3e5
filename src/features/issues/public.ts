/** What other features may ask of issues. */
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { titleOf } from './cards.ts';
import type { RequestEvent } from './domain/command.ts';
import { apply } from './domain/decide.ts';
import { STATES, type Request } from './domain/request.ts';
import { openRequest } from './open.ts';
import { cardKey, roleOf, showEverywhere } from './places.ts';
import { remindLater } from './reminders.ts';
import { findRequests, lockRequest, saveRequest } from './store.ts';

type C = Context<Tables>;

/** One request in one line, and the key of the card that its reader has of it. */
export interface IssueLine {
  readonly number: string;
  /** `粉笔 2盒（待发放）` */
  readonly line: string;
  readonly cardKey: string;
}

const MOST = 20;

function lineOf(request: Request): string {
  return `${titleOf(request)}（${STATES[request.state]}）`;
}

/** What somebody has asked for, newest first. */
export async function requestsOf(context: C, person: Person): Promise<IssueLine[]> {
  const { openId } = person;
  if (openId === null) return [];
  const requests = await findRequests(context, { requesterId: person.id, limit: MOST });
  return requests.map((request) => ({
    number: request.number,
    line: lineOf(request),
    cardKey: cardKey(request, 'requester', openId),
  }));
}

/** The request of a number, for whoever has to do with it; null: there is none, or it is not theirs. */
export async function byNumber(
  context: C,
  number: string,
  person: Person,
): Promise<IssueLine | null> {
  const [request] = await findRequests(context, { number: number.toUpperCase(), limit: 1 });
  const role = request ? await roleOf(context, request, person) : null;
  if (!request || role === null || person.openId === null) return null;
  return {
    number: request.number,
    line: lineOf(request),
    cardKey: cardKey(request, role, person.openId),
  };
}

/**
 * What an issue lacked was bought and is in the store now: it stands as a new request of the same
 * person, to be handed out against a signature. `requestId` is the purchase's origin. Null: there is
 * no such request, or its requester has left.
 */
export async function goodsArrived(
  context: C,
  requestId: string,
): Promise<{ readonly number: string } | null> {
  const request = await lockRequest(context, requestId);
  const requester =
    request && (await personById(context.tx, context.school.id, request.requesterId));
  const lines = request?.lines.filter(({ bought }) => bought > 0n) ?? [];
  if (!request || !requester?.active || lines.length === 0) return null;
  const opened = await openRequest(context, requester, {
    lines: lines.map(({ bought, ...line }) => ({ ...line, wanted: bought })),
    reason: request.reason,
    neededBy: null,
    messageId: null,
  });
  return { number: opened.number };
}

async function openOf(context: C, { id }: Pick<Person, 'id'>): Promise<Request[]> {
  return findRequests(context, { requesterId: id, states: ['requested', 'issued'], limit: 500 });
}

/** What issues have standing in somebody's name, so that nothing is orphaned when they go. */
export const openIssues = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    return (await openOf(context, person)).map(
      (request) => `${request.number} 领用 ${lineOf(request)}`,
    );
  },

  /** Puts all of it into another name: who takes over signs for what was handed out. */
  async handOver(context: C, from: Person, to: Person, by: Person): Promise<void> {
    for (const { id } of await openOf(context, from)) {
      const request = await lockRequest(context, id);
      if (!request) continue;
      const event: RequestEvent = {
        kind: 'handOver',
        at: context.now,
        actorId: by.id,
        behalfOf: null,
        detail: `${from.name} → ${to.name}`,
        changes: { requesterId: to.id },
        moves: [],
        wishes: [],
      };
      const next = apply(request, event);
      await saveRequest(context, next, event);
      await remindLater(context, next);
      await showEverywhere(context, next, { requester: next.state === 'issued' });
    }
  },
};
