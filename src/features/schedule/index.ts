import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { lookOut, lookSoon } from './look-out.ts';
import { myTasks, scheduleQuery, thisMonth, thisWeek } from './queries.ts';
import { loadShipped, lookedUntil } from './store.ts';
import { taskTaps } from './taps.ts';
import { askUnassigned, assign } from './unassigned.ts';

/** 日程: the month's work plan, from the first card of the month to its summary. */
export const schedule: Feature<Tables> = {
  name: 'schedule',
  phrases: [
    { pattern: /^(本月安排|这个月安排|本月工作|本月计划)$/u, handle: thisMonth },
    { pattern: /^(本周安排|这周安排|本周工作)$/u, handle: thisWeek },
    { pattern: /^(我的任务|我的安排)$/u, handle: myTasks },
    { pattern: /^未指定负责人$/u, handle: askUnassigned },
  ],
  intents: { 'schedule.query': scheduleQuery },
  taps: { ...taskTaps, assign },
  timers: { look: lookOut },
  async start(context) {
    await loadShipped(context);
    // A school's first look begins where it starts: what was due before it was there is not made up.
    await lookedUntil(context);
    await lookSoon(context);
  },
  help: [
    { say: '本月安排', does: '看这个月后勤的工作安排；还有“本周安排”“我的任务”' },
    { say: '未指定负责人', does: '总务主任：指定还没有人负责的事项' },
  ],
};
