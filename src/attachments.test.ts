import { pino } from 'pino';
import { expect, it } from 'vitest';
import { testDatabase } from '../test/database.ts';
import { fetchWantedPictures } from './attachments.ts';
import { MovableClock } from './kernel/clock.ts';
import type { Tables } from './tables.ts';

it('a picture that is fetched and could not be put on its card is tried again, not forgotten', async () => {
  await using database = await testDatabase<Tables>();
  const clock = new MovableClock(Temporal.Instant.from('2026-11-24T10:00:00+08:00'));
  await database.db
    .insertInto('attachment')
    .values({
      school_id: 's',
      id: 'a',
      message_id: 'om_1',
      image_key: 'img_1',
      state: 'wanted',
      created_at: clock.now(),
    })
    .execute();
  const shown: string[] = [];
  let broken = true;
  let full = false;
  const look = () =>
    fetchWantedPictures({
      schoolId: 's',
      clock,
      log: pino({ level: 'silent' }),
      full: () => full,
      db: database.db,
      transaction: (work) => database.transaction(work),
      fetchImage: async () => new Uint8Array([1]),
      scale: async (bytes) => bytes,
      put: async () => 'blob',
      upload: async () => 'shown_1',
      async shown(_tx, id) {
        if (broken) throw new Error('the process ended');
        shown.push(id);
      },
      committed: () => undefined,
    });
  expect(await look()).toBe(1);
  expect(shown).toEqual([]);
  broken = false;
  full = true;
  expect(await look()).toBe(0);
  full = false;
  expect(await look()).toBe(1);
  expect(shown).toEqual(['a']);
  expect(await look()).toBe(0);
});

it('a picture that ends the process while it is opened is given up after six starts', async () => {
  await using database = await testDatabase<Tables>();
  const clock = new MovableClock(Temporal.Instant.from('2026-11-24T10:00:00+08:00'));
  const wanted = { school_id: 's', id: 'a', message_id: 'om_1', image_key: 'img_1' };
  await database.db
    .insertInto('attachment')
    .values({ ...wanted, state: 'wanted', created_at: clock.now() })
    .execute();
  let opened = 0;
  const start = () =>
    new Promise<void>((ended, failed) => {
      void fetchWantedPictures({
        schoolId: 's',
        clock,
        log: pino({ level: 'silent' }),
        full: () => false,
        db: database.db,
        transaction: (work) => database.transaction(work),
        fetchImage: async () => new Uint8Array([1]),
        scale() {
          // The process is gone: nothing of this look goes on.
          opened += 1;
          ended();
          return new Promise(() => undefined);
        },
        put: async () => 'blob',
        upload: async () => 'shown_1',
        shown: async () => undefined,
        committed: () => undefined,
      }).then(() => ended(), failed);
    });
  for (let starts = 0; starts < 8; starts += 1) await start();
  expect(opened).toBe(6);
  expect(await database.db.selectFrom('attachment').select('state').execute()).toEqual([
    { state: 'failed' },
  ]);
});
