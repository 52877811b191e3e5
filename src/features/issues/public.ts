/** What other features may ask of issues. */
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { itemById } from '../stock/public.ts';
import { titleOf } from './cards.ts';
import { exemptersFor } from './domain/authority.ts';
import type { RequestEvent } from './domain/command.ts';
import { apply } from './domain/decide.ts';
import { mayKeep } from './domain/list.ts';
import { STATES, type Request } from './domain/request.ts';
import { MOST_LINES } from './draft.ts';
import { listLine } from './lists/show.ts';
import { findLists } from './lists/store.ts';
import { officeOf } from './office.ts';
import { openRequest, type Opening } from './open.ts';
import { cardKey, roleOf, showEverywhere } from './places.ts';
import { remindLater } from './reminders.ts';
import { findRequests, lockRequest, saveRequest } from './store.ts';

export { createIssuePhotos, lastIssued } from './photos.ts';
export { merged, restocked } from './restocked.ts';

type C = Context<Tables>;

const MOST = 20;

/** One request in one line, and the card that its reader has of it; null: nothing but the line. */
interface Found {
  readonly line: string;
  readonly cardKey: string | null;
}

function lineOf(request: Request): string {
  return `${request.number} 领用 ${titleOf(request)}（${STATES[request.state]}）`;
}

/** 我的申请, and how one request or list stands. */
export const ownIssues = {
  prefix: 'LY',

  /** What somebody has asked for, newest first. */
  async own(context: C, { id, openId }: Person): Promise<(Found & { readonly number: string })[]> {
    const requests = await findRequests(context, { requesterId: id, limit: MOST });
    return requests.map((request) => ({
      number: request.number,
      line: lineOf(request),
      cardKey: openId === null ? null : cardKey(request, 'requester', openId),
    }));
  },

  /** For whoever has to do with it; null: there is none of this number, or it is not for this person. */
  async find(context: C, number: string, person: Person): Promise<Found | null> {
    const [request] = await findRequests(context, { number, limit: 1 });
    if (request) {
      const role = await roleOf(context, request, person);
      if (role === null) return null;
      const key = person.openId === null ? null : cardKey(request, role, person.openId);
      return { line: lineOf(request), cardKey: key };
    }
    const [list] = await findLists(context, { number });
    const listed = list?.recipients.some(({ personId }) => personId === person.id);
    return list && (listed || mayKeep(person)) ? { line: listLine(list), cardKey: null } : null;
  },
};

/** 待我审批: the exceptions from 以旧换新 that wait for this person. */
export async function waitingExemptions(
  context: C,
  { id, openId }: Person,
): Promise<{ readonly line: string; readonly cardKey: string }[]> {
  if (openId === null) return [];
  const asked = await findRequests(context, { states: ['requested'], exemption: 'asked' });
  if (asked.length === 0) return [];
  const office = await officeOf(context);
  return asked
    .filter(({ requesterId }) => exemptersFor(office, requesterId).some((one) => one.id === id))
    .map((request) => ({
      line: `${request.number} 免交旧：${titleOf(request)}`,
      cardKey: cardKey(request, 'exempter', openId),
    }));
}

/** A purchase of which everything is on the shelf. */
interface GoodsIn {
  readonly number: string;
  readonly requesterId: string;
  readonly reason: string | null;
  readonly origin: { readonly kind: 'chat' | 'stock' | 'issue' | 'repair' };
  readonly lines: readonly { readonly itemId: string; readonly quantity: Quantity }[];
}

/**
 * What was bought for somebody is handed out against a signature like everything of the store: it
 * stands as a request in the name of whoever asked for it. False: nobody waits for it here.
 */
export async function goodsIn(context: C, goods: GoodsIn): Promise<boolean> {
  const { kind } = goods.origin;
  if (kind !== 'chat' && kind !== 'issue') return false;
  const requester = await personById(context.tx, context.school.id, goods.requesterId);
  if (!requester?.active) return false;
  const lines: Opening['lines'][number][] = [];
  for (const { itemId, quantity } of goods.lines) {
    const item = await itemById(context, itemId);
    // The old one of what was bought was dealt with when it was asked for.
    if (item) lines.push({ ...item, itemId, wanted: quantity, tradeIn: false });
  }
  for (let from = 0; from < lines.length; from += MOST_LINES)
    await openRequest(context, requester, {
      lines: lines.slice(from, from + MOST_LINES),
      reason: goods.reason,
      neededBy: null,
      messageId: null,
      purchaseNumber: goods.number,
    });
  return lines.length > 0;
}

/** What somebody wanted to buy and the store has, asked of the store; a sentence where it cannot be. */
export async function issueInstead(
  context: C,
  requester: Person,
  wanted: {
    readonly stockItemId: string;
    readonly quantity: Quantity;
    readonly reason: string | null;
  },
): Promise<{ readonly number: string } | string> {
  const item = await itemById(context, wanted.stockItemId);
  if (!item || wanted.quantity <= 0n) return '材料账上没有这种物品，请照常采购';
  const { number } = await openRequest(context, requester, {
    lines: [{ ...item, itemId: item.id, wanted: wanted.quantity }],
    reason: wanted.reason,
    neededBy: null,
    messageId: null,
  });
  return { number };
}

async function openOf(context: C, { id }: Pick<Person, 'id'>): Promise<Request[]> {
  return findRequests(context, { requesterId: id, states: ['requested', 'issued'], limit: 500 });
}

/** What issues have standing in somebody's name, so that nothing is orphaned when they go. */
export const openIssues = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    return (await openOf(context, person)).map(lineOf);
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
