import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/playground/platform/index.ts';
import {
  buttonsIn,
  filesOf,
  linesTo,
  LOGISTICS,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, principal, storekeeper, teacher } = PEOPLE;

const onHand = async (school: OpenSchool) =>
  Object.fromEntries(
    (await school.database.db.selectFrom('stock_item').select(['name', 'on_hand']).execute()).map(
      (row) => [row.name, Number(row.on_hand)],
    ),
  );
const movements = (school: OpenSchool) =>
  school.database.db
    .selectFrom('stock_movement')
    .select(['kind', 'quantity', 'why', 'by_person_id'])
    .where('kind', '<>', 'opening')
    .orderBy('id')
    .execute();

describe('what is there', () => {
  it('anybody may ask, in any words; the whole list is for who answers for it', async () => {
    await using school = await openSchool();
    for (const text of [
      '粉笔还剩多少',
      '仓库有没有粉笔',
      '库里还有几盒粉笔？',
      '库存 粉笔',
      '粉笔库存',
    ]) {
      await school.say(teacher, text);
      expect(linesTo(school, teacher).at(-1)).toContain('粉笔还有40盒');
    }
    await school.say(teacher, '仓库有没有打印纸', STAFF);
    expect(linesTo(school, STAFF).at(-1)).toContain('A4纸还有12包');
    await school.say(teacher, '剪刀还有多少');
    expect(linesTo(school, teacher).at(-1)).toContain('以旧换新');
    await school.say(teacher, '302 空调不制冷');
    await school.say(teacher, '我的报修还有几张');
    expect(textOf(school.last(teacher))).not.toContain('材料账');
    await school.say(teacher, '荧光笔还剩多少');
    expect(linesTo(school, teacher).at(-1)).toContain('材料账上没有“荧光笔”');
    await school.say(teacher, '库存');
    expect(linesTo(school, teacher).at(-1)).toContain('由老钱和总务主任查看');
    await school.say(director, '库存');
    expect(textOf(school.last(director))).toContain('40盒');
  });

  it('a fire in the store is no question', async () => {
    await using school = await openSchool();
    await school.say(teacher, '仓库还有烟味，电线冒烟了');
    expect(await school.tickets()).toHaveLength(1);
  });
});

describe('booking in words', () => {
  it('is shown with who and why, and can be taken back for ten minutes by a further entry', async () => {
    await using school = await openSchool();
    await school.say(storekeeper, '入库 A4纸 20包 25元 得力送货');
    expect(textOf(school.last(storekeeper))).toContain('A4纸 +20包，现有32包');
    expect(textOf(school.last(storekeeper))).toContain('原因：得力送货');
    expect(textOf(school.last(storekeeper))).toContain('登记：老钱');
    const button = school.button(storekeeper, '点错了');
    const stranger = await school.press(teacher, button);
    expect(stranger.toast?.content).toContain('只有本人可以撤回');
    expect((await school.press(storekeeper, button)).toast?.content).toContain('已撤回');
    expect((await school.press(storekeeper, button)).toast?.content).toContain('已经撤回过');
    expect(await onHand(school)).toMatchObject({ A4纸: 12 });
    await school.say(storekeeper, '出库 粉笔 2盒 报损，受潮');
    await school.moveTo('2026-11-24T10:30:00+08:00');
    expect(buttonsIn(school.last(storekeeper))).toEqual([]);
    expect((await movements(school)).map(({ kind, quantity }) => [kind, Number(quantity)])).toEqual(
      [
        ['receipt', 20],
        ['adjustment', -20],
        ['loss', -2],
      ],
    );
  });

  it('asks why something leaves, and which thing is meant, and makes what is new', async () => {
    await using school = await openSchool();
    await school.say(storekeeper, '出库 粉笔 5盒');
    expect(await onHand(school)).toMatchObject({ 粉笔: 40 });
    const none = await school.tap(storekeeper, '确认出库');
    expect(none.toast?.type).toBe('warning');
    const out = await school.tap(storekeeper, '确认出库', {
      form: { reason: '部门领用', note: '三年级' },
    });
    expect(out.toast?.content).toBe('已登记出库');
    await school.say(storekeeper, '入库 彩色粉笔 10盒，拖把 3把');
    const card = textOf(school.last(storekeeper));
    expect(card).toContain('彩色粉笔 10盒：是哪一种？');
    expect(card).toContain('拖把 3把（新物品）');
    await school.tap(storekeeper, '确认入库', { form: { item: 'new' } });
    expect(await onHand(school)).toMatchObject({ 粉笔: 35, 彩色粉笔: 10, 拖把: 3 });
    await school.say(storekeeper, '出库 拖把 1把');
    await school.say(storekeeper, '报损');
    expect(await onHand(school)).toMatchObject({ 拖把: 2 });
    expect((await movements(school)).at(-1)).toMatchObject({ kind: 'loss', why: '报损' });
  });

  it('refuses what is not there, another unit and another person, and books nothing', async () => {
    await using school = await openSchool();
    await school.say(storekeeper, '出库 A4纸 13包 给办公室');
    expect(linesTo(school, storekeeper).at(-1)).toBe('A4纸库存只有12包，要出13包，没有登记');
    await school.say(storekeeper, '入库 A4纸 2箱');
    expect(linesTo(school, storekeeper).at(-1)).toContain('按“包”记账');
    await school.say(storekeeper, '出库 荧光棒 2根 给一班');
    expect(linesTo(school, storekeeper).at(-1)).toContain('材料账上没有“荧光棒”');
    await school.say(storekeeper, '入库 荧光棒 5');
    expect(linesTo(school, storekeeper).at(-1)).toContain('请写上单位');
    await school.say(storekeeper, '入库 A4纸');
    expect(linesTo(school, storekeeper).at(-1)).toContain('没看懂');
    await school.say(teacher, '入库 A4纸 20包');
    expect(linesTo(school, teacher).at(-1)).toContain('已转告老钱');
    expect(linesTo(school, storekeeper).at(-1)).toContain('王老师想登记出入库');
    expect(await movements(school)).toEqual([]);
  });
});

