import { expect, it } from 'vitest';
import { buttonsIn, openSchool, type OpenSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { director, electrician, principal, teacher } = PEOPLE;
/** Cards that say so and have not been replaced. */
const about = (words: string) => (message: Parameters<typeof textOf>[0]) =>
  textOf(message).includes(words) && !textOf(message).includes('已移至新卡片');
/** The newest card about the shift; the patrol of the day is another. */
function cardOf(school: OpenSchool, who: string) {
  const card = school.bot(who).findLast(about('5月1日'));
  if (!card) throw new Error(`${who} has no card of the shift`);
  return card;
}
/** The sample's roster: 王老师 on 1 May 2026, led by 陈主任. */
const EVE = '2026-04-30T17:59:00+08:00';

it('the evening before at 18:00 each person has a card, half an hour before the start it wants 签到', async () => {
  await using school = await openSchool({ at: EVE });
  const of = (who: string) => school.bot(who).filter(about('值班：5月1日'));
  expect(of(teacher)).toHaveLength(0);
  await school.moveTo('2026-04-30T18:00:03+08:00');
  expect(of(teacher)).toHaveLength(1);
  expect(of(director)).toHaveLength(1);
  expect(textOf(cardOf(school, teacher))).toContain('带班领导 陈主任 13800000001');
  expect(buttonsIn(cardOf(school, teacher))).toEqual(['收到', '换班', '求顶班']);
  expect(await school.tap(teacher, '签到').catch(() => null)).toBeNull();
  expect((await school.tap(teacher, '收到')).toast).toMatchObject({ type: 'success' });
  expect(buttonsIn(cardOf(school, teacher))).toEqual(['换班', '求顶班']);
  await school.moveTo('2026-05-01T07:29:00+08:00');
  expect(school.bot(teacher).filter(about('请签到'))).toHaveLength(0);
  await school.moveTo('2026-05-01T07:30:03+08:00');
  expect(buttonsIn(cardOf(school, teacher))).toContain('签到');
  expect((await school.tap(teacher, '签到')).toast).toMatchObject({
    type: 'success',
    content: '已签到',
  });
  expect(textOf(cardOf(school, teacher))).toContain('✓ 07:30 签到');
  // The leader sees who is there; the group hears nothing of it.
  expect(textOf(cardOf(school, director))).toContain('王老师 已签到 07:30');
  expect(school.bot(STAFF).filter(about('王老师'))).toHaveLength(0);
});

it('点错了 takes 签到 back for ten minutes, and every wrong tap is told who may and why', async () => {
  await using school = await openSchool({ at: '2026-05-01T07:20:00+08:00' });
  await school.settle();
  const early = school.button(teacher, '收到');
  expect(textOf(cardOf(school, teacher))).toContain('值班：5月1日');
  await school.moveTo('2026-05-01T07:30:03+08:00');
  const signIn = school.button(teacher, '签到');
  expect((await school.press(electrician, signIn)).toast).toMatchObject({
    type: 'warning',
    content: '这是王老师的班，请由王老师本人来点',
  });
  await school.press(teacher, signIn);
  expect((await school.press(teacher, signIn)).toast?.content).toContain('07:30 已签到，无需再点');
  expect((await school.press(teacher, early)).toast?.content).toContain('已经点过“收到”');
  expect((await school.tap(teacher, '点错了')).toast).toMatchObject({ type: 'success' });
  expect(buttonsIn(cardOf(school, teacher))).toContain('签到');
  await school.tap(teacher, '签到');
  const undo = school.button(teacher, '点错了');
  await school.moveTo('2026-05-01T07:45:00+08:00');
  expect(buttonsIn(cardOf(school, teacher))).not.toContain('点错了');
  expect((await school.press(teacher, undo)).toast?.content).toContain('已超过 10 分钟');
});

it('missing: the person after 30 minutes, the leader after 60, above the leader after 120; nobody twice', async () => {
  await using school = await openSchool({ at: '2026-05-01T07:00:00+08:00' });
  await school.moveTo('2026-05-01T07:30:03+08:00');
  await school.tap(director, '签到');
  const count = () =>
    [teacher, director, principal].map((who) => school.bot(who).filter(about('还没有签到')).length);
  await school.moveTo('2026-05-01T08:29:00+08:00');
  expect(count()).toEqual([0, 0, 0]);
  await school.moveTo('2026-05-01T08:30:03+08:00');
  expect(count()).toEqual([1, 0, 0]);
  await school.moveTo('2026-05-01T09:00:03+08:00');
  expect(count()).toEqual([1, 1, 0]);
  expect(textOf(cardOf(school, director))).toContain('王老师 未签到');
  // The leader is the director, so two hours after the start it is the principal's.
  await school.moveTo('2026-05-01T10:00:03+08:00');
  expect(count()).toEqual([1, 1, 1]);
  expect(school.bot(STAFF).filter(about('签到'))).toHaveLength(0);
  await school.moveTo('2026-05-01T10:30:00+08:00');
  expect((await school.tap(teacher, '签到')).toast?.type).toBe('success');
  expect(textOf(cardOf(school, principal))).toContain('王老师 10:30 已签到');
});

const GUARDED = `
name: 示范小学
groups: { staff: oc_staff, logistics: oc_logistics }
people:
  - { id: ou_director, name: 陈主任, roles: [director, admin] }
  - { id: ou_principal, name: 林校长, roles: [principal] }
  - { id: ou_head3, name: 周老师, roles: [unitHead], unit: 三年级 }
  - { id: ou_teacher3, name: 王老师, roles: [teacher], unit: 三年级 }
  - { name: 老张, offline: true, phone: '13800000000', roles: [guard] }
duty:
  shifts:
    - { date: 2026-05-01, person: ou_teacher3, leader: ou_head3 }
    - { date: 2026-05-01, person: 老张, leader: ou_head3 }
    - { date: 2026-05-01, person: ou_head3, leader: ou_head3 }
`;

it('the leader signs in for the guard without an account, and is one person though named twice', async () => {
  await using school = await openSchool({ at: '2026-05-01T07:00:00+08:00', school: GUARDED });
  const { head } = PEOPLE;
  await school.moveTo('2026-05-01T07:30:03+08:00');
  expect(school.bot(head).filter(about('今天值班'))).toHaveLength(1);
  expect(textOf(cardOf(school, head))).toContain('老张（没有飞书）');
  const forGuard = school.button(head, '代签到');
  expect((await school.press(teacher, forGuard)).toast?.content).toContain(
    '由带班领导或总务主任代签到',
  );
  expect((await school.tap(head, '代签到')).toast?.content).toBe('已代老张签到');
  expect((await school.tap(head, '点错了')).toast?.type).toBe('success');
  await school.tap(head, '签到');
  await school.moveTo('2026-05-01T09:00:03+08:00');
  expect(textOf(cardOf(school, head))).toContain('老张 未签到，电话 13800000000');
  expect((await school.tap(head, '代签到')).toast?.content).toBe('已代老张签到');
  const rows = await school.database.db
    .selectFrom('duty_history')
    .select(['what', 'by_person_id', 'behalf_of'])
    .where('what', 'in', ['signIn', 'undo'])
    .orderBy('id')
    .execute();
  expect(rows.filter(({ behalf_of: behalf }) => behalf !== null).map(({ what }) => what)).toEqual([
    'signIn',
    'undo',
    'signIn',
  ]);
  await school.moveTo('2026-05-01T10:00:03+08:00');
  expect(textOf(cardOf(school, director))).toContain('王老师 未签到');
});

it('restarts and two replicas post each reminder once, and none after the shift began', async () => {
  await using school = await openSchool({ at: EVE });
  const other = school.replica();
  const count = () =>
    [teacher, director].map((who) => school.bot(who).filter(about('5月1日')).length);
  // Down over 18:00: made up once, by whichever of the two is first.
  await school.away(async () =>
    school.clock.moveTo(Temporal.Instant.from('2026-04-30T19:10:00+08:00')),
  );
  await Promise.all([other.settle(), school.service.settle()]);
  await school.settle();
  expect(count()).toEqual([1, 1]);
  // Down over 07:30 until after the start: no reminder of a shift that has begun.
  await school.away(async () =>
    school.clock.moveTo(Temporal.Instant.from('2026-05-01T08:20:00+08:00')),
  );
  await Promise.all([other.settle(), school.service.settle()]);
  await school.settle();
  expect(count()).toEqual([1, 1]);
  await school.moveTo('2026-05-01T08:30:03+08:00');
  await Promise.all([other.settle(), school.service.settle()]);
  await school.settle();
  expect(school.bot(teacher).filter(about('没有签到'))).toHaveLength(1);
  expect(buttonsIn(cardOf(school, teacher))).toContain('签到');
  await other.server.close();
});

it('a service that first starts after the shift began still climbs the ladder, without late reminders', async () => {
  await using school = await openSchool({ at: '2026-05-01T08:10:00+08:00' });
  await school.settle();
  expect(school.bot(teacher).filter(about('值班：5月1日'))).toHaveLength(0);
  await school.moveTo('2026-05-01T08:30:03+08:00');
  expect(buttonsIn(cardOf(school, teacher))).toContain('签到');
  expect(textOf(cardOf(school, teacher))).toContain('还没有签到');
});

it('who leads the day and the night is reminded once the evening before, and signs in at each start', async () => {
  const school = GUARDED.replace(
    /shifts:[^]*/,
    `shifts:
    - { date: 2026-10-01, person: ou_teacher3, leader: ou_head3 }
    - { date: 2026-10-01, person: 老张, leader: ou_head3, start: "20:00" }
`,
  );
  await using open = await openSchool({ at: '2026-09-30T17:59:00+08:00', school });
  const { head } = PEOPLE;
  const cards = () => open.bot(head).filter((message) => textOf(message).includes('10月1日'));
  await open.moveTo('2026-09-30T18:00:03+08:00');
  expect(cards()).toHaveLength(1);
  expect(textOf(open.last(head))).toContain('08:00 至 20:00');
  expect(textOf(open.last(head))).toContain('这一天您还有 20:00 的班');
  await open.moveTo('2026-10-01T07:30:03+08:00');
  expect((await open.tap(head, '签到')).toast?.content).toBe('已签到');
  await open.moveTo('2026-10-01T19:30:03+08:00');
  expect((await open.tap(head, '签到')).toast?.content).toBe('已签到');
  expect((await open.tap(head, '代签到')).toast?.content).toBe('已代老张签到');
});
