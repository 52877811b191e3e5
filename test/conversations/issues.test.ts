import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const { teacher, director, principal, storekeeper, head } = PEOPLE;
const NUMBER = 'LY2611-0001';

async function stock(school: OpenSchool): Promise<Record<string, string>> {
  const rows = await school.database.db
    .selectFrom('stock_item')
    .select(['name', 'on_hand'])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.name, String(Number(row.on_hand))]));
}

async function requests(school: OpenSchool) {
  return school.database.db.selectFrom('issue_request').selectAll().orderBy('number').execute();
}

async function movements(school: OpenSchool) {
  const rows = await school.database.db
    .selectFrom('stock_movement')
    .innerJoin('stock_item', 'stock_item.id', 'stock_movement.item_id')
    .select(['stock_item.name', 'kind', 'quantity', 'link_number'])
    .where('kind', '!=', 'opening')
    .orderBy('stock_movement.id')
    .execute();
  return rows.map(({ quantity, ...row }) => ({ ...row, quantity: Number(quantity) }));
}

const type = (answer: { toast?: { type?: string } | null }) => answer.toast?.type;
const said = (answer: { toast?: { content?: string } | null }) => answer.toast?.content ?? '';

it('goods are asked for in a sentence, handed out, and signed for by the receiver', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔');
  const card = textOf(school.last(teacher));
  expect(card).toContain(NUMBER);
  expect(card).toContain('粉笔 2盒');
  expect(card).toContain('有货');
  // What the store holds is the storekeeper's to know.
  expect(card).not.toContain('40');
  expect(textOf(school.last(storekeeper))).toContain('现有 40盒');
  expect(buttonsIn(school.last(teacher))).not.toContain('确认领用');

  const early = school.button(storekeeper, '发放');
  expect(type(await school.press(teacher, early))).toMatch(/warning|error/);
  expect(await stock(school)).toMatchObject({ 粉笔: '40' });

  const before = school.bot(teacher).length;
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await stock(school)).toMatchObject({ 粉笔: '38' });
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(buttonsIn(school.last(teacher))).toContain('确认领用');
  const again = await school.press(storekeeper, early);
  expect(said(again)).toContain('已由老钱于');
  expect(await stock(school)).toMatchObject({ 粉笔: '38' });

  const sign = school.button(teacher, '确认领用');
  const wrong = await school.press(head, sign);
  expect(type(wrong)).toMatch(/warning|error/);
  expect(said(wrong)).toContain('王老师');
  expect(type(await school.press(teacher, sign))).toBe('success');
  expect(said(await school.press(teacher, sign))).toContain('签领');
  expect(await requests(school)).toMatchObject([{ number: NUMBER, state: 'signed' }]);
  expect(await movements(school)).toEqual([
    { name: '粉笔', kind: 'issue', quantity: -2, link_number: NUMBER },
  ]);
  expect(textOf(school.last(storekeeper))).toContain('已签领');
});

it('a picture of the old thing is kept if somebody sends one, and asked of nobody', async () => {
  await using school = await openSchool();
  await school.say(teacher, '剪刀坏了，领一把剪刀');
  await school.photo(teacher);
  expect(textOf(school.last(storekeeper))).toContain('旧物照片\n1 张');
  await school.tap(storekeeper, '旧物已收');
  await school.photo(storekeeper);
  expect(textOf(school.last(teacher))).toContain('旧物照片\n2 张');
  await school.tap(storekeeper, '发放');
  // Chalk needs no old one: its picture is asked about like any other.
  await school.say(head, '领两盒粉笔');
  await school.photo(head);
  const kept = await school.database.db.selectFrom('issue_photo').select('request_id').execute();
  expect(kept).toHaveLength(2);
});

it('its requester changes it until it is handed out, and what is handed out is what it is then', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔和1包A4纸');
  const old = school.button(storekeeper, '发放');
  const form = { q0: '五', q1: '0', reason_amend: '两个班用' };
  const before = school.bot(storekeeper).length;
  expect(said(await school.tap(teacher, '保存修改', { form }))).toContain('按新的数量');
  expect(school.bot(storekeeper)).toHaveLength(before);
  const card = textOf(school.last(storekeeper));
  expect(card).toContain('粉笔 5盒');
  expect(card).not.toContain('A4纸 1包\n现有');
  expect(card).toContain('两个班用');
  expect(said(await school.press(storekeeper, old))).toContain('有变化');
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await stock(school)).toMatchObject({ 粉笔: '35', A4纸: '12' });
  expect(buttonsIn(school.last(teacher))).not.toContain('保存修改');
});