describe('low stock', () => {
  it('is told to the storekeeper once and to the logistics group in a neutral line', async () => {
    await using school = await openSchool();
    await school.say(storekeeper, 'A4纸低于10包提醒我');
    expect(linesTo(school, storekeeper).at(-1)).toBe('好的，A4纸低于10包时提醒您（现在还有12包）');
    await school.say(storekeeper, '出库 A4纸 3包 给办公室');
    expect(textOf(school.last(storekeeper))).toContain('A4纸剩9包，低于10包');
    expect(textOf(school.last(storekeeper))).toContain('建议补 11包');
    expect(linesTo(school, LOGISTICS)).toEqual(['库存提醒：A4纸剩9包，低于10包。']);
    expect(school.bot(STAFF)).toHaveLength(0);
    const before = school.bot(storekeeper).length;
    await school.say(storekeeper, '出库 A4纸 1包 给办公室');
    expect(school.bot(storekeeper)).toHaveLength(before + 1);
    const isCard = (one: Message) => textOf(one).includes('A4纸剩8包，低于10包');
    const card = school.bot(storekeeper).findIndex(isCard);
    expect(card).toBeGreaterThan(0);
    await school.say(storekeeper, '入库 A4纸 20包');
    expect(school.bot(storekeeper).map(textOf)[card]).toContain('都补上了');
    expect(linesTo(school, LOGISTICS)).toHaveLength(1);
    await school.say(teacher, '粉笔低于10盒提醒我');
    expect(linesTo(school, teacher).at(-1)).toContain('已转告老钱');
  });

  it('waits for the morning at night', async () => {
    await using school = await openSchool({ at: '2026-11-24T23:00:00+08:00' });
    await school.say(storekeeper, '出库 粉笔 35盒 给五年级');
    expect(linesTo(school, LOGISTICS)).toEqual([]);
    await school.moveTo('2026-11-25T06:30:02+08:00');
    expect(linesTo(school, LOGISTICS)).toEqual(['库存提醒：粉笔剩5盒，低于10盒。']);
  });
});

