import type { Context } from '../../kernel/feature.ts';
import type { InboundNotice } from '../../kernel/inbound.ts';
import type { Tables } from '../../tables.ts';
import { personById } from '../people/public.ts';
import { perform } from './perform.ts';
import { findPurchases } from './store.ts';

/** A recalled message takes its request back while nobody has been asked to approve it. */
export async function withdrawRecalled(
  context: Context<Tables>,
  notice: InboundNotice,
): Promise<void> {
  if (notice.kind !== 'recalled') return;
  const { messageId } = notice;
  for (const one of await findPurchases(context, { messageId, states: ['draft'] })) {
    const requester = await personById(context.tx, context.school.id, one.requesterId);
    if (requester) await perform(context, one.id, { kind: 'withdraw' }, requester);
  }
}
