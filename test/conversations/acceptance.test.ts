import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf, type OpenSchool } from '../harness.ts';

const { teacher, electrician, director } = PEOPLE;

async function mended(at?: string): Promise<OpenSchool> {
  const school = await openSchool(at === undefined ? {} : { at });
  await school.say(teacher, '302 空调不制冷');
  await school.tap(electrician, '接单');
  await school.tap(electrician, '完工');
  return school;
}

it('返修 needs a reason, goes back to the worker, and the second time to the director', async () => {
  await using school = await mended();
  expect((await school.tap(teacher, '返修')).toast?.type).toBe('warning');
  const form = { reason: '没有修好' };
  expect((await school.tap(teacher, '返修', { form })).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'working', reworks: 1 }]);
  expect(textOf(school.last(electrician))).toContain('没有修好');
  await school.tap(electrician, '完工');
  await school.tap(teacher, '返修', { form: { reason: '又坏了', note: '还是热风' } });
  expect(await school.tickets()).toMatchObject([{ state: 'unassigned', reworks: 2 }]);
  expect(buttonsIn(school.last(director))).toContain('转派');
});

it('点错了 takes 验收通过 back', async () => {
  await using school = await mended();
  await school.tap(teacher, '验收通过', { form: { stars: '2' } });
  expect((await school.tap(teacher, '点错了')).toast?.type).toBe('success');
  expect(await school.tickets()).toMatchObject([{ state: 'done', stars: null }]);
});

it('unsigned across a weekend it is reminded of at 16:00 the working day before, then accepted by default', async () => {
  // Done on Thursday 26 November: three working days end on Tuesday 1 December.
  await using school = await mended('2026-11-26T10:00:00+08:00');
  await school.moveTo('2026-11-29T16:00:00+08:00');
  const before = school.bot(teacher).length;
  await school.moveTo('2026-11-30T15:59:00+08:00');
  expect(school.bot(teacher)).toHaveLength(before);
  await school.moveTo('2026-11-30T16:00:00+08:00');
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(buttonsIn(school.last(teacher))).toContain('验收通过');
  await school.moveTo('2026-12-01T09:59:00+08:00');
  expect(await school.tickets()).toMatchObject([{ state: 'done' }]);
  await school.moveTo('2026-12-01T10:01:00+08:00');
  expect(await school.tickets()).toMatchObject([{ state: 'acceptedByDefault', stars: null }]);
  expect(school.bot(teacher)).toHaveLength(before + 1);
  expect(school.bot(teacher).map(textOf).join()).toContain('默认验收');
  // The list that reminded of it offers it no longer.
  expect(school.bot(teacher).flatMap(buttonsIn)).not.toContain('验收通过');
});

it('a holiday does not count: over 1 October it waits until the school is back', async () => {
  await using school = await mended('2026-09-29T10:00:00+08:00');
  await school.moveTo('2026-10-07T20:00:00+08:00');
  expect(await school.tickets()).toMatchObject([{ state: 'done' }]);
  await school.moveTo('2026-10-12T20:00:00+08:00');
  expect(await school.tickets()).toMatchObject([{ state: 'acceptedByDefault' }]);
});

it("a worker's own report is the director's to sign, all at once with 一键验收", async () => {
  await using school = await openSchool({ at: '2026-11-26T10:00:00+08:00' });
  for (const place of ['302', '305']) {
    await school.say(electrician, `${place} 空调不制冷`);
    await school.tap(electrician, '接单');
    await school.tap(electrician, '完工');
  }
  // The worker reported it, so the button is the director's; another's tap on it is refused.
  expect(school.bot(electrician).flatMap(buttonsIn)).not.toContain('验收通过');
  await school.say(director, 'BX2611-0001');
  const own = await school.press(electrician, school.button(director, '验收通过'));
  expect(own.toast?.type).toMatch(/warning|error/);
  expect(await school.tickets()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  await school.moveTo('2026-11-27T15:00:00+08:00');
  expect((await school.tap(director, '一键验收')).toast?.content).toContain('2 单');
  expect(await school.tickets()).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
});

it('又坏了 within seven days opens the same ticket again, later a new one', async () => {
  await using school = await mended();
  await school.tap(teacher, '验收通过');
  await school.moveTo('2026-11-26T10:00:00+08:00');
  await school.say(teacher, '302 空调又坏了');
  expect(await school.tickets()).toMatchObject([{ number: 'BX2611-0001', state: 'working' }]);
  await school.tap(electrician, '完工');
  await school.tap(teacher, '验收通过');
  await school.moveTo('2026-12-10T10:00:00+08:00');
  await school.say(teacher, '302 空调又坏了');
  expect(await school.tickets()).toHaveLength(2);
});
