import { expect, it } from 'vitest';
import { linesTo, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, director, head, buyer, storekeeper, plumber } = PEOPLE;

async function taken(): Promise<OpenSchool> {
  const school = await openSchool();
  await school.say(teacher, '教学楼二楼男厕所水龙头坏了');
  await school.tap(plumber, '接单');
  return school;
}

async function purchase(school: OpenSchool) {
  return school.database.db.selectFrom('purchase').selectAll().executeTakeFirst();
}

async function onHand(school: OpenSchool, name: string) {
  const row = await school.database.db
    .selectFrom('stock_item')
    .select('on_hand')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.on_hand;
}

it('挂起 待采购 asks for the parts, the repair wakes when they are in, and what 补填 names leaves the store', async () => {
  await using school = await taken();
  const form = { reason: '待采购', note: '要买水龙头2个' };
  const suspended = await school.tap(plumber, '挂起', { form });
  expect(suspended.toast?.content).toContain('CG2611-0001');
  const lines = await school.database.db.selectFrom('purchase_line').selectAll().execute();
  expect(lines).toMatchObject([{ name: '水龙头', unit: '个', quantity: '2.000' }]);
  await school.say(plumber, '35元一个');
  expect((await school.tap(plumber, '提交申请')).toast?.type).toBe('success');
  for (const approver of [head, director]) await school.tap(approver, '同意').catch(() => null);
  expect((await purchase(school))?.state).toBe('approved');
  await school.tap(buyer, '已下单');
  await school.tap(buyer, '已到货');
  await school.tap(storekeeper, '验收入库');
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
  expect(linesTo(school, plumber).at(-1)).toContain('BX2611-0001 已恢复');
  expect(linesTo(school, plumber).join()).not.toContain('请来领取');
  await school.tap(plumber, '完工');
  const filled = await school.tap(plumber, '补填', { form: { parts: '水龙头 2个，旧生料带' } });
  expect(filled.toast?.content).toContain('出库：水龙头 2个');
  expect(await onHand(school, '水龙头')).toBe('0.000');
  // Filling in again books the difference; what is not there is said and stays.
  const less = await school.tap(plumber, '补填', { form: { parts: '水龙头 1个' } });
  expect(less.toast?.content).toContain('退回');
  expect(await onHand(school, '水龙头')).toBe('1.000');
  const more = await school.tap(plumber, '补填', { form: { parts: '水龙头 5个' } });
  expect(more.toast?.content).toContain('没有出库');
  const again = await school.tap(plumber, '补填', { form: { parts: '水龙头 1个' } });
  expect(again.toast?.content).not.toContain('出库');
  expect(await onHand(school, '水龙头')).toBe('1.000');
});

it('a repair may wait for a purchase that is there, and without words the draft names the thing', async () => {
  await using school = await taken();
  await school.tap(plumber, '挂起', { form: { reason: '待采购' } });
  expect(textOf(school.last(plumber))).toContain('水龙头配件');
  await school.tap(plumber, '继续');
  const again = await school.tap(plumber, '挂起', { form: { reason: '待采购', note: '水龙头' } });
  expect(again.toast?.content).toContain('CG2611-0001 已经有了');
  await school.tap(plumber, '继续');
  const unknown = { reason: '待采购', note: 'CG2611-0009' };
  expect((await school.tap(plumber, '挂起', { form: unknown })).toast?.content).toContain(
    '没有找到',
  );
  await school.tap(plumber, '继续');
  const linked = { reason: '待采购', note: '等 cg2611-0001' };
  expect((await school.tap(plumber, '挂起', { form: linked })).toast?.content).toContain('已关联');
  expect((await school.tap(plumber, '继续')).toast?.type).toBe('success');
});
