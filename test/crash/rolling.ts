import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './bot.ts';
import { openCrowd } from './crowd.ts';
import { compare, createLoad, heard } from './load.ts';
import { startReplicas } from './replicas.ts';

/** Stops and starts three replicas one after another while people report, the platform sending again what fails. */
export async function rollingRestart({ url, rounds }: { url: string; rounds: number }) {
  const crowd = await openCrowd(url, true);
  const replicas = await startReplicas(crowd, 3);
  let turn = 0;
  const load = createLoad(crowd, () => replicas.webhook(turn++));
  let rolling = true;
  const people = async () => {
    while (rolling) {
      await load.report();
      await sleep(20);
    }
  };
  try {
    const reporting = Promise.all(Array.from({ length: 4 }, people));
    const exits: (number | null)[] = [];
    for (let n = 0; n < rounds * replicas.count; n++)
      exits.push(await replicas.restart(n % replicas.count));
    rolling = false;
    await reporting;
    await heard(load);
    await using database = await crowd.open();
    await until(
      'the last ticket',
      async () => {
        const { made } = await database.db
          .selectFrom('repair_ticket')
          .select((eb) => eb.fn.countAll<number>().as('made'))
          .executeTakeFirstOrThrow();
        return made >= load.acknowledged.size;
      },
      300_000,
    );
    await replicas.stop();
    // What is still to be sent is bound by the platform's limits, and another proof's business.
    const { lostReceipts, ...books } = await compare(crowd, load);
    return {
      restarts: exits.length,
      badExits: exits.filter((code) => code !== 0),
      acknowledged: load.acknowledged.size,
      statuses: Object.fromEntries(load.statuses),
      receiptsToCome: lostReceipts.length,
      ...books,
    };
  } finally {
    replicas.kill();
    await crowd.close();
  }
}