it('发放 is refused while stock is short, and the card shows what is on hand; the rest is bought in one tap', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领50盒粉笔，写板书用');
  expect(textOf(school.last(teacher))).toContain('不足');
  const refused = await school.tap(storekeeper, '发放');
  expect(type(refused)).toMatch(/warning|error/);
  expect(said(refused)).toContain('现有 40盒');
  expect(textOf(school.last(storekeeper))).toContain('现有 40盒');
  expect(await stock(school)).toMatchObject({ 粉笔: '40' });

  const bought = await school.tap(storekeeper, '缺货转采购');
  expect(said(bought)).toContain('CG2611-0001');
  const [purchase] = await school.database.db
    .selectFrom('purchase_line')
    .select(['name', 'quantity'])
    .execute();
  expect(purchase).toMatchObject({ name: '粉笔' });
  expect(Number(purchase?.quantity)).toBe(10);
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await stock(school)).toMatchObject({ 粉笔: '0' });
  expect(textOf(school.last(teacher))).toContain('实发 40盒 · 转采购 10盒');
  await school.tap(teacher, '确认领用');
  await school.say(teacher, '我的申请');
  expect(textOf(school.last(teacher))).toContain(`${NUMBER} 领用 粉笔 50盒（已签领）`);
});

it('a part is handed out by a form, taken back within ten minutes, and refused with a reason that its requester reads', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领50盒粉笔和2包A4纸');
  const form = { q0: '三十', q1: '' };
  expect(type(await school.tap(storekeeper, '部分发放', { form }))).toBe('success');
  expect(await stock(school)).toMatchObject({ 粉笔: '10', A4纸: '12' });
  expect(type(await school.tap(storekeeper, '点错了'))).toBe('success');
  expect(await stock(school)).toMatchObject({ 粉笔: '40' });
  expect(buttonsIn(school.last(teacher))).not.toContain('确认领用');
  expect(type(await school.tap(storekeeper, '部分发放', { form: { q0: '60' } }))).toBe('warning');
  expect(type(await school.tap(storekeeper, '不发放'))).toBe('warning');
  const reason = { reason: '超出定额', note: '每班每月十盒' };
  expect(type(await school.tap(storekeeper, '不发放', { form: reason }))).toBe('success');
  expect(textOf(school.last(teacher))).toContain('超出定额：每班每月十盒');
  expect(await movements(school)).toMatchObject([{ quantity: -30 }, { quantity: 30 }]);
});

it('a group reads one line with the number; the card is private, and who withdraws is told so', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔', STAFF);
  expect(textOf(school.last(STAFF))).toBe(`已登记 ${NUMBER}，详情已私聊您`);
  expect(textOf(school.last(teacher))).toContain('粉笔 2盒');
  await school.say(teacher, '领两盒粉笔', STAFF);
  expect(textOf(school.last(STAFF))).toContain('已登记过');
  expect(type(await school.tap(teacher, '撤销'))).toBe('success');
  const late = await school.tap(storekeeper, '发放').catch(() => null);
  expect(late).toBeNull();
  await school.say(teacher, '撤销 LY2611-0001');
  expect(linesTo(school, teacher).at(-1)).toContain('已撤销');
  expect(await stock(school)).toMatchObject({ 粉笔: '40' });
});

it('two taps at once hand out once', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔');
  const tap = school.button(storekeeper, '发放');
  const answers = await Promise.all([
    school.platform.press(storekeeper, tap.messageId, tap.found, {}),
    school.platform.press(director, tap.messageId, tap.found, {}),
  ]);
  await school.settle();
  expect(answers.map((one) => type(one) ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
    'success',
    'warning',
  ]);
  expect(await stock(school)).toMatchObject({ 粉笔: '38' });
});