describe('a stocktake', () => {
  it('goes class by class in words; differences are explained, and another person approves them', async () => {
    await using school = await openSchool();
    await school.say(storekeeper, '入库 拖把 12把');
    await school.tap(storekeeper, '确认入库');
    await school.say(storekeeper, '盘点');
    expect(textOf(school.last(storekeeper))).toContain('11月盘点 办公用品');
    await school.say(storekeeper, '粉笔 38，A4纸12包，拖把 3');
    expect(linesTo(school, storekeeper).at(-1)).toContain('已记下 2 种；这一类没有“拖把”');
    expect((await school.tap(storekeeper, '提交盘点').catch(() => null))?.toast).toBeUndefined();
    await school.say(storekeeper, '其余相符');
    const explained = await school.tap(storekeeper, '说明', {
      form: { reason: '领用没登记', note: '三年级借走' },
    });
    expect(explained.toast?.content).toBe('已记下');
    await school.say(storekeeper, '其余相符');
    expect(textOf(school.last(storekeeper))).toContain('都点过了。请在盘点卡片上说明差异、提交');
    const submitted = await school.tap(storekeeper, '提交盘点');
    expect(submitted.toast?.content).toBe('已提交，等陈主任审批');
    expect(await onHand(school)).toMatchObject({ 粉笔: 40 });
    const card = textOf(school.last(director));
    expect(card).toContain('盘点人：老钱');
    expect(card).toContain('粉笔 账面40盒，实盘38盒，少2盒（领用没登记：三年级借走）');
    const approve = school.button(director, '同意');
    const own = await school.press(storekeeper, approve);
    expect(own.toast?.content).toContain('自己盘点的不能自己审批');
    expect((await school.press(teacher, approve)).toast?.content).toContain('由陈主任审批');
    const sentBack = await school.tap(director, '驳回', { form: { reason: '数量请复核' } });
    expect(sentBack.toast?.content).toBe('已驳回，会重新盘点');
    expect(textOf(school.last(storekeeper))).toContain('被退回：数量请复核');
    expect((await school.press(director, approve)).toast?.content).toContain('还没有提交');
    await school.say(storekeeper, '粉笔 39');
    await school.tap(storekeeper, '说明', { form: { reason: '自然损耗' } });
    await school.tap(storekeeper, '提交盘点');
    expect((await school.press(director, approve)).toast?.content).toContain('盘点刚被改过');
    const again = school.button(director, '同意');
    expect((await school.press(director, again)).toast?.content).toBe('已同意，差异已入账');
    expect((await school.press(director, again)).toast?.content).toContain('陈主任已同意');
    expect(await onHand(school)).toMatchObject({ 粉笔: 39, A4纸: 12, 剪刀: 6 });
    expect((await movements(school)).at(-1)).toMatchObject({
      kind: 'countLoss',
      why: '11月盘点（老钱）自然损耗',
    });
    await school.say(storekeeper, '盘点');
    expect(textOf(school.last(storekeeper))).toContain('11月盘点 清洁用品');
    await school.say(storekeeper, '盘点 拖把 账上12 实际12');
    await school.say(teacher, '盘点 拖把 30');
    expect(linesTo(school, teacher).at(-1)).toContain('盘点由老钱登记，已转告老钱');
    expect((await school.tap(storekeeper, '提交盘点')).toast?.content).toContain('账实相符');
    // What is over is no longer listened to.
    await school.say(storekeeper, '出库 粉笔 2 给五年级');
    expect(await onHand(school)).toMatchObject({ 粉笔: 37, 拖把: 12 });
  });

  it('of the director, who keeps the stock where nobody else does, is approved by the principal', async () => {
    await using school = await openSchool({
      school: `
name: 小校
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
stock:
  - { name: 粉笔, unit: 盒, onHand: 5 }
`,
    });
    await school.say(director, '盘点');
    await school.say(director, '粉笔 4');
    await school.tap(director, '说明', { form: { reason: '丢失' } });
    await school.tap(director, '提交盘点');
    const own = await school.press(director, school.button(principal, '同意'));
    expect(own.toast?.content).toContain('不能自己审批，由林校长审批');
    await school.tap(principal, '同意');
    expect(await onHand(school)).toEqual({ 粉笔: 4 });
  });
});

describe('on paper', () => {
  it('the month adds up from opening to closing, as a spreadsheet and as A4, for who answers for it', async () => {
    await using school = await openSchool({ at: '2026-10-30T10:00:00+08:00' });
    await school.say(storekeeper, '入库 A4纸 8包 20元');
    await school.moveTo('2026-11-24T10:00:00+08:00');
    await school.say(storekeeper, '入库 A4纸 20包 25元 =1+1');
    await school.say(storekeeper, '入库 A4纸 5包 25元');
    await school.tap(storekeeper, '点错了');
    await school.say(storekeeper, '出库 A4纸 7包 给三年级');
    await school.say(storekeeper, '报损 A4纸 2包 受潮');
    await school.say(storekeeper, '退库 A4纸 1包');
    await school.say(teacher, '导出材料账 11月');
    expect(linesTo(school, teacher).at(-1)).toContain('由仓管员、总务主任、财务或校长导出');
    await school.say(director, '导出材料账 11月');
    const [xlsx, pdf] = filesOf(school, director);
    const { sheets } = await readXlsx(xlsx ?? Buffer.alloc(0));
    const rows = sheets[0]?.rows ?? [];
    expect(rows[0]?.[0]).toBe('示范小学 材料账（2026年11月）');
    const paper = rows.find((row) => row[2] === 'A4纸') ?? [];
    expect(paper.slice(4)).toEqual(['包', '20', '20', 500, '6', '2', '', '32', '25.00', 800]);
    expect(pdf?.subarray(0, 5).toString()).toBe('%PDF-');
    await school.say(storekeeper, '导出进出库流水');
    const ledger = await readXlsx(filesOf(school, storekeeper)[0] ?? Buffer.alloc(0));
    const lines = ledger.sheets[0]?.rows ?? [];
    expect(lines.slice(2, 8).map((row) => [row[6], row[7], row[8], row[12]])).toEqual([
      ['入库', '20', '40', '=1+1'],
      ['入库', '5', '45', '入库'],
      ['冲回入库', '-5', '40', '点错了'],
      ['领用', '-7', '33', '给三年级'],
      ['损耗', '-2', '31', '受潮'],
      ['退库', '1', '32', '退库'],
    ]);
    await school.say(storekeeper, '盘点 粉笔 41，其余相符');
    await school.tap(storekeeper, '说明', { form: { reason: '其他', note: '夹在后面' } });
    await school.tap(storekeeper, '提交盘点');
    await school.tap(director, '同意');
    await school.say(director, '盘点表');
    const sheet = await readXlsx(filesOf(school, director).at(-2) ?? Buffer.alloc(0));
    const chalk = sheet.sheets[0]?.rows?.find((row) => row[1] === '粉笔') ?? [];
    expect(chalk.slice(3)).toEqual([
      '盒',
      '40',
      '41',
      '+1',
      '',
      '',
      '其他：夹在后面',
      '老钱',
      '陈主任',
    ]);
  });
});
