import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isReady, startBot, until } from './bot.ts';
import { openCrowd, seeded } from './crowd.ts';
import { compare, createLoad } from './load.ts';

export interface KillRun {
  /** A PostgreSQL server; embedded without it. */
  readonly url: string | null;
  readonly kills: number;
  readonly seed: number;
  /** No new round after this long. */
  readonly budgetMs?: number;
  readonly progress?: (line: string) => void;
}

/** A machine that does much else beside takes its time; what it takes is measured. */
const PATIENCE_MS = 180_000;
/** Every so many rounds it lives long enough to send and to be tapped. */
const REST_EVERY = 8;
/** Of 200 ms each. */
const FIRST_TAP_LOOKS = 50;

/**
 * Kills the bot's real process with SIGKILL again and again, at a random instant of its work, while
 * people report and tap; the platform repeats what it got no answer to. Answers what came of it.
 */
export async function killLoop({ url, kills, seed, budgetMs = Infinity, progress }: KillRun) {
  const crowd = await openCrowd(url);
  const port = await freePort();
  const webhook = `http://127.0.0.1:${port}/webhook/lark`;
  crowd.platform.connect(webhook);
  const load = createLoad(crowd, () => webhook);
  const next = seeded(seed);
  const readyMs: number[] = [];
  const env = crowd.env(port);
  let failedStarts = 0;
  const start = () => ({ bot: startBot(env), at: performance.now() });
  const ready = async (running: ReturnType<typeof start>): Promise<boolean> => {
    const up = async () => running.bot.code() !== null || (await isReady(port));
    await until('a start', up, PATIENCE_MS);
    if (running.bot.code() === null) return true;
    failedStarts++;
    progress?.(`a start failed: ${running.bot.said()}`);
    return false;
  };
  let running = start();
  try {
    // Making the database is not what is killed here.
    await until('the first start', () => isReady(port), PATIENCE_MS);
    const from = performance.now();
    let done = 0;
    /** What the first tap is waited for is no time of killing. */
    let waitedMs = 0;
    for (; done < kills && performance.now() - from - waitedMs < budgetMs; done++) {
      const up = await ready(running);
      if (up && done > 0) readyMs.push(performance.now() - running.at);
      const work = [load.repeat(), load.report(), load.take(), load.take()];
      if (next() < 0.5) work.push(load.report());
      const rests = done % REST_EVERY === 0;
      await sleep(next() ** 2 * (rests ? 3_000 : 400));
      // Of a machine so busy that no card has come in time for a tap nothing would be shown.
      const since = performance.now();
      for (let look = 0; up && rests && load.taken.size === 0 && look < FIRST_TAP_LOOKS; look++) {
        await sleep(200);
        await load.take();
      }
      waitedMs += performance.now() - since;
      running.bot.kill('SIGKILL');
      await running.bot.ended;
      await Promise.all(work);
      if ((done + 1) % 25 === 0)
        progress?.(
          `${done + 1} kills, ${load.acknowledged.size} messages and ${load.taken.size} taps acknowledged, ` +
            `ready ${summary(readyMs)}, ${failedStarts} failed starts`,
        );
      running = start();
    }
    if (!(await ready(running))) throw new Error('the last start failed');
    readyMs.push(performance.now() - running.at);
    await until('the last acknowledgement', async () => {
      await load.repeat();
      return load.unheard.size === 0;
    });
    await until(
      'the last receipt',
      () => new Set(load.receipts()).size >= load.acknowledged.size,
      60_000 + load.acknowledged.size * 500,
    );
    // What is too much would come now.
    await sleep(1_500);
    running.bot.kill('SIGTERM');
    await running.bot.ended;
    return {
      kills: done,
      failedStarts,
      acknowledged: load.acknowledged.size,
      taps: load.taken.size,
      ready: summary(readyMs),
      lastExit: running.bot.code(),
      ...(await compare(crowd, load)),
    };
  } finally {
    running.bot.kill('SIGKILL');
    await running.bot.ended;
    await crowd.close();
  }
}

export function summary(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `median ${Math.round(median)} ms, max ${Math.round(sorted.at(-1) ?? 0)} ms`;
}
