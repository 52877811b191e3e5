import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isReady, SAMPLE, startBot, until } from './bot.ts';
import { openCrowd } from './crowd.ts';
import { compare, createLoad } from './load.ts';

const PATIENCE_MS = 240_000;
const MIB = 1024 * 1024;

/**
 * The embedded database on a disk of 250 MB that others fill up to `leave` MB and free again while
 * people report. Null where this machine lets nobody mount one.
 */
export async function fillDisk(leave: number) {
  const crowd = await openCrowd(null, true);
  const { directory } = crowd;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=250m', 'tmpfs', directory], {
      stdio: 'ignore',
    });
  } catch {
    await crowd.close();
    return null;
  }
  const port = await freePort();
  const webhook = `http://127.0.0.1:${port}/webhook/lark`;
  const load = createLoad(crowd, () => webhook);
  const env = crowd.env(port, { SCHOOL_FILE: SAMPLE, LOG_LEVEL: 'info' });
  const bot = startBot(env);
  const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).then((one) => one.text());
  const some = async () => {
    for (let n = 0; n < 10; n++) await load.report();
  };
  try {
    await until('the first start', () => isReady(port), PATIENCE_MS);
    await some();
    const filler = join(directory, 'filler');
    const file = openSync(filler, 'w');
    const free = () => {
      const { bavail, bsize } = statfsSync(directory);
      return bavail * bsize;
    };
    while (free() > (leave + 1) * MIB) writeSync(file, Buffer.alloc(MIB));
    closeSync(file);
    await until('that it says so', async () => (await ready()).includes('disk'), PATIENCE_MS);
    const before = load.acknowledged.size;
    await some();
    const whileFull = load.acknowledged.size - before;
    rmSync(filler);
    await until('ready again', () => isReady(port), PATIENCE_MS);
    await load.repeat();
    await sleep(5_000);
    bot.kill('SIGTERM');
    await bot.ended;
    const { lostReceipts, ...books } = await compare(crowd, load);
    return {
      acknowledged: load.acknowledged.size,
      statuses: Object.fromEntries(load.statuses),
      takenWhileFull: whileFull === 0 ? [] : [whileFull],
      saidSo: bot.said().includes('nearly full') ? [] : ['the log is silent'],
      lastExit: bot.code(),
      receiptsToCome: lostReceipts.length,
      ...books,
    };
  } finally {
    bot.kill('SIGKILL');
    await bot.ended;
    await crowd.close();
    execFileSync('umount', ['-l', directory]);
  }
}
