import { expect, it } from 'vitest';
import {
  buttonsIn,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { teacher, director, principal, head } = PEOPLE;

/** The cards of somebody that ask for an approval. */
const approvals = (school: OpenSchool, person: string) =>
  school.bot(person).filter((message) => buttonsIn(message).includes('同意'));

it('the main path: asked in a sentence, handed in, approved step by step', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买 3 台电风扇，两百一台');
  const card = school.last(teacher);
  expect(buttonsIn(card)).toEqual(expect.arrayContaining(['提交申请', '撤回']));
  for (const words of [
    'CG2611-0001',
    '电风扇 3台 × ¥200.00 = ¥600.00',
    '年级组长 周老师',
    '总务主任 陈主任',
  ])
    expect(textOf(card)).toContain(words);
  expect(approvals(school, head)).toHaveLength(0);
  expect((await school.tap(teacher, '提交申请')).toast).toEqual({
    type: 'success',
    content: '已提交，等待审批',
  });
  expect(buttonsIn(school.last(head))).toEqual(expect.arrayContaining(['同意', '驳回', '转交']));
  expect(approvals(school, director)).toHaveLength(0);
  expect((await school.tap(head, '同意')).toast?.content).toBe('已同意');
  expect(buttonsIn(school.last(head))).not.toContain('同意');
  expect((await school.tap(director, '同意')).toast?.content).toBe('已同意');
  expect(textOf(school.last(teacher))).toContain('待采购');
  expect(approvals(school, principal)).toHaveLength(0);
});

it('said in a group: one line with the number there, the card in the direct chat', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买 3 台电风扇，两百一台', STAFF);
  expect(textOf(school.last(STAFF))).toBe('已登记 CG2611-0001，详情已私聊您');
  expect(buttonsIn(school.last(teacher))).toContain('提交申请');
});

it('a missing price is asked once and answered in words; the rest is changed in words too', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买3台电风扇，再要10包A4纸，周五前，开运动会用');
  expect(school.bot(teacher)).toHaveLength(1);
  const card = () => textOf(school.last(teacher));
  expect(card()).toContain('还缺估价：电风扇、A4纸');
  expect(card()).toContain('开运动会');
  expect(card()).toContain('11月27日（周五） 前');
  expect(card()).toContain('A4纸 库里有 12包，可以领用');
  expect((await school.tap(teacher, '提交申请')).toast).toMatchObject({
    type: 'warning',
    content: expect.stringContaining('还缺估价'),
  });
  await school.say(teacher, '谢谢');
  expect(card()).toContain('还缺估价：电风扇、A4纸');
  await school.say(teacher, '电风扇两百，A4纸25一包');
  expect(card()).toContain('¥850.00');
  expect(card()).not.toContain('还缺估价');
  await school.say(teacher, '再加两把椅子，一百一把');
  expect(card()).toContain('3. 椅子 2把 × ¥100.00 = ¥200.00');
  await school.say(teacher, '去掉A4纸');
  await school.say(teacher, '电风扇改成4台');
  expect(card()).toContain('¥1,000.00');
  expect(card()).not.toContain('A4纸');
  await school.say(teacher, '提交');
  expect(linesTo(school, teacher).at(-1)).toBe('CG2611-0001 已提交，等待审批');
  expect(approvals(school, head)).toHaveLength(1);
  expect(await school.tickets()).toEqual([]);
});

it('nobody knows the price: asked once, then it goes on without; the sum may be told on handing in', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买5个足球');
  expect(textOf(school.last(teacher))).toContain('1. 年级组长 周老师');
  expect((await school.tap(teacher, '提交申请')).toast).toMatchObject({
    type: 'warning',
    content: expect.stringContaining('再点一次“提交申请”'),
  });
  expect(school.bot(head)).toHaveLength(0);
  expect((await school.tap(teacher, '提交申请')).toast?.type).toBe('success');
  expect(textOf(school.last(head))).toContain('价格待定');
  await school.say(teacher, '撤回');
  expect(textOf(school.last(teacher))).toBe('CG2611-0001 已撤回');
  await school.say(teacher, '申请买4个篮球');
  const told = await school.tap(teacher, '提交申请', { form: { cost: '六百' } });
  expect(told.toast?.type).toBe('success');
  expect(textOf(school.last(head))).toContain('篮球 4个 × ¥150.00 = ¥600.00');
  expect(textOf(school.last(head))).toContain('总务主任 陈主任');
});

it('the form corrects everything; what it cannot read it says, and the card stays', async () => {
  await using school = await openSchool();
  await school.say(teacher, '买点多肉布置办公室');
  expect(textOf(school.last(teacher))).toContain('没说数量的按 1 算（多肉）');
  const save = async (form: Record<string, string>) =>
    (await school.tap(teacher, '保存修改', { form })).toast?.content;
  expect(await save({ lines1: '多肉' })).toContain('没有数量');
  expect(await save({ lines1: '' })).toContain('还没有要买的物品');
  expect(await save({ lines1: '多肉 5盆 12', date: '2026-11-20 +0800' })).toContain('已经过去');
  const form = { lines1: '多肉（小盆） 5盆 12.5', lines2: '花架 1个', date: '2026-12-01 +0800' };
  expect(await save({ ...form, reason: '美化办公室' })).toBe('已修改');
  expect(textOf(school.last(teacher))).toContain('多肉（小盆） 5盆 × ¥12.50 = ¥62.50');
  expect(textOf(school.last(teacher))).toContain('还缺估价：花架');
  await school.say(teacher, '八十');
  expect(textOf(school.last(teacher))).toContain('¥142.50');
  const old = school.button(teacher, '保存修改');
  await school.say(teacher, '花架改成2个');
  expect((await school.press(teacher, old, form)).toast?.type).toBe('warning');
  expect((await school.tap(head, '撤回', { place: teacher })).toast).toMatchObject({
    type: 'warning',
    content: expect.stringContaining('是王老师申请的'),
  });
});

