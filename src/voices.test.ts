import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { MovableClock } from './kernel/clock.ts';
import type { InboundMessage } from './kernel/inbound.ts';
import type { Tables } from './tables.ts';
import { hearVoices } from './voices.ts';

const MESSAGE: InboundMessage = {
  kind: 'message',
  messageId: 'om_1',
  chatId: 'oc_1',
  chatKind: 'direct',
  senderOpenId: 'ou_1',
  tenantKey: 't',
  senderTenantKey: 't',
  sentAt: Temporal.Instant.from('2026-11-24T02:00:00Z'),
  text: '',
  mentions: [],
  addressed: true,
  imageKeys: [],
  voice: null,
  file: { fileKey: 'f', name: '计划.xlsx' },
  parentId: null,
  unreadable: null,
};

it('a file that ends the process each time it is opened is given up after three starts', async () => {
  await using database = await testDatabase<Tables>();
  const clock = new MovableClock(MESSAGE.sentAt);
  const wanted = { school_id: 's', message_id: 'om_1', file_key: 'f', due_at: clock.now() };
  await database.db
    .insertInto('voice')
    .values({ ...wanted, state: 'wanted' })
    .execute();
  let opened = 0;
  const outcomes: unknown[] = [];
  const start = () =>
    hearVoices({
      schoolId: 's',
      clock,
      log: pino({ level: 'silent' }),
      db: database.db,
      transaction: (work) => database.transaction(work),
      // The process ends here: nothing that it would go on to do ever happens.
      hear() {
        opened++;
        return new Promise(() => undefined);
      },
      message: () => Promise.resolve(MESSAGE),
      read: () => Promise.resolve(null),
      process: async (_tx, message, heard) => void outcomes.push([message.messageId, heard]),
    });
  for (let times = 1; times <= 3; times++) {
    void start();
    await vi.waitFor(() => expect(opened).toBe(times));
    clock.moveBy({ minutes: 2 });
  }
  expect(outcomes).toEqual([]);
  await start();
  expect([opened, outcomes]).toEqual([3, [['om_1', null]]]);
});
