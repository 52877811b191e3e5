import { expect, it } from 'vitest';
import { LOGISTICS, openSchool, PEOPLE, STAFF, type OpenSchool } from '../harness.ts';

const { teacher, head, buyer, director, principal, electrician, plumber, storekeeper } = PEOPLE;
const finance = 'ou_finance';
const REPORTERS = [teacher, head, buyer];
const WEEK = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'];
const FAULTS = ['空调不制冷', '水龙头漏水', '灯不亮'];

/** Words, and who approves it after the head. */
const PURCHASES = [
  ['申请买2把雨伞，50元一把，门卫用', []],
  ['申请买3台电风扇，两百一台，开运动会用', [director]],
  ['申请买2台打印机，三千一台，教务处用', [director, principal]],
] as const;

/** From the words to the money, everybody tapping once. */
async function buy(school: OpenSchool, [words, approvers]: (typeof PURCHASES)[number]) {
  await school.say(teacher, words);
  await school.tap(teacher, '提交申请');
  for (const approver of [head, ...approvers]) await school.tap(approver, '同意');
  for (const button of ['已下单', '已到货']) await school.tap(buyer, button);
  await school.tap(storekeeper, '验收入库');
  await school.tap(buyer, '登记发票', {
    form: { invoice: words.length.toString().padStart(8, '1') },
  });
  await school.tap(finance, '已报销');
}

it('a typical week of 12 repairs and 3 purchases stays within the messages that people bear', async () => {
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
  const repairing = new Map<string, number>(
    [teacher, buyer].map((one) => [one, school.bot(one).length]),
  );
  for (const [i, purchase] of PURCHASES.entries()) {
    await school.moveTo(`2026-11-26T1${4 + i}:00:00+08:00`);
    await buy(school, purchase);
  }
  const buying = (one: string) => school.bot(one).length - (repairing.get(one) ?? 0);
  // What was asked, that it is approved, that it is there; the buyer: what to buy.
  expect(buying(teacher)).toBeLessThanOrEqual(3 * 3);
  expect(buying(buyer)).toBeLessThanOrEqual(2 * 3);
  const bought = new Map([teacher, buyer].map((one) => [one, buying(one)]));
  await school.moveTo('2026-11-27T17:00:00+08:00');
  const count = Object.fromEntries(
    Object.entries({ ...PEOPLE, group: LOGISTICS, staff: STAFF }).map(([name, place]) => [
      name,
      school.bot(place).length,
    ]),
  );
  console.log(`messages of a week with 12 repairs and 3 purchases: ${JSON.stringify(count)}`);
  expect(await school.tickets()).toHaveLength(12);
  expect(school.bot(teacher).length - (bought.get(teacher) ?? 0)).toBeLessThanOrEqual(12);
  // Four repairs of three, and three approvals.
  expect(school.bot(head).length).toBeLessThanOrEqual(12 + 3);
  // Suspended every time: receipt, suspension, ready; and one list for what waits unsigned.
  expect(school.bot(buyer).length - (bought.get(buyer) ?? 0)).toBeLessThanOrEqual(4 * 3 + 4);
  for (const worker of [electrician, plumber])
    expect(school.bot(worker).length).toBeLessThanOrEqual(12);
  expect(school.bot(director).length).toBeLessThanOrEqual(15);
  expect(school.bot(principal).length).toBeLessThanOrEqual(2);
  expect(school.bot(STAFF).length).toBeLessThanOrEqual(2);
}, 120_000);
