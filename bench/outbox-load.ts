/** What an outbox is given to do, and what it was heard to say. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/kernel/clock.ts';
import type { Outbox } from '../src/outbox/outbox.ts';
import type { Database } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';

export async function putTexts(
  outbox: Outbox,
  database: Database<Tables>,
  count: number,
  chats: number,
): Promise<void> {
  for (let from = 0; from < count; from += 100)
    await database.transaction(async (tx) => {
      const say = outbox.say(tx, systemClock.now());
      for (let n = from; n < Math.min(count, from + 100); n++)
        await say.text({ kind: 'person', openId: `ou_${n % chats}` }, `第 ${n} 条`);
    });
}

export async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(25);
}
