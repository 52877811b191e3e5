import { expect, it } from 'vitest';
import { buttonsIn, linesTo, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, director, head, buyer, storekeeper } = PEOPLE;
const finance = 'ou_finance';
const NUMBER = 'CG2611-0001';

async function purchases(school: OpenSchool) {
  return school.database.db.selectFrom('purchase').selectAll().orderBy('number').execute();
}

async function onHand(school: OpenSchool, name: string): Promise<string | undefined> {
  const row = await school.database.db
    .selectFrom('stock_item')
    .select('on_hand')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.on_hand;
}

/** A request that was sent and approved by the head and the director. */
async function approved(words = '申请买3台电风扇，200元一台，开运动会用'): Promise<OpenSchool> {
  const school = await openSchool();
  await school.say(teacher, words);
  expect((await school.tap(teacher, '提交申请')).toast?.type).toBe('success');
  expect((await school.tap(head, '同意')).toast?.type).toBe('success');
  const [row] = await purchases(school);
  if (row?.state === 'approving') await school.tap(director, '同意');
  expect(await purchases(school)).toMatchObject([{ state: 'approved', number: NUMBER }]);
  return school;
}

it('the whole chain, from a sentence to 已报销', async () => {
  await using school = await approved();
  expect(textOf(school.last(buyer))).toContain('电风扇 3台');
  expect((await school.tap(buyer, '已下单')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'ordered' }]);
  expect((await school.tap(buyer, '已到货')).toast?.type).toBe('success');
  expect(textOf(school.last(storekeeper))).toContain('电风扇 3台');
  expect((await school.tap(storekeeper, '验收入库')).toast?.type).toBe('success');
  expect(await onHand(school, '电风扇')).toBe('3.000');
  expect(linesTo(school, teacher).filter((line) => line.includes('来领取'))).toHaveLength(1);
  const form = { invoice: '24312000000012345678', date: '2026-11-24 +0800', cost_invoice: '600' };
  expect((await school.tap(buyer, '登记发票', { form })).toast?.type).toBe('success');
  expect((await school.tap(finance, '已报销')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'reimbursed' }]);
  expect(buttonsIn(school.last(finance))).toEqual(['点错了']);
});
