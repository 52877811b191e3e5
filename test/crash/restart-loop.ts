import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isReady, startBot, until } from './bot.ts';
import { openCrowd } from './crowd.ts';
import { compare, createLoad, heard } from './load.ts';
import { startPrivatePostgres } from './private-postgres.ts';

const PATIENCE_MS = 300_000;
/** One person's crowd of messages is over the limit at 60 a minute, and opens no more tickets. */
const EACH_SAYS = 50;

/**
 * Restarts the database under the bot every `everyMs`, by turns in order and as a crash, while people
 * report and until the last report is a ticket; the platform sends again what is not acknowledged. Null where no
 * server is installed.
 */
export async function restartLoop(run: {
  readonly events: number;
  readonly everyMs: number;
  readonly atOnce?: number;
  readonly progress?: (line: string) => void;
}) {
  const postgres = await startPrivatePostgres();
  if (!postgres) return null;
  const size = Math.max(40, Math.ceil(run.events / EACH_SAYS));
  const crowd = await openCrowd(postgres.url, true, size);
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
    let waiting = 1;
    while (busy || waiting > 0 || load.unheard.size > 0) {
      await sleep(run.everyMs);
      // Asked before the restart: afterwards there may be nobody to ask.
      if (!busy) waiting = await waitingIn(crowd);
      postgres.restart(restarts++ % 2 === 0 ? 'immediate' : 'fast');
      run.progress?.(
        `${made} events, ${restarts} restarts, ${load.unheard.size} to send again` +
          (busy ? '' : `, ${waiting} to deal with`),
      );
      await load.repeat();
    }
    await reporting;
    await until('ready again', () => isReady(port), PATIENCE_MS);
    await heard(load);
    await until('the last ticket', async () => (await waitingIn(crowd)) === 0, PATIENCE_MS);
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

/** Inputs that nobody has dealt with yet. */
async function waitingIn(crowd: Awaited<ReturnType<typeof openCrowd>>): Promise<number> {
  await using database = await crowd.open();
  const { count } = await database.db
    .selectFrom('inbox')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return count;
}
