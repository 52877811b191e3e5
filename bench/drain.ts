import { sql } from 'kysely';
import { systemClock } from '../src/kernel/clock.ts';
import { idMaker } from '../src/kernel/ids.ts';
import { createLogger } from '../src/logging.ts';
import { createOutbox } from '../src/outbox/outbox.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import { mostOf } from './most-of.ts';
import { putTexts, until } from './outbox-load.ts';
import { table } from './rounds.ts';
import { silentSend } from './silent-send.ts';

/** What the platform allows: per chat and app a second, per app a minute. */
const LIMITS = { chat: 5, second: 50, minute: 1_000 } as const;

interface Case {
  readonly label: string;
  readonly messages: number;
  readonly chats: number;
  /** The soonest that the platform's limits allow, in seconds. */
  readonly soonest: number;
  readonly limit: string;
}

const CASES: readonly Case[] = [
  {
    label: '60 messages to one chat',
    messages: 60,
    chats: 1,
    soonest: 60 / LIMITS.chat,
    limit: '5 a second and chat',
  },
  {
    label: '200 messages to 100 chats',
    messages: 200,
    chats: 100,
    soonest: 200 / LIMITS.second,
    limit: '50 a second',
  },
  {
    label: '1,500 messages to 300 chats',
    messages: 1_500,
    chats: 300,
    // A full minute's share at once, the rest at the minute's rate.
    soonest: ((1_500 - LIMITS.minute) / LIMITS.minute) * 60 + LIMITS.minute / LIMITS.second,
    limit: '1,000 a minute',
  },
];

/** How near a full outbox comes to what the platform's limits allow, and that it never goes beyond them. */
export async function drain(url: string, long: boolean): Promise<void> {
  const rows: string[][] = [];
  for (const [n, one] of CASES.entries()) {
    if (!long && one.messages > 500) continue;
    const { seconds, most } = await drainOf(url, `drain_${n}`, one);
    rows.push([
      one.label,
      one.limit,
      one.soonest.toFixed(1),
      seconds.toFixed(1),
      `${((one.soonest / seconds) * 100).toFixed(0)} %`,
      `${most.second} / ${most.chat} / ${most.minute}`,
    ]);
  }
  console.log('\n## Outbox at the limits of the platform\n');
  console.log(
    table(
      [
        'what waits',
        'limit',
        'soonest s',
        'last sent after s',
        'of the limit',
        'most a second / a chat and second / a minute',
      ],
      rows,
    ),
  );
}

async function drainOf(url: string, schema: string, { messages, chats }: Case) {
  const sent: { readonly at: number; readonly chat: string }[] = [];
  await using database = await openDatabase<Tables>({ url, schema });
  await sql`create schema ${sql.id(schema)}`.execute(database.db);
  await database.migrate();
  const outbox = createOutbox({
    schoolId: 'bench',
    database,
    clock: systemClock,
    newId: idMaker(systemClock),
    log: createLogger('silent'),
    send: silentSend((chat) => sent.push({ at: performance.now(), chat })),
    render: () => ({}),
  });
  await putTexts(outbox, database, messages, chats);
  outbox.dispatcher.start();
  const started = performance.now();
  await until(() => Promise.resolve(sent.length >= messages));
  await outbox.dispatcher.stop();
  const last = sent.at(-1)?.at ?? Number.NaN;
  return { seconds: (last - started) / 1_000, most: mostOf(sent) };
}
