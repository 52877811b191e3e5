import { expect, it } from 'vitest';
import { LOGISTICS, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, electrician, plumber, director } = PEOPLE;

it('what was understood is corrected on its card: the place, the trade and the day', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷，明天下午来修');
  expect(textOf(school.last(teacher))).toContain('11月25日');
  const form = {
    place: '实验楼201',
    category: 'plumbing',
    note: '其实是管子',
    date: '2026-11-26 +0800',
  };
  expect((await school.tap(teacher, '补充', { form })).toast).toEqual({
    type: 'success',
    content: '已补充',
  });
  for (const place of [teacher, plumber, LOGISTICS]) {
    expect(textOf(school.last(place))).toContain('实验楼201');
    expect(textOf(school.last(place))).toContain('11月26日');
  }
});

it('转派 in the group opens in the direct chat of the repairer and of the director', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  for (const person of [electrician, director]) {
    const answer = await school.tap(person, '转派', { place: LOGISTICS });
    expect(answer.toast?.content).toBe('请在私聊里填写');
    expect(JSON.stringify(school.last(person).content)).toContain('"name":"person"');
  }
  const refused = await school.tap(teacher, '转派', { place: LOGISTICS });
  expect(refused.toast?.type).toBe('warning');
});
