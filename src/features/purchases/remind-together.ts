import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { REMIND_AFTER, reminderAt } from './clocks.ts';
import type { Purchase } from './domain/purchase.ts';
import { activeStep, deciders } from './domain/steps.ts';
import { peopleAround } from './rules.ts';
import { waitingIds } from './steps-store.ts';
import { findPurchases } from './store.ts';

type C = Context<Tables>;

/** In school minutes: what would be said within this is said with the list. */
const TOGETHER = 120;
const MOST = 50;

/**
 * A list has reminded these people of everything that waits for them: the reminders of the other requests
 * that are due soon, and are nobody else's, are said by it. The last one is not: it goes to somebody above.
 */
export async function saidTogether(
  context: C,
  { id: said }: Purchase,
  told: ReadonlySet<string>,
): Promise<void> {
  if (told.size === 0) return;
  const { calendar, now, timers } = context;
  const soon = calendar.addSchoolMinutes(now, TOGETHER);
  const ids = await waitingIds(context, [...told]);
  const others = await findPurchases(context, { ids, states: ['approving'], limit: MOST });
  for (const purchase of others.filter(({ id }) => id !== said)) {
    const count = REMIND_AFTER.findIndex((_, i) => isAfter(reminderAt(context, purchase, i), now));
    const next = count < 0 ? null : reminderAt(context, purchase, count + 1);
    if (next === null || isAfter(reminderAt(context, purchase, count), soon)) continue;
    const people = await peopleAround(context, purchase);
    const requester = people.get(purchase.requesterId);
    const step = activeStep(purchase.steps);
    if (!requester || !step) continue;
    const asked = deciders(step, requester, people, calendar.date(now));
    if (asked.some(({ id }) => !told.has(id))) continue;
    await timers.set('purchases.remind', purchase.id, next, { count: count + 1 });
  }
}

function isAfter(at: Temporal.Instant | null, than: Temporal.Instant): boolean {
  return at !== null && Temporal.Instant.compare(at, than) > 0;
}
