import type { Facts } from '../../../kernel/decision.ts';
import type { CommandKind, RefusalCode } from './command.ts';

/** What a refused person reads: what happened, who did it when, what to do next. */
export const REFUSALS: Readonly<Record<RefusalCode, (facts: Facts) => string>> = {
  ended: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 处理为“${f['state']}”，不能再操作`,
  alreadyTaken: (f) =>
    `${f['number']} 已由${f['worker']}于 ${f['at']} 接单，需要换人请联系${f['worker']}转派`,
  alreadyDone: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 完工，正等${f['reporter']}验收`,
  notTaken: (f) => `${f['number']} 还没有接单，请先点“接单”`,
  notDone: (f) => `${f['number']} 现在是“${f['state']}”，完工以后才能这样做`,
  notSuspended: (f) => `${f['number']} 没有挂起，现在是“${f['state']}”`,
  alreadySuspended: (f) => `${f['number']} 已经挂起，要恢复请点“继续”`,
  onlyReporter: (f) => `只有报修人${f['reporter']}或总务主任可以这样做`,
  onlyWorker: (f) => `${f['number']} 由${f['worker']}负责，只有本人或总务主任可以操作`,
  onlyRepairer: () => '只有维修人员可以接单；想帮忙请联系总务处',
  onlyDirector: () => '只有总务主任可以这样做',
  ownReport: (f) => `${f['number']} 就是您报的，不用再登记`,
  ownWork: () => '不能验收自己修的单，请总务主任验收',
  workStarted: (f) =>
    `${f['number']} 已由${f['worker']}于 ${f['at']} 接单，不能撤销，请直接联系${f['worker']}`,
  tooOften: (f) => `${f['urgedAt']} 已催过一次，${f['urgeAgainAt']} 以后可以再催`,
  alreadyJoined: (f) => `您已登记过“我也遇到”，${f['number']} 有进展会更新`,
  sameWorker: (f) => `${f['number']} 已经在${f['worker']}手里，请选另一位`,
  transferLimit: (f) => `${f['number']} 已转派过两次，请总务主任来安排`,
  datePast: () => '恢复日期要晚于今天，请重新选择',
  fillInLate: (f) => `完工已超过 7 天，${f['number']} 不能再补填，请联系总务主任`,
  undoLate: () => '已超过 10 分钟，不能再撤回，请联系总务主任',
  nothingToUndo: () => '没有可以撤回的操作：只有本人刚做的“完工”“验收通过”可以撤回',
  noWorker: () => '还没有指定维修人员，请先用“转派”指定一位',
  noDanger: (f) => `${f['number']} 不是险情，按普通报修处理`,
  dangerTaken: (f) => `${f['danger']}已在处理这处险情，请与${f['danger']}联系`,
  stale: (f) => `${f['number']} 在您看到之后有变化，请看一眼更新后的卡片再点`,
  mergeSelf: () => '不能并入自己，请选另一张报修单',
  reopenLate: (f) => `${f['number']} 已结束超过 7 天，请重新报修`,
  notDue: (f) => `${f['number']} 还没有到时间`,
};

/** What the person who did it reads. */
export const DONE: Readonly<Record<CommandKind, string>> = {
  supplement: '已补充',
  withdraw: '已撤销',
  urge: '已提醒维修人员',
  join: '已登记，有进展会更新',
  accept: '接单成功',
  transfer: '已转派',
  suspend: '已挂起，到日子会自动恢复',
  resume: '已继续',
  finish: '已完工，等待验收；7 天内可以补填',
  fillIn: '已补填',
  approve: '验收通过，谢谢',
  rework: '已退回返修',
  reopen: '已重新打开',
  refuse: '已按不受理处理',
  merge: '已合并',
  takeDanger: '已登记由您处理，请注意安全',
  undo: '已撤回',
  wake: '已继续',
  acceptByDefault: '默认验收',
};

/** The word of a history line. */
export const HISTORY: Readonly<Record<CommandKind | 'report', string>> = {
  report: '报修',
  supplement: '补充',
  withdraw: '撤销',
  urge: '催单',
  join: '也遇到',
  accept: '接单',
  transfer: '转派',
  suspend: '挂起',
  resume: '继续',
  wake: '到期自动继续',
  finish: '完工',
  fillIn: '补填',
  approve: '验收通过',
  acceptByDefault: '逾期未验收，默认验收',
  rework: '返修',
  reopen: '又坏了，重新打开',
  refuse: '不受理',
  merge: '合并',
  takeDanger: '处理险情',
  undo: '撤回上一步',
};
