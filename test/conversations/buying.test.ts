import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

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
  const come = textOf(school.last(teacher));
  expect(come).toContain(`${NUMBER} 采购的东西已验收入库，请来领取`);
  expect(come).toContain('LY2611-0001');
  const form = { invoice: '24312000000012345678', date: '2026-11-24 +0800', cost_invoice: '600' };
  expect((await school.tap(buyer, '登记发票', { form })).toast?.type).toBe('success');
  expect((await school.tap(finance, '已报销')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'reimbursed' }]);
  expect(buttonsIn(school.last(finance))).toEqual(['点错了']);
  // The requester reads the whole life of it in words, with everybody's name.
  await school.say(teacher, NUMBER);
  const life = textOf(school.last(teacher));
  for (const line of ['小孙 下单', '小孙 登记到货：全部到货', '老钱 验收入库', '吴会计 报销'])
    expect(life).toContain(line);
  expect(life).not.toMatch(/order|arrive|receive|reimburse|有人/);
});

const SMALL = `name: 村小
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_teacher3, name: 王老师, roles: [teacher] }
stock: [{ name: 粉笔, unit: 盒, onHand: 40, min: 10 }]
`;

it('a school of one director and one teacher is never stuck: a second named person signs', async () => {
  await using school = await openSchool({ school: SMALL });
  await school.say(teacher, '申请买2个篮球，80元一个');
  await school.tap(teacher, '提交申请');
  for (const button of ['同意', '已下单', '已到货'])
    expect((await school.tap(director, button)).toast?.type).toBe('success');
  for (const button of ['验收入库', '已报销'])
    expect((await school.tap(teacher, button)).toast?.type).toBe('success');
  expect((await school.tap(director, '发放')).toast?.type).toBe('success');
  expect((await school.tap(teacher, '确认领用')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'reimbursed' }]);
  await school.say(director, '领2盒粉笔');
  expect((await school.tap(teacher, '发放')).toast?.type).toBe('success');
  expect((await school.tap(director, '确认领用')).toast?.type).toBe('success');
});

it('approved without a price: the buyer says the sum, and the chain decides on it', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买5个足球');
  await school.tap(teacher, '提交申请');
  await school.tap(teacher, '提交申请');
  expect(textOf(school.last(head))).toContain('价格待定');
  await school.tap(head, '同意');
  for (const button of ['已下单', '已到货'])
    expect((await school.tap(buyer, button)).toast).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('请填上总价'),
    });
  await school.tap(buyer, '已下单', { form: { cost: '600' } });
  expect(await purchases(school)).toMatchObject([{ state: 'approving', total_fen: 60_000 }]);
  await school.tap(head, '同意');
  await school.tap(director, '同意');
  expect((await school.tap(buyer, '已下单')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'ordered', approved_fen: 60_000 }]);
});

it('each step is its person’s: others are told whose turn it is, and a second tap what was done', async () => {
  await using school = await approved();
  const order = school.button(buyer, '已下单');
  for (const stranger of [teacher, head, storekeeper, finance]) {
    const refused = await school.press(stranger, order);
    expect(refused.toast).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('小孙'),
    });
  }
  await school.press(buyer, order);
  expect((await school.press(buyer, order)).toast?.content).toContain('已由小孙于');
  const arrive = school.button(buyer, '已到货');
  expect((await school.press(teacher, arrive)).toast?.content).toContain('仓管员');
  await school.press(buyer, arrive);
  expect((await school.press(buyer, arrive)).toast?.content).toContain('等老钱验收');
  const receive = school.button(storekeeper, '验收入库');
  for (const stranger of [teacher, head, director, finance])
    expect((await school.press(stranger, receive)).toast?.content).toContain('由老钱验收');
  expect((await school.press(buyer, receive)).toast?.content).toContain('谁采购谁不能验收');
  expect(await onHand(school, '电风扇')).toBeUndefined();
  await school.press(storekeeper, receive);
  expect((await school.press(storekeeper, receive)).toast?.content).toContain('已由老钱于');
  expect(await onHand(school, '电风扇')).toBe('3.000');
  const pay = school.button(finance, '已报销');
  expect((await school.press(buyer, pay)).toast?.content).toContain('不能自己报销');
  expect((await school.press(teacher, pay)).toast?.content).toContain('吴会计');
  const form = { reason: '菜市场买的，开不出发票' };
  expect((await school.press(finance, pay, form)).toast?.type).toBe('success');
  expect((await school.press(finance, pay, form)).toast?.content).toContain('已由吴会计于');
  expect((await school.tap(finance, '点错了')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'received', reimbursed_at: null }]);
});

