/** What goes out wrongly: answers that are lost, a platform that takes nothing, people who cannot be reached. */
import { sql } from 'kysely';
import { TROUBLES } from '../platform.ts';
import { PERSONS } from '../school.ts';
import { none } from '../violation.ts';
import { LEASE, type Stage } from './stage.ts';

/** As often as the platform takes messages into one chat. */
const PACE = { milliseconds: 200 } as const;
/** Words that somebody hopes will ring the whole school. */
const RINGS = '<at user_id="all">所有人</at><at id=all></at>';

/** An answer is lost, and then nothing is taken for longer than the platform remembers a uuid. */
export async function lostAndLong(stage: Stage): Promise<void> {
  const { platform, clock } = stage.parts;
  platform.next = { fault: 'lostResponse' };
  await stage.report('ou_zhao');
  await stage.time.settle();
  platform.congestedUntil = clock.now().epochMilliseconds + 66 * 60_000;
  await stage.soon({ minutes: 70 });
  await stage.soon({ minutes: 10 });
}

/** Each of the platform's faults strikes the first message about a report. */
export async function everyOutbound(stage: Stage): Promise<void> {
  const { platform } = stage.parts;
  for (const fault of TROUBLES) {
    platform.next = { fault };
    await stage.report('ou_canteen');
    await stage.soon({ minutes: 1 });
  }
  platform.next = null;
}

/** Somebody whom the app may not write to any more goes on reporting. */
export async function unreachable(stage: Stage): Promise<void> {
  const { world } = stage.parts.platform;
  const id = 'ou_feng';
  const person = world.people.get(id);
  if (!person) return;
  world.people.set(id, { ...person, reachable: false });
  await stage.report(id);
  await stage.soon({ minutes: 2 });
  const { rows } = await sql`select id, attempts from outbox_message
    where lane = ${`person:${id}`}`.execute(stage.parts.database.db);
  world.people.set(id, person);
  none('V2 what the platform will never take is given up', rows);
}

/** A card's answer is lost, and before it is sent again the thing has gone on. */
export async function changedMeanwhile(stage: Stage): Promise<void> {
  const { platform } = stage.parts;
  for (const person of ['ou_li', 'ou_zhao'] as const) {
    platform.next = { fault: 'lostResponse', to: person };
    await stage.town.say(person, `教学楼${stage.room()}桌子腿断了`);
    await stage.time.settle();
    platform.next = null;
    for (const worker of ['ou_plumb', 'ou_handy']) await stage.tap(worker, '接单');
    await stage.soon(LEASE);
  }
}

/** Much is said while the platform takes nothing, by one person and then by all, and goes out when it does again. */
export async function burst(stage: Stage): Promise<void> {
  const { platform, clock } = stage.parts;
  // A call that takes long would take the crowd apart.
  const { trouble } = platform;
  platform.trouble = 0;
  const words = ['我的报修', '库存', '今天谁值班', '我的采购', '剪刀还有多少', '待我审批'];
  for (const people of [['ou_zhao', 'ou_zhao'], PERSONS.map(({ id }) => id)]) {
    platform.congestedUntil = clock.now().epochMilliseconds + 60_000;
    for (const id of people) for (const text of words) await stage.town.say(id, text);
    await stage.time.settle();
    stage.pass({ minutes: 3 });
    for (let look = 0; look < 20; look++) {
      await stage.time.settle();
      stage.pass(PACE);
    }
    await stage.soon(LEASE);
  }
  platform.trouble = trouble;
}

/** Words with tags in whatever people can write. */
export async function rings(stage: Stage): Promise<void> {
  await stage.town.say('ou_li', `教学楼${stage.room()}桌子腿断了${RINGS}`);
  await stage.soon(LEASE);
  for (const worker of ['ou_plumb', 'ou_handy']) {
    await stage.tap(worker, '接单');
    await stage.tap(worker, '完工', { cost: '12', note: RINGS });
  }
  await stage.soon(LEASE);
  await stage.tap('ou_li', '返修', { reason: RINGS });
  await stage.town.say('ou_li', `领2盒${RINGS}`);
  await stage.town.say('ou_li', `申请买2台${RINGS}电风扇，200元一台，班级用`);
  await stage.town.say('ou_li', RINGS);
  // What is passed on is passed on in their own words.
  await stage.town.say('ou_li', `入库 A4纸 5包 25元 ${RINGS}`);
  await stage.town.say('ou_li', `帮我订一辆车 ${RINGS}`);
  await stage.soon(LEASE);
  await stage.tap('ou_li', '提交申请');
  await stage.tap('ou_head3', '退回修改', { reason_return: RINGS, reason: RINGS });
  await stage.soon(LEASE);
}
