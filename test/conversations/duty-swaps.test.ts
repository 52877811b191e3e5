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

const { director, head, principal, teacher } = PEOPLE;
const LI = 'ou_li';
const ZHAO = 'ou_zhao';
const ROSTER = `
name: 示范小学
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_teacher3, name: 王老师, roles: [teacher], unit: 三年级 }
  - { id: ou_li, name: 李老师, roles: [teacher] }
  - { id: ou_zhao, name: 赵老师, roles: [teacher] }
duty:
  shifts:
    - { date: 2026-05-01, person: ou_teacher3, leader: ou_head3 }
    - { date: 2026-05-03, person: ou_li, leader: ou_director }
    - { date: 2026-05-05, person: ou_teacher3, leader: ou_head3 }
`;
const open = (at: string) => openSchool({ at, school: ROSTER });
const about = (words: string) => (message: Parameters<typeof textOf>[0]) =>
  textOf(message).includes(words) && !textOf(message).includes('已移至新卡片');
const cardOf = (school: OpenSchool, who: string, words: string) => {
  const card = school.bot(who).findLast(about(words));
  return card ? textOf(card) : '';
};
const roster = async (school: OpenSchool) => {
  const rows = await school.database.db
    .selectFrom('duty_shift')
    .innerJoin('person', (join) =>
      join
        .onRef('person.id', '=', 'duty_shift.person_id')
        .onRef('person.school_id', '=', 'duty_shift.school_id'),
    )
    .select(['duty_shift.date', 'person.name'])
    .where('post', '=', 'member')
    .orderBy('date')
    .execute();
  return rows.map(({ date, name }) => `${date.day}${name}`).join(' ');
};

it('换班 with a named colleague by words: consent, the director’s approval, and everybody concerned is told', async () => {
  await using school = await open('2026-04-27T09:00:00+08:00');
  await school.say(teacher, '我5月1日的班跟李老师换到5月3日');
  expect(cardOf(school, teacher, '换班：')).toContain('等李老师同意');
  expect(cardOf(school, LI, '换班：')).toContain('5月1日（周五）08:00 值班：王老师 → 李老师');
  expect(cardOf(school, LI, '换班：')).toContain('5月3日（周日）08:00 值班：李老师 → 王老师');
  expect(school.bot(director).filter(about('换班：'))).toHaveLength(0);
  // Nobody but the two and the director can move it.
  const agree = school.button(LI, '同意换班');
  expect((await school.press(ZHAO, agree)).toast?.content).toBe('这一步不是问您的，请李老师来点');
  expect((await school.press(LI, agree)).toast).toMatchObject({ type: 'success' });
  expect(await roster(school)).toBe('1王老师 3李老师 5王老师');
  expect(cardOf(school, director, '换班：')).toContain('等陈主任批准');
  const approve = school.button(director, '批准换班');
  expect((await school.press(LI, approve)).toast?.content).toContain(
    '不能批准自己的换班，由陈主任批准',
  );
  expect((await school.press(principal, approve)).toast?.content).toBe('由陈主任批准');
  expect((await school.press(director, approve)).toast).toMatchObject({ type: 'success' });
  expect(await roster(school)).toBe('1李老师 3王老师 5王老师');
  expect((await school.press(director, approve)).toast?.content).toContain('已批准，无需再点');
  expect(cardOf(school, teacher, '换班：')).toContain('陈主任已批准，值班表已更新');
  expect(cardOf(school, LI, '换班：')).toContain('陈主任已批准');
  expect(linesTo(school, head).join()).toContain('5月1日（周五）08:00 的班由王老师换成李老师');
  // The evening before, it is the new one who is reminded.
  await school.moveTo('2026-04-30T18:00:03+08:00');
  expect(school.bot(LI).filter(about('值班：5月1日'))).toHaveLength(1);
  expect(school.bot(teacher).filter(about('值班：5月1日'))).toHaveLength(0);
});

