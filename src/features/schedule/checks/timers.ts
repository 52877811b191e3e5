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

/** The day is over: what nobody answered is missed, and stands in the week's list. */
export async function missChecks(context: C, { key }: TimerInput): Promise<void> {
  await missOpenRuns(context, key);
  await showChecks(context, await loadPlan(context), key, false);
}
