import { expect, it } from 'vitest';
import { linesTo, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { director, teacher } = PEOPLE;
const LI = 'ou_li';
const ROSTER = `
name: 示范小学
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_teacher3, name: 王老师, roles: [teacher], unit: 三年级 }
  - { id: ou_li, name: 李老师, roles: [teacher] }
duty:
  shifts:
    - { date: 2026-05-01, person: ou_teacher3, leader: ou_principal }
    - { date: 2026-05-03, person: ou_li, leader: ou_director }
`;
const shown = (school: OpenSchool, who: string, words: string) => {
  const card = school.bot(who).findLast((one) => textOf(one).includes(words));
  return card ? textOf(card) : '';
};

it('leave over a shift is a gap at once, and the person hears what to do; coming back closes it', async () => {
  await using school = await openSchool({ at: '2026-04-28T10:00:00+08:00', school: ROSTER });
  await school.say(teacher, '我请假到5月2日');
  expect(linesTo(school, teacher).join()).toContain(
    '您请假期间有值班：5月1日（周五），已告诉陈主任',
  );
  expect(shown(school, director, '5月1日')).toContain('王老师');
  await school.say(LI, '我请假到4月29日');
  expect(linesTo(school, LI).join()).not.toContain('请假期间有值班');
  await school.say(teacher, '销假');
  expect(shown(school, director, '值班')).not.toContain('王老师请假');
});

it('a leaver’s shifts stand on the director’s card, want no successor, and become gaps; their swaps end', async () => {
  await using school = await openSchool({ at: '2026-04-28T10:00:00+08:00', school: ROSTER });
  await school.say(LI, '我5月3日的班跟王老师换');
  const agree = school.button(teacher, '同意换班');
  await school.say(director, '王老师调走了');
  expect(shown(school, director, '王老师调走')).toContain(
    '5月1日（周五）08:00 值班（由总务主任另排）',
  );
  expect((await school.tap(director, '确认调走')).toast?.type).toBe('success');
  expect(shown(school, LI, '换班：')).toContain('已过时间，没有生效');
  expect((await school.press(teacher, agree)).toast?.content).toContain('不在人员名单');
  expect(
    school
      .bot(director)
      .some((one) => textOf(one).includes('5月1日（周五）') && textOf(one).includes('值班有')),
  ).toBe(true);
});