it('thirty goods stand on the card in full, one more is refused before anything is opened', async () => {
  await using school = await openSchool();
  const goods = (n: number) => Array.from({ length: n }, (_, at) => `第${at + 1}种教具${at}号`);
  await school.say(teacher, '申请买3台电风扇，两百一台');
  const lines = goods(30).map((name) => `${name} 1个 10`);
  const form = {
    lines1: lines.slice(0, 15).join('\n'),
    lines2: lines.slice(15).join('\n'),
    reason: '开学',
  };
  expect((await school.tap(teacher, '保存修改', { form })).toast?.content).toBe('已修改');
  await school.tap(teacher, '提交申请');
  for (const name of goods(30)) expect(textOf(school.last(head))).toContain(name);
  const more = { ...form, lines3: '还有一种 1个 10' };
  expect((await school.tap(teacher, '保存修改', { form: more })).toast?.content).toContain(
    '最多 30 项',
  );
});

it('bought first is marked, signed within a day, and said so to the director where it is not', async () => {
  await using school = await openSchool();
  await school.say(teacher, '急购！水管接头5个，店里等着付钱，68块');
  expect(textOf(school.last(teacher))).toContain('先购后补');
  await school.tap(teacher, '提交申请');
  expect(textOf(school.last(head))).toContain('24 小时内补签');
  await school.moveTo('2026-11-25T10:30:00+08:00');
  expect(linesTo(school, director).at(-1)).toContain('已超过 24 小时没有补签，正在等周老师');
});

it('what looks split to stay under a tier is marked for the approver', async () => {
  await using school = await openSchool();
  for (const _ of [1, 2]) {
    await school.say(teacher, `申请买一台打印机，预算${400 + school.bot(teacher).length}`);
    await school.tap(teacher, '提交申请');
  }
  expect(textOf(school.last(head))).toContain(
    '同类物品的申请 CG2611-0001，合计超过本档上限 ¥500.00',
  );
});

it('a request that names nothing is asked for, the same again is no second one, a recalled one is gone', async () => {
  // What nothing is known of yet is no finding of the auditor.
  await using school = await openSchool({ audited: true });
  await school.say(teacher, '我要买东西');
  expect(textOf(school.last(teacher))).toContain('要买什么？');
  await school.say(teacher, '5个水管接头，10块一个');
  expect(textOf(school.last(teacher))).toContain('水管接头 5个 × ¥10.00 = ¥50.00');
  await school.say(teacher, '算了');
  const words = '申请买一台打印机，预算1800';
  const message = await school.say(teacher, words);
  await school.say(teacher, words);
  const rows = () =>
    school.database.db
      .selectFrom('purchase')
      .select(['number', 'state'])
      .orderBy('number')
      .execute();
  expect(await rows()).toMatchObject([{ state: 'withdrawn' }, { state: 'draft' }]);
  await school.platform.recall(message.messageId);
  await school.settle();
  expect(await rows()).toMatchObject([{ state: 'withdrawn' }, { state: 'withdrawn' }]);
});

it('another request is no answer to the draft that stands open, and changes nothing of it', async () => {
  await using school = await openSchool();
  const first = '采购3台电风扇，每台200元';
  await school.say(teacher, first);
  await school.say(teacher, '申请采购50包A4纸，25元一包');
  await school.say(teacher, '买5盒彩笔，每盒12.5元');
  await school.say(teacher, '我们班需要买10个拖把，一共150元');
  await school.say(teacher, '领A4纸2包');
  await school.say(teacher, first);
  expect(textOf(school.last(teacher))).toContain('CG2611-0001');
  await school.say(teacher, '教学楼302电风扇2台不转了');
  const rows = await school.database.db
    .selectFrom('purchase')
    .innerJoin('purchase_line', 'purchase_line.purchase_id', 'purchase.id')
    .select(['purchase.number', 'purchase_line.name', 'purchase.total_fen'])
    .orderBy('purchase.number')
    .execute();
  expect(rows.map((row) => [row.number, row.name, Number(row.total_fen)])).toEqual([
    ['CG2611-0001', '电风扇', 60_000],
    ['CG2611-0002', 'A4纸', 125_000],
    ['CG2611-0003', '彩笔', 6_250],
    ['CG2611-0004', '拖把', 15_000],
  ]);
  await school.say(teacher, '我的申请');
  expect(textOf(school.last(teacher))).toContain('LY2611-0001 领用 A4纸 2包');
  expect(await school.tickets()).toHaveLength(1);
});

it('what the store has is issued instead, line by line; only the rest is bought', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买20包A4纸25一包，再要3台电风扇两百一台');
  expect((await school.tap(teacher, '改为领用')).toast).toEqual({
    type: 'success',
    content: '已转为领用 LY2611-0001',
  });
  const card = school.bot(teacher).find((message) => textOf(message).includes('CG2611-0001'));
  const words = card ? textOf(card) : '';
  expect(words).toContain('A4纸 8包 × ¥25.00 = ¥200.00');
  expect(words).toContain('A4纸 12包 · 从库存领用，不买');
  expect(words).toContain('¥800.00');
  expect(buttonsIn(school.last(PEOPLE.storekeeper))).toContain('发放');
  await school.tap(teacher, '提交申请');
  expect(textOf(school.last(head))).toContain('¥800.00');
  await school.say(teacher, '我的申请');
  expect(textOf(school.last(teacher))).toMatch(/CG2611-0001[^]*LY2611-0001/u);
});
