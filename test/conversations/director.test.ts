import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buttonsIn, LOGISTICS, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, head, director, electrician } = PEOPLE;
const SAMPLE = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8');

it('替王老师报: the acceptance goes to 王老师', async () => {
  await using school = await openSchool();
  await school.say(head, '替王老师报修，302空调不制冷');
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  expect(buttonsIn(school.last(teacher))).toContain('验收通过');
  expect(school.bot(head).flatMap(buttonsIn)).not.toContain('验收通过');
});

it('for somebody without an account the director signs', async () => {
  await using school = await openSchool();
  await school.say(director, '帮老张报修，门卫室302灯不亮');
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  expect((await school.tap(director, '验收通过')).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'accepted' }]);
});

it('for a worker without a phone the director acts, recorded so', async () => {
  const offline = SAMPLE.replace('id: ou_elec, name: 老李,', 'name: 老李, offline: true,');
  await using school = await openSchool({ school: offline });
  await school.say(teacher, '302 空调不制冷');
  expect((await school.tap(director, '接单')).toast?.type).toBe('success');
  expect((await school.tap(director, '完工')).toast?.type).toBe('success');
  expect(buttonsIn(school.last(teacher))).toContain('验收通过');
  expect(textOf(school.last(director))).toContain('代老李操作');
});

it('不受理 needs a reason, which the reporter reads and the group does not', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(director, 'BX2611-0001');
  expect((await school.tap(director, '不受理')).toast?.type).toBe('warning');
  const form = { reason: '不属于报修范围', note: '私人物品' };
  expect((await school.tap(director, '不受理', { form })).toast?.type).toBe('success');
  // A new card: a silent change of the old one would not be noticed.
  expect(textOf(school.last(teacher))).toContain('私人物品');
  expect(school.bot(teacher)).toHaveLength(2);
  expect(school.bot(LOGISTICS).map(textOf).join()).not.toContain('私人物品');
  expect(school.bot(LOGISTICS).flatMap(buttonsIn)).toEqual([]);
});

it('合并 also offers the same kind of fault where the place is called by another name', async () => {
  await using school = await openSchool();
  await school.say(teacher, '体育馆卫生间水龙头漏水');
  await school.say(head, '体育馆厕所水管一直滴水');
  await school.say(director, 'BX2611-0002');
  expect(buttonsIn(school.last(director))).toContain('合并');
  expect(textOf(school.last(director))).toContain('BX2611-0001 体育馆');
});

it('合并 ends the duplicate and points to the other', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(head, '302 灯不亮');
  const [first] = await school.tickets();
  await school.say(director, 'BX2611-0002');
  const form = { merge: first?.id ?? '' };
  expect((await school.tap(director, '合并', { form })).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([
    { state: 'assigned' },
    { state: 'merged', merged_into: first?.id },
  ]);
  expect(school.bot(head).map(textOf).join()).toContain('BX2611-0001');
});

it('报修概况 is the director’s, not a teacher’s', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.say(director, '报修概况');
  expect(textOf(school.last(director))).toContain('BX2611-0001');
  await school.say(teacher, '报修概况');
  expect(textOf(school.last(teacher))).toContain('我的报修');
});
