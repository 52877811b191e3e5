import { expect, it } from 'vitest';
import { LOGISTICS, openSchool, PEOPLE, textOf } from '../harness.ts';

const { teacher, electrician, plumber } = PEOPLE;

it('a sentence becomes a ticket, a worker takes and mends it, the reporter signs', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  expect(textOf(school.last(teacher))).toContain('BX2611-0001');
  expect(textOf(school.last(LOGISTICS))).toContain('BX2611-0001');
  expect(textOf(school.last(electrician))).toContain('接单');

  expect((await school.tap(electrician, '接单')).toast?.type).toBe('success');
  expect(textOf(school.last(teacher))).toContain('老李');
  expect((await school.tap(electrician, '完工')).toast?.type).toBe('success');
  expect(textOf(school.last(teacher))).toContain('验收通过');
  expect((await school.tap(teacher, '验收通过')).toast?.type).toBe('success');
  expect(textOf(school.last(teacher))).toContain('已完成');
});

it('a second worker who taps too late is told who was first, and nothing changes', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  const button = school.button(LOGISTICS, '接单');
  expect((await school.press(electrician, button)).toast?.type).toBe('success');
  const late = await school.press(plumber, button);
  expect(late.toast?.type).toMatch(/error|warning/);
  expect(late.toast?.content).toContain('老李');
  const tickets = await school.database.db.selectFrom('repair_ticket').select('state').execute();
  expect(tickets).toEqual([{ state: 'working' }]);
});

it('the same event delivered twice opens one ticket', async () => {
  await using school = await openSchool();
  school.platform.faults.duplicate = 1;
  await school.say(teacher, '302 空调不制冷');
  expect(
    await school.database.db.selectFrom('repair_ticket').select('number').execute(),
  ).toHaveLength(1);
});
