import { describe, expect, it } from 'vitest';
import { buttonsIn, linesTo, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, head, director, buyer } = PEOPLE;

describe('an answer to 在哪里 is understood as the place', () => {
  it.each([
    ['a bare room number', '302', '302'],
    ['a building and a room', '教学楼302', '教学楼302'],
    ['words around it', '就在实验楼201，谢谢', '实验楼201'],
    ['a class', '三(1)班', '三(1)班'],
    ['是, where the usual room was proposed', '是', '教学楼302'],
    ['the speaker’s own room', '就我们班', '教学楼302（我们班）'],
    ['the same fault with its place', '302空调不制冷', '302'],
  ])('%s: %s', async (_, answer, place) => {
    await using school = await openSchool();
    await school.say(teacher, '空调不制冷');
    await school.say(teacher, answer);
    expect(await school.tickets()).toMatchObject([{ place, object: '空调' }]);
    expect(textOf(school.last(teacher))).toContain('BX2611-0001');
  });

  it('the few likely places stand as buttons, and a tap is the answer', async () => {
    await using school = await openSchool();
    await school.say(teacher, '空调不制冷');
    const sent = await school.tap(teacher, '教学楼302');
    expect(sent.toast?.content).toContain('BX2611-0001');
    expect(await school.tickets()).toMatchObject([{ place: '教学楼302' }]);
  });

  it('我们办公室 of somebody without a room is the unit’s office', async () => {
    await using school = await openSchool();
    await school.say(head, '饮水机漏水');
    await school.say(head, '就我们办公室');
    expect(await school.tickets()).toMatchObject([{ place: '三年级办公室（我们办公室）' }]);
  });
});

it('算了 closes the question kindly, and nothing is opened by a later place', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.say(teacher, '算了，不用了');
  expect(linesTo(school, teacher).at(-1)).toContain('好的，没有登记');
  await school.say(teacher, '302');
  expect(await school.tickets()).toEqual([]);
});

it('what is no place is no answer: talk after the question opens nothing', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  for (const talk of ['好的', '下午三点开会', '今天谁值班', '好的收到', '在吗？'])
    await school.say(teacher, talk);
  expect(await school.tickets()).toEqual([]);
  await school.say(teacher, '302');
  expect(await school.tickets()).toMatchObject([{ place: '302', object: '空调' }]);
});

it('a full report of something else meanwhile is a report of its own; the question stays', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.say(teacher, '201水龙头漏水');
  expect(await school.tickets()).toMatchObject([{ place: '201', object: '水龙头' }]);
  await school.say(teacher, '302');
  expect(await school.tickets()).toMatchObject([
    { place: '201' },
    { place: '302', object: '空调' },
  ]);
});

it('two open questions are answered one after the other, the newest first', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.say(teacher, '水龙头漏水');
  await school.say(teacher, '201');
  await school.say(teacher, '302');
  expect(await school.tickets()).toMatchObject([
    { place: '201', object: '水龙头' },
    { place: '302', object: '空调' },
  ]);
});

it('the same without its place is asked about once, and what is added is kept', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.say(teacher, '空调不制冷');
  await school.say(teacher, '空调还漏水');
  const asked = school.bot(teacher).filter((one) => buttonsIn(one).includes('提交报修'));
  expect(asked).toHaveLength(1);
  await school.say(teacher, '302');
  const [ticket, ...more] = await school.tickets();
  expect(more).toEqual([]);
  expect(ticket?.items).toEqual(['空调不制冷', '空调还漏水']);
});

it('after a day the director hears of it, the words are kept, and a late answer still counts', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.moveTo('2026-11-25T10:05:00+08:00');
  expect(linesTo(school, director).join()).toContain('“空调不制冷”');
  expect(linesTo(school, director)).toHaveLength(1);
  await school.say(teacher, '302');
  expect(await school.tickets()).toMatchObject([{ place: '302', items: ['空调不制冷'] }]);
});

it('是 means nothing hours after the question', async () => {
  await using school = await openSchool();
  await school.say(teacher, '空调不制冷');
  await school.moveTo('2026-11-24T13:00:00+08:00');
  await school.say(teacher, '是');
  expect(await school.tickets()).toEqual([]);
});

it('asked in a group, the place may be said there or in the direct chat, by that person only', async () => {
  await using school = await openSchool();
  await school.say(teacher, '投影仪打不开', STAFF);
  await school.say(head, '305', STAFF);
  expect(await school.tickets()).toEqual([]);
  await school.say(teacher, '302', STAFF);
  expect(await school.tickets()).toMatchObject([{ place: '302' }]);
  expect(linesTo(school, STAFF).at(-1)).toBe('已登记 BX2611-0001，详情已私聊您');
});

it('教室 is no place to go to: the ticket opens at once and the room is asked for', async () => {
  await using school = await openSchool();
  await school.say(head, '教室灯不亮');
  expect(linesTo(school, head).at(-1)).toContain('具体是哪里的教室');
  await school.say(buyer, '教室灯不亮');
  await school.say(head, '教学楼204');
  const tickets = await school.tickets();
  expect(tickets.map(({ place }) => place)).toEqual(['教学楼204', '教室']);
  expect(linesTo(school, head).at(-1)).toContain('BX2611-0001 已补充');
});

it('a report that names no thing is asked what it is, with the worker on the way', async () => {
  await using school = await openSchool();
  await school.say(teacher, '坏了');
  await school.say(teacher, '302');
  expect(linesTo(school, teacher).at(-1)).toBe(
    '已登记 BX2611-0001\n坏的是什么？直接回复，我补到单子上',
  );
  await school.say(teacher, '收到');
  await school.say(teacher, '投影仪，按了没反应');
  const [ticket, ...more] = await school.tickets();
  expect(more).toEqual([]);
  expect(ticket?.items).toEqual(['坏了', '补充：投影仪，按了没反应']);
});

it('我要报修 is settled by the report that follows it', async () => {
  await using school = await openSchool();
  await school.say(teacher, '我要报修');
  await school.say(teacher, '302空调不制冷');
  await school.say(teacher, '305');
  expect(await school.tickets()).toMatchObject([{ place: '302', items: ['302空调不制冷'] }]);
});
