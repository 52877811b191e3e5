/** What other features may ask of purchases. */
import { refused, type Refused } from '../../kernel/decision.ts';
import type { Context } from '../../kernel/feature.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { ENDED, isTooLong, type Purchase } from './domain/purchase.ts';
import { askAbout } from './hint.ts';
import { openDraft } from './open.ts';
import { showRequester } from './places.ts';
import { peopleAround } from './rules.ts';
import { findPurchases, purchaseByNumber } from './store.ts';

export { openBuying } from './buying/hand-over.ts';
export { createPurchasePhotos } from './buying/photos.ts';
export { openRequests } from './hand-over.ts';
export { ownRequests, waitingApprovals } from './asked.ts';

export type { GoodsIn } from './hooks.ts';

/** A purchase by its number, for whoever waits for its goods; null: there is none. */
export async function findPurchase(
  context: Context<Tables>,
  number: string,
): Promise<{ readonly id: string; readonly ended: boolean; readonly inStock: boolean } | null> {
  const purchase = await purchaseByNumber(context, number);
  if (!purchase) return null;
  const inStock = purchase.receivedAt !== null;
  return { id: purchase.id, ended: !inStock && ENDED.includes(purchase.state), inStock };
}

export interface WantedLine {
  readonly name: string;
  readonly spec?: string | null;
  readonly unit: string | null;
  readonly quantity: Quantity;
  /** Expected price of one, where it is known. */
  readonly priceFen?: number | null;
  readonly stockItemId?: string | null;
}

export interface Wanted {
  /** In whose name: they get the card with 提交申请. */
  readonly requesterId: string;
  readonly lines: readonly WantedLine[];
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  /** What it comes from, so that it can be found again and told when it has arrived. */
  readonly origin: { readonly kind: Exclude<Purchase['origin'], 'chat'>; readonly id: string };
}

/**
 * A request that another feature begins: it stands as a card with 提交申请 in the requester's direct
 * chat, prices to be filled in. The second for the same open origin is refused with the first's number.
 */
export async function openPurchase(
  context: Context<Tables>,
  wanted: Wanted,
): Promise<
  { readonly number: string; readonly id: string } | Refused<'nobody' | 'open' | 'lines'>
> {
  const { tx, school } = context;
  const requester = await personById(tx, school.id, wanted.requesterId);
  if (!requester?.active || requester.openId === null) return refused('nobody');
  const tooLong = isTooLong(wanted.lines.map(({ name, spec }) => ({ name, spec: spec ?? null })));
  if (wanted.lines.length === 0 || tooLong) return refused('lines');
  const opened = await openDraft(context, requester, {
    lines: wanted.lines.map((line) => ({
      name: line.name,
      spec: line.spec ?? null,
      unit: line.unit,
      quantity: line.quantity,
      priceFen: line.priceFen ?? null,
      amountFen: null,
      stockItemId: line.stockItemId ?? null,
    })),
    budgetFen: null,
    reason: wanted.reason,
    neededBy: wanted.neededBy,
    after: false,
    origin: wanted.origin,
    said: { messageId: null, chatId: null },
  });
  if ('outcome' in opened) return opened;
  const [purchase] = await findPurchases(context, { ids: [opened.id] });
  if (purchase) {
    await askAbout(context, purchase, null);
    await showRequester(context, purchase, await peopleAround(context, purchase), false);
  }
  return opened;
}
