import { planCard, tasksCard } from '../features/schedule/cards.ts';
import type { TaskRow } from '../features/schedule/view.ts';
import type { CardContent } from '../kernel/say.ts';

const LONG = '教学楼三楼东头男厕所旁边的配电箱，<at id=all></at> **很急** ${x} '
  .repeat(4)
  .slice(0, 100);
const DEFER = Temporal.PlainDate.from('2026-12-02');

function row(title: string, who: string, due: string, rest: Partial<TaskRow> = {}): TaskRow {
  return {
    item: 'M11-01',
    slot: '2026-11',
    v: 1,
    title,
    who,
    due,
    done: false,
    late: false,
    note: '',
    may: [],
    ...rest,
  };
}

const november = [
  row('期中考试保障（考场、铃声、用纸）', '陈主任', '11月10日', { done: true }),
  row('教师外出购书的用车安排', '未指定', '11月20日'),
  row('食堂、绿化带卫生再检查', '李师傅', '11月25日'),
  row('核对固定资产实物台账', '吴会计', '11月27日'),
];
const mine = [
  row('核算空调用电负荷，均衡分配', '老李', '10月23日', { late: true, may: ['done', 'defer'] }),
  row('全校用电线路安全检查', '老李', '5月28日（暂定）', { may: ['done', 'defer'] }),
  row('电扇、空调使用前的安全检查和维修', '老李', '5月20日', {
    done: true,
    note: '换了两个电容',
    may: ['undo'],
  }),
];
const longest = Array.from({ length: 60 }, () =>
  row(LONG, LONG.slice(0, 30), '12月31日（暂定）', { late: true, may: ['done', 'defer'] }),
);

const POINTS = [
  '建筑、栏杆、门窗',
  '消防设施',
  '监控',
  '用电',
  '路面、场地',
  '水路、管网',
  '功能室',
];
const patrol = {
  id: '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90',
  v: 1,
  title: '校园每日巡查',
  points: POINTS,
  pick: POINTS,
  state: '待检查',
  open: true,
  more: true,
  end: '',
  found: [] as string[],
};

function checks(rows: readonly (typeof patrol)[], rest: object = {}): CardContent {
  return {
    template: 'schedule-checks',
    values: {
      title: rows.length === 1 ? (rows[0]?.title ?? '') : `例行检查 ${rows.length} 项`,
      waiting: rows.some((one) => one.open),
      abnormal: false,
      missed: false,
      single: rows.length === 1,
      rows: rows.map((one) => ({ ...one })),
      ...rest,
    },
  };
}

function statistics(places: readonly { place: string; count: number }[]): CardContent {
  return {
    template: 'schedule-statistics',
    values: {
      title: '本周巡查统计',
      span: '11月23日至11月29日',
      patrolDone: 4,
      patrolMissed: 1,
      checksDone: 21,
      checksMissed: 2,
      found: places.length,
      fixed: 1,
      open: Math.max(0, places.length - 1),
      places: places.map((one) => ({ ...one })),
    },
  };
}

function summary(lines: readonly string[], rest: object = {}): CardContent {
  return {
    template: 'schedule-summary',
    values: {
      month: '2026-11',
      title: '11月后勤小结',
      done: 3,
      total: 4,
      doneLines: [...lines],
      openLines: ['核对固定资产实物台账（改到12月5日）'],
      nextTitle: '12月安排',
      nextLines: ['12月18日 示范校创建的总务材料', '12月31日 食堂卫生加密检查'],
      draft: true,
      published: false,
      note: '',
      ...rest,
    },
  };
}

function unassigned(total: number, line: string): CardContent {
  return {
    template: 'schedule-unassigned',
    values: {
      total,
      lines: Array.from({ length: total }, () => line),
      duties: Array.from({ length: total }, (_, n) => ({ value: `职责${n}` })),
      people: Array.from({ length: Math.min(90, total * 8) }, (_, n) => ({
        openId: `ou_${String(n).padStart(32, '0')}`,
      })),
    },
  };
}

function notice(state: string, lines: readonly string[], rest: object = {}): CardContent {
  return {
    template: 'calendar-notice',
    values: { id: 'n1', year: 2027, state, lines: [...lines], problems: [], changes: [], ...rest },
  };
}

function manage(count: number, text: string): CardContent {
  const choices = Array.from({ length: count }, (_, n) => ({
    id: count > 10 ? `S-019ab3c4-7d21-7c3e-9a51-${String(n).padStart(12, '0')}` : `M10-0${n}`,
    text: `10月 ${text}`.slice(0, 28),
  }));
  const counts = `${count} 项安排，${count} 项检查`;
  return {
    template: 'schedule-manage',
    values: { items: choices, checks: choices, counts, more: count > 10 },
  };
}

function edit(rest: object): CardContent {
  return {
    template: 'schedule-edit',
    values: {
      id: 'M10-02',
      v: 3,
      kind: 'item',
      fresh: false,
      state: 'active',
      heading: '核算空调用电负荷，均衡分配',
      title: '核算空调用电负荷，均衡分配',
      who: '电工（老李）',
      person: 'ou_elec',
      people: [{ openId: 'ou_elec' }],
      due: '10月25日',
      remind: '10、3',
      when: '',
      times: '',
      points: '',
      notes: [],
      ...rest,
    },
  };
}

function imported(state: string, lines: readonly string[], rest: object = {}): CardContent {
  return {
    template: 'schedule-import',
    values: {
      id: 'i1',
      state,
      total: lines.length,
      lines: [...lines],
      more: 0,
      mistakes: [],
      ...rest,
    },
  };
}

