import { expect, it } from 'vitest';
import { LOGISTICS, openSchool, PEOPLE, STAFF } from '../harness.ts';

const { teacher, head, buyer, director, principal, electrician, plumber } = PEOPLE;
const REPORTERS = [teacher, head, buyer];
const WEEK = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'];
const FAULTS = ['空调不制冷', '水龙头漏水', '灯不亮'];

it('a typical week of 12 repairs stays within the messages that people bear', async () => {
  await using school = await openSchool({ at: '2026-11-23T08:30:00+08:00' });
  let room = 201;
  for (const day of WEEK) {
    // The director is 安全员 too; on Monday the school begins after the patrol's time.
    if (day !== WEEK[0]) {
      await school.moveTo(`${day}T07:31:00+08:00`);
      await school.tap(director, '全部正常');
    }
    for (const [i, fault] of FAULTS.entries()) {
      const reporter = REPORTERS[i] ?? teacher;
      const worker = fault === '水龙头漏水' ? plumber : electrician;
      await school.moveTo(`${day}T1${i}:00:00+08:00`);
      await school.say(reporter, `教学楼${room++} ${fault}`);
      await school.tap(worker, '接单');
      if (i === 2) await school.tap(worker, '挂起', { form: { reason: '待配件' } });
      await school.tap(worker, '完工');
      if (i < 2) await school.tap(reporter, '验收通过');
    }
  }
  await school.moveTo('2026-11-27T17:00:00+08:00');
  const count = Object.fromEntries(
    Object.entries({ ...PEOPLE, group: LOGISTICS, staff: STAFF }).map(([name, place]) => [
      name,
      school.bot(place).length,
    ]),
  );
  console.log(`messages of a week with 12 repairs: ${JSON.stringify(count)}`);
  expect(await school.tickets()).toHaveLength(12);
  for (const reporter of [teacher, head])
    expect(school.bot(reporter).length).toBeLessThanOrEqual(12);
  // Suspended every time: receipt, suspension, ready; and one list for what waits unsigned.
  expect(school.bot(buyer).length).toBeLessThanOrEqual(4 * 3 + 4);
  for (const worker of [electrician, plumber])
    expect(school.bot(worker).length).toBeLessThanOrEqual(12);
  expect(school.bot(director).length).toBeLessThanOrEqual(15);
  expect(school.bot(principal).length).toBeLessThanOrEqual(2);
  expect(school.bot(STAFF).length).toBeLessThanOrEqual(2);
}, 120_000);
