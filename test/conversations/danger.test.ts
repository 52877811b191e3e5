import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, director, electrician, principal } = PEOPLE;
const WITH_DUTY = `name: 示范小学
timezone: Asia/Shanghai
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_teacher3, name: 王老师, roles: [teacher] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_elec, name: 老李, roles: [repairer], trades: [electrical] }
emergencyPhones: { 校医室: "8120" }
duty:
  shifts:
    - { date: 2026-11-24, person: ou_head3, leader: ou_director }
`;

it('a danger without a place goes directly and urgently to director and worker', async () => {
  await using school = await openSchool();
  await school.say(teacher, '插座冒烟了');
  for (const person of [director, electrician]) {
    const card = school.bot(person).find((one) => buttonsIn(one).includes('我来处理'));
    expect(card?.urgentTo).toContain(person);
  }
  const steps = school.bot(teacher).map(textOf).join();
  expect(steps).toContain('远离');
  expect(steps).toContain('8120');
  await school.say(teacher, '教学楼302');
  expect(await school.tickets()).toMatchObject([{ place: '教学楼302', danger: true }]);
  expect(school.bot(director).map(textOf).join()).toContain('教学楼302');
});

it('a danger stands out in every list until it is over', async () => {
  await using school = await openSchool();
  await school.say(teacher, '食堂有燃气味');
  await school.say(principal, '报修概况');
  expect(textOf(school.last(principal))).toContain('险情 · 食堂');
});

it('whoever is on duty is told of a danger, too', async () => {
  await using school = await openSchool({ school: WITH_DUTY });
  await school.say(teacher, '302有燃气味');
  expect(school.bot(PEOPLE.head).some((one) => one.urgentTo.includes(PEOPLE.head))).toBe(true);
});

it('a danger that nobody takes is said again after 15 minutes, to the principal as well', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302教室漏电，有人被电到了');
  const before = school.bot(director).length;
  await school.moveTo('2026-11-24T10:16:00+08:00');
  expect(school.bot(director).length).toBeGreaterThan(before);
  expect(school.last(principal).urgentTo).toContain(principal);
});

it('我来处理 ends it: nobody is told again, and a second is told who has it', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302教室漏电');
  const stale = school.button(director, '我来处理');
  expect((await school.tap(electrician, '我来处理')).toast?.type).toBe('success');
  expect((await school.press(director, stale)).toast?.content).toContain('老李');
  const before = school.bot(principal).length;
  await school.moveTo('2026-11-24T10:31:00+08:00');
  expect(school.bot(principal)).toHaveLength(before);
});

it('a danger is not held back at night', async () => {
  await using school = await openSchool({ at: '2026-11-24T23:30:00+08:00' });
  await school.say(teacher, '宿舍楼有燃气味');
  expect(school.last(director).urgentTo).toContain(director);
  await school.moveTo('2026-11-24T23:46:00+08:00');
  expect(school.last(principal).urgentTo).toContain(principal);
});

it.each(['302没有冒烟', '昨天302漏电，已经修好了', '302不漏电了'])(
  'what is denied or over is no danger: %s',
  async (text) => {
    await using school = await openSchool();
    await school.say(teacher, text);
    expect(school.bot(director).filter((one) => one.urgentTo.length > 0)).toEqual([]);
  },
);

it('a danger that a guest from another school tells of is passed on', async () => {
  await using school = await openSchool();
  await school.deliver('im.message.receive_v1', {
    sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: 'elsewhere' },
    message: {
      message_id: 'om_guest',
      create_time: String(school.clock.now().epochMilliseconds),
      chat_id: `oc_direct_${teacher}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: '食堂有燃气味' }),
    },
  });
  expect(school.bot(director).some((one) => one.urgentTo.includes(director))).toBe(true);
});