it('a part arrives, one is broken and comes again; the requester hears of it once, at the end', async () => {
  await using school = await approved('申请买3台电风扇，200元一台，10包粉笔，20元一包，开运动会用');
  const form = { supplier: '红星五金', price_1: '198.5', note: '周五送' };
  await school.tap(buyer, '已下单', { form });
  expect(textOf(school.last(buyer))).toContain('红星五金');
  expect(textOf(school.last(buyer))).toContain('¥795.50');
  const much = { form: { quantity_1: '4' } };
  expect((await school.tap(buyer, '已到货', much)).toast?.content).toContain('比订的多');
  const odd = { form: { quantity_1: '很多' } };
  expect((await school.tap(buyer, '已到货', odd)).toast?.content).toContain('看不懂');
  await school.tap(buyer, '已到货', { form: { quantity_1: '3' } });
  expect(await purchases(school)).toMatchObject([{ state: 'partlyArrived' }]);
  const bad = { form: { rejected_1: '1' } };
  expect((await school.tap(storekeeper, '验收入库', bad)).toast?.content).toContain('原因');
  const withReason = { form: { rejected_1: '1', reason: '破损', note: '扇叶断了' } };
  expect((await school.tap(storekeeper, '验收入库', withReason)).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'partlyReceived' }]);
  expect(await onHand(school, '电风扇')).toBe('2.000');
  expect(textOf(school.last(buyer))).toContain('不合格 1');
  expect((await school.tap(finance, '已报销').catch(() => null))?.toast).toBeUndefined();
  const before = school.bot(teacher).length;
  await school.tap(storekeeper, '已到货').catch(() => school.tap(buyer, '已到货'));
  await school.tap(storekeeper, '验收入库');
  expect(await purchases(school)).toMatchObject([{ state: 'received' }]);
  expect(await onHand(school, '电风扇')).toBe('3.000');
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(textOf(school.last(teacher))).toMatch(/电风扇 3台[\s\S]*粉笔 10包[\s\S]*请来领取/);
  const moved = await school.database.db
    .selectFrom('stock_movement')
    .select(['kind', 'price_fen', 'link_number'])
    .where('link_number', '=', NUMBER)
    .execute();
  expect(moved).toHaveLength(3);
  expect(moved).toContainEqual({ kind: 'receipt', price_fen: 198_50, link_number: NUMBER });
});

it('what costs far more goes back to the chain, and is ordered once that has agreed', async () => {
  await using school = await approved();
  const form = { supplier: '大商场', cost: '900' };
  expect((await school.tap(buyer, '已下单', { form })).toast?.content).toContain('退回审批');
  expect(await purchases(school)).toMatchObject([{ state: 'approving', total_fen: 900_00 }]);
  expect(textOf(school.last(head))).toContain('900.00');
  expect(buttonsIn(school.last(buyer))).not.toContain('已下单');
  await school.tap(head, '同意');
  await school.tap(director, '同意');
  expect(await purchases(school)).toMatchObject([{ state: 'approved', approved_fen: 900_00 }]);
  expect((await school.tap(buyer, '已下单')).toast?.type).toBe('success');
  // What the invoice says is the truth at last.
  await school.tap(buyer, '已到货');
  await school.tap(storekeeper, '验收入库');
  const paper = { invoice: '12345678', cost_invoice: '1200' };
  expect((await school.tap(finance, '登记发票', { form: paper })).toast?.content).toContain(
    '退回审批',
  );
  expect(buttonsIn(school.last(finance))).not.toContain('已报销');
  await school.tap(head, '同意');
  await school.tap(director, '同意');
  expect((await school.tap(finance, '已报销')).toast?.type).toBe('success');
});

it('a higher price refused after the goods came ends nothing: they are looked at, and paid once it is put right', async () => {
  await using school = await approved('申请买3台电风扇，100元一台');
  await school.tap(buyer, '已下单');
  await school.tap(buyer, '已到货', { form: { cost: '900' } });
  expect(await purchases(school)).toMatchObject([{ state: 'approving' }]);
  await school.tap(head, '驳回', { form: { reason: '价格偏高' } });
  expect(await purchases(school)).toMatchObject([{ state: 'arrived', approved_fen: 30_000 }]);
  expect(textOf(school.last(buyer))).toContain('涨价没有获批：价格偏高');
  expect((await school.tap(storekeeper, '验收入库')).toast?.type).toBe('success');
  await expect(school.tap(finance, '已报销')).rejects.toThrow('实际金额没有获批');
  expect((await school.tap(buyer, '更正', { form: { cost: '300' } })).toast?.type).toBe('success');
  expect(textOf(school.last(buyer))).not.toContain('涨价没有获批');
  expect((await school.tap(finance, '已报销')).toast?.type).toBe('success');
  expect(await purchases(school)).toMatchObject([{ state: 'reimbursed', total_fen: 30_000 }]);
});