it('a trade-in asks for the old one first', async () => {
  await using school = await openSchool();
  await school.say(teacher, '剪刀坏了，换一把');
  const told = textOf(school.last(teacher));
  expect(told).toContain('剪刀 1把');
  expect(told).toMatch(/旧的带来交给老钱/);
  const refused = await school.tap(storekeeper, '发放');
  expect(type(refused)).toMatch(/warning|error/);
  expect(said(refused)).toContain('旧物已收');
  expect(type(await school.tap(storekeeper, '旧物已收'))).toBe('success');
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await stock(school)).toMatchObject({ 剪刀: '5' });
  await school.tap(teacher, '确认领用');
  expect(await requests(school)).toMatchObject([{ state: 'signed' }]);
});

it('without an old one the director may make an exception, with its reason', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领一把剪刀');
  expect(type(await school.tap(teacher, '申请免交旧'))).toBe('warning');
  const form = { reason_exempt: '旧的遗失', note_exempt: '搬教室时丢的' };
  expect(type(await school.tap(teacher, '申请免交旧', { form }))).toBe('success');
  expect(textOf(school.last(director))).toContain('旧的遗失：搬教室时丢的');
  expect(type(await school.tap(storekeeper, '发放'))).toMatch(/warning|error/);
  const tap = school.button(director, '同意免交旧');
  expect(said(await school.press(principal, tap))).toContain('陈主任');
  expect(type(await school.press(director, tap))).toBe('success');
  expect(type(await school.tap(storekeeper, '发放'))).toBe('success');
  expect(await requests(school)).toMatchObject([{ state: 'issued', exemption_state: 'granted' }]);
});

it('the exception may be denied, and the requester reads why', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领一把剪刀');
  await school.tap(teacher, '申请免交旧', { form: { reason_exempt: '新增岗位' } });
  await school.tap(director, '不同意', { form: { reason: '请先找找旧的' } });
  expect(textOf(school.last(teacher))).toContain('请先找找旧的');
  expect(type(await school.tap(storekeeper, '发放'))).toMatch(/warning|error/);
});

it('the storekeeper’s own request is handed out by somebody else', async () => {
  await using school = await openSchool();
  await school.say(storekeeper, '领两盒粉笔');
  expect(buttonsIn(school.last(storekeeper))).not.toContain('发放');
  const tap = school.button(director, '发放');
  const own = await school.press(storekeeper, tap);
  expect(said(own)).toContain('陈主任');
  expect(type(await school.press(director, tap))).toBe('success');
  expect(type(await school.tap(storekeeper, '确认领用'))).toBe('success');
});

it('how many and which is asked once, and typed or filled in', async () => {
  const sample = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8');
  const several = sample.replace(
    '  - { name: 粉笔,',
    '  - { name: 白粉笔, unit: 盒, onHand: 9 }\n  - { name: 彩粉笔, unit: 盒, onHand: 8 }\n  - { name: 毛笔,',
  );
  await using school = await openSchool({ school: several });
  await school.say(teacher, '领A4纸');
  expect(textOf(school.last(teacher))).toContain('A4纸要领几包');
  await school.say(teacher, '三包');
  expect(linesTo(school, teacher).at(-1)).toBe(`已登记 ${NUMBER}`);
  await school.say(teacher, '领粉笔');
  expect(textOf(school.last(teacher))).toContain('1 彩粉笔，2 白粉笔');
  await school.say(teacher, '彩粉笔两盒');
  expect(linesTo(school, teacher).at(-1)).toBe('已登记 LY2611-0002');
  await school.say(teacher, '领两箱A4纸');
  expect(textOf(school.last(teacher))).toContain('几包');
  expect(said(await school.tap(teacher, '提交领用', { form: { qty0: '很多' } }))).toContain('数量');
  expect(said(await school.tap(teacher, '提交领用', { form: { qty0: '4' } }))).toContain(
    'LY2611-0003',
  );
  await school.say(teacher, '领粉笔');
  await school.say(teacher, '算了');
  expect(linesTo(school, teacher).at(-1)).toContain('没有登记');
  const lines = await school.database.db
    .selectFrom('issue_line')
    .select(['name', 'wanted'])
    .orderBy('request_id')
    .execute();
  expect(lines.map(({ name, wanted }) => `${name} ${Number(wanted)}`)).toEqual([
    'A4纸 3',
    '彩粉笔 2',
    'A4纸 4',
  ]);
});

