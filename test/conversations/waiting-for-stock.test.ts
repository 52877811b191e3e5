import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, director, storekeeper, head } = PEOPLE;

const count = (school: OpenSchool, person: string) => school.bot(person).length;

it('who waits for goods hears when they are there, however they came; whom they do not reach hears nothing', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领45盒粉笔');
  await school.say(head, '领60盒粉笔');
  const before = { teacher: count(school, teacher), head: count(school, head) };
  await school.say(storekeeper, '入库 粉笔 3盒 捐赠');
  expect(count(school, teacher)).toBe(before.teacher);
  const had = count(school, storekeeper);
  await school.say(storekeeper, '入库 粉笔 5盒 捐赠');
  expect(count(school, teacher)).toBe(before.teacher + 1);
  expect(textOf(school.last(teacher))).toContain('有货');
  expect(count(school, head)).toBe(before.head);
  // The booking's own card, and the request that can be handed out.
  expect(count(school, storekeeper)).toBe(had + 2);
  expect((await school.tap(storekeeper, '发放')).toast?.type).toBe('success');
  await school.say(storekeeper, '退库 粉笔 1盒 多拿了');
  expect(count(school, head)).toBe(before.head);
});

it('what a stocktake finds reaches who waits for it', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领45盒粉笔');
  const before = count(school, teacher);
  await school.say(storekeeper, '盘点 粉笔 50，其余相符');
  await school.tap(storekeeper, '说明', { form: { reason: '其他', note: '夹在后面' } });
  await school.tap(storekeeper, '提交盘点');
  await school.tap(director, '同意');
  expect(count(school, teacher)).toBe(before + 1);
});

it('what is low is offered again when its request was withdrawn or refused', async () => {
  await using school = await openSchool();
  await school.say(storekeeper, '出库 粉笔 35盒 给五年级');
  await school.tap(storekeeper, '申请采购');
  const offers = () =>
    school.bot(storekeeper).filter((one) => buttonsIn(one).includes('申请采购')).length;
  expect(offers()).toBe(0);
  await school.tap(storekeeper, '撤回');
  expect(offers()).toBe(1);
  expect(textOf(school.last(storekeeper))).toContain('建议补 15盒');
  await school.tap(storekeeper, '申请采购');
  await school.tap(storekeeper, '提交申请', { form: { cost: '100' } });
  await school.tap(director, '驳回', { form: { reason: '超出预算' } });
  expect(offers()).toBe(1);
  expect(school.bot('oc_logistics')).toHaveLength(1);
});
