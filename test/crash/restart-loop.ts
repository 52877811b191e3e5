import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isReady, startBot, until } from './bot.ts';
import { openCrowd } from './crowd.ts';
import { compare, createLoad, heard } from './load.ts';
import { startPrivatePostgres } from './private-postgres.ts';

const PATIENCE_MS = 300_000;

/**
 * Restarts the database under the bot every `everyMs`, by turns in order and as a crash, while people
 * report; the platform sends again what is not acknowledged. Null where no server is installed.
 */
export async function restartLoop(run: {
  readonly events: number;
  readonly everyMs: number;
  readonly atOnce?: number;
  readonly progress?: (line: string) => void;
}) {
  const postgres = await startPrivatePostgres();
  if (!postgres) return null;
  const crowd = await openCrowd(postgres.url, true);
  const port = await freePort();
  const webhook = `http://127.0.0.1:${port}/webhook/lark`;
  const load = createLoad(crowd, () => webhook);
  const bot = startBot(crowd.env(port));
  let [made, restarts] = [0, 0];
  const people = async () => {
    while (made < run.events) {
      made++;
      await load.report();
      // What fails is not hammered: the platform waits before it sends again.
      if (load.unheard.size > 100) await sleep(200);
    }
  };
  try {
    await until('the first start', () => isReady(port), PATIENCE_MS);
    const reporting = Promise.all(Array.from({ length: run.atOnce ?? 4 }, people));
    let busy = true;
    void reporting.finally(() => {
      busy = false;
    });
    while (busy) {
      await sleep(run.everyMs);
      postgres.restart(restarts++ % 2 === 0 ? 'immediate' : 'fast');
      run.progress?.(`${made} events, ${restarts} restarts, ${load.unheard.size} to send again`);
      await load.repeat();
    }
    await reporting;
    await until('ready again', () => isReady(port), PATIENCE_MS);
    await heard(load);
    await using database = await crowd.open();
    await until(
      'the last ticket',
      async () => {
        const { count } = await database.db
          .selectFrom('inbox')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('state', '=', 'waiting')
          .executeTakeFirstOrThrow();
        return count === 0;
      },
      PATIENCE_MS,
    );
    const exitedBefore = bot.code() === null ? [] : [bot.code()];
    bot.kill('SIGTERM');
    await bot.ended;
    // What is still to be sent is bound by the platform's limits, and another proof's business.
    const { lostReceipts, ...books } = await compare(crowd, load);
    return {
      restarts,
      acknowledged: load.acknowledged.size,
      statuses: Object.fromEntries(load.statuses),
      exitedBefore,
      lastExit: bot.code(),
      receiptsToCome: lostReceipts.length,
      ...books,
    };
  } finally {
    bot.kill('SIGKILL');
    await bot.ended;
    await crowd.close();
    postgres.close();
  }
}
