import { expect, it } from 'vitest';
import { linesTo, LOGISTICS, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, head, director, buyer, storekeeper } = PEOPLE;

it('a report and goods in one message: a ticket, a request passed on by name, one confirmation', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302灯不亮，另外领两盒粉笔');
  expect(await school.tickets()).toMatchObject([{ place: '302', object: '灯' }]);
  const [line, ...more] = linesTo(school, teacher);
  expect(more).toEqual([]);
  expect(line).toMatch(/已登记 BX2611-0001/);
  expect(line).toMatch(/领用我现在还办不了，已经记下并转告老钱/);
  expect(linesTo(school, storekeeper)).toEqual([
    expect.stringContaining('302灯不亮，另外领两盒粉笔'),
  ]);
});

it('three things of three kinds are three things with one reply in the group', async () => {
  await using school = await openSchool();
  await school.say(teacher, '领两盒粉笔，买一台打印机，305门锁坏了', STAFF);
  const lines = linesTo(school, STAFF);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/转告老钱[^]*转告小孙[^]*BX2611-0001/);
});

it.each([
  ['purchases', '申请买一台打印机，预算1800', buyer, '采购'],
  ['a notice to everybody', '明天上午9点到11点停水，通知全校', director, '发通知'],
  ['a stocktake', '盘点 拖把 账上32 实际30', storekeeper, '盘点'],
  ['goods coming in', '入库 A4纸 50包 单价18.5 得力', storekeeper, '出入库'],
])('%s: kept, passed on once, and said so honestly', async (_, text, who, what) => {
  await using school = await openSchool();
  await school.say(teacher, text);
  await school.say(teacher, text);
  expect(linesTo(school, who)).toEqual([expect.stringContaining(`王老师要${what}：“${text}”`)]);
  expect(linesTo(school, teacher)).toEqual([
    expect.stringContaining(`${what}我现在还办不了，已经记下并转告`),
    expect.stringContaining('刚才已经转告过了'),
  ]);
  expect(await school.tickets()).toEqual([]);
});

it('more than three places are one list, and nothing of the message is lost', async () => {
  await using school = await openSchool();
  const text =
    '201灯不亮，202灯不亮，203灯不亮，204窗户坏了，205门锁坏了，206空调不制冷，207投影打不开，208水龙头漏水，209桌子坏了，210窗帘掉了';
  await school.say(teacher, text);
  const tickets = await school.tickets();
  expect(tickets.length).toBeGreaterThan(5);
  const kept = JSON.stringify(tickets.map(({ items }) => items));
  for (let room = 201; room <= 210; room++) expect(kept).toContain(String(room));
  expect(school.bot(teacher)).toHaveLength(1);
  const list = textOf(school.last(teacher));
  for (const { number } of tickets) expect(list).toContain(number);
  expect(school.bot(LOGISTICS).length).toBeLessThan(10);
});

it('a ticket of such a list comes with its own card when its reporter must act', async () => {
  await using school = await openSchool();
  await school.say(head, '204窗户坏了，205门锁坏了，206空调不制冷，207投影打不开');
  expect(school.bot(head)).toHaveLength(1);
  await school.tap(PEOPLE.plumber, '接单');
  expect(school.bot(head)).toHaveLength(1);
  await school.tap(PEOPLE.plumber, '完工');
  expect(school.bot(head)).toHaveLength(2);
});

it('a text too long to be read whole says so, and its ticket keeps every word', async () => {
  await using school = await openSchool();
  const text = `302 空调不制冷。${'已经好几天了，大家都很热。'.repeat(80)}最后一句`;
  await school.say(teacher, text);
  const [ticket] = await school.tickets();
  expect(JSON.stringify(ticket?.items)).toContain('最后一句');
  expect(linesTo(school, teacher)).toEqual([expect.stringContaining('后面的我没有读到')]);
});
