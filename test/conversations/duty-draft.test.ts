import { expect, it } from 'vitest';
import { dutySchool, since, standing } from '../duty-kit.ts';
import {
  buttonsIn,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, teacher, principal } = PEOPLE;
const OCTOBER = `  minOnDuty: 1
  shifts:
    - { date: 2026-10-01, person: ou_teacher3, leader: ou_director }`;

const draftCard = (school: OpenSchool, who: string = director) => {
  const card = school
    .bot(who)
    .toReversed()
    .find((message) => textOf(message).includes('国庆节排班'));
  if (!card) throw new Error('no draft');
  return card;
};

it('National Day is drafted in words, edited, published, and drafted anew around a swap', async () => {
  await using school = await openSchool({
    at: '2026-09-15T10:00:00+08:00',
    school: dutySchool(OCTOBER),
  });
  await school.say(teacher, '把国庆值班排一下，每天两个人一个领导');
  expect(linesTo(school, teacher).at(-1)).toContain('总务主任');
  await school.say(director, '赵老师免排值班到10月31日');
  await school.say(director, '把国庆值班排一下，每天两个人一个领导');
  expect(textOf(draftCard(school))).not.toContain('赵老师');
  // Three teachers cannot be two a day without standing twice running: that is said, not done.
  expect(textOf(draftCard(school))).toContain('没有人可排');
  await school.say(director, '赵老师恢复排班');
  await school.say(director, '把国庆值班排一下，每天两个人一个领导');
  const drafted = textOf(draftCard(school));
  expect(drafted).toContain('10月1日（周四）至10月7日（周三） · 草稿，公布后才生效');
  expect(drafted).toMatch(/10月1日（周四）国庆节\n带班 陈主任；值班 王老师、.+；门卫 老张/);
  expect(drafted).toContain('为什么这样排');
  expect(drafted).toMatch(/王老师：10月\d日.*累计 \d+ 班/);
  expect(drafted).not.toContain('没有人可排');
  expect(drafted).not.toContain('没有带班领导');
  expect(buttonsIn(draftCard(school))).toContain('公布');
  // Nothing counts yet.
  expect(await standing(school)).toHaveLength(2);

  const stale = school.button(director, '公布');
  // The second day: only 吴老师 serves, nobody leads.
  await school.press(director, nth(school, '改', 1));
  await school.tap(director, '保存这一天', { form: { leader: [], person: ['ou_teacher6'] } });
  const edited = textOf(draftCard(school));
  expect(edited).toContain('10月2日（周五）：没有带班领导');
  expect((await school.press(director, stale)).toast?.content).toContain('刚才改过');
  await school.press(director, nth(school, '改', 1));
  await school.tap(director, '保存这一天', {
    form: { leader: ['ou_head3'], person: ['ou_teacher6'] },
  });
  const group = school.bot(STAFF).length;
  expect((await school.tap(director, '公布')).toast?.content).toBe('已公布');
  expect(buttonsIn(draftCard(school))).toEqual([]);
  expect(school.bot(STAFF)).toHaveLength(group + 1);
  expect(buttonsIn(school.last(STAFF))).toEqual(['收到']);
  expect(await standing(school)).toContain('10-2 leader 周老师');

  // Edited later: whoever is moved hears of it, a day left empty is told at once.
  await school.say(director, '排班 国庆');
  const before = {
    teacher: school.bot('ou_teacher6').length,
    director: school.bot(director).length,
  };
  await school.press(director, nth(school, '改', 1));
  await school.tap(director, '保存这一天', { form: { leader: ['ou_head3'], person: [] } });
  await school.tap(director, '公布');
  expect(since(school, 'ou_teacher6', before.teacher)).toContain('您10月2日（周五）不用值班了');
  expect(since(school, director, before.director)).toContain(
    '10月2日（周五）：值班 0 人，应有 1 人',
  );

  // A draft under which the roster was changed takes what stands, and is looked at again.
  await school.say(director, '排班 10月3日到10月4日');
  const [shift] = await school.database.db
    .selectFrom('duty_shift')
    .select('id')
    .where('state', '=', 'standing')
    .where('date', '=', Temporal.PlainDate.from('2026-10-03'))
    .where('post', '=', 'leader')
    .execute();
  const principalId = await school.database.db
    .selectFrom('person')
    .select('id')
    .where('open_id', '=', principal)
    .executeTakeFirstOrThrow();
  await school.database.db
    .updateTable('duty_shift')
    .set({ person_id: principalId.id })
    .where('id', '=', shift?.id ?? '')
    .execute();
  expect((await school.tap(director, '公布')).toast?.content).toContain('刚才有人换过');
  expect(textOf(school.last(director))).toContain('带班 林校长');
  await school.tap(director, '放弃');
  expect(await standing(school)).toContain('10-3 leader 林校长');
});

it('where the school wants it, the principal approves before anything is published', async () => {
  await using school = await openSchool({
    at: '2026-09-15T10:00:00+08:00',
    school: dutySchool(`${OCTOBER}\n  approval: principal`),
  });
  await school.say(director, '把国庆值班排一下');
  expect((await school.tap(director, '送校长审批')).toast?.content).toContain('林校长');
  expect(await standing(school)).toHaveLength(2);
  expect(buttonsIn(school.last(principal))).toEqual(['同意', '驳回']);
  expect((await school.tap(director, '同意', { place: principal })).toast?.type).toBe('error');
  expect((await school.tap(principal, '驳回')).toast?.content).toContain('要改哪里');
  await school.tap(principal, '驳回', { form: { reason: '10月1日换成我带班' } });
  expect(textOf(draftCard(school))).toContain('10月1日换成我带班');
  await school.press(director, nth(school, '改', 0));
  await school.tap(director, '保存这一天', {
    form: { leader: [principal], person: ['ou_teacher3'], guard: [] },
  });
  await school.tap(director, '送校长审批');
  const group = school.bot(STAFF).length;
  expect((await school.tap(principal, '同意')).toast?.content).toContain('已公布');
  expect(school.bot(STAFF)).toHaveLength(group + 1);
  expect(await standing(school)).toContain('10-1 leader 林校长');
  expect((await standing(school)).filter((line) => line.includes('leader'))).toHaveLength(7);
});

/** The n-th button of these words on the newest card that has it. */
function nth(school: OpenSchool, words: string, n: number) {
  const { messageId, found } = school.button(director, words);
  const value = found.value;
  if (typeof value !== 'object' || value === null || !('day' in value)) throw new Error('no day');
  const day = Temporal.PlainDate.from(String(value.day)).add({ days: n }).toString();
  return { messageId, found: { ...found, value: { ...value, day } } };
}
