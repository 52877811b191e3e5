import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, electrician, plumber, director } = PEOPLE;

async function idOf(school: OpenSchool, openId: string): Promise<string> {
  const row = await school.database.db
    .selectFrom('person')
    .select('id')
    .where('open_id', '=', openId)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function taken(): Promise<OpenSchool> {
  const school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  return school;
}

it('转派 needs a person, is handed over with its reason, and the first may do no more', async () => {
  await using school = await taken();
  expect((await school.tap(electrician, '转派')).toast?.type).toBe('warning');
  const stale = school.button(electrician, '完工');
  const form = { person: await idOf(school, plumber), reason: '工种不符' };
  expect((await school.tap(electrician, '转派', { form })).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'assigned' }]);
  expect(textOf(school.last(plumber))).toContain('工种不符');
  expect(buttonsIn(school.last(plumber))).toContain('接单');
  expect((await school.press(electrician, stale)).toast?.type).toMatch(/warning|error/);
  expect(await school.tickets()).toMatchObject([{ state: 'assigned' }]);
});

it('转派 to somebody who mends nothing is refused', async () => {
  await using school = await taken();
  const form = { person: await idOf(school, teacher), reason: '工种不符' };
  expect((await school.tap(electrician, '转派', { form })).toast?.content).toContain('维修人员');
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
});

it('a third 转派 is the director’s', async () => {
  await using school = await taken();
  const [elec, plumb] = [await idOf(school, electrician), await idOf(school, plumber)];
  const stale = school.button(electrician, '转派');
  await school.tap(electrician, '转派', { form: { person: plumb, reason: '不在岗' } });
  await school.tap(plumber, '转派', { form: { person: elec, reason: '工种不符' } });
  const third = { form: { person: plumb, reason: '不在岗' } };
  const refused = await school.press(electrician, stale, third.form);
  expect(refused.toast?.content).toContain('总务主任');
  await school.say(director, 'BX2611-0001');
  expect((await school.tap(director, '转派', third)).toast?.type).toBe('success');
});

it('挂起 takes its date by default, tells the reporter, and wakes by itself', async () => {
  await using school = await taken();
  const before = school.bot(teacher).length;
  const suspended = await school.tap(electrician, '挂起', { form: { reason: '待配件' } });
  expect(suspended.toast?.type).toBe('success');
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(textOf(school.last(teacher))).toContain('11月27日');
  await school.moveTo('2026-11-27T08:00:00+08:00');
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
  expect(buttonsIn(school.last(electrician))).toContain('完工');
});

it('挂起 needs a reason and a day to come; 继续 ends it early', async () => {
  await using school = await taken();
  expect((await school.tap(electrician, '挂起')).toast?.type).toBe('warning');
  const past = { reason: '待配件', date: '2026-11-23 +0800' };
  expect((await school.tap(electrician, '挂起', { form: past })).toast?.content).toContain('晚于');
  await school.tap(electrician, '挂起', { form: { reason: '待采购', date: '2026-12-01' } });
  expect(await school.tickets()).toMatchObject([{ state: 'suspended' }]);
  expect((await school.tap(electrician, '继续')).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'working', suspended_until: null }]);
});

it('补填 is possible for seven days, with the plain names of the fields', async () => {
  await using school = await taken();
  await school.tap(electrician, '完工');
  const form = { note: '换了电容', cost: '85.5', cause: '自然损坏' };
  expect((await school.tap(electrician, '补填', { form })).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([
    { note: '换了电容', cost_fen: 8550, cause: '自然损坏' },
  ]);
  const stale = school.button(electrician, '补填');
  await school.moveTo('2026-12-02T10:00:00+08:00');
  expect((await school.press(electrician, stale, form)).toast?.content).toContain('7 天');
});

it('a cost that is no number is said so', async () => {
  await using school = await taken();
  await school.tap(electrician, '完工');
  const answer = await school.tap(electrician, '补填', { form: { cost: '很贵' } });
  expect(answer.toast?.content).toContain('数字');
});

it('点错了 takes 完工 back within ten minutes and not after', async () => {
  await using school = await taken();
  await school.tap(electrician, '完工');
  expect((await school.tap(electrician, '点错了')).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'working' }]);
  expect(buttonsIn(school.last(teacher))).not.toContain('验收通过');
  await school.tap(electrician, '完工');
  const stale = school.button(electrician, '点错了');
  await school.moveTo('2026-11-24T10:30:00+08:00');
  expect((await school.press(electrician, stale)).toast?.content).toContain('10 分钟');
  expect(await school.tickets()).toMatchObject([{ state: 'done' }]);
});