it('one invoice is paid once', async () => {
  await using school = await approved();
  const form = { invoice: '2431 2000-0000 1234 5678' };
  await school.tap(buyer, '已下单');
  await school.tap(buyer, '登记发票', { form });
  await school.say(teacher, '申请买2个篮球，80元一个，体育课用');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意');
  await school.tap(buyer, '已下单');
  const again = await school.tap(buyer, '登记发票', { form: { invoice: '24312000000012345678' } });
  expect(again.toast).toMatchObject({ type: 'warning', content: expect.stringContaining(NUMBER) });
  const fixed = { form: { invoice: '24312000000012345679' } };
  expect((await school.tap(buyer, '登记发票', fixed)).toast?.type).toBe('success');
  const invoices = await school.database.db.selectFrom('purchase_invoice').selectAll().execute();
  expect(invoices).toHaveLength(2);
});

const SAMPLE = readFileSync(new URL('../../schools/sample.yaml', import.meta.url), 'utf8');

it('what the only storekeeper bought is accepted by the requester, never by the storekeeper', async () => {
  const file = SAMPLE.replace(
    '{ id: ou_buyer, name: 小孙, roles: [buyer] }',
    '{ id: ou_buyer, name: 小孙, roles: [teacher] }',
  ).replace('name: 老钱, roles: [storekeeper]', 'name: 老钱, roles: [storekeeper, buyer]');
  await using school = await openSchool({ school: file });
  await school.say(teacher, '申请买2个篮球，80元一个，体育课用');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意');
  await school.tap(storekeeper, '已到货');
  expect(await purchases(school)).toMatchObject([{ state: 'arrived' }]);
  const receive = school.button(teacher, '验收入库');
  expect((await school.press(storekeeper, receive)).toast?.content).toContain('谁采购谁不能验收');
  expect((await school.press(teacher, receive)).toast?.type).toBe('success');
  expect(await onHand(school, '篮球')).toBe('2.000');
});

it('pictures of an invoice and of what is rejected join the purchase; a number brings each their card', async () => {
  await using school = await approved();
  await school.tap(buyer, '已到货');
  const form = { rejected_1: '1', reason: '破损' };
  await school.tap(storekeeper, '验收入库', { form });
  await school.photo(storekeeper);
  await school.tap(buyer, '登记发票', { form: { invoice: '12345678' } });
  await school.photo(buyer);
  const photos = await school.database.db
    .selectFrom('purchase_photo')
    .select(['kind', 'of_id'])
    .orderBy('at')
    .execute();
  expect(photos).toMatchObject([{ kind: 'rejected' }, { kind: 'invoice', of_id: '12345678' }]);
  expect(textOf(school.last(buyer))).toContain('2 张');
  await school.say(storekeeper, NUMBER);
  expect(buttonsIn(school.last(storekeeper))).toContain('已到货');
  await school.tap(storekeeper, '已到货');
  expect(buttonsIn(school.last(storekeeper))).toContain('验收入库');
});

it('who is slow is reminded once, and what a leaver was buying goes on with another', async () => {
  await using school = await approved();
  const before = school.bot(buyer).length;
  await school.moveTo('2026-11-25T12:00:00+08:00');
  expect(school.bot(buyer)).toHaveLength(before + 1);
  await school.moveTo('2026-11-27T12:00:00+08:00');
  expect(school.bot(buyer)).toHaveLength(before + 1);
  await school.tap(buyer, '已下单');
  await school.say(director, '小孙调走了');
  expect(textOf(school.last(director))).toContain(NUMBER);
  await school.tap(director, '确认调走', { form: { person: 'ou_plumb' } });
  expect((await school.tap('ou_plumb', '已到货')).toast?.type).toBe('success');
});

it('先购后补 is bought while the chain decides, and paid only once it has agreed', async () => {
  await using school = await openSchool();
  await school.say(teacher, '急购2个灭火器，80元一个，先购后补');
  await school.tap(teacher, '提交申请');
  expect(await purchases(school)).toMatchObject([{ state: 'approving', after: true }]);
  await school.tap(buyer, '已下单');
  await school.tap(buyer, '已到货');
  await school.tap(storekeeper, '验收入库');
  expect(textOf(school.last(buyer))).toContain('审批还没有补签');
  for (const who of [buyer, teacher, head])
    expect(textOf(school.last(who))).not.toMatch(/超价|超出批准/u);
  expect(await purchases(school)).toMatchObject([{ state: 'approving', resume_state: 'received' }]);
  expect(await onHand(school, '灭火器')).toBe('2.000');
  await expect(school.tap(finance, '已报销')).rejects.toThrow('no card');
  await school.tap(head, '同意');
  expect(await purchases(school)).toMatchObject([{ state: 'received' }]);
  expect((await school.tap(finance, '已报销')).toast?.type).toBe('success');
  expect(textOf(school.last(finance))).toContain('无发票');
});
