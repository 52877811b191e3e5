import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { askHazards } from './checks/hazards.ts';
import { askMissed, askStatistics } from './checks/statistics.ts';
import { abnormal, allNormal, closeNote } from './checks/taps.ts';
import { missChecks, remindChecks } from './checks/timers.ts';
import { refreshStaffCard } from './deliver.ts';
import { decideImport, exportPlan, takeSheets } from './editing/exchange.ts';
import { editTaps } from './editing/taps.ts';
import { addNew, claimEdit, manage } from './editing/words.ts';
import { lookOut } from './look-out.ts';
import { myTasks, scheduleQuery, thisMonth, thisWeek } from './queries.ts';
import { myChecks } from './said.ts';
import { loadShipped } from './store.ts';
import { publish } from './summary.ts';
import { taskTaps } from './taps.ts';
import { askUnassigned, assign } from './unassigned.ts';

/** 日程: the month's work plan, from the first card of the month to its summary. */
export const schedule: Feature<Tables> = {
  name: 'schedule',
  phrases: [
    { pattern: /^(本月安排|这个月安排|本月工作|本月计划)$/u, handle: thisMonth },
    { pattern: /^(本周安排|这周安排|本周工作)$/u, handle: thisWeek },
    { pattern: /^(我的任务|我的安排)$/u, handle: myTasks },
    { pattern: /^(?:我|今天)的?(?:要做|要)?的?检查(?:什么)?[?？]?$/u, handle: myChecks },
    { pattern: /^未指定负责人$/u, handle: askUnassigned },
    { pattern: /^(?:安排管理|管理安排|修改安排|编辑安排|修改计划)$/u, handle: manage },
    { pattern: /^导出(?:全部|全年)?(?:安排|计划|日程)(?:表)?$/u, handle: exportPlan },
    {
      pattern: /^(?:新增|添加|增加|新建)(安排|检查|事项)(?:[\s:：,，]+(.{1,100}))?$/u,
      handle: addNew,
    },
    { pattern: /^(?:本周)?巡查(?:统计|情况)$/u, handle: askStatistics },
    { pattern: /^(?:今天|昨天|本周|这周)?(?:漏检|谁没巡查|谁没检查)[?？]?$/u, handle: askMissed },
    { pattern: /^(?:隐患|隐患记录|隐患还有几条没销号)[?？]?$/u, handle: askHazards },
  ],
  claims: claimEdit,
  sheets: takeSheets,
  intents: { 'schedule.query': scheduleQuery },
  taps: {
    ...taskTaps,
    ...editTaps,
    import: decideImport(true),
    'drop-import': decideImport(false),
    assign,
    publish,
    'all-normal': allNormal,
    abnormal,
    'close-hazard': closeNote,
  },
  timers: {
    look: lookOut,
    'day-over': refreshStaffCard,
    'checks-remind': remindChecks,
    'checks-missed': missChecks,
  },
  async start(context) {
    await loadShipped(context);
    // What downtime made late is made up before anything new is answered.
    await lookOut(context);
  },
  help: [
    { say: '本月安排', does: '看这个月后勤的工作安排；还有“本周安排”“我的任务”' },
    {
      say: '安排管理',
      does: '总务主任：新增、修改、暂停或删除安排和检查；也可以说“电扇月检改到5号”',
    },
    { say: '导出安排', does: '总务主任：把全部安排导出成表格，改好发回来就能导入' },
    { say: '未指定负责人', does: '总务主任：指定还没有人负责的事项' },
  ],
};
