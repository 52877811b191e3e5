import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { nowServed } from './domain/restocked.ts';
import { officeOf } from './office.ts';
import { cardKey, showEverywhere } from './places.ts';
import { servedBy } from './domain/authority.ts';
import type { Request } from './domain/request.ts';
import { findRequests, lockRequest } from './store.ts';
import { stockOf } from './view.ts';

type C = Context<Tables>;

const MOST = 500;

/**
 * More of an item is there, however it came (入库, 退库, 盘盈): the requests whose cards say that the store
 * lacks it, and for which it suffices now, come to their requester and to whoever hands out again.
 */
export async function restocked(context: C, itemId: string): Promise<void> {
  const open = (await findRequests(context, { states: ['requested'], limit: MOST })).filter(
    ({ lines }) => lines.some((line) => line.itemId === itemId),
  );
  if (open.length === 0) return;
  const onHand = await stockOf(
    context,
    open.flatMap(({ lines }) => lines),
  );
  for (const request of nowServed(open, onHand))
    if (await saysShort(context, request))
      await showEverywhere(context, request, { requester: true, keeper: true });
}

/** What its keepers' cards told last: only what was short is news. */
async function saysShort(context: C, request: Request): Promise<boolean> {
  const office = await officeOf(context);
  for (const { openId } of servedBy(office, request.requesterId)) {
    if (openId === null) continue;
    const shown = await context.say.shown(cardKey(request, 'keeper', openId));
    if (shown?.card.values['short'] === true) return true;
  }
  return false;
}

/** An item became another: requests that wait for it are for the other from now on. */
export async function merged(context: C, fromId: string, toId: string): Promise<void> {
  const { tx, school } = context;
  const waiting = (await findRequests(context, { states: ['requested'], limit: MOST })).filter(
    ({ lines }) => lines.some(({ itemId }) => itemId === fromId),
  );
  for (const { id } of waiting) {
    await tx
      .updateTable('issue_line')
      .set({ item_id: toId })
      .where('school_id', '=', school.id)
      .where('request_id', '=', id)
      .where('item_id', '=', fromId)
      .execute();
    const request = await lockRequest(context, id);
    if (request) await showEverywhere(context, request);
  }
}
