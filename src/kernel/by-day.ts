import type { Context, TimerInput } from './feature.ts';

type Handler<Tables> = (context: Context<Tables>, input: TimerInput) => Promise<void>;

/**
 * What falls due in quiet hours, or is made up in them after an outage, waits for the morning (contract §7): the same
 * timer is set again for then. `name` as the timer is called, with its feature. Not for dangers.
 */
export function byDay<Tables>(name: string, handle: Handler<Tables>): Handler<Tables> {
  return async (context, input) => {
    const { calendar, now } = context;
    const morning = calendar.outsideQuietHours(now);
    if (Temporal.Instant.compare(morning, now) > 0)
      return context.timers.set(name, input.key, morning, input.data);
    return handle(context, input);
  };
}
