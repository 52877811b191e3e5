import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import type { Purchase } from './domain/purchase.ts';
import { activeStep } from './domain/steps.ts';

type C = Context<Tables>;

/** School minutes until an approver is reminded: half a day, a day; then somebody above hears of it. */
export const REMIND_AFTER = [4 * 60, 9 * 60, 18 * 60] as const;
/** 先购后补 is signed within a day, so its first reminder comes sooner. */
const URGENT_AFTER = [60, 3 * 60, 9 * 60] as const;
export const SIGN_WITHIN = { hours: 24 } as const;

/** The appointments that belong to the state; every change of the chain sets them anew. */
export async function setClocks(context: C, purchase: Purchase): Promise<void> {
  const { timers } = context;
  const { id, state } = purchase;
  const step = state === 'approving' ? activeStep(purchase.steps) : null;
  if (step === null) await timers.clear(['purchases.remind', 'purchases.unsigned'], id);
  else {
    await remindLater(context, purchase, 0);
    if (purchase.after && purchase.submittedAt)
      await timers.set('purchases.unsigned', id, purchase.submittedAt.add(SIGN_WITHIN));
  }
}

/** When the `count`-th reminder of the active step is due; null: there are no more. */
export function reminderAt(
  { calendar }: Pick<C, 'calendar'>,
  purchase: Purchase,
  count: number,
): Temporal.Instant | null {
  const after = (purchase.after ? URGENT_AFTER : REMIND_AFTER)[count];
  const since = activeStep(purchase.steps)?.activeAt;
  return after === undefined || !since ? null : calendar.addSchoolMinutes(since, after);
}

/** The `count`-th reminder of the active step, in school hours from its beginning. */
export async function remindLater(
  { timers, calendar, now }: C,
  purchase: Purchase,
  count: number,
): Promise<void> {
  const after = (purchase.after ? URGENT_AFTER : REMIND_AFTER)[count];
  const former = count === 0 ? 0 : (purchase.after ? URGENT_AFTER : REMIND_AFTER)[count - 1];
  if (after === undefined || former === undefined) return;
  await timers.set(
    'purchases.remind',
    purchase.id,
    calendar.addSchoolMinutes(now, after - former),
    {
      count,
    },
  );
}
