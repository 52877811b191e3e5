import { expect, it } from 'vitest';
import { dutySchool, since, standing } from '../duty-kit.ts';
import { buttonsIn, linesTo, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { director, teacher, principal, head } = PEOPLE;
const MAY = dutySchool(`  minOnDuty: 1
  shifts:
    - { date: 2026-05-01, person: ou_teacher3, leader: ou_director }
    - { date: 2026-05-01, person: 老张 }
    - { date: 2026-05-02, person: ou_teacher4, leader: ou_head3 }
    - { date: 2026-05-03, person: ou_teacher5 }
    - { date: 2026-05-05, person: ou_teacher6, leader: ou_head4 }`);

it('May: asked, reminded three days before, gaps filled, read by those on it, and over', async () => {
  await using school = await openSchool({ at: '2026-04-20T10:00:00+08:00', school: MAY });

  await school.say(teacher, '今天谁值班');
  expect(linesTo(school, teacher).at(-1)).toContain('今天，4月20日（周一）没有排值班');
  expect(linesTo(school, teacher).at(-1)).toContain('13800000001');
  await school.say(teacher, '我的值班');
  expect(linesTo(school, teacher).at(-1)).toContain('5月1日（周五） 08:00–次日08:00 值班');
  await school.say(teacher, '五一谁值班');
  const asked = textOf(school.last(teacher));
  expect(asked).toContain('劳动节值班表');
  expect(asked).toContain(
    '带班 陈主任 13800000001；值班 王老师 13900000003；门卫 老张 13800000000',
  );
  expect(asked).toContain('5月4日（周一）劳动节\n还没有排人');
  await school.say(teacher, '5月2号谁值班');
  expect(linesTo(school, teacher).at(-1)).toBe(
    '5月2日（周六）劳动节 08:00–次日08:00：带班 周老师；值班 李老师',
  );
  await school.say(teacher, '周老师哪天值班');
  expect(linesTo(school, teacher).at(-1)).toContain('周老师接下来值班 1 天');
  await school.say(teacher, '@机器人 5月1号谁值班', STAFF);
  expect(textOf(school.last(STAFF))).toContain('带班 陈主任；值班 王老师');
  expect(textOf(school.last(STAFF))).not.toContain('13');

  // Every morning in the fortnight before, only the director, not twice.
  const quiet = school.bot(STAFF).length;
  await school.moveTo('2026-04-21T09:00:02+08:00');
  const gaps = textOf(school.last(director));
  expect(gaps).toContain('值班有 2 天要处理');
  expect(gaps).toContain('5月3日（周日）：没有带班领导');
  expect(gaps).toContain('5月4日（周一）：没有人值班');
  expect(gaps).toMatch(/建议 5月3日（周日）：带班 .+；值班 赵老师；门卫 老张/);
  const count = school.bot(director).length;
  await school.moveTo('2026-04-21T15:00:00+08:00');
  expect(school.bot(director)).toHaveLength(count);
  await school.moveTo('2026-04-22T09:00:02+08:00');
  expect(school.bot(director).length).toBeGreaterThan(count);
  expect(school.bot(STAFF)).toHaveLength(quiet);

  // The group, and the director with it.
  await school.moveTo('2026-04-28T08:59:00+08:00');
  const before = { group: school.bot(STAFF).length, director: school.bot(director).length };
  await school.away(() =>
    Promise.resolve(school.clock.moveTo(Temporal.Instant.from('2026-04-28T09:00:02+08:00'))),
  );
  await school.replica();
  expect(school.bot(STAFF)).toHaveLength(before.group + 1);
  expect(since(school, director, before.director)).toContain('5月4日（周一）：没有人值班');
  const posted = school.last(STAFF);
  expect(textOf(posted)).toContain('带班 周老师；值班 李老师');
  expect(buttonsIn(posted)).toEqual(['收到']);
  expect((await school.tap(principal, '收到', { place: STAFF })).toast?.type).toBe('warning');
  expect((await school.tap(teacher, '收到', { place: STAFF })).toast?.type).toBe('success');
  expect((await school.tap(teacher, '收到', { place: STAFF })).toast?.content).toContain(
    '已经点过',
  );
  expect(textOf(school.last(STAFF))).toContain('1/8');

  // A day before a day that is wrong, the principal.
  await school.moveTo('2026-05-02T09:00:02+08:00');
  expect(linesTo(school, principal).at(-1)).toContain('5月3日（周日）：没有带班领导');

  expect((await school.tap(teacher, '按建议排', { place: director })).toast?.type).toBe('error');
  expect((await school.tap(director, '按建议排')).toast?.type).toBe('success');
  expect(textOf(school.last(director))).toContain('值班都排好了');
  const roster = await standing(school);
  expect(roster.filter((line) => line.startsWith('5-4'))).toHaveLength(3);
  expect(roster).toContain('5-3 member 赵老师');
  expect(textOf(school.last(STAFF))).not.toContain('还没有排人');
  expect(school.bot(STAFF)).toHaveLength(before.group + 1);

  await school.moveTo('2026-05-03T03:00:00+08:00');
  await school.say(teacher, '今天谁值班');
  expect(linesTo(school, teacher).at(-1)).toContain('现在到 08:00：带班 周老师；值班 李老师');

  await school.moveTo('2026-05-06T09:00:02+08:00');
  expect(buttonsIn(school.last(STAFF))).toEqual([]);
  expect((await school.say(head, '今天谁值班'), linesTo(school, head).at(-1))).toContain(
    '没有排值班',
  );
});
