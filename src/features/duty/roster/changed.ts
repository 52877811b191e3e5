import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { followRoster } from '../running/follow.ts';
import { checkChanged } from './gap-card.ts';
import { refreshPosted } from './posted.ts';

/**
 * To be called whenever shifts of these days were changed, by whomever: shows the rosters again that
 * stand in the group, tells the director of a gap that this has opened, and has the reminders follow.
 */
export async function rosterChanged(
  context: Context<Tables>,
  days: readonly Temporal.PlainDate[],
): Promise<void> {
  if (days.length === 0) return;
  await refreshPosted(context, days);
  await checkChanged(context, days);
  await followRoster(context);
}
