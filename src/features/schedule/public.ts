/** What other features may ask of the plan. */
import type { SchoolCalendar } from '../../kernel/calendar.ts';
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { dueDays } from './domain/due.ts';
import { lookSoon } from './look-out.ts';
import { loadPlan, taskOf } from './plan.ts';
import { dayWords } from './view.ts';

export { lastDone, schedulePhotos } from './photos.ts';

/** How far ahead a change of the calendar is told of. */
const AHEAD = { days: 400 } as const;

/**
 * Which due days of the future another calendar moves, a line each; what has happened stays. Looks
 * at once at what is due now.
 */
export async function replan(
  context: Context<Tables>,
  after: SchoolCalendar,
): Promise<readonly string[]> {
  const planned = await loadPlan(context);
  const today = context.calendar.date(context.now);
  const until = today.add(AHEAD);
  const lines = planned.items.flatMap((item) => {
    const now = new Map(
      dueDays(item, context.calendar, today, until).map((one) => [one.slot, one]),
    );
    return dueDays(item, after, today, until).flatMap((one) => {
      const former = now.get(one.slot);
      const task = taskOf(planned, one);
      const settled = task !== null && (task.state === 'done' || task.deferred > 0);
      return former && !settled && !former.due.equals(one.due)
        ? [`${item.title}：${dayWords(former.due)} → ${dayWords(one.due)}`]
        : [];
    });
  });
  await lookSoon(context);
  return lines;
}
