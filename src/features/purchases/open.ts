import { refused, type Refused } from '../../kernel/decision.ts';
import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import { worth } from '../../kernel/quantity.ts';
import type { Tables } from '../../tables.ts';
import { ENDED, holdingBudget, totalOf, type Line, type Purchase } from './domain/purchase.ts';
import { findPurchases, insertPurchase } from './store.ts';

type C = Context<Tables>;

export interface Begun {
  readonly lines: readonly Omit<Line, 'id' | 'fromStock'>[];
  readonly budgetFen: number | null;
  readonly reason: string | null;
  readonly neededBy: Temporal.PlainDate | null;
  readonly after: boolean;
  readonly origin: { readonly kind: Purchase['origin']; readonly id: string | null };
  readonly said: { readonly messageId: string | null; readonly chatId: string | null };
}

/** A request as a draft in the requester's name. */
export async function openDraft(
  context: C,
  requester: Person,
  begun: Begun,
): Promise<{ readonly number: string; readonly id: string } | Refused<'open'>> {
  const { kind, id: originId } = begun.origin;
  if (originId !== null) {
    const former = await findPurchases(context, { origin: { kind, id: originId } });
    const open = former.find(({ state }) => !ENDED.includes(state) && state !== 'received');
    if (open) return refused('open', { number: open.number });
  }
  const lines = begun.lines.map((line) => ({
    ...line,
    id: context.newId(),
    amountFen:
      line.amountFen ?? (line.priceFen === null ? null : worth(line.quantity, line.priceFen)),
    fromStock: false,
  }));
  const budgetFen = holdingBudget(lines, begun.budgetFen);
  const purchase: Purchase = {
    id: context.newId(),
    number: await context.number('CG'),
    version: 1,
    state: 'draft',
    requesterId: requester.id,
    unit: requester.unit,
    lines,
    reason: begun.reason,
    neededBy: begun.neededBy,
    totalFen: totalOf(lines, budgetFen),
    budgetFen,
    approvedFen: null,
    round: 0,
    steps: [],
    resumeState: null,
    after: begun.after,
    ownOfPrincipal: false,
    near: [],
    said: null,
    origin: kind,
    originId,
    createdAt: context.now,
    submittedAt: null,
    approvedAt: null,
    receivedAt: null,
    reimbursedAt: null,
    reimbursedBy: null,
    endedAt: null,
    endedBy: null,
    buyerId: null,
  };
  await insertPurchase(context, purchase, begun.said, {
    kind: 'begin',
    at: context.now,
    actorId: requester.id,
    behalfOf: null,
    detail: null,
    changes: purchase,
  });
  return { number: purchase.number, id: purchase.id };
}
