import { describe, expect, it } from 'vitest';
import type { Person } from '../../../kernel/people.ts';
import { daysIn, timeIn } from './cells.ts';
import { readRoster } from './roster-table.ts';
import { spanIn } from './spans.ts';
import { SchoolCalendar } from '../../../kernel/calendar.ts';
import { SHIPPED_YEARS } from '../../../kernel/shipped-holidays.ts';

const today = Temporal.PlainDate.from('2026-04-20');
const calendar = new SchoolCalendar('Asia/Shanghai', SHIPPED_YEARS, [
  {
    name: '下',
    from: Temporal.PlainDate.from('2026-03-01'),
    to: Temporal.PlainDate.from('2026-07-03'),
  },
  {
    name: '上',
    from: Temporal.PlainDate.from('2026-09-01'),
    to: Temporal.PlainDate.from('2027-01-22'),
  },
  {
    name: '下',
    from: Temporal.PlainDate.from('2027-03-01'),
    to: Temporal.PlainDate.from('2027-07-02'),
  },
]);

function person(
  name: string,
  unit: string | null = null,
  roles: Person['roles'] = ['teacher'],
): Person {
  return {
    id: `${unit ?? ''}${name}`,
    openId: `ou_${name}`,
    name,
    roles,
    unit,
    trades: [],
    phone: null,
    room: null,
    active: true,
    absentUntil: null,
    substituteId: null,
  };
}
const people = [
  person('陈主任'),
  person('王芳', '三年级'),
  person('李娜', '三年级'),
  person('李娜', '四年级'),
  person('老张', null, ['guard']),
];
const read = (rows: string[][]) =>
  readRoster([{ name: 'Sheet1', rows }], { people, today, start: '08:00' });
const words = (rows: string[][]) =>
  read(rows)?.plans.map(
    ({ day, placed }) =>
      `${day.toString().slice(5)} ${placed.map(({ personId, post, start, end }) => `${post} ${personId} ${start}${end ?? ''}`).join(', ')}`,
  );

describe('the days that words name', () => {
  it.each([
    ['国庆', '2026-10-01', '2026-10-07'],
    ['五一', '2026-05-01', '2026-05-05'],
    ['中秋节', '2026-09-25', '2026-09-27'],
    ['暑假', '2026-07-04', '2026-08-31'],
    ['寒假', '2027-01-23', '2027-02-28'],
    ['5月1日到5月3日', '2026-05-01', '2026-05-03'],
    ['10月1日-3日', '2026-10-01', '2026-10-03'],
    ['5月3号', '2026-05-03', '2026-05-03'],
    ['明天', '2026-04-21', '2026-04-21'],
    ['下周', '2026-04-27', '2026-05-03'],
    ['下周六', '2026-05-02', '2026-05-02'],
    ['5月', '2026-05-01', '2026-05-31'],
    ['十一月', null, null],
    ['随便', null, null],
  ])('%s', (said, from, to) => {
    const span = spanIn(said, calendar, today);
    expect([span?.from.toString() ?? null, span?.to.toString() ?? null]).toEqual([from, to]);
  });
});

describe('cells', () => {
  it.each([
    ['2026-05-01', '2026-05-01'],
    ['2026年5月1日', '2026-05-01'],
    ['5月1日（周五）', '2026-05-01'],
    ['5.1', '2026-05-01'],
    ['46143', '2026-05-01'],
    ['12月30日', '2025-12-30'],
    ['5月1日-5月3日', '2026-05-01 2026-05-02 2026-05-03'],
    ['5月1日至3日', '2026-05-01 2026-05-02 2026-05-03'],
    ['2月30日', null],
    ['合计 5 天', null],
    ['制表人：', null],
  ])('the day %s', (cell, days) => {
    expect(daysIn(cell, today)?.map(String).join(' ') ?? null).toBe(days);
  });

  it.each([
    ['', '08:00 -'],
    ['全天', '08:00 -'],
    ['08:00–次日08:00', '08:00 08:00'],
    ['8点到17点半', '08:00 17:30'],
    ['20:00', '20:00 -'],
    ['夜班', null],
  ])('the hours %s', (cell, hours) => {
    const time = timeIn(cell, '08:00');
    expect(time && `${time.start} ${time.end ?? '-'}`).toBe(hours);
  });
});

describe('a roster as a table', () => {
  it('is read whatever the order and the names of its columns', () => {
    expect(
      words([
        ['2026年五一值班表'],
        ['带班', '值班人员', '日期', '星期', '时段', '保安'],
        ['陈主任（13800000001）', '王 芳、三年级李娜', '5月1日', '周五', '', '老张'],
        ['', '四年级李娜 13900000000', '', '', '20:00–次日08:00', ''],
        ['陈主任', '王芳 / 无', '2026-05-02', '六', '全天', '—'],
        ['', '', '', '', '', ''],
        ['合计 2 天'],
      ]),
    ).toEqual([
      '05-01 leader 陈主任 08:00, member 三年级王芳 08:00, member 三年级李娜 08:00, guard 老张 08:00, member 四年级李娜 20:00',
      '05-02 leader 陈主任 08:00, member 三年级王芳 08:00',
    ]);
  });

  it('says each mistake with its row', () => {
    const found = read([
      ['日期', '星期', '带班领导（电话）', '值班教师（电话）', '时段'],
      ['5月1日', '周四', '陈主任', '刘能', ''],
      ['某天', '', '陈主任', '王芳', ''],
      ['5月2日', '', '陈主任', '李娜', '夜班'],
    ]);
    expect(found?.mistakes).toEqual([
      '第 2 行：5月1日是周五，表里写的是周四',
      '第 2 行：没有“刘能”这个人，请写全名，或先让管理员在“人员”里登记',
      '第 3 行：日期“某天”看不懂，例如 5月1日',
      '第 4 行：时段“夜班”看不懂，例如 08:00–次日08:00',
      '第 4 行：有几位“李娜”，请写成“三年级李娜”',
    ]);
  });

  it('is not every table with a date', () => {
    expect(
      read([
        ['日期', '品名'],
        ['5月1日', '粉笔'],
      ]),
    ).toBeNull();
    expect(
      read([
        ['日期', '天气', '值班人签字', '带班领导签字'],
        ['5月1日', '晴', '王芳', ''],
      ]),
    ).toBeNull();
  });
});
