import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import {
  claimNow,
  clock,
  database,
  dead,
  eachWithOutbox,
  ear,
  LI,
  outbox,
  show,
  speak,
  START,
  WANG,
  night,
} from '../../test/outbox-kit.ts';
import { idMaker } from '../kernel/ids.ts';
import { takeBudget } from './budget.ts';
import { SendFailure } from './send.ts';
import { settle } from './settle.ts';

eachWithOutbox();

test('while our own database has no connection to give, a message waits and is not given up', async () => {
  await speak((say) => say.text(WANG, '一'));
  ear.fail = () => {
    throw new Error('timeout exceeded when trying to connect');
  };
  await outbox.dispatcher.settle();
  expect(await dead()).toEqual([]);
  ear.fail = () => null;
  clock.moveBy({ seconds: 2 });
  await outbox.dispatcher.settle();
  expect(ear.heard).toEqual(['wang: 一']);
});

describe('cards', () => {
  test('several changes before the card has left become one message with the newest words', async () => {
    await show('k', '一');
    await show('k', '二');
    await outbox.dispatcher.settle();
    await show('k', '三');
    await show('k', '四');
    await outbox.dispatcher.settle();
    expect(ear.heard).toEqual(['card wang "二"', 'update om_1 "四"']);
    expect(await database.db.selectFrom('outbox_message').selectAll().execute()).toEqual([]);
  });

  test('renewing sends anew and points from the former card to the new one', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    await show('k', '二', { renew: true });
    await outbox.dispatcher.settle();
    expect(ear.heard).toEqual([
      'card wang "一"',
      'card wang "二"',
      'update om_1 {"title":{"tag":"plain_text","content":"卡片"},"template":"grey"}',
    ]);
    const tapped = await database.transaction((tx) => outbox.cardByMessage(tx, 'om_1'));
    expect(tapped).toMatchObject({ key: 'k', messageId: 'om_2', to: WANG });
  });

  test('a change while the card is on its way follows as an update', async () => {
    await show('k', '一');
    const claimed = await claimNow();
    await show('k', '二');
    await database.transaction((tx) =>
      settle(
        tx,
        { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() },
        claimed ?? never(),
        {
          delivered: { messageId: 'om_9', version: 1 },
        },
      ),
    );
    await outbox.dispatcher.settle();
    expect(ear.heard).toEqual(['update om_9 "二"']);
  });

  test('a live card is sent anew on day 12, but not at night; a finished one is left alone', async () => {
    await show('live', '一');
    await show('done', '二', { live: false });
    await outbox.dispatcher.settle();
    clock.moveBy({ hours: 24 * 12 + 1 });
    ear.heard = [];
    night.now = true;
    await outbox.dispatcher.settle();
    expect(ear.heard).toEqual([]);
    night.now = false;
    await outbox.dispatcher.settle();
    expect(ear.heard.map((line) => line.slice(0, 12))).toEqual(['card wang "一', 'update om_1 ']);
  });

  test('an update refused for its age becomes a new card', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    ear.fail = (what) =>
      what.startsWith('update om_1 "') ? new SendFailure('tooOld', 'old', 230031) : null;
    await show('k', '二');
    await outbox.dispatcher.settle();
    expect(ear.heard.slice(0, 2)).toEqual(['card wang "一"', 'card wang "二"']);
  });

  test('a card the platform refuses is said in words', async () => {
    ear.fail = (what) => (what.startsWith('card') ? new SendFailure('card', 'bad', 230099) : null);
    await show('k', '一');
    await outbox.dispatcher.settle();
    expect(ear.heard.join()).toContain('卡片暂时无法显示');
    expect(await dead()).toEqual([{ reason: 'bad', code: 230099 }]);
  });

  test('a tapped card waits for its answer, and goes at once when the answer is out', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    await database.transaction(async (tx) => {
      await outbox
        .say(tx, clock.now())
        .show({ key: 'k', to: WANG, card: { template: 'x', values: { title: '二' } }, live: true });
      await outbox.holdForTap(tx, 'k', clock.now());
    });
    await outbox.dispatcher.settle();
    await show('k', '三');
    await outbox.dispatcher.settle();
    expect(ear.heard).toHaveLength(1);
    outbox.release('k');
    await outbox.dispatcher.settle();
    expect(ear.heard[1]).toBe('update om_1 "三"');
  });

  test('a card whose tap had an unknown outcome is sent as it truly is', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    outbox.refresh('om_1');
    outbox.refresh('om_unknown');
    await outbox.dispatcher.settle();
    expect(ear.heard).toEqual(['card wang "一"', 'update om_1 "一"']);
  });

  test('when nobody releases it, it goes after three seconds', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    await database.transaction((tx) => outbox.holdForTap(tx, 'k', clock.now()));
    await show('k', '二');
    await outbox.dispatcher.settle();
    expect(ear.heard).toHaveLength(1);
    clock.moveBy({ seconds: 3 });
    await outbox.dispatcher.settle();
    expect(ear.heard).toHaveLength(2);
  });
});

