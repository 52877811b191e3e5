import { expect, it } from 'vitest';
import { buttonsIn, linesTo, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

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

it('an item is renamed, merged and retired in words; nothing of the account is lost, and the file does not make it again', async () => {
  await using school = await openSchool();
  const says = async (text: string) => {
    await school.say(storekeeper, text);
    return linesTo(school, storekeeper).at(-1);
  };
  const kept = async () =>
    (
      await school.database.db
        .selectFrom('stock_item')
        .select(['name', 'on_hand'])
        .where('retired_at', 'is', null)
        .orderBy('name')
        .execute()
    ).map((row) => `${row.name} ${Number(row.on_hand)}`);
  await school.say(storekeeper, '入库 墩布 3把，拖布 4把');
  await school.tap(storekeeper, '确认入库');
  expect(await says('粉笔改名为无尘粉笔')).toBe('好的，粉笔改名为无尘粉笔，说原来的名称也能找到');
  expect(await says('A4纸改名为粉笔')).toContain('“粉笔”已经是无尘粉笔的名称');
  await school.say(teacher, '领5把拖布');
  expect(await says('拖布并入墩布')).toBe('好的，拖布并入墩布，现有7把；说“拖布”就是墩布');
  expect(textOf(school.last(teacher))).toContain('有货');
  expect((await school.tap(storekeeper, '发放')).toast?.type).toBe('success');
  expect(await says('停用剪刀')).toContain('还有6把');
  await school.say(storekeeper, '报损 剪刀 6把 断了');
  expect(await says('剪刀停用')).toContain('已停用');
  expect(await kept()).toEqual(['A4纸 12', '墩布 2', '无尘粉笔 40']);
  await school.away(async () => {});
  expect(await kept()).toEqual(['A4纸 12', '墩布 2', '无尘粉笔 40']);
  await school.say(teacher, '领2盒粉笔');
  expect(textOf(school.last(teacher))).toContain('无尘粉笔 2盒');
  expect(await says('启用剪刀')).toBe('好的，剪刀已启用');
  expect(await kept()).toContain('剪刀 0');
  // What is not of the store is not the store's.
  expect(await says('电梯停用了')).not.toContain('材料账');
  expect(await school.audit()).toEqual([]);
  await school.say(teacher, '停用粉笔');
  expect(linesTo(school, teacher).at(-1)).toContain('已转告老钱');
});
