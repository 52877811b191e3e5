import { expect, test } from 'vitest';
import {
  claimNow,
  clock,
  database,
  dead,
  eachWithOutbox,
  ear,
  LI,
  outbox,
  START,
  TITLED,
} from '../../test/outbox-kit.ts';
import type { Recipient, Say } from '../kernel/say.ts';
import { idMaker } from '../kernel/ids.ts';
import { type PastMessage, SendFailure } from './send.ts';
import { settle } from './settle.ts';

eachWithOutbox();

const GROUP: Recipient = { kind: 'chat', chatId: 'oc_g' };
const LOST = { from: START.subtract({ hours: 1 }), until: START };
const PAST: PastMessage & { chatId: string } = {
  messageId: 'om_found',
  chatId: 'oc_g',
  parentId: null,
  kind: 'text',
  at: START.subtract({ minutes: 30 }),
  deleted: false,
  senderId: 'cli_a',
  senderType: 'app',
  senderTenantKey: null,
  content: '{"text":"一"}',
  mentions: [],
};
const again = async (work: (say: Say) => Promise<void>) => {
  await database.transaction((tx) => work(outbox.say(tx, clock.now(), LOST)));
  await outbox.dispatcher.settle();
};

test('of two texts with the same words one was said before the restoration, so the other one is said', async () => {
  ear.past = [PAST];
  await again((say) => say.text(GROUP, '一'));
  expect(ear.heard).toEqual([]);
  await again((say) => say.text(GROUP, '一'));
  expect(ear.heard).toEqual(['g: 一']);
  expect(await dead()).toEqual([]);
});

test('a message that was answered is not answered again, with whatever words', async () => {
  ear.past = [{ ...PAST, parentId: 'om_asked' }];
  await again((say) => say.reply('om_asked', GROUP, '二'));
  await again((say) => say.reply('om_other', GROUP, '二'));
  expect(ear.heard).toEqual(['om_other < 二']);
});

test('the card of a number stands there under another state and is taken over; of another number it is not', async () => {
  const titled = (text: string) => ({
    template: 'x',
    values: { title: { title: { content: text } } },
  });
  ear.past = [
    { ...PAST, kind: 'interactive', content: '{"title":"BX2611-0002 · 维修中"}' },
    { ...PAST, messageId: 'om_b', kind: 'interactive', content: '{"title":"月卡"}' },
  ];
  const show = (key: string, text: string) =>
    again((say) => say.show({ key, to: GROUP, card: titled(text), live: true }));
  await show('a', 'BX2611-0002 · 待接单');
  await show('b', 'BX2611-0003 · 待接单');
  expect(ear.heard.slice(0, 2)).toEqual([
    expect.stringContaining('update om_found'),
    expect.stringMatching(/^card g .*BX2611-0003/),
  ]);
});

test('where nobody can look, dangers and cards are said once more as 补发, the rest is kept for the director', async () => {
  await again((say) => say.text(GROUP, '一'));
  expect(await dead()).toEqual([{ reason: 'fate unknown', code: null }]);
  await again((say) => say.text(GROUP, '险情', { urgentTo: [] }));
  await again((say) => say.text(GROUP, '冒烟', { urgentTo: ['ou_wang'] }));
  await again((say) => say.show({ key: 'k', to: GROUP, card: TITLED, live: true }));
  // Nothing follows that would take the mark off the card.
  expect(ear.heard.filter((one) => !one.startsWith('urgent'))).toEqual([
    'g: 【补发】冒烟',
    expect.stringMatching(/^card g .*【补发】一/),
  ]);
});

test('a danger waits for a history that cannot be read for the moment no longer than two looks', async () => {
  ear.failPast = new SendFailure('retry', 'busy');
  await again((say) => say.text(GROUP, '冒烟', { urgentTo: ['ou_wang'] }));
  await again((say) => say.text(LI, '月卡'));
  for (const seconds of [2, 4]) {
    expect(ear.heard).toEqual([]);
    clock.moveBy({ seconds });
    await outbox.dispatcher.settle();
  }
  expect(ear.heard).toEqual(['g: 【补发】冒烟', 'urgent om_1 ou_wang']);
});

test('while sending is paused, a lane whose danger has to wait is not taken over and over', async () => {
  ear.failPast = new SendFailure('retry', 'busy');
  await database.transaction(async (tx) => {
    const say = outbox.say(tx, clock.now(), LOST);
    await say.text(GROUP, '冒烟', { urgentTo: ['ou_wang'] });
    await say.text(GROUP, '月卡', { thread: 'other' });
  });
  const first = await claimNow(true, true);
  expect(first?.message?.danger).toBe(true);
  const parts = { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() };
  const failure = new SendFailure('retry', 'busy');
  await database.transaction(async (tx) => first && settle(tx, parts, first, { failure }));
  clock.moveBy({ milliseconds: 500 });
  expect(await claimNow(true, true)).toBeNull();
  clock.moveBy({ seconds: 2 });
  expect((await claimNow(true, true))?.message?.danger).toBe(true);
});
