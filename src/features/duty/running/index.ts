import type { Feature } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { attendanceTaps, refreshCard } from './taps.ts';
import { watch } from './watch.ts';

/** Who is on duty now: reminders, signing in, and who is told when somebody is missing. */
export const running = {
  taps: attendanceTaps,
  timers: { watch, card: refreshCard },
  async start(context) {
    // What downtime made late is made up before anything new is answered.
    await watch(context);
  },
} satisfies Omit<Feature<Tables>, 'name'>;