it('by the form on the card; refused, withdrawn and refused by the director, the roster stays', async () => {
  await using school = await open('2026-04-27T09:00:00+08:00');
  await school.say(teacher, '我要换班');
  expect(school.bot(teacher).filter(about('值班：5月'))).toHaveLength(2);
  const form = { person: LI, date: '2026-05-03 +0800', reason: '出差、培训' };
  expect((await school.tap(teacher, '换班', { form: {} })).toast?.content).toContain(
    '请选择和谁换',
  );
  expect(
    (await school.tap(teacher, '换班', { form: { person: ZHAO, date: '2026-05-03 +0800' } })).toast
      ?.content,
  ).toBe('赵老师5月3日（周日）没有值班，请核对日期，或不选日期');
  const submit = school.button(teacher, '换班');
  expect((await school.press(teacher, submit, form)).toast?.content).toBe('已请李老师确认');
  expect(cardOf(school, LI, '换班：')).toContain('原因：出差、培训');
  expect((await school.press(teacher, submit, form)).toast?.content).toContain(
    '这个班已经在换（王老师申请，等李老师同意）',
  );
  expect(cardOf(school, teacher, '值班：5月1日')).not.toContain('正在换班');
  expect(school.bot(teacher).some(about('正在换班，等对方同意'))).toBe(true);
  const refusedOne = school.button(LI, '同意换班');
  expect((await school.tap(LI, '拒绝')).toast).toMatchObject({ type: 'success' });
  expect(cardOf(school, teacher, '换班：')).toContain('李老师没有同意');
  expect((await school.press(LI, refusedOne)).toast?.content).toContain('这张单已结束');

  // The day of one's own shift says which one is given away: nothing is taken in return.
  await school.press(teacher, submit, { person: LI, date: '2026-05-05 +0800' });
  expect(cardOf(school, LI, '换班：')).not.toContain('李老师 → 王老师');
  expect((await school.tap(teacher, '撤回')).toast?.content).toBe('已撤回');
  expect(cardOf(school, LI, '换班：')).toContain('已撤回');

  await school.press(teacher, submit, form);
  await school.tap(LI, '同意换班');
  expect((await school.tap(director, '不批准')).toast?.content).toContain('原因');
  expect(
    (await school.tap(director, '不批准', { form: { reason: '请本人值班' } })).toast?.type,
  ).toBe('success');
  expect(cardOf(school, teacher, '换班：')).toContain('陈主任没有批准：请本人值班');
  expect(await roster(school)).toBe('1王老师 3李老师 5王老师');
});

it('求顶班 stands in the group without a reason; the first 我来顶 has it, once approved', async () => {
  await using school = await open('2026-04-27T09:00:00+08:00');
  await school.say(teacher, '5月1日的班谁能替我，家里有事');
  const call = school.last(STAFF);
  expect(textOf(call)).toContain('求顶班：5月1日（周五）');
  expect(textOf(call)).not.toContain('家里有事');
  expect(buttonsIn(call)).toEqual(['我来顶']);
  const take = school.button(STAFF, '我来顶');
  expect((await school.press(teacher, take)).toast?.content).toContain('这是您自己的班');
  expect((await school.press(head, take)).toast?.content).toContain('已经有值班');
  expect((await school.press(ZHAO, take)).toast).toMatchObject({ type: 'success' });
  expect((await school.press(LI, take)).toast?.content).toMatch(
    /赵老师 4月27日 09:\d\d 已经来顶了/,
  );
  expect(textOf(school.last(STAFF))).toContain('赵老师来顶，等待批准');
  expect(cardOf(school, director, '求顶班：')).toContain('家里有事');
  await school.tap(director, '批准换班');
  expect(await roster(school)).toBe('1赵老师 3李老师 5王老师');
  expect(school.bot(STAFF).filter(about('求顶班'))).toHaveLength(1);
  // A shift that came by a swap is not handed on.
  await school.say(ZHAO, '我5月1日的班想换给李老师');
  expect(linesTo(school, ZHAO).at(-1)).toContain('这个班是换来的，不能再转手');
});

