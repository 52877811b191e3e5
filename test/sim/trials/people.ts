/** People who go, stand in for others, or ask for what they would decide themselves; all of them still have a phone. */
import { LEASE, type Found, type Stage } from './stage.ts';

/** A minute more than the clocks of two replicas may be apart. */
const APART = { minutes: 12 } as const;

/** Whoever goes leaves work behind, and still has the phone with its cards as they were. */
export async function leaver(stage: Stage): Promise<void> {
  const { town } = stage;
  town.count('approverResigns');
  const broken = async () => {
    for (let n = 0; n < 3; n++) await town.say('ou_li', `教学楼${stage.room()}桌子腿断了`);
  };
  await broken();
  await town.say('ou_zhao', '申请买2台电风扇，200元一台，班级用');
  await stage.soon(LEASE);
  await stage.tap('ou_handy', '接单');
  await stage.tap('ou_zhao', '提交申请');
  await stage.soon(LEASE);
  const before: [string, Found | null, Record<string, unknown>][] = [
    ['ou_handy', stage.find('ou_handy', '完工'), { cost: '12', note: '' }],
    ['ou_head4b', stage.find('ou_head4b', '同意'), {}],
  ];
  for (const name of ['老郑', '康老师']) {
    await town.say('ou_director', `${name}调走了`);
    await stage.soon(LEASE);
    await stage.tap('ou_director', '确认调走', { person: 'ou_elec' });
    await stage.soon(LEASE);
  }
  await stage.soon(APART);
  for (const [person, found, form] of before) if (found) await stage.press(person, found, form);
  for (const words of ['完工', '接单', '转派']) await stage.tap('ou_handy', words, {});
  await stage.tap('ou_head4b', '同意');
  await broken();
  await stage.soon(LEASE);
}

/** A head is away for the day, and whoever stands in goes on tapping on later days. */
export async function substitute(stage: Stage): Promise<void> {
  const { town, time } = stage;
  await ask(stage, 'ou_li');
  const heads = stage.find('ou_head3', '同意');
  if (heads) await stage.press('ou_head4', heads);
  await stage.soon(APART);
  const today = time.now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
  town.count('approverAbsent');
  await town.say('ou_head3', `我请假到${today.month}月${today.day}日，吕老师代批`);
  await stage.soon(LEASE);
}

/** Those who approve ask for something themselves, and tap whatever they are shown and what others are. */
export async function ownRequests(stage: Stage): Promise<void> {
  for (const person of ['ou_head3', 'ou_director', 'ou_principal'] as const) {
    await ask(stage, person, person === 'ou_head3' ? 50 : 6_000);
    for (const holder of [person, 'ou_head3', 'ou_director', 'ou_deputy', 'ou_principal']) {
      const found = stage.find(holder, '同意');
      if (!found) continue;
      await stage.press(person, found);
      if (holder !== person) await stage.press(holder, found);
      await stage.soon(LEASE);
    }
  }
}

/** What was mended is sent back and mended again; then it is accepted from the card of the first time. */
export async function elderCard(stage: Stage): Promise<void> {
  await stage.town.say('ou_li', `教学楼${stage.room()}桌子腿断了`);
  await stage.soon(LEASE);
  const workers = ['ou_plumb', 'ou_handy'];
  const done = async () => {
    for (const worker of workers) {
      await stage.tap(worker, '接单');
      await stage.tap(worker, '完工', { cost: '12', note: '' });
    }
    await stage.soon(LEASE);
  };
  await done();
  const first = stage.find('ou_li', '验收通过');
  await stage.tap('ou_li', '返修', { reason: '没修好' });
  await stage.soon(LEASE);
  await done();
  if (first) await stage.press('ou_li', first, { stars: '5' });
  await stage.soon(LEASE);
}

/** Goods that cost far more than was approved, paid by whoever pays, and by whoever bought them. */
export async function dear(stage: Stage): Promise<void> {
  await ask(stage, 'ou_li');
  await stage.tap('ou_head3', '同意');
  await stage.soon(LEASE);
  const bill = { invoice: '12345678', cost_invoice: '2900', cost: '2900' };
  for (const words of ['已下单', '已到货']) {
    await stage.tap('ou_buyer', words, bill);
    await stage.soon(LEASE);
  }
  for (const acceptor of ['ou_store', 'ou_li']) await stage.tap(acceptor, '验收入库', bill);
  await stage.soon(LEASE);
  await stage.tap('ou_buyer', '登记发票', bill);
  await stage.soon(LEASE);
  const pay = stage.find('ou_finance', '已报销');
  if (!pay) return;
  await stage.press('ou_buyer', pay, bill);
  await stage.press('ou_finance', pay, bill);
  await stage.soon(LEASE);
}

async function ask(stage: Stage, person: string, price = 50): Promise<void> {
  const count = 2 + stage.random.below(3);
  await stage.town.say(person, `申请买${count}把雨伞，${price}元一把，门卫用`);
  await stage.soon(LEASE);
  await stage.tap(person, '提交申请');
  await stage.soon(LEASE);
}
