import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { director, electrician, teacher } = PEOPLE;

it('the month card stands in the staff group at 08:00 of the first working day, once', async () => {
  await using school = await openSchool({ at: '2026-11-01T20:00:00+08:00' });
  await school.moveTo('2026-11-02T07:59:00+08:00');
  expect(school.bot(STAFF)).toHaveLength(0);
  await school.moveTo('2026-11-02T08:00:02+08:00');
  expect(school.bot(STAFF)).toHaveLength(1);
  const words = textOf(school.last(STAFF));
  expect(words).toContain('11月后勤安排');
  expect(words).toContain('期中考试保障');
  expect(words).toContain('未指定');
  await school.moveTo('2026-11-02T12:00:00+08:00');
  expect(school.bot(STAFF)).toHaveLength(1);
});

it('an owner is reminded at 08:30, ticks it off, and the month card shows it in place', async () => {
  await using school = await openSchool({ at: '2026-10-08T07:30:00+08:00' });
  await school.moveTo('2026-10-08T08:00:02+08:00');
  expect(textOf(school.last(STAFF))).toContain('已完成 0/');
  await school.moveTo('2026-10-13T08:30:02+08:00');
  const card = school.last(electrician);
  expect(textOf(card)).toContain('核算空调用电负荷');
  expect(buttonsIn(card)).toEqual(['完成', '延期']);
  const answer = await school.tap(electrician, '完成', { form: { note: '三楼换了线' } });
  expect(answer.toast?.type).toBe('success');
  expect(textOf(school.last(STAFF))).toContain('已完成 1/');
  expect(school.bot(STAFF)).toHaveLength(1);
  expect(buttonsIn(school.last(electrician))).toEqual(['点错了']);
  await school.moveTo('2026-10-20T08:30:02+08:00');
  expect(textOf(school.last(electrician))).not.toContain('7 天');
  expect(school.bot(electrician).filter((m) => textOf(m).includes('核算空调'))).toHaveLength(1);
});

it('点错了 takes 完成 back for ten minutes', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  await school.tap(electrician, '完成');
  expect((await school.tap(electrician, '点错了')).toast?.type).toBe('success');
  await school.tap(electrician, '完成');
  await school.moveTo('2026-10-13T08:45:00+08:00');
  expect((await school.tap(electrician, '点错了')).toast?.content).toContain('10 分钟');
});

it('延期 wants a reason, moves the day, tells the director and is reminded anew', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  expect((await school.tap(electrician, '延期')).toast?.content).toContain('原因');
  const form = { date: '2026-11-13 +0800', reason: '等配件' };
  expect((await school.tap(electrician, '延期', { form })).toast?.type).toBe('success');
  expect(textOf(school.last(director))).toContain('改到 11月13日：等配件');
  expect(textOf(school.last(electrician))).toContain('11月13日 前');
  await school.moveTo('2026-10-20T08:31:00+08:00');
  expect(school.bot(electrician).filter((m) => textOf(m).includes('核算空调'))).toHaveLength(1);
  await school.moveTo('2026-11-03T08:30:02+08:00');
  expect(textOf(school.last(electrician))).toContain('核算空调用电负荷');
});

it('what is late goes to its owner and the director, and no group names anybody for it', async () => {
  await using school = await openSchool({ at: '2026-10-08T07:30:00+08:00' });
  await school.moveTo('2026-10-08T08:01:00+08:00');
  await school.moveTo('2026-10-26T08:30:02+08:00');
  expect(textOf(school.last(electrician))).toContain('已逾期');
  expect(school.bot(director).some((m) => textOf(m).includes('老李 · 10月23日 到期，已逾期'))).toBe(
    true,
  );
  expect(textOf(school.last(STAFF))).not.toContain('逾期');
});

it('only the owner, the director or an admin ticks a task off', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo('2026-10-13T08:30:02+08:00');
  const card = school.last(electrician);
  const answer = await school.platform.tap(teacher, card.messageId, '完成', {});
  await school.settle();
  expect(answer.toast?.content).toContain('不是您负责');
  await school.say(director, '本月安排');
  expect((await school.tap(director, '完成')).toast?.type).toBe('success');
});

it('本月安排, 本周安排 and 我的任务 answer in private, with buttons for what is one’s own', async () => {
  await using school = await openSchool({ at: '2026-10-19T10:00:00+08:00' });
  await school.say(teacher, '本月安排');
  expect(textOf(school.last(teacher))).toContain('10月安排');
  expect(buttonsIn(school.last(teacher))).toEqual([]);
  await school.say(electrician, '我的任务');
  expect(textOf(school.last(electrician))).toContain('核算空调用电负荷');
  expect(textOf(school.last(electrician))).not.toContain('秋季卫生');
  await school.say(teacher, '本周安排', STAFF);
  expect(textOf(school.last(STAFF))).toContain('私聊');
  expect(textOf(school.last(teacher))).toContain('本周安排');
  await school.say(teacher, '十二月有什么工作安排');
  expect(textOf(school.last(teacher))).toContain('12月安排');
  expect(textOf(school.last(teacher))).toContain('示范校');
});

it('the director gets one list of duties without anybody, and names somebody', async () => {
  await using school = await openSchool({ at: '2026-10-19T10:00:00+08:00' });
  await school.settle();
  const list = school.bot(director).find((m) => textOf(m).includes('未指定负责人'));
  expect(textOf(list ?? school.last(director))).toContain('花工');
  const form = { duty: '花工', person: teacher };
  expect((await school.tap(director, '指定', { form })).toast?.content).toContain('花工由');
  await school.say(teacher, '3月有哪些工作安排');
  expect(buttonsIn(school.last(teacher))).toContain('完成');
});

it('after downtime a month card is made up once, and what is no longer useful is not', async () => {
  await using school = await openSchool({ at: '2026-10-30T20:00:00+08:00' });
  await school.settle();
  await school.moveTo('2026-11-05T09:00:00+08:00');
  expect(school.bot(STAFF).filter((m) => textOf(m).includes('11月后勤安排'))).toHaveLength(1);
  const posts = await school.database.db.selectFrom('schedule_post').selectAll().execute();
  expect(posts.find((post) => post.item === 'month')?.outcome).toBe('late');
  expect(
    posts.some((post) => post.outcome === 'skipped' && post.reason === 'the day is over'),
  ).toBe(true);
});