describe('order and pace', () => {
  test('dangers overtake others of their lane, but not earlier words of their own thread', async () => {
    await speak((say) => say.text(WANG, '甲', { thread: 'a' }));
    await speak((say) => say.text(WANG, '乙', { thread: 'b' }));
    await speak((say) => say.text(WANG, '危险', { thread: 'b', urgentTo: ['ou_wang'] }));
    await speak((say) => say.text(WANG, '漏电', { thread: 'c', urgentTo: ['ou_wang'] }));
    await outbox.dispatcher.settle();
    expect(ear.heard.filter((line) => line.startsWith('wang'))).toEqual([
      'wang: 漏电',
      'wang: 甲',
      'wang: 乙',
      'wang: 危险',
    ]);
    expect(ear.heard).toContain('urgent om_1 ou_wang');
  });

  test('what cannot be sent holds back its own thread only, and nobody else', async () => {
    ear.fail = (what) => (what.includes('坏') ? new SendFailure('retry', 'HTTP 502') : null);
    await speak((say) => say.text(WANG, '坏', { thread: 'a' }));
    await speak((say) => say.text(WANG, '坏之后', { thread: 'a' }));
    await speak((say) => say.text(WANG, '好', { thread: 'b' }));
    await speak((say) => say.text(LI, '李'));
    await outbox.dispatcher.settle();
    expect(ear.heard.toSorted()).toEqual(['li: 李', 'wang: 好']);
  });

  test('one lane is taken five times a second at most', async () => {
    for (let i = 0; i < 3; i++) await speak((say) => say.text(WANG, String(i)));
    const sentAt: number[] = [];
    for (let ms = 0; ms <= 500; ms += 50, clock.moveBy({ milliseconds: 50 })) {
      const claimed = await claimNow();
      if (!claimed?.message) continue;
      sentAt.push(ms);
      await database.transaction((tx) =>
        settle(tx, { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() }, claimed, {
          delivered: { messageId: 'x', version: 0 },
        }),
      );
    }
    expect(sentAt).toEqual([0, 200, 400]);
  });

  test('a lane with many messages goes on at its pace and does not wait for the next idle look', async () => {
    for (let i = 0; i < 8; i++) await speak((say) => say.text(WANG, String(i)));
    const from = performance.now();
    outbox.dispatcher.start();
    const passing = setInterval(() => clock.moveBy({ milliseconds: 50 }), 50);
    await expect.poll(() => ear.heard.length, { timeout: 20_000 }).toBe(8);
    clearInterval(passing);
    await outbox.dispatcher.stop();
    // One a second, the idle look's pace, would be more than 7 s.
    expect(performance.now() - from).toBeLessThan(6_000);
  });

  test('the app makes at most 50 calls in any second and 1,000 in a minute', async () => {
    const taken: number[] = [];
    await database.transaction(async (tx) => {
      for (let ms = 0; ms < 70_000; ms += 500, clock.moveBy({ milliseconds: 500 })) {
        while (await takeBudget(tx, 'cli_a', clock.now())) taken.push(ms);
      }
    });
    const most = (window: number) =>
      Math.max(
        ...taken.map((from) => taken.filter((at) => at >= from && at < from + window).length),
      );
    expect(most(1_000)).toBeLessThanOrEqual(50);
    expect(most(60_000)).toBeLessThanOrEqual(1_000);
    expect(most(60_000)).toBeGreaterThan(900);
  });
});

