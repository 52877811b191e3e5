import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { director, electrician, plumber, teacher } = PEOPLE;
const about = (words: string) => (message: Parameters<typeof textOf>[0]) =>
  textOf(message).includes(words);

it('the patrol comes at its time with its points, and one tap says that all is well', async () => {
  await using school = await openSchool({ at: '2026-11-25T07:20:00+08:00' });
  await school.moveTo('2026-11-25T07:30:02+08:00');
  const card = school.bot(director).find(about('校园每日巡查'));
  expect(card && textOf(card)).toContain('消防设施');
  expect((await school.tap(director, '全部正常')).toast?.content).toBe('已登记，全部正常');
  const again = await school.platform
    .tap(director, card?.messageId ?? '', '全部正常', {})
    .catch(() => null);
  expect(again).toBeNull();
});

it('an abnormal point opens a repair that names the check, and the card names the repair', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  const form = { point: '教室', place: '教学楼302', note: '两盏灯不亮' };
  const answer = await school.tap(electrician, '登记异常', { form });
  expect(answer.toast?.content).toContain('BX2611-0001');
  const [ticket] = await school.tickets();
  expect(ticket).toMatchObject({ place: '教学楼302', category: 'electrical' });
  expect(JSON.stringify(ticket?.items)).toContain('照明设施周检发现：教室，两盏灯不亮');
  expect(school.bot(electrician).some(about('两盏灯不亮（BX2611-0001）'))).toBe(true);
});

it('登记异常 without a place or words says what is missing and opens nothing', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  expect((await school.tap(electrician, '登记异常')).toast?.content).toContain('写一句');
  const form = { note: '灯不亮' };
  expect((await school.tap(electrician, '登记异常', { form })).toast?.content).toContain('在哪里');
  expect(await school.tickets()).toHaveLength(0);
});

it('where the check says so, an abnormal point is a hazard that another person closes', async () => {
  await using school = await openSchool({ at: '2026-11-25T14:59:00+08:00' });
  await school.moveTo('2026-11-25T15:00:02+08:00');
  const form = { point: '燃气管、阀门', place: '食堂后厨', note: '软管老化' };
  await school.tap(plumber, '登记异常', { form });
  expect(await school.tickets()).toHaveLength(0);
  expect(textOf(school.last(director))).toContain('软管老化');
  expect((await school.tap(director, '已消除')).toast?.content).toBe('已确认消除');
  expect(textOf(school.last(director))).toContain('没有未消除的隐患');
});

it('what nobody answered is reminded once, then missed, and told to the director alone', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  await school.moveTo('2026-11-26T18:00:10+08:00');
  expect(school.bot(electrician).filter(about('照明设施周检'))).toHaveLength(2);
  await school.moveTo('2026-11-27T00:01:00+08:00');
  expect(school.bot(electrician).filter(about('照明设施周检'))).toHaveLength(2);
  expect(textOf(school.last(electrician))).toContain('未检查');
  await school.moveTo('2026-11-27T16:00:02+08:00');
  const told = school.bot(director).find(about('本周没有做的检查'));
  expect(told && textOf(told)).toContain('照明设施周检 11月26日：老李');
  const posted = school.bot(STAFF).find(about('本周巡查统计'));
  expect(posted && textOf(posted)).not.toMatch(/老李|陈主任/);
});

it('a check whose card could not be delivered rings nobody when its day ends, and is missed all the same', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  const { people } = school.platform.world;
  people.set(electrician, { openId: electrician, name: '老李', reachable: false });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  people.set(electrician, { openId: electrician, name: '老李' });
  await school.moveTo('2026-11-27T00:01:00+08:00');
  expect(school.bot(electrician).filter(about('照明设施周检'))).toEqual([]);
  const runs = await school.database.db.selectFrom('check_run').select('state').execute();
  expect(runs.map(({ state }) => state)).toContain('missed');
  await school.moveTo('2026-11-27T06:30:02+08:00');
  expect(school.bot(electrician).some(about('未检查'))).toBe(true);
});

it('the week’s statistics count what was found and what is mended, by place', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  await school.tap(electrician, '登记异常', { form: { place: '教学楼302', note: '灯不亮' } });
  await school.tap(electrician, '登记异常', { form: { place: '走廊', note: '灯闪' } });
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  await school.moveTo('2026-11-27T16:00:02+08:00');
  const words = textOf(school.bot(STAFF).find(about('本周巡查统计')) ?? school.last(STAFF));
  expect(words).toContain('2 处，已解决 1 处，处理中 1 处');
  expect(words).toContain('教学楼302');
});

it('a check whose owner cannot be reached is on nobody’s phone', async () => {
  await using school = await openSchool({ at: '2026-11-25T18:29:00+08:00' });
  await school.moveTo('2026-11-25T18:30:05+08:00');
  const everyone = [director, electrician, plumber, teacher].flatMap((who) => school.bot(who));
  // It stands in the director's list of duties without anybody, and on no check card.
  expect(everyone.filter(about('放学后电器')).flatMap(buttonsIn)).toEqual(['指定']);
});

it('another’s check card refuses whoever is not responsible', async () => {
  await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
  await school.moveTo('2026-11-26T16:00:02+08:00');
  const card = school.last(electrician);
  expect(buttonsIn(card)).toContain('全部正常');
  const answer = await school.platform.tap(teacher, card.messageId, '全部正常', {});
  expect(answer.toast?.content).toContain('不是发给您的');
});

it('the month’s summary is a draft until the director publishes it, once', async () => {
  await using school = await openSchool({ at: '2026-11-27T14:59:00+08:00' });
  await school.moveTo('2026-11-27T15:00:02+08:00');
  expect(textOf(school.last(director))).toContain('11月后勤小结（草稿）');
  expect(textOf(school.last(director))).toContain('12月安排');
  await school.moveTo('2026-11-30T15:00:02+08:00');
  const before = school.bot(STAFF).length;
  const form = { note: '感谢大家配合' };
  expect((await school.tap(director, '发布', { form })).toast?.type).toBe('success');
  expect(school.bot(STAFF)).toHaveLength(before + 1);
  expect(textOf(school.last(STAFF))).toContain('感谢大家配合');
  expect(buttonsIn(school.last(STAFF))).toEqual([]);
});