it('what the store does not know is named and offered as a purchase', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领30条红领巾和两盒粉笔');
  const shown = school.bot(teacher).map(textOf).join('\n');
  expect(shown).toContain(NUMBER);
  expect(shown).toContain('红领巾 30条');
  expect(said(await school.tap(teacher, '转采购'))).toContain('CG2611-0001');
  await school.say(teacher, '领一面国旗');
  await school.say(teacher, '不要');
  expect(linesTo(school, teacher).at(-1)).toContain('没有转采购');
  expect(await requests(school)).toHaveLength(1);
});

it('what waits is said on the next working morning, to the storekeeper and to who has not signed', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔');
  await school.moveTo('2026-11-25T09:00:05+08:00');
  expect(textOf(school.last(storekeeper))).toContain('等您发放的领用');
  await school.tap(storekeeper, '办理');
  await school.tap(storekeeper, '发放');
  await school.moveTo('2026-11-26T09:00:05+08:00');
  expect(textOf(school.last(teacher))).toContain('请确认领用');
  await school.moveTo('2026-11-27T09:00:05+08:00');
  await school.moveTo('2026-11-30T09:00:05+08:00');
  expect(linesTo(school, storekeeper).at(-1)).toContain('王老师还没有确认领用：LY2611-0001');
  expect(type(await school.tap(teacher, '确认领用'))).toBe('success');
  expect(textOf(school.last(teacher))).toContain('都办完了');
  const before = school.bot(teacher).length;
  await school.moveTo('2026-12-01T09:00:05+08:00');
  expect(school.bot(teacher)).toHaveLength(before);
});

it('what comes back is booked by the storekeeper on its number, never more than went out', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔');
  await school.tap(storekeeper, '发放');
  await school.say(teacher, `退库 粉笔 1盒 ${NUMBER}`);
  expect(linesTo(school, teacher).at(-1)).toContain('交给老钱');
  await school.say(storekeeper, `退库 粉笔 1盒 ${NUMBER}`);
  expect(linesTo(school, storekeeper).at(-1)).toContain('已退库 粉笔 1盒');
  expect(await stock(school)).toMatchObject({ 粉笔: '39' });
  await school.say(storekeeper, `退库 ${NUMBER} 粉笔2盒`);
  expect(linesTo(school, storekeeper).at(-1)).toContain('不能超过');
  await school.say(teacher, NUMBER);
  expect(textOf(school.last(teacher))).toContain('已退 1盒');
});

it('somebody without an account is asked for by a colleague, and a second person records the signature on paper', async () => {
  await using school = await openSchool();
  await school.say(teacher, '替老张领两盒粉笔');
  expect(linesTo(school, teacher).at(-1)).toBe(`已登记 ${NUMBER}（替老张领）`);
  await school.tap(storekeeper, '发放');
  expect(textOf(school.last(director))).toContain('老张没有飞书');
  const sign = school.button(director, '确认领用');
  expect(type(await school.press(teacher, sign))).toBe('warning');
  expect(type(await school.press(director, sign))).toBe('success');
  expect(textOf(school.last(storekeeper))).toContain('陈主任 确认领用（代老张签）');
});

it('a crowd of new requests is one list for the storekeeper, which empties as they are dealt with', async () => {
  await using school = await openSchool();
  const crowd = [teacher, head, director, principal, PEOPLE.buyer, PEOPLE.electrician];
  for (const person of crowd) await school.say(person, '领两盒粉笔');
  await school.say(PEOPLE.plumber, '领两盒粉笔');
  expect(school.bot(storekeeper)).toHaveLength(6);
  expect(textOf(school.last(storekeeper))).toContain('共 7 张');
  await school.tap(storekeeper, '办理');
  await school.tap(storekeeper, '发放');
  const list = school.bot(storekeeper).map(textOf);
  expect(list.some((words) => words.includes('共 6 张'))).toBe(true);
});

it('who leaves hands over what is open', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔');
  await school.tap(storekeeper, '发放');
  await school.say(director, '王老师调走了');
  expect(textOf(school.last(director))).toContain('LY2611-0001 领用 粉笔 2盒（待签领）');
  await school.tap(director, '确认调走', { form: { person: head } });
  expect(type(await school.tap(head, '确认领用'))).toBe('success');
});
