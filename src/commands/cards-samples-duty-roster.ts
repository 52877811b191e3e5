import type { CardContent } from '../kernel/say.ts';

const LONG = '教学楼三楼东头男厕所旁边的配电箱，<at id=all></at> **很急** ${x} '
  .repeat(4)
  .slice(0, 100);
const ID = '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90';

function roster(rest: object = {}): CardContent {
  return {
    template: 'duty-roster',
    values: {
      title: '劳动节值班表',
      subtitle: '5月1日（周五）至5月5日（周二）',
      provisional: false,
      over: false,
      rows: [
        day('5月1日（周五）劳动节', '带班 陈主任；值班 王老师；门卫 老张'),
        day('5月2日（周六）劳动节', '带班 周老师；值班 李老师；门卫 老张'),
        day('5月3日（周日）劳动节', '还没有排人', true),
        day('5月4日（周一）劳动节', '带班 孙老师；值班 吴老师；门卫 老张'),
        day('5月5日（周二）劳动节', '带班 林校长；值班 何老师；门卫 老张'),
      ],
      more: '',
      notes: ['表上的老师请点“收到”（3/9）；换班请私聊我。'],
      ack: { from: '2026-05-01', to: '2026-05-05' },
      ...rest,
    },
  };
}

function day(title: string, who: string, empty = false) {
  return { day: title, who, empty };
}

function draft(rest: object = {}): CardContent {
  return {
    template: 'duty-draft',
    values: {
      id: ID,
      v: 3,
      state: 'editing',
      title: '国庆节排班',
      subtitle: '10月1日（周四）至10月3日（周六） · 草稿，公布后才生效',
      provisional: false,
      problems: ['10月2日（周五）：没有带班领导'],
      notes: [
        '累计少的先排，节假日一天算两班，不连着两天，请假和免排的不排。',
        '王老师：10月1日；近三年累计 4 班',
      ],
      rows: [
        row('2026-10-01', '10月1日（周四）国庆节', '带班 陈主任；值班 王老师、李老师；门卫 老张'),
        row('2026-10-02', '10月2日（周五）国庆节', '值班 赵老师、吴老师；门卫 老张', true),
        row('2026-10-03', '10月3日（周六）国庆节', '带班 周老师；值班 王老师、李老师；门卫 老张'),
      ],
      open: null,
      page: 0,
      pages: 1,
      publish: '公布',
      approve: false,
      said: '',
      ...rest,
    },
  };
}

function row(date: string, title: string, who: string, wrong = false, edit = true) {
  return { day: date, title, who, wrong, edit };
}

function gaps(
  lines: readonly string[],
  proposal: readonly string[],
  rest: object = {},
): CardContent {
  return {
    template: 'duty-gaps',
    values: {
      title: lines.length === 0 ? '值班都排好了' : `值班有 ${lines.length} 天要处理`,
      day: '2026-04-28',
      total: lines.length,
      all: [...lines],
      lines: [...lines],
      more: 0,
      proposal: [...proposal],
      take: '按建议排',
      note: '',
      ...rest,
    },
  };
}

const openIds = (most: number) =>
  Array.from({ length: most }, (_, n) => `ou_${String(n).padStart(32, '0')}`);

export const drawnDutyRoster: Readonly<Record<string, CardContent>> = {
  'duty-roster': roster(),
  'duty-draft': draft(),
  'duty-draft-day': draft({
    problems: [],
    open: {
      day: '2026-10-02',
      leaders: ['ou_head3'],
      members: ['ou_teacher3'],
      guards: [ID],
      mayLead: ['ou_director', 'ou_head3'],
      mayServe: ['ou_teacher3', 'ou_teacher4'],
      mayGuard: [{ id: ID, name: '老张' }],
    },
  }),
  'duty-approval': draft({
    state: 'pending',
    subtitle: '10月1日（周四）至10月3日（周六） · 等校长审批',
    rows: [
      row('2026-10-01', '10月1日（周四）国庆节', '带班 陈主任；值班 王老师', false, false),
      row('2026-10-02', '10月2日（周五）国庆节', '带班 周老师；值班 赵老师', false, false),
    ],
    problems: [],
    publish: '',
    approve: true,
    said: '陈主任拟定',
  }),
  'duty-gaps': gaps(
    ['5月3日（周日）：没有带班领导', '5月4日（周一）：没有人值班'],
    [
      '建议 5月3日（周日）：带班 孙老师；值班 赵老师；门卫 老张',
      '建议 5月4日（周一）：带班 周老师；值班 王老师；门卫 老张',
    ],
  ),
  'duty-gaps-none': gaps([], []),
};

export const stressedDutyRoster: Readonly<Record<string, CardContent>> = {
  'duty roster, worst': roster({
    title: LONG.slice(0, 40),
    subtitle: LONG.slice(0, 60),
    provisional: true,
    rows: Array.from({ length: 31 }, () => day(LONG.slice(0, 30), LONG.repeat(2))),
    more: LONG,
    notes: [LONG, LONG],
  }),
  'duty draft, worst': draft({
    title: LONG.slice(0, 40),
    provisional: true,
    problems: Array.from({ length: 7 }, () => LONG),
    notes: [],
    rows: Array.from({ length: 8 }, (_, n) =>
      row(`2026-10-0${n + 1}`, LONG.slice(0, 30), LONG, true),
    ),
    open: {
      day: '2026-10-03',
      leaders: openIds(4),
      members: openIds(10),
      guards: [ID],
      mayLead: openIds(40),
      mayServe: openIds(150),
      mayGuard: Array.from({ length: 10 }, (_, n) => ({
        id: `${ID}${n}`,
        name: LONG.slice(0, 20),
      })),
    },
    page: 1,
    pages: 8,
  }),
  'duty draft, most reasons': draft({
    title: LONG.slice(0, 40),
    provisional: true,
    problems: Array.from({ length: 7 }, () => LONG),
    notes: Array.from({ length: 30 }, () => LONG),
    rows: Array.from({ length: 8 }, (_, n) =>
      row(`2026-10-0${n + 1}`, LONG.slice(0, 30), LONG, true),
    ),
    page: 1,
    pages: 8,
  }),
  'duty approval, worst': draft({
    state: 'pending',
    rows: Array.from({ length: 31 }, () => row('2026-10-01', LONG.slice(0, 30), LONG, true, false)),
    problems: Array.from({ length: 7 }, () => LONG),
    notes: Array.from({ length: 30 }, () => LONG),
    publish: '',
    approve: true,
    said: LONG,
  }),
  'duty gaps, worst': gaps(
    Array.from({ length: 12 }, () => LONG.repeat(2)),
    Array.from({ length: 12 }, () => LONG.repeat(2)),
    { more: 60, note: LONG },
  ),
};