describe('leases and failures', () => {
  test('two never have one lane; who was overtaken writes nothing', async () => {
    await speak((say) => say.text(WANG, '一'));
    const first = (await claimNow()) ?? never();
    expect(await claimNow()).toBeNull();
    await database.db
      .updateTable('outbox_lane')
      .set({ lease_until: START.subtract({ hours: 999_999 }) })
      .execute();
    const second = (await claimNow()) ?? never();
    const write = (claimed: typeof first) =>
      database.transaction((tx) =>
        settle(tx, { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() }, claimed, {
          delivered: { messageId: 'x', version: 0 },
        }),
      );
    expect(second.message?.id).toBe(first.message?.id);
    expect(await write(first)).toBe(false);
    expect(await write(second)).toBe(true);
  });

  test('an unknown fate is tried with the same id for 50 minutes, then buried', async () => {
    ear.fail = () => new SendFailure('retry', 'no answer');
    await speak((say) => say.text(WANG, '一'));
    for (let minute = 0; minute <= 56; minute++, clock.moveBy({ minutes: 1 }))
      await outbox.dispatcher.settle();
    expect(new Set(ear.ids).size).toBe(1);
    expect(ear.ids.length).toBeGreaterThan(10);
    expect(await dead()).toHaveLength(1);
    expect(await outbox.stats()).toEqual({ oldestSeconds: 0, waiting: 0, dead: 1 });
  });

  test('an urgent one of unknown fate is said once more, marked so', async () => {
    ear.fail = (what) => (what.includes('补发') ? null : new SendFailure('retry', 'no answer'));
    await speak((say) => say.text(WANG, '漏电', { urgentTo: ['ou_wang'] }));
    for (let minute = 0; minute <= 60; minute += 5, clock.moveBy({ minutes: 5 }))
      await outbox.dispatcher.settle();
    expect(ear.heard[0]).toBe('wang: 【补发】漏电');
    expect(await dead()).toEqual([]);
  });

  test("the app's limit holds every lane and replica back until the time the platform names", async () => {
    const busy = new SendFailure('wait', 'limit', 99991400, 7_000, true);
    await speak((say) => say.text(WANG, '一'));
    await speak((say) => say.text(LI, '二'));
    const claimed = (await claimNow()) ?? never();
    await database.transaction((tx) =>
      settle(tx, { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() }, claimed, {
        failure: busy,
      }),
    );
    clock.moveBy({ milliseconds: 6_900 });
    expect(await claimNow()).toBeNull();
    clock.moveBy({ milliseconds: 300 });
    expect((await claimNow())?.message).not.toBeNull();
  });

  test('what the platform has said counts although the lane was taken over, and a later word does not shorten it', async () => {
    await speak((say) => say.text(WANG, '一'));
    const claimed = (await claimNow()) ?? never();
    const heard = (waitMs: number, fence: number) =>
      database.transaction((tx) =>
        settle(
          tx,
          { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() },
          { ...claimed, fence },
          { failure: new SendFailure('wait', 'limit', 99991400, waitMs, true) },
        ),
      );
    expect(await heard(7_000, claimed.fence - 1)).toBe(false);
    expect(await heard(1_000, claimed.fence)).toBe(true);
    await speak((say) => say.text(LI, '二'));
    clock.moveBy({ milliseconds: 6_900 });
    expect(await claimNow()).toBeNull();
    clock.moveBy({ milliseconds: 300 });
    expect((await claimNow())?.message).not.toBeNull();
  });

  test('what was written down though nobody heard of it is not done again', async () => {
    await show('k', '一');
    await outbox.dispatcher.settle();
    await show('k', '二');
    clock.moveBy({ seconds: 1 });
    const claimed = (await claimNow()) ?? never();
    const failure = new SendFailure('tooOld', 'older than 14 days', 230031);
    for (const again of [false, true])
      await database.transaction((tx) =>
        settle(tx, { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now(), again }, claimed, {
          failure,
        }),
      );
    const waiting = await database.db.selectFrom('outbox_message').select('kind').execute();
    expect(waiting).toEqual([{ kind: 'send' }]);
  });

  test('a platform that is busy for half an hour is asked less and less, and heard of within 32 s', async () => {
    await speak((say) => say.text(WANG, '一'));
    let asked = 0;
    ear.fail = () => {
      asked += 1;
      return new SendFailure('wait', 'busy', 99991400, 2_000);
    };
    for (let second = 0; second < 1_800; second += 2) {
      await outbox.dispatcher.settle(true);
      clock.moveBy({ seconds: 2 });
    }
    expect(asked).toBeLessThan(70);
    ear.fail = () => null;
    clock.moveBy({ seconds: 32 });
    await outbox.dispatcher.settle(true);
    expect(ear.heard.at(-1)).toBe('wang: 一');
  });

  test('a lane is free again soon enough for another replica to have sent within 15 s', async () => {
    await speak((say) => say.text(WANG, '一'));
    await claimNow();
    const { left } = await database.db
      .selectFrom('outbox_lane')
      .select(sql<number>`extract(epoch from lease_until - now())::float8`.as('left'))
      .executeTakeFirstOrThrow();
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(13);
  });

  test('a person who cannot be reached, and what is no longer worth saying, end as dead letters', async () => {
    ear.fail = (what) =>
      what.startsWith('wang') ? new SendFailure('giveUp', 'resigned', 230029) : null;
    await speak((say) => say.text(WANG, '一'));
    await speak((say) => say.text(LI, '晚了', { expiresAt: clock.now() }));
    await speak((say) => say.reply('om_x', LI, '好'));
    await speak((say) =>
      say.file(LI, { name: '单.pdf', bytes: new Uint8Array([1, 2]), kind: 'pdf' }),
    );
    await outbox.dispatcher.settle();
    expect(ear.heard.toSorted()).toEqual(['file li 单.pdf/2', 'om_x < 好']);
    expect((await dead()).map((row) => row.reason).toSorted()).toEqual(['expired', 'resigned']);
  });

  test('the running dispatcher says what was committed when it is woken', async () => {
    outbox.dispatcher.start();
    await speak((say) => say.text(WANG, '一'));
    outbox.wake();
    await expect.poll(() => ear.heard, { timeout: 3_000 }).toEqual(['wang: 一']);
    await outbox.dispatcher.stop();
  });
});

function never(): never {
  throw new Error('nothing was claimed');
}
