import type { Context, TimerInput } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { loadPlan } from '../plan.ts';
import { showChecks } from './show.ts';
import { missOpenRuns, runsOn } from './store.ts';

type C = Context<Tables>;

/** Not answered yet: the card comes once more, on the same day and not at night. */
export async function remindChecks(context: C, { key }: TimerInput): Promise<void> {
  const { now, calendar } = context;
  const runs = await runsOn(context, key);
  const today = runs.some((run) => run.state === 'open' && run.day.equals(calendar.date(now)));
  const awake = Temporal.Instant.compare(calendar.outsideQuietHours(now), now) === 0;
  if (today && awake) await showChecks(context, await loadPlan(context), key, true);
}

/**
 * The day is over: what nobody answered is missed, and stands in the week's list. Its card changes without a
 * sound; one that has not arrived by then would come new, and waits for the morning.
 */
export async function missChecks(context: C, { key }: TimerInput): Promise<void> {
  const { calendar, now, say, timers } = context;
  await missOpenRuns(context, key);
  const awake = calendar.outsideQuietHours(now);
  const arrived = ((await say.shown(key))?.messageId ?? null) !== null;
  if (!arrived && Temporal.Instant.compare(awake, now) > 0)
    return timers.set('schedule.checks-missed', key, awake);
  await showChecks(context, await loadPlan(context), key, false);
}
