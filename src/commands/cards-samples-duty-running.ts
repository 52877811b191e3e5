import type { CardContent } from '../kernel/say.ts';

const LONG = '教学楼三楼东头男厕所旁边的配电箱，<at id=all></at> **很急** ${x} '
  .repeat(8)
  .slice(0, 200);

function shift(rest: object = {}): CardContent {
  return {
    template: 'duty-shift',
    values: {
      id: 's1',
      day: '5月1日（周五）',
      state: 'ahead',
      notice: '',
      time: '08:00 至次日 08:00',
      post: '值班',
      place: '',
      with: ['带班领导 陈主任 13800000001', '门卫 老张 13800000000'],
      confirmed: false,
      signedIn: '',
      handover: [],
      buttons: ['confirm'],
      standIn: [],
      swapping: '',
      swap: true,
      log: false,
      lines: [],
      people: ['ou_li', 'ou_zhao'],
      ...rest,
    },
  };
}

function swap(rest: object = {}): CardContent {
  return {
    template: 'duty-swap',
    values: {
      id: 'w1',
      v: 1,
      title: '换班：王老师和李老师',
      state: 'asked',
      lines: [
        '5月1日（周五）08:00 值班：王老师 → 李老师',
        '5月3日（周日）08:00 值班：李老师 → 王老师',
        '原因：出差、培训',
      ],
      warnings: [],
      outcome: '等李老师同意，4月28日 09:00 前有效',
      buttons: ['agree'],
      ...rest,
    },
  };
}

function cover(rest: object = {}): CardContent {
  return {
    template: 'duty-cover',
    values: {
      id: 'w1',
      open: true,
      day: '5月1日（周五）',
      lines: ['08:00 至次日 08:00 · 值班', '王老师来不了'],
      outcome: '',
      ...rest,
    },
  };
}

function missing(rows: readonly object[], rest: object = {}): CardContent {
  return {
    template: 'duty-missing',
    values: {
      day: '5月1日（周五）',
      time: '08:00',
      about: rows.map((_, i) => `p${i}`),
      rows: rows.map((row) => ({ ...row })),
      more: 0,
      waiting: true,
      ...rest,
    },
  };
}

const absent = { id: 's1', name: '王老师', phone: '13800000004', signedIn: '', standIn: false };

export const drawnDutyRunning: Readonly<Record<string, CardContent>> = {
  'duty-shift': shift({ handover: ['4月30日交接：南门钥匙在门卫室'] }),
  'duty-shift-now': shift({
    state: 'now',
    notice: '快到值班时间了，到岗后请签到',
    post: '带班领导',
    buttons: ['signIn'],
    standIn: [{ id: 's2', name: '老张', undo: false }],
  }),
  'duty-shift-signed': shift({
    state: 'signed',
    signedIn: '07:45',
    buttons: ['undo'],
    swap: false,
    log: true,
    lines: [
      { id: 'l1', text: '09:10 巡查：9:00 全校正常；发现：走廊灯不亮', repair: true },
      { id: 'l2', text: '12:30 来访：供电所 2 人', repair: false },
    ],
  }),
  'duty-swap': swap(),
  'duty-swap-approve': swap({
    state: 'agreed',
    warnings: ['注意：李老师5月2日（周六）也值班，会连值两天'],
    outcome: '李老师已答应，等陈主任批准；批准前仍由原来的人值班',
    buttons: ['approve'],
  }),
  'duty-cover': cover(),
  'duty-missing': missing([absent, { ...absent, name: '老张', phone: '', standIn: true }]),
};

export const stressedDutyRunning: Readonly<Record<string, CardContent>> = {
  'shift, worst': shift({
    state: 'late',
    notice: LONG,
    swapping: LONG,
    post: '带班领导、值班、门卫',
    place: LONG,
    with: Array.from({ length: 12 }, () => LONG.slice(0, 80)),
    handover: Array.from({ length: 3 }, () => LONG.repeat(3).slice(0, 520)),
    buttons: ['signIn', 'undo', 'confirm'],
    standIn: Array.from({ length: 12 }, (_, n) => ({
      id: `s${n}`,
      name: LONG.slice(0, 30),
      undo: n > 5,
    })),
    people: Array.from({ length: 80 }, (_, n) => `ou_${String(n).padStart(32, '0')}`),
  }),
  'shift and its record, worst': shift({
    state: 'signed',
    signedIn: '07:45',
    with: Array.from({ length: 12 }, () => LONG.slice(0, 80)),
    buttons: ['undo'],
    standIn: Array.from({ length: 12 }, (_, n) => ({
      id: `s${n}`,
      name: LONG.slice(0, 30),
      undo: true,
    })),
    swap: false,
    log: true,
    people: [],
    lines: Array.from({ length: 12 }, (_, n) => ({ id: `l${n}`, text: LONG, repair: true })),
  }),
  'swap, worst': swap({
    title: LONG.slice(0, 80),
    state: 'agreed',
    lines: Array.from({ length: 3 }, () => LONG),
    warnings: Array.from({ length: 3 }, () => LONG),
    outcome: LONG,
    buttons: ['agree', 'approve', 'withdraw'],
  }),
  'cover, worst': cover({ lines: [LONG, LONG], outcome: LONG }),
  'missing, worst': missing(
    Array.from({ length: 12 }, () => ({ ...absent, name: LONG.slice(0, 30), standIn: true })),
    { about: Array.from({ length: 40 }, (_, n) => `p${n}`.padEnd(36, '0')), more: 28 },
  ),
};