const HOLIDAYS = [
  '元旦 1月1日（周五）至1月3日（周日），共 3 天',
  '春节 2月5日（周五）至2月12日（周五），共 8 天；1月31日（周日）、2月20日（周六）上班',
  '清明节 4月3日（周六）至4月5日（周一），共 3 天',
  '劳动节 4月30日（周五）至5月4日（周二），共 5 天；4月25日（周日）上班',
];

export const drawnSchedule: Readonly<Record<string, CardContent>> = {
  'schedule-plan': planCard('11月后勤安排', november, null),
  'schedule-tasks': tasksCard('我的任务', mine, { deferTo: DEFER }),
  'schedule-checks': checks([patrol]),
  'schedule-checks-abnormal': checks(
    [
      {
        ...patrol,
        state: '有异常，已登记',
        open: false,
        found: ['消防设施：教学楼三楼：灭火器压力不足（BX2611-0007）'],
      },
    ],
    { abnormal: true },
  ),
  'schedule-statistics': statistics([
    { place: '教学楼302', count: 2 },
    { place: '走廊', count: 1 },
  ]),
  'schedule-summary': summary(november.slice(0, 3).map(({ title }) => title)),
  'schedule-unassigned': unassigned(
    3,
    '资产管理员：第一季度财务、固定资产报表、各班、各室期末公物验收、核对固定资产实物台账 等 7 项',
  ),
  'schedule-hazards': {
    template: 'schedule-hazards',
    values: {
      total: 1,
      rows: [{ id: 'h1', title: '燃气管、阀门：软管老化', detail: '食堂后厨 · 11月25日 发现' }],
      more: 0,
    },
  },
  'schedule-manage': manage(3, '核算空调用电负荷'),
  'schedule-edit': edit({ notes: ['已保存'] }),
  'schedule-edit-check': edit({
    kind: 'check',
    heading: '门窗月检',
    title: '门窗月检',
    state: 'paused',
    when: '每月10日',
    times: '09:00',
    points: '门锁、合页；窗扇、玻璃；防盗网',
  }),
  'schedule-import': imported('draft', [
    '“核算空调用电负荷，均衡分配” 截止日 10月25日 → 10月30日；提前几天提醒 10、3 → 7、1',
    '“教师外出购书的用车安排” 改为暂停',
    '新增 “冬季防冻检查”',
  ]),
  'schedule-import-wrong': imported('wrong', [], {
    mistakes: [
      '月度安排第 12 行：截止日看不懂，如 10月25日、春季开学前2天、秋季学期结束后3天、国庆节前7天',
      '例行检查第 5 行：负责“刘能”不是已有的职责，也不是通讯录里的人',
    ],
  }),
  'calendar-notice': notice('draft', HOLIDAYS),
  'calendar-notice-wrong': notice('wrong', HOLIDAYS, {
    problems: ['“春节”写着共 9 天，日期却是 8 天'],
  }),
};

export const stressedSchedule: Readonly<Record<string, CardContent>> = {
  'plan, worst': planCard(LONG.slice(0, 40), longest, LONG),
  'tasks, worst': tasksCard(LONG.slice(0, 40), longest, { deferTo: DEFER }),
  'checks, worst': checks(
    Array.from({ length: 8 }, (_, n) => ({
      ...patrol,
      title: LONG.slice(0, 40),
      points: Array.from({ length: 12 }, (_unused, i) => `${i}${LONG.slice(0, 20)}`),
      pick: [],
      end: n === 0 ? '' : `_${String.fromCodePoint(96 + n)}`,
      found: n === 0 ? Array.from({ length: 5 }, () => LONG) : [],
    })),
  ),
  'one check, worst': checks([
    {
      ...patrol,
      title: LONG.slice(0, 40),
      points: Array.from({ length: 20 }, (_, i) => `${i}${LONG.slice(0, 30)}`),
      pick: Array.from({ length: 20 }, (_, i) => `${i}${LONG.slice(0, 30)}`),
      found: Array.from({ length: 12 }, () => LONG),
    },
  ]),
  'statistics, worst': statistics(
    Array.from({ length: 12 }, (_, count) => ({ place: LONG, count })),
  ),
  'summary, worst': summary(
    Array.from({ length: 15 }, () => LONG),
    {
      openLines: Array.from({ length: 15 }, () => LONG),
      nextLines: Array.from({ length: 15 }, () => LONG),
      note: LONG.repeat(10),
    },
  ),
  'unassigned, worst': unassigned(20, LONG),
  'hazards, worst': {
    template: 'schedule-hazards',
    values: {
      total: 60,
      rows: Array.from({ length: 20 }, (_, n) => ({ id: `h${n}`, title: LONG, detail: LONG })),
      more: 40,
    },
  },
  'manage, worst': manage(55, LONG),
  'edit, worst': edit({
    heading: LONG.slice(0, 60),
    title: LONG.slice(0, 60),
    who: LONG.slice(0, 60),
    kind: 'check',
    people: Array.from({ length: 81 }, (_, n) => ({ openId: `ou_${String(n).padStart(32, '0')}` })),
    when: LONG.slice(0, 40),
    times: '07:30、11:30、16:30、17:30',
    points: LONG.repeat(7).slice(0, 700),
    notes: [LONG],
  }),
  'import, worst': imported(
    'draft',
    Array.from({ length: 40 }, () => LONG.repeat(2).slice(0, 120)),
    { more: 460, total: 500 },
  ),
  'import, most mistakes': imported('wrong', [], {
    mistakes: Array.from({ length: 20 }, () => LONG.repeat(2).slice(0, 120)),
  }),
  'notice, worst': notice(
    'draft',
    Array.from({ length: 9 }, () => LONG),
    { changes: Array.from({ length: 15 }, () => LONG) },
  ),
};
