import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { watchSoon } from '../running/watch.ts';

/**
 * To be called whenever shifts of these days were changed, by whomever: shows the rosters again that
 * stand in the group, and tells the director of a gap that this has opened.
 */
export async function rosterChanged(
  context: Context<Tables>,
  _days: readonly Temporal.PlainDate[],
): Promise<void> {
  await watchSoon(context);
}
