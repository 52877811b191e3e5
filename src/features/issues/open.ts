import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import type { Line, Request } from './domain/request.ts';
import { showEverywhere } from './places.ts';
import { listCrowd, remindLater } from './reminders.ts';
import { addEvent, findRequests, insertRequest } from './store.ts';

type C = Context<Tables>;

/** Within this, the same goods again are the same wish sent twice. */
const AGAIN = { minutes: 10 } as const;
/** More new ones than this in that time stand as one list. */
const CROWD = 5;

export interface Opening {
  readonly lines: readonly Pick<Line, 'itemId' | 'name' | 'spec' | 'unit' | 'wanted' | 'tradeIn'>[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  readonly messageId: string | null;
  /** The purchase by which the goods came. */
  readonly purchaseNumber?: string;
}

/** Opens a request and shows it to its requester and to whoever hands out. */
export async function openRequest(
  context: C,
  requester: Person,
  { lines, reason, neededBy, messageId, purchaseNumber }: Opening,
): Promise<Request> {
  const { now, newId } = context;
  const request: Request = {
    id: newId(),
    number: await context.number('LY'),
    version: 1,
    state: 'requested',
    requesterId: requester.id,
    lines: lines.map(({ itemId, name, spec, unit, wanted, tradeIn }) => ({
      itemId,
      name,
      spec,
      unit,
      wanted,
      tradeIn,
      issued: 0n,
      bought: 0n,
      returned: 0n,
    })),
    reason,
    neededBy,
    requestedAt: now,
    oldInBy: null,
    oldInAt: null,
    exemption: null,
    purchaseNumber: purchaseNumber ?? null,
    issuedBy: null,
    issuedAt: null,
    signedBy: null,
    signedAt: null,
    endedBy: null,
    endedAt: null,
    closing: null,
  };
  await insertRequest(context, request, messageId);
  await addEvent(context, request.id, {
    kind: 'request',
    at: now,
    actorId: requester.id,
    behalfOf: null,
    detail: null,
    changes: request,
  });
  await remindLater(context, request);
  const crowd = (await waitingSince(context, now.subtract(AGAIN))) > CROWD;
  await showEverywhere(context, request, { crowd });
  if (crowd) await listCrowd(context);
  return request;
}

async function waitingSince(context: C, since: Temporal.Instant): Promise<number> {
  return (await findRequests(context, { states: ['requested'], since })).length;
}

/** What waits already and asks for exactly the same, because the answer was slow; null: nothing. */
export async function sameWaiting(
  context: C,
  requester: Person,
  lines: Opening['lines'],
): Promise<Request | null> {
  const key = (some: Opening['lines']) =>
    some
      .map(({ itemId, spec, wanted }) => `${itemId}|${spec}|${wanted}`)
      .toSorted()
      .join('\n');
  const recent = await findRequests(context, {
    requesterId: requester.id,
    states: ['requested'],
    since: context.now.subtract(AGAIN),
  });
  return recent.find((request) => key(request.lines) === key(lines)) ?? null;
}
