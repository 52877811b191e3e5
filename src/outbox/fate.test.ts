import { expect, test } from 'vitest';
import {
  clock,
  database,
  dead,
  eachWithOutbox,
  ear,
  LI,
  outbox,
  speak,
  START,
  TITLED,
  WANG,
} from '../../test/outbox-kit.ts';
import { idMaker } from '../kernel/ids.ts';
import type { Recipient } from '../kernel/say.ts';
import { deadLetters, sendAgain } from './dead-letters.ts';
import { type PastMessage, SendFailure } from './send.ts';

eachWithOutbox();

const PAST: PastMessage & { chatId: string } = {
  messageId: 'om_found',
  chatId: 'oc_g',
  parentId: null,
  kind: 'text',
  at: START,
  deleted: false,
  senderId: 'cli_a',
  senderType: 'app',
  senderTenantKey: null,
  content: '{"text":"一"}',
  mentions: [],
};
const GROUP: Recipient = { kind: 'chat', chatId: 'oc_g' };
const hour = async () => {
  for (let minute = 0; minute <= 60; minute += 5, clock.moveBy({ minutes: 5 }))
    await outbox.dispatcher.settle();
};

test('of unknown fate and found in the history, it has arrived', async () => {
  ear.fail = () => new SendFailure('retry', 'no answer');
  ear.past = [PAST];
  await speak((say) => say.text(GROUP, '一'));
  await hour();
  expect(await database.db.selectFrom('outbox_message').selectAll().execute()).toEqual([]);
  expect(await dead()).toEqual([]);
  expect(ear.heard).toEqual([]);
});

test('of unknown fate and not in the history, it is sent after all, unmarked', async () => {
  ear.fail = () => new SendFailure('retry', 'no answer');
  ear.past = [
    { ...PAST, senderId: 'cli_other' },
    { ...PAST, deleted: true },
    { ...PAST, content: '{"text":"二"}' },
  ];
  await speak((say) => say.text(GROUP, '一'));
  await hour();
  ear.fail = () => null;
  await hour();
  expect(ear.heard).toEqual(['g: 一']);
  expect(await dead()).toEqual([]);
});

test('a card found in the history shows the card from then on, with its newest words', async () => {
  ear.fail = (what) => (what.startsWith('card') ? new SendFailure('retry', 'no answer') : null);
  ear.past = [{ ...PAST, kind: 'interactive', content: '{"header":{"title":"一"}}' }];
  await database.transaction((tx) =>
    outbox.say(tx, clock.now()).show({ key: 'k', to: GROUP, card: TITLED, live: true }),
  );
  await hour();
  expect(ear.heard).toEqual(['update om_found {"title":{"content":"一"}}']);
});

test('a card of unknown fate is found by a clock that is ten minutes ahead; words of long before are not taken for it', async () => {
  ear.fail = (what) => (what.startsWith('update') ? null : new SendFailure('retry', 'no answer'));
  const at = START.subtract({ minutes: 10 });
  ear.past = [
    { ...PAST, at, kind: 'interactive', content: '{"header":{"title":"一"}}' },
    { ...PAST, at, messageId: 'om_words' },
  ];
  await database.transaction((tx) =>
    outbox.say(tx, clock.now()).show({ key: 'k', to: GROUP, card: TITLED, live: true }),
  );
  await speak((say) => say.text(GROUP, '一'));
  await hour();
  ear.fail = () => null;
  await hour();
  expect(ear.heard.toSorted()).toEqual(['g: 一', 'update om_found {"title":{"content":"一"}}']);
});

test('an approval of unknown fate is shown once more, marked so; another card is not', async () => {
  ear.fail = (what) =>
    what.startsWith('card') && !what.includes('补发')
      ? new SendFailure('retry', 'no answer')
      : null;
  await speak((say) => say.show({ key: 'a', to: WANG, card: TITLED, live: true, insist: true }));
  await speak((say) => say.show({ key: 'b', to: LI, card: TITLED, live: true }));
  await hour();
  expect(ear.heard).toEqual([expect.stringMatching(/^card wang .*【补发】一/)]);
  expect(await dead()).toHaveLength(1);
});

test('the mark stays on a card whose marked message had to be sent twice', async () => {
  let tries = 0;
  ear.fail = (what) => {
    if (!what.startsWith('card')) return null;
    return what.includes('补发') && ++tries > 1 ? null : new SendFailure('retry', 'no answer');
  };
  await speak((say) => say.show({ key: 'a', to: WANG, card: TITLED, live: true, insist: true }));
  await hour();
  await hour();
  expect(ear.heard).toEqual([
    expect.stringMatching(/^card wang .*【补发】一/),
    expect.stringMatching(/^update om_1 .*【补发】一/),
  ]);
});

test('a danger outlives an outage of hours of the platform, its history included', async () => {
  ear.fail = () => new SendFailure('retry', 'no answer');
  ear.failPast = new SendFailure('retry', 'no answer');
  await speak((say) => say.text(WANG, '冒烟', { urgentTo: ['ou_wang'] }));
  for (let hours = 0; hours < 4; hours++) await hour();
  expect(await dead()).toEqual([]);
  ear.fail = () => null;
  ear.failPast = null;
  ear.past = [];
  await hour();
  expect(ear.heard).toEqual(['wang: 【补发】冒烟', 'urgent om_1 ou_wang']);
});

test('what was buried can be sent again, a file with its bytes, and only once', async () => {
  ear.fail = () => new SendFailure('giveUp', 'resigned', 230029);
  await speak((say) => say.text(WANG, '一', { urgentTo: ['ou_wang'] }));
  await speak((say) =>
    say.file(LI, { name: '单.pdf', bytes: new Uint8Array([1, 2]), kind: 'pdf' }),
  );
  await outbox.dispatcher.settle();
  ear.fail = () => null;
  const parts = { schoolId: 'cli_a', newId: idMaker(clock), now: clock.now() };
  const { letters, total } = await database.transaction((tx) => deadLetters(tx, 'cli_a', 10));
  expect(total).toBe(2);
  const send = (id: string) => database.transaction((tx) => sendAgain(tx, parts, id));
  for (const { id } of letters) expect(await send(id)).toBe(true);
  for (const { id } of letters) expect(await send(id)).toBe(false);
  await outbox.dispatcher.settle();
  expect(ear.heard.toSorted()).toEqual(['file li 单.pdf/2', 'urgent om_1 ou_wang', 'wang: 一']);
  expect(await outbox.stats()).toMatchObject({ dead: 0 });
  expect(await database.db.selectFrom('outbox_file').select('id').execute()).toEqual([]);
});
