import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, electrician } = PEOPLE;

it.each([
  ['report', '报修', teacher],
  ['mine', '我的报修', teacher],
  ['todo', '待办', electrician],
  ['week', '本周安排', teacher],
  ['month', '本月安排', teacher],
  ['help', '帮助', teacher],
])('the menu’s %s does what typing %s does', async (key, words, person) => {
  const answers: string[][] = [];
  for (const typed of [true, false]) {
    await using school = await openSchool();
    await school.say(teacher, '302 空调不制冷');
    const before = school.bot(person).length;
    if (typed) await school.say(person, words);
    else {
      await school.platform.tapMenu(person, key);
      await school.settle();
    }
    answers.push(school.bot(person).slice(before).map(textOf));
  }
  expect(answers[0]?.length).toBeGreaterThan(0);
  expect(answers[1]).toEqual(answers[0]);
});

it('a report begun by the menu is finished by typing', async () => {
  await using school = await openSchool();
  await school.platform.tapMenu(teacher, 'report');
  await school.settle();
  await school.say(teacher, '302 空调不制冷');
  expect(await school.tickets()).toMatchObject([{ number: 'BX2611-0001', object: '空调' }]);
});

it('a menu tap delivered twice is answered once, and one of an unknown key gets the help card', async () => {
  await using school = await openSchool();
  await school.platform.tapMenu(teacher, 'something_else');
  await school.platform.repeat();
  await school.settle();
  expect(school.bot(teacher)).toHaveLength(1);
  expect(textOf(school.last(teacher))).toContain('我的报修');
});

it('nobody else’s message carries the answer: a menu tap is not a message of the person', async () => {
  await using school = await openSchool();
  await school.platform.tapMenu(teacher, 'mine');
  await school.settle();
  expect(school.last(teacher)).toMatchObject({ kind: 'text', parentId: null });
});
