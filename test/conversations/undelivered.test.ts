import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, head, director, electrician } = PEOPLE;

/** The teacher reports; what is said to her cannot be delivered until `back`. */
async function unreachable(school: OpenSchool, openId: string = teacher) {
  const person = school.platform.world.person(openId);
  school.platform.world.people.set(openId, { ...person, reachable: false });
  return () => school.platform.world.people.set(openId, person);
}

it('the director reads what did not arrive and why, and sends it again', async () => {
  await using school = await openSchool();
  const back = await unreachable(school);
  await school.say(teacher, '302 空调不制冷');
  expect(school.bot(teacher).map(textOf).join()).not.toContain('BX2611-0001');
  await school.say(director, '未送达');
  const list = textOf(school.last(director));
  expect(list).toContain('王老师：卡片“BX2611-0001”');
  expect(list).toContain('可用范围');
  back();
  expect((await school.tap(director, '重发')).toast).toEqual({
    type: 'success',
    content: '正在重发',
  });
  expect(school.bot(teacher).map(textOf).join()).toContain('BX2611-0001');
  expect(textOf(school.last(director))).toContain('共 0 条');
  expect(await school.service.stats()).toMatchObject({ dead: 0 });
});

it('知道了 takes one off the list, a second tap on the old card is told so', async () => {
  await using school = await openSchool();
  await unreachable(school);
  await unreachable(school, head);
  await school.say(teacher, '302 空调不制冷');
  await school.say(head, '305 灯不亮');
  await school.say(director, '未送达');
  const old = school.button(director, '知道了');
  expect((await school.press(director, old)).toast?.content).toBe('已知悉 1 条');
  expect((await school.press(director, old)).toast).toMatchObject({ type: 'warning' });
  expect(textOf(school.last(director))).toContain('共 1 条');
  await school.say(director, '未送达');
  expect(buttonsIn(school.last(director))).not.toContain('全部知道了');
});

it('nobody else sees or taps it', async () => {
  await using school = await openSchool();
  await unreachable(school);
  await school.say(teacher, '302 空调不制冷');
  await school.say(electrician, '未送达');
  expect(textOf(school.last(electrician))).toContain('只给总务主任和管理员看');
  await school.say(director, '未送达');
  const answer = await school.press(electrician, school.button(director, '重发'));
  expect(answer.toast?.type).toBe('error');
  expect(await school.service.stats()).toMatchObject({ dead: 1 });
});

it('the next morning at nine the director is told by itself, once', async () => {
  await using school = await openSchool();
  await unreachable(school);
  await school.say(teacher, '302 空调不制冷');
  const lists = () => school.bot(director).filter((one) => textOf(one).includes('未送达')).length;
  await school.moveTo('2026-11-25T08:59:00+08:00');
  expect(lists()).toBe(0);
  await school.moveTo('2026-11-25T09:00:00+08:00');
  expect(lists()).toBe(1);
  await school.moveTo('2026-11-26T09:00:00+08:00');
  expect(lists()).toBe(1);
});
