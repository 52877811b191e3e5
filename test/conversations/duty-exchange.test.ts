import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { expect, it } from 'vitest';
import { dutySchool, standing } from '../duty-kit.ts';
import {
  filesOf,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, teacher } = PEOPLE;

async function send(school: OpenSchool, rows: string[][], who: string = director) {
  const bytes = await writeXlsx({ sheets: [{ name: 'Sheet1', rows }] });
  await school.file(who, '值班表.xlsx', Buffer.from(bytes));
}

it('a school’s own table is looked at, taken by 公布, goes out again and comes back as no change', async () => {
  await using school = await openSchool({
    at: '2026-09-20T10:00:00+08:00',
    school: dutySchool('  minOnDuty: 1'),
  });
  const rows = [
    ['2026年国庆节值班表'],
    ['值班人员', '带班领导', '日期', '星期', '时段', '门卫'],
    ['王老师、李老师', '陈主任（13800000001）', '10月1日', '四', '08:00–次日08:00', '老张'],
    ['赵老师', '周老师', '10月2日', '五', '', '老张'],
  ];
  await send(school, rows, teacher);
  expect(linesTo(school, teacher).at(-1)).toContain('由总务主任或管理员导入');
  await send(school, [...rows, ['刘能', '孙老师', '10月3日', '日', '', '']]);
  expect(linesTo(school, director).at(-1)).toContain('第 5 行：10月3日是周六，表里写的是周日');
  expect(linesTo(school, director).at(-1)).toContain('第 5 行：没有“刘能”这个人');
  expect(await standing(school)).toEqual([]);

  await send(school, rows);
  const card = textOf(school.last(director));
  expect(card).toContain('国庆节排班');
  expect(card).toContain('带班 陈主任；值班 王老师、李老师；门卫 老张');
  expect(card).toContain('读到 2 天，2 天和现在不同');
  expect(await standing(school)).toEqual([]);
  await school.tap(director, '公布');
  expect(await standing(school)).toHaveLength(7);
  expect(textOf(school.last(STAFF))).toContain('值班 赵老师；门卫 老张');
  // What the roster says now is what is asked for, for dangers too.
  await school.say(teacher, '10月2日谁值班');
  expect(linesTo(school, teacher).at(-1)).toContain('带班 周老师；值班 赵老师');

  await school.say(teacher, '导出值班表 国庆');
  expect(filesOf(school, teacher)).toEqual([]);
  await school.say(director, '导出国庆值班表,要报教育局');
  const files = filesOf(school, director);
  const pdf = files.at(-1);
  const xlsx = files.at(-2);
  expect(pdf?.subarray(0, 4).toString()).toBe('%PDF');
  if (!xlsx) throw new Error('no table');
  const { sheets } = await readXlsx(xlsx);
  const out = sheets[0]?.rows.map((row) => row.map((cell) => String(cell ?? ''))) ?? [];
  expect(out[2]).toEqual([
    '2026-10-01',
    '四',
    '国庆节',
    '08:00–次日08:00',
    '陈主任（13800000001）',
    '王老师（13900000003）、李老师',
    '老张（13800000000）',
    '',
  ]);
  expect(out[8]?.[0]).toBe('2026-10-07');
  await school.file(director, '值班表.xlsx', xlsx);
  expect(linesTo(school, director).at(-1)).toContain('没有改动');
});

it('a phone subscribes to one’s own days by a link that can be revoked; without an address it is a file', async () => {
  const roster = dutySchool(`  shifts:
    - { date: 2026-10-01, person: ou_teacher3, leader: ou_director }`);
  {
    await using school = await openSchool({
      at: '2026-09-20T10:00:00+08:00',
      school: roster,
      publicUrl: 'https://houqin.example.cn/x',
    });
    const get = (path: string) => school.service.server.http.inject(path);
    const path = () =>
      /https:\/\/houqin\.example\.cn\/x(\/calendar\/[0-9a-f]{32}\.ics)/.exec(
        linesTo(school, teacher).at(-1) ?? '',
      )?.[1] ?? '';
    await school.say(teacher, '值班日历');
    const link = path();
    const feed = await get(link);
    expect(feed.headers['content-type']).toContain('text/calendar');
    expect(feed.body).toContain('DTSTART:20261001T000000Z');
    expect(feed.body).toContain('DTEND:20261002T000000Z');
    expect(feed.body).not.toContain('带班');
    await school.say(teacher, '值班日历');
    expect(path()).toBe(link);
    await school.say(teacher, '重置日历链接');
    expect(path()).not.toBe(link);
    expect((await get(link)).statusCode).toBe(404);
    expect((await get(path())).statusCode).toBe(200);
    for (const guess of ['/calendar/x.ics', `/calendar/${'0'.repeat(32)}.ics`, '/calendar/'])
      expect((await get(guess)).statusCode).toBe(404);
    // Whoever leaves takes no look back, and whoever comes back gets another link.
    await school.say(director, '王老师调走了');
    await school.tap(director, '确认调走', { form: { person: director } });
    expect((await get(path())).statusCode).toBe(404);
    await school.database.db.updateTable('person').set({ active: true }).execute();
    expect((await get(path())).statusCode).toBe(404);
  }
  await using school = await openSchool({ at: '2026-09-20T10:00:00+08:00', school: roster });
  await school.say(teacher, '值班日历');
  expect(filesOf(school, teacher).at(-1)?.toString()).toContain('SUMMARY:值班');
});
