import { describe, expect, it } from 'vitest';
import {
  buttonsIn,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { teacher, head, electrician, plumber } = PEOPLE;

async function mended(school: OpenSchool, worker: string, report: string): Promise<void> {
  await school.say(teacher, report);
  await school.tap(worker, '接单');
  await school.tap(worker, '完工');
}

describe('words that name no ticket mean the own one', () => {
  it.each([
    ['没修好，还是滴水', '201水龙头漏水', plumber],
    ['昨天修的那个水龙头又漏了', '201水龙头漏水', plumber],
    ['又坏了', '302空调不制冷', electrician],
    ['没修好', '302空调不制冷', electrician],
  ])('%s sends the worker back to the only one that was mended', async (words, report, worker) => {
    await using school = await openSchool();
    await mended(school, worker, report);
    await school.say(teacher, words);
    expect(await school.tickets()).toMatchObject([{ state: 'working', reworks: 1 }]);
    expect(linesTo(school, teacher).at(-1)).toContain('BX2611-0001 已重新打开');
  });

  it('又坏了 after acceptance opens the same ticket again within a week', async () => {
    await using school = await openSchool();
    await mended(school, electrician, '302空调不制冷');
    await school.tap(teacher, '验收通过');
    await school.say(teacher, '又坏了');
    expect(await school.tickets()).toMatchObject([{ state: 'working', reworks: 1 }]);
  });

  it('another thing that is broken again is a report of its own', async () => {
    await using school = await openSchool();
    await mended(school, electrician, '302空调不制冷');
    await school.say(teacher, '201水龙头又漏了');
    expect(await school.tickets()).toMatchObject([{ state: 'done' }, { object: '水龙头' }]);
  });

  it.each(['修好了没', '那个修好了吗', '302空调修好了没？'])(
    '%s shows the ticket',
    async (words) => {
      await using school = await openSchool();
      await school.say(teacher, '302空调不制冷');
      const before = school.bot(teacher).length;
      await school.say(teacher, words);
      expect(school.bot(teacher)).toHaveLength(before + 1);
      expect(textOf(school.last(teacher))).toContain('BX2611-0001');
      expect(await school.tickets()).toHaveLength(1);
    },
  );

  it('还是没好 before anybody mended it is passed on to the worker', async () => {
    await using school = await openSchool();
    await school.say(teacher, '201水龙头漏水');
    await school.say(teacher, '水龙头还是滴水');
    expect(await school.tickets()).toMatchObject([
      { items: ['201水龙头漏水', '补充：水龙头还是滴水'] },
    ]);
  });
});

describe('two that could be meant are asked about', () => {
  async function two(): Promise<OpenSchool> {
    const school = await openSchool();
    await mended(school, electrician, '302空调不制冷');
    await mended(school, plumber, '201水龙头漏水');
    return school;
  }

  it('with a button for each', async () => {
    await using school = await two();
    await school.say(teacher, '又坏了');
    const choice = school.bot(teacher).find((one) => buttonsIn(one).includes('是这个'));
    expect(choice && buttonsIn(choice)).toEqual(['是这个', '是这个']);
    await school.tap(teacher, '是这个');
    const states = (await school.tickets()).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['done', 'working']);
    const again = await school.tap(teacher, '是这个').catch(() => null);
    expect(again?.toast?.type ?? 'warning').toBe('warning');
  });

  it.each(['BX2611-0001', '302那个', '第二个'])('or by typing %s', async (words) => {
    await using school = await two();
    await school.say(teacher, '又坏了');
    await school.say(teacher, words);
    expect(await school.tickets()).toMatchObject([{ state: 'working' }, { state: 'done' }]);
  });

  it('but a new report that names the same room is a report', async () => {
    await using school = await two();
    await school.say(teacher, '又坏了');
    await school.say(teacher, '302灯不亮');
    const states = (await school.tickets()).map(({ state }) => state);
    expect(states).toEqual(['done', 'done', 'assigned']);
  });

  it('and the message that is answered decides without a question', async () => {
    await using school = await two();
    const card = school.bot(teacher).findLast((one) => textOf(one).includes('BX2611-0001'));
    await school.say(teacher, '没修好', null, { replyTo: card?.messageId ?? '' });
    expect(await school.tickets()).toMatchObject([{ state: 'working' }, { state: 'done' }]);
  });

  it('for 催单 and 撤销, too', async () => {
    await using school = await openSchool();
    await school.say(teacher, '302空调不制冷');
    await school.say(teacher, '201水龙头漏水');
    await school.say(teacher, '催一下');
    await school.say(teacher, '水龙头');
    expect(linesTo(school, teacher).at(-1)).toContain('BX2611-0002 已提醒');
    await school.say(teacher, '不用来修了，空调自己好了');
    expect(await school.tickets()).toMatchObject([{ state: 'withdrawn' }, { state: 'assigned' }]);
  });
});

it('修好了，谢谢师傅 closes nothing: the acceptance card comes', async () => {
  await using school = await openSchool();
  await mended(school, electrician, '302空调不制冷');
  const before = school.bot(teacher).length;
  await school.say(teacher, '修好了，谢谢师傅');
  expect(await school.tickets()).toMatchObject([{ state: 'done' }]);
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(buttonsIn(school.last(teacher))).toContain('验收通过');
});

it('修好了 while the work goes on says what will happen', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302空调不制冷');
  await school.tap(electrician, '接单');
  await school.say(teacher, '修好了，谢谢师傅');
  expect(linesTo(school, teacher).at(-1)).toMatch(/BX2611-0001 等维修人员点“完工”后/);
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
});

it('修好了 from the worker brings his list with 完工', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302空调不制冷');
  await school.tap(electrician, '接单');
  await school.say(electrician, '302修好了');
  expect(buttonsIn(school.last(electrician))).toEqual(['完工']);
});

it('who asks for somebody else’s repair by room and thing is told its state', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302投影打不开');
  await school.say(head, '302投影修好了没？');
  expect(linesTo(school, head)).toEqual(['BX2611-0001 待接单']);
});

describe('跟楼上一样', () => {
  it('with the own place is the same fault there', async () => {
    await using school = await openSchool();
    await school.say(teacher, '305 灯不亮', STAFF);
    await school.say(head, '306跟楼上一样', STAFF);
    expect(await school.tickets()).toMatchObject([
      { place: '305', object: '灯' },
      { place: '306', object: '灯' },
    ]);
  });

  it('跟楼上一样，我们办公室也没网 takes the speaker’s own room', async () => {
    await using school = await openSchool();
    await school.say(teacher, '305没网', STAFF);
    await school.say(head, '跟楼上一样，我们办公室也没网', STAFF);
    expect(await school.tickets()).toMatchObject([
      { place: '305' },
      { place: '三年级办公室（我们办公室）' },
    ]);
  });

  it('without a place joins the ticket, when the person says so', async () => {
    await using school = await openSchool();
    await school.say(teacher, '走廊尽头305没网', STAFF);
    await school.say(head, '+1', STAFF);
    expect(await school.tickets()).toHaveLength(1);
    expect((await school.tap(head, '我也遇到')).toast?.type).toBe('success');
  });
});
