import { Logger, makeWorkerUtils, runMigrations, runOnce } from 'graphile-worker';
import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { systemClock } from '../src/kernel/clock.ts';
import { idMaker } from '../src/kernel/ids.ts';
import { createLogger } from '../src/logging.ts';
import { createOutbox } from '../src/outbox/outbox.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import { putTexts, until } from './outbox-load.ts';
import { inTurn, median, spread, table } from './rounds.ts';
import { silentSend } from './silent-send.ts';
import { fromReportToCard } from './tickets.ts';

const ROUNDS = 3;
/** So many chats, that is keys: what is said to one of them keeps its order. */
const KEYS = 100;
const REPORTS = 100;

/** So many jobs of each that a round takes a few seconds. */
const JOBS = {
  lanes: 1_500,
  boss: 10_000,
  bossOrdered: 2_000,
  worker: 5_000,
  workerOrdered: 1_500,
} as const;
type Name = keyof typeof JOBS;
const LABELS: Record<Name, string> = {
  lanes: 'our outbox: in order per chat, each claimed and settled by itself',
  boss: 'pg-boss, batches of 100, no order',
  bossOrdered: 'pg-boss, batches of 100, key_strict_fifo per chat',
  worker: 'graphile-worker, 24 at once, no order',
  workerOrdered: 'graphile-worker, 24 at once, a queue per chat',
};

/** Tickets per second beside the jobs per second of two libraries on the same PostgreSQL, handlers that do nothing. */
export async function queues(url: string): Promise<void> {
  const contenders: Record<Name, Contender> = {
    lanes: await lanes(url),
    boss: await boss(url, false),
    bossOrdered: await boss(url, true),
    worker: await worker(url, false),
    workerOrdered: await worker(url, true),
  };
  const names: Name[] = ['lanes', 'boss', 'bossOrdered', 'worker', 'workerOrdered'];
  const results = await inTurn(names, ROUNDS, async (name) => {
    const contender = contenders[name];
    await contender.put(JOBS[name]);
    const started = performance.now();
    await contender.drain(JOBS[name]);
    return (JOBS[name] * 1_000) / (performance.now() - started);
  });
  for (const name of names) await contenders[name].end();
  const free = await fromReportToCard(url, ['server'], {
    unlimited: true,
    reports: REPORTS,
    rounds: ROUNDS,
  });
  const tickets = free('server').map(({ sent }) => REPORTS / sent);
  console.log(
    '\n## Tickets beside the job queues, jobs put beforehand, handlers that do nothing\n',
  );
  console.log(
    table(
      ['what', 'per second', 'ours ÷ it', 'tickets ÷ it'],
      [
        ['tickets, from the report to the last card', spread(tickets), '–', '–'],
        ...names.map((name) => [
          LABELS[name],
          spread(results(name)),
          (median(results('lanes')) / median(results(name))).toFixed(2),
          (median(tickets) / median(results(name))).toFixed(4),
        ]),
      ],
    ),
  );
}

interface Contender {
  put(jobs: number): Promise<void>;
  drain(jobs: number): Promise<void>;
  end(): Promise<void>;
}

/** The outbox as the product runs it, without the platform's limits and with a platform that only nods. */
async function lanes(url: string): Promise<Contender> {
  const database = await openDatabase<Tables>({ url, schema: 'lanes' });
  await sql`create schema lanes`.execute(database.db);
  await database.migrate();
  const outbox = createOutbox({
    schoolId: 'bench',
    database,
    clock: systemClock,
    newId: idMaker(systemClock),
    log: createLogger('silent'),
    send: silentSend(() => undefined),
    render: () => ({}),
    unlimited: true,
  });
  return {
    put: (jobs) => putTexts(outbox, database, jobs, KEYS),
    async drain() {
      outbox.dispatcher.start();
      await until(async () => (await outbox.stats()).waiting === 0);
      await outbox.dispatcher.stop();
    },
    end: () => database.close(),
  };
}

async function boss(url: string, ordered: boolean): Promise<Contender> {
  const schema = ordered ? 'boss_ordered' : 'boss';
  const library = new PgBoss({ connectionString: url, schema, supervise: false, schedule: false });
  // Its own housekeeping may meet the end of the bench's database.
  library.on('error', () => undefined);
  await library.start();
  await library.createQueue('bench', ordered ? { policy: 'key_strict_fifo' } : {});
  return {
    async put(jobs) {
      for (let from = 0; from < jobs; from += 500)
        await library.insert(
          'bench',
          Array.from({ length: Math.min(500, jobs - from) }, (_, n) => ({
            data: { n: from + n },
            ...(ordered ? { singletonKey: `chat ${(from + n) % KEYS}` } : {}),
          })),
        );
    },
    async drain(jobs) {
      for (let done = 0; done < jobs;) {
        const batch = await library.fetch('bench', { batchSize: 100 });
        if (batch.length === 0) throw new Error(`pg-boss has no more after ${done}`);
        await library.complete(
          'bench',
          batch.map(({ id }) => id),
        );
        done += batch.length;
      }
    },
    end: () => library.stop({ graceful: false }),
  };
}

async function worker(url: string, ordered: boolean): Promise<Contender> {
  const options = {
    connectionString: url,
    schema: ordered ? 'worker_ordered' : 'worker',
    logger: new Logger(() => () => undefined),
  };
  await runMigrations(options);
  const utils = await makeWorkerUtils(options);
  return {
    async put(jobs) {
      for (let from = 0; from < jobs; from += 500)
        await utils.addJobs(
          Array.from({ length: Math.min(500, jobs - from) }, (_, n) => ({
            identifier: 'nothing',
            payload: { n: from + n },
            ...(ordered ? { queueName: `chat ${(from + n) % KEYS}` } : {}),
          })),
        );
    },
    async drain(jobs) {
      let done = 0;
      // It ends when none is free, though another may be held by the queue of one that is being done.
      for (let before = -1; done < jobs && done > before;) {
        before = done;
        await runOnce({
          ...options,
          concurrency: 24,
          maxPoolSize: 25,
          noHandleSignals: true,
          taskList: { nothing: () => void done++ },
        });
      }
      if (done !== jobs) throw new Error(`graphile-worker did ${done} of ${jobs}`);
    },
    end: async () => {
      await utils.release();
    },
  };
}
