import { expect, it } from 'vitest';
import { openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { director, electrician } = PEOPLE;
const about = (words: string) => (message: Parameters<typeof textOf>[0]) =>
  textOf(message).includes(words);
/** The electrician's task of October, reminded on the 13th and due on the 23rd. */
const REMINDED = '2026-10-13T08:30:02+08:00';

it('a day that no calendar knows is no day to put a task off to, and the plan goes on', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo(REMINDED);
  const form = { date: '9999-12-31 +0800', reason: '等配件' };
  const answer = await school.tap(electrician, '延期', { form });
  expect(answer.toast?.content).toContain('最多延期一年');
  await school.moveTo('2026-11-02T08:00:02+08:00');
  expect(school.bot(STAFF).some(about('11月后勤安排'))).toBe(true);
});

it('a button that names a month that does not exist is answered, not failed', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo(REMINDED);
  const { messageId, found } = school.button(electrician, '完成');
  for (const slot of ['2026-13', '0000-00', '9999-12', '']) {
    const forged = { ...found, value: { a: 'schedule.done', id: 'M10-02', slot } };
    const answer = await school.press(electrician, { messageId, found: forged });
    expect(answer.toast?.content).toContain('已不在计划里');
  }
});

it('the month card stops naming an owner when the day is over, and not only when somebody taps', async () => {
  await using school = await openSchool({ at: '2026-10-08T07:30:00+08:00' });
  await school.moveTo('2026-10-08T08:00:02+08:00');
  const row = () => /核算空调用电负荷.*\n(.*)/.exec(textOf(school.last(STAFF)))?.[1];
  expect(row()).toBe('老李');
  await school.moveTo('2026-10-23T12:00:00+08:00');
  expect(row()).toBe('老李');
  await school.moveTo('2026-10-24T00:00:10+08:00');
  expect(row()).toBe('10月23日');
});

it('the card of what a term needs shows what is done', async () => {
  await using school = await openSchool({ at: '2026-08-24T20:00:00+08:00' });
  await school.moveTo('2026-08-25T08:00:02+08:00');
  const progress = () => school.bot(STAFF).filter(about('开学准备')).map(textOf).join();
  expect(progress()).toContain('已完成 0/');
  await school.say(director, '8月29日有什么工作安排');
  await school.tap(director, '完成');
  expect(progress()).toContain('已完成 1/');
});

it('whoever is named for a duty stands on the month card at once', async () => {
  await using school = await openSchool({ at: '2026-11-02T07:30:00+08:00' });
  await school.moveTo('2026-11-02T08:00:02+08:00');
  const unnamed = () => textOf(school.last(STAFF)).split('未指定').length;
  const before = unnamed();
  const list = textOf(school.bot(director).find(about('未指定负责人')) ?? school.last(director));
  for (const line of list.split('\n').filter((words) => words.includes('：'))) {
    const form = { duty: line.split('：')[0] ?? '', person: electrician };
    await school.tap(director, '指定', { form });
  }
  expect(unnamed()).toBeLessThan(before);
});

it('the same fault sent twice from a check is one repair', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  const form = { place: '教学楼302', note: '灯不亮' };
  await school.tap(electrician, '登记异常', { form });
  const again = await school.tap(electrician, '登记异常', { form });
  expect(again.toast?.type).toBe('warning');
  expect(again.toast?.content).toContain('BX2611-0001');
  expect(await school.tickets()).toHaveLength(1);
});

it('a check that may still be answered today is not counted as missed', async () => {
  await using school = await openSchool({ at: '2026-11-27T07:20:00+08:00' });
  await school.moveTo('2026-11-27T07:30:02+08:00');
  await school.say(director, '本周巡查统计');
  expect(textOf(school.last(director))).toContain('完成 0 次，漏 0 次');
});

it('a tap too late says who was first and when', async () => {
  await using school = await openSchool({ at: '2026-10-13T08:29:00+08:00' });
  await school.moveTo(REMINDED);
  const stale = school.button(electrician, '完成');
  await school.say(director, '本月安排');
  const other = school.button(director, '完成');
  const mine = { ...other, found: { ...other.found, value: stale.found.value } };
  await school.press(director, mine);
  const answer = await school.press(electrician, stale);
  expect(answer.toast?.content).toMatch(/陈主任.*10月13日 08:3\d/);
});

it('a clock that ran ahead and was set right loses nothing that was to be posted', async () => {
  await using school = await openSchool({ at: '2026-10-30T20:00:00+08:00' });
  await school.settle();
  await school.moveTo('2026-12-15T09:00:00+08:00');
  await school.moveTo('2026-10-30T20:10:00+08:00');
  await school.moveTo('2026-11-02T08:00:05+08:00');
  expect(school.bot(STAFF).filter(about('11月后勤安排'))).toHaveLength(1);
  await school.moveTo('2026-11-03T07:30:05+08:00');
  expect(school.last(director)).toSatisfy(about('校园每日巡查'));
});

it('after a downtime of days each person gets what is still open on one card', async () => {
  await using school = await openSchool({ at: '2026-10-08T07:30:00+08:00' });
  await school.settle();
  const before = school.bot(director).filter(about('任务提醒')).length;
  await school.moveTo('2026-10-30T09:00:00+08:00');
  const cards = school.bot(director).filter(about('任务提醒'));
  expect(cards).toHaveLength(before + 1);
});

it('a summary is published for its own card’s month and for no other', async () => {
  await using school = await openSchool({ at: '2026-11-30T14:59:00+08:00' });
  await school.moveTo('2026-11-30T15:00:02+08:00');
  const { messageId, found } = school.button(director, '发布');
  const before = school.bot(STAFF).length;
  for (const month of ['2031-05', '9999-12', '2026-13']) {
    const forged = { ...found, value: { a: 'schedule.publish', month } };
    const answer = await school.press(director, { messageId, found: forged });
    expect(answer.toast?.content).toContain('已失效');
  }
  expect(school.bot(STAFF)).toHaveLength(before);
});
