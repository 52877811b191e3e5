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
  await school.say(teacher, '五一第二天谁值班');
  expect(linesTo(school, teacher).at(-1)).toContain('5月2日（周六）');
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
  const other = school.replica();
  await school.away(() =>
    Promise.resolve(school.clock.moveTo(Temporal.Instant.from('2026-04-28T09:00:02+08:00'))),
  );
  await other.start({ workers: false });
  await Promise.all([other.settle(), school.service.settle()]);
  expect(school.bot(STAFF)).toHaveLength(before.group + 1);
  expect(since(school, director, before.director)).toContain('5月4日（周一）：没有人值班');
  const posted = school.last(STAFF);
  expect(textOf(posted)).toContain('带班 周老师；值班 李老师');
  expect(buttonsIn(posted)).toEqual(['收到']);
  expect((await school.tap(principal, '收到', { place: STAFF })).toast?.type).toBe('warning');
  expect((await school.tap(teacher, '收到', { place: STAFF })).toast?.type).toBe('success');
  expect((await school.tap(teacher, '收到', { place: STAFF })).toast).toMatchObject({
    type: 'warning',
    content: '您 4月28日 09:00 已经点过“收到”了，无需再点',
  });
  expect(textOf(school.last(STAFF))).toContain('1/7');
  await school.say(director, '五一谁值班');
  expect(textOf(school.last(director))).toContain('还没点“收到”：陈主任、');

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

const NOTICE = `国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：4月30日（周五）至5月4日（周二）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

it('a year without a notice says 暂定 and is checked again when the notice comes; who leaves leaves gaps', async () => {
  await using school = await openSchool({
    at: '2026-12-20T10:00:00+08:00',
    school: dutySchool(`  shifts:
    - { date: 2027-01-01, person: ou_teacher3, leader: ou_director }`),
  });
  await school.say(teacher, '元旦谁值班');
  expect(textOf(school.last(teacher))).toContain('暂定：国务院的放假通知还没有公布');
  await school.say(teacher, '我的值班');
  expect(linesTo(school, teacher).at(-1)).toContain('1月1日（周五）（暂定）');
  await school.say(director, NOTICE);
  const before = school.bot(director).length;
  await school.tap(director, '确认采用');
  const told = since(school, director, before);
  expect(told).toContain(
    '元旦值班：放假改为1月1日（周五）至1月3日（周日）；1月2日（周六）、1月3日（周日）还没有排人',
  );
  await school.say(teacher, '1月1日谁值班');
  expect(linesTo(school, teacher).at(-1)).not.toContain('暂定');

  await school.say(director, '王老师调走了');
  expect(textOf(school.last(director))).toContain('1月1日（周五）08:00 值班（由总务主任另排）');
  await school.tap(director, '确认调走');
  expect(await standing(school)).toEqual(['1-1 leader 陈主任']);
});

it('an ordinary day of the file wants a leader too, though not other people than the day before', async () => {
  const ordinary = dutySchool(`  shifts:
    - { date: 2026-05-11, person: ou_teacher3, leader: ou_head3 }
    - { date: 2026-05-12, person: ou_teacher3 }
    - { date: 2026-05-13, person: 老张 }`);
  await using school = await openSchool({ at: '2026-05-10T08:59:00+08:00', school: ordinary });
  const before = school.bot(director).length;
  await school.moveTo('2026-05-10T09:00:02+08:00');
  const told = since(school, director, before);
  expect(told).toContain('5月12日（周二）：没有带班领导');
  expect(told).toContain('值班有 1 天要处理');
  // An edit that opens a gap is told at once.
  const edited = school.bot(director).length;
  await school.say(head, '我请假到5月11日');
  expect(since(school, director, edited)).toContain('5月11日（周一）：周老师请假；没有带班领导');
});

it('the group reminder missed while down is made up once when the service is back, before nine too', async () => {
  const newYear = dutySchool(`  shifts:
    - { date: 2027-01-01, person: ou_teacher3, leader: ou_head3 }`);
  await using school = await openSchool({ at: '2026-12-28T12:00:00+08:00', school: newYear });
  const downUntil = (instant: string) =>
    school.away(async () => school.clock.moveTo(Temporal.Instant.from(instant)));
  const posted = () =>
    school.bot(STAFF).filter((message) => textOf(message).startsWith('元旦值班表'));
  await downUntil('2026-12-30T23:00:00+08:00');
  expect(posted()).toHaveLength(0);
  await school.moveTo('2026-12-31T06:30:02+08:00');
  expect(posted()).toHaveLength(1);
  expect(textOf(school.last(STAFF))).toContain('暂定');
  await downUntil('2026-12-31T08:00:00+08:00');
  await school.moveTo('2026-12-31T09:00:02+08:00');
  expect(posted()).toHaveLength(1);
});
