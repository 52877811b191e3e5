import { expect, it } from 'vitest';
import { buttonsIn, linesTo, LOGISTICS, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, head, director } = PEOPLE;

it('a report in a group is answered there with one line, and its card is private', async () => {
  await using school = await openSchool();
  await school.say(teacher, '教学楼302 空调不制冷，联系电话13900000000', STAFF);
  const lines = school.bot(STAFF).filter((message) => message.kind !== 'interactive');
  expect(lines.map(textOf)).toEqual(['已登记 BX2611-0001，详情已私聊您']);
  expect(buttonsIn(school.last(teacher))).toContain('补充');
  const group = school.bot(LOGISTICS).find((message) => message.kind === 'interactive');
  expect(group && buttonsIn(group)).toEqual(['接单', '我也遇到', '转派']);
});

it('a report without a place is asked about, and a typed answer opens the ticket', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  expect(await school.tickets()).toEqual([]);
  const asked = school.bot(teacher).find((message) => buttonsIn(message).includes('提交报修'));
  expect(asked).toBeDefined();
  await school.say(teacher, '教学楼302');
  expect(await school.tickets()).toMatchObject([{ number: 'BX2611-0001', place: '教学楼302' }]);
  expect(textOf(school.last(teacher))).toContain('BX2611-0001');
});

it('the form with the place does as well, once', async () => {
  await using school = await openSchool();
  await school.say(teacher, '水龙头漏水');
  const asked = school.bot(teacher).find((message) => buttonsIn(message).includes('提交报修'));
  const empty = await school.tap(teacher, '提交报修', { form: { place: '' } });
  expect(empty.toast?.type).toBe('warning');
  const sent = await school.tap(teacher, '提交报修', { form: { place: '实验楼201', note: '急' } });
  expect(sent.toast?.content).toContain('BX2611-0001');
  expect(await school.tickets()).toMatchObject([{ place: '实验楼201' }]);
  expect(asked && buttonsIn(asked)).toEqual([]);
});

it('in a group the question for the place comes in the direct chat', async () => {
  await using school = await openSchool();
  await school.say(teacher, '投影仪打不开', STAFF);
  expect(textOf(school.last(STAFF))).toContain('在哪里');
  await school.say(teacher, '302');
  expect(await school.tickets()).toHaveLength(1);
});

it('several faults of one place are one ticket; of two places two, with one answer', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302教室空调不制冷，灯也不亮');
  expect(await school.tickets()).toHaveLength(1);
  await school.say(head, '201教室水龙头漏水，另外305教室门锁坏了');
  expect(await school.tickets()).toHaveLength(3);
  const said = school.bot(head).filter((message) => message.kind !== 'interactive');
  expect(said).toHaveLength(1);
  expect(said.map(textOf).join()).toMatch(/BX2611-0002[^]*BX2611-0003/);
});

it('the same sent again within ten minutes opens nothing', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(teacher, '302 空调不制冷');
  expect(await school.tickets()).toHaveLength(1);
  expect(textOf(school.last(teacher))).toContain('BX2611-0001 已登记过');
});

it("somebody else's same fault joins the ticket and is told of its end", async () => {
  await using school = await openSchool();
  await school.say(teacher, '教学楼302 空调不制冷');
  await school.say(head, '教学楼302空调坏了，不制冷');
  expect(await school.tickets()).toHaveLength(1);
  const joined = await school.tap(head, '我也遇到');
  expect(joined.toast?.type).toBe('success');
  await school.tap(PEOPLE.electrician, '接单');
  await school.tap(PEOPLE.electrician, '完工');
  await school.tap(teacher, '验收通过');
  expect(school.bot(head).map(textOf).join()).toContain('已完成');
  expect(buttonsIn(school.last(head))).not.toContain('验收通过');
});

it('the near-duplicate may be a fault of its own', async () => {
  await using school = await openSchool();
  await school.say(teacher, '教学楼302 空调不制冷');
  await school.say(head, '教学楼302空调坏了，不制冷');
  expect((await school.tap(head, '不是同一个')).toast?.content).toContain('BX2611-0002');
  expect(await school.tickets()).toHaveLength(2);
});

it('in the group 我也遇到 joins whoever taps, and the reporter is told it is theirs', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  expect((await school.tap(director, '我也遇到', { place: LOGISTICS })).toast?.type).toBe(
    'success',
  );
  const own = await school.tap(teacher, '我也遇到', { place: LOGISTICS });
  expect(own.toast?.type).toMatch(/warning|error/);
});

it('a report without a place of late in the evening is told of the second morning after, not at night', async () => {
  await using school = await openSchool({ at: '2026-11-24T22:30:00+08:00' });
  await school.say(teacher, '水龙头漏水');
  const told = () => linesTo(school, director).filter((line) => line.includes('一天未回复'));
  await school.moveTo('2026-11-25T23:00:00+08:00');
  expect(told()).toEqual([]);
  await school.moveTo('2026-11-26T06:30:02+08:00');
  expect(told()).toHaveLength(1);
});