it('inside 12 hours the first yes takes effect and the approval follows; a no gives it back', async () => {
  await using school = await open('2026-04-30T21:00:00+08:00');
  await school.say(teacher, '明天的班谁能顶一下');
  expect((await school.tap(ZHAO, '我来顶', { place: STAFF })).toast?.content).toContain('已生效');
  expect(await roster(school)).toBe('1赵老师 3李老师 5王老师');
  expect(cardOf(school, director, '求顶班：')).toContain('已先生效；等陈主任批准');
  expect(cardOf(school, ZHAO, '值班：5月1日')).toContain('08:00 至次日 08:00');
  await school.tap(director, '不批准', { form: { reason: '请本人值班' } });
  expect(await roster(school)).toBe('1王老师 3李老师 5王老师');
  expect(cardOf(school, ZHAO, '值班 5月1日')).toContain('已不是您的班');
  await school.moveTo('2026-05-01T07:30:03+08:00');
  expect(
    buttonsIn(school.bot(teacher).findLast(about('5月1日')) ?? school.last(teacher)),
  ).toContain('签到');
  await school.moveTo('2026-05-01T08:10:00+08:00');
  await school.say(teacher, '我5月1日的班跟李老师换');
  expect(linesTo(school, teacher).at(-1)).toContain('5月1日（周五）没有值班');
});

it('the director’s own is the principal’s to approve', async () => {
  await using school = await open('2026-04-27T09:00:00+08:00');
  await school.say(director, '我5月3日的带班换给周老师');
  await school.tap(head, '同意换班');
  expect(cardOf(school, principal, '换班：')).toContain('等林校长批准');
  expect(cardOf(school, principal, '换班：')).toContain('注意：这是带班领导的班');
  expect(
    (await school.press(director, school.button(principal, '批准换班'))).toast?.content,
  ).toContain('由林校长批准');
  expect((await school.tap(principal, '批准换班')).toast?.type).toBe('success');
});

it('a question not answered for a day is over, and one not approved is over when the shift begins', async () => {
  await using school = await open('2026-04-27T09:00:00+08:00');
  await school.say(teacher, '我5月5日的班跟李老师换');
  const old = school.button(LI, '同意换班');
  await school.say(teacher, '5月1日的班求顶班');
  await school.moveTo('2026-04-28T09:00:30+08:00');
  expect(cardOf(school, teacher, '换班：王老师和李老师')).toContain('已过时间');
  expect((await school.press(LI, old)).toast?.content).toContain('请重新申请');
  expect(linesTo(school, director).join()).toContain(
    '王老师为 5月1日（周五）08:00 的班求顶班，没有人接',
  );
  await school.say(teacher, '我5月1日的班跟李老师换');
  await school.tap(LI, '同意换班');
  await school.moveTo('2026-04-30T20:00:03+08:00');
  expect(school.bot(director).filter(about('换班：王老师和李老师'))).toHaveLength(1);
  await school.moveTo('2026-05-01T08:00:05+08:00');
  expect(cardOf(school, LI, '换班：王老师和李老师')).toContain('仍由原来的人值班');
  expect(await roster(school)).toBe('1王老师 3李老师 5王老师');
});

it('the director’s edit after the reminder: who was to come hears of it, their request ends, who comes is reminded', async () => {
  await using school = await open('2026-04-30T17:59:00+08:00');
  await school.moveTo('2026-04-30T18:00:03+08:00');
  expect(school.bot(teacher).filter(about('值班：5月1日'))).toHaveLength(1);
  await school.say(teacher, '我5月1日的班跟李老师换');
  await school.say(director, '排班 5月1日');
  await school.tap(director, '改');
  await school.tap(director, '保存这一天', { form: { leader: [head], person: [ZHAO] } });
  expect((await school.tap(director, '公布')).toast?.type).toBe('success');
  expect(linesTo(school, teacher).at(-1)).toBe('5月1日（周五）08:00 的班已另排他人，您不用来了。');
  expect(cardOf(school, teacher, '值班 5月1日')).toContain('已不是您的班');
  expect(cardOf(school, LI, '换班：')).toContain('没有生效');
  expect(school.bot(ZHAO).filter(about('值班：5月1日'))).toHaveLength(1);
  // Whoever stays is not told again.
  expect(school.bot(head).filter(about('5月1日（周五）')).length).toBe(1);
  await school.moveTo('2026-05-01T07:30:03+08:00');
  expect(school.bot(teacher).filter(about('请签到'))).toHaveLength(0);
  expect((await school.tap(ZHAO, '签到')).toast?.type).toBe('success');
});
