/**
 * The composition root: the one place that knows every part. Tests and the playground build the same
 * service with another clock, another platform address and another database.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { fetchWantedPictures } from './attachments.ts';
import { contextMaker } from './context.ts';
import { createTimerRunner } from './cron/timers.ts';
import { features as allFeatures } from './features/index.ts';
import {
  ensurePerson,
  learnName,
  loadSchool,
  namelessOpenIds,
  seedPeople,
} from './features/people/public.ts';
import { createIntake } from './intake/intake.ts';
import { SchoolCalendar, type HolidayYear } from './kernel/calendar.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import { idMaker } from './kernel/ids.ts';
import holidays from './kernel/holidays.json' with { type: 'json' };
import { createLark } from './lark/lark.ts';
import { renderCard } from './lark/render-card.ts';
import { createLogger } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createPipeline } from './pipeline.ts';
import { schoolFromFile, type SchoolFile } from './school-file/index.ts';
import { isAway, untilThere } from './storage/away.ts';
import { blobsOf } from './storage/backup.ts';
import { createBlobStore } from './storage/blobs.ts';
import { scaleImage } from './storage/images.ts';
import type { Database } from './storage/open-database.ts';
import { startUpkeep } from './storage/upkeep.ts';
import type { Tables } from './tables.ts';
import { createServer, type Server } from './transport/webhook.ts';
import { startLongConnection, type LongConnection } from './transport/long-connection.ts';
import { understand } from './understanding/index.ts';
import { createWorkers, type Workers } from './workers.ts';

/** Everything a service is made from. Secrets arrive here and go no further than the part that needs them. */
export interface ServiceParts {
  readonly appId: string;
  readonly appSecret: string;
  readonly encryptKeys: readonly string[];
  readonly verificationToken: string;
  /** Base address of the platform, without a trailing slash. */
  readonly domain: string;
  readonly transport: 'webhook' | 'websocket';
  readonly database: Database<Tables>;
  readonly file: SchoolFile;
  /** Where pictures go when the database is embedded. */
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly logLevel?: string;
  /** Sends without the platform's limits: for measuring what the rest can do. */
  readonly unlimitedSends?: boolean;
}

export interface Service {
  readonly log: Logger;
  readonly server: Server;
  readonly database: Database<Tables>;
  /**
   * Migrates, seeds and learns who the bot is; then the workers run, unless a test drives it by `settle`.
   * While the database is away it resolves and goes on by itself; anything else wrong is thrown.
   */
  start(options?: { readonly workers: boolean }): Promise<void>;
  /** Runs everything that is due until nothing is; for tests with a clock that stands still. */
  settle(): Promise<void>;
  /** Stops taking requests, answers those in flight, releases what it holds. */
  stop(): Promise<void>;
}

export function createService(parts: ServiceParts): Service {
  const log = parts.log ?? createLogger(parts.logLevel ?? 'info');
  const clock = parts.clock ?? systemClock;
  const newId = idMaker(clock);
  const metrics = createMetrics();
  const { database } = parts;
  const base = schoolFromFile(parts.file, parts.appId);
  const years: Readonly<Record<string, HolidayYear>> = holidayYears();
  const calendar = new SchoolCalendar(base.timezone, years, base.terms);
  const lark = createLark({
    appId: parts.appId,
    appSecret: parts.appSecret,
    domain: parts.domain,
    log,
  });
  const outbox = createOutbox({
    schoolId: base.id,
    database,
    clock,
    newId,
    log,
    send: lark,
    render: renderCard,
    onSend: (result) => metrics.sends.inc({ result }),
    unlimited: parts.unlimitedSends ?? false,
  });
  const blobs = createBlobStore(
    database.kind === 'embedded'
      ? { directory: blobsOf(parts.dataDir) }
      : { database, schoolId: base.id },
  );
  let bot: string | null = null;
  let stopping = false;
  let wanted = false;
  let prepared = false;
  let beginning: Promise<void> | null = null;
  let connection: LongConnection | null = null;
  let workers: Workers | null = null;
  let upkeep: { stop(): Promise<void> } | null = null;

  const context = contextMaker({
    clock,
    newId,
    calendar,
    school: (tx) => loadSchool(tx, base),
    say: (tx, now) => outbox.say(tx, now),
    pictureWanted: () => {
      wanted = true;
    },
  });
  const transaction = <R>(work: (tx: Kysely<Tables>) => Promise<R>) => database.transaction(work);
  const pipeline = createPipeline({
    features: allFeatures,
    understand,
    log,
    transaction,
    context,
    outbox,
    render: renderCard,
    person: (inside, openId) => ensurePerson(inside, openId),
    onTap: (milliseconds, outcome) => metrics.taps.observe({ outcome }, milliseconds / 1000),
  });
  const intake = createIntake<Tables>({
    database,
    schoolId: base.id,
    clock,
    log,
    secrets:
      parts.transport === 'webhook'
        ? { encryptKeys: parts.encryptKeys, verificationToken: parts.verificationToken }
        : null,
    botOpenId: () => bot,
    process: (tx, inbound) => pipeline.process(tx, inbound),
    committed: () => {
      outbox.wake();
      // After the commit, not inside it: the rows must be there, and a transaction allows no other use.
      if (wanted) workers?.wake();
      wanted = false;
    },
    tap: (tap) => pipeline.tap(tap),
  });
  const timers = createTimerRunner({
    schoolId: base.id,
    clock,
    log,
    transaction,
    handle: (tx, timer) => pipeline.timer(tx, timer),
  });
  const server = createServer({
    intake,
    metrics,
    log,
    health: {
      live: () => true,
      unready: async () => {
        if (stopping) return ['stopping'];
        if (!(await database.ping(1_000))) return ['database'];
        if (await database.pending()) return ['migrations'];
        if (!prepared) return ['starting'];
        return parts.transport === 'websocket' && !connection?.connected()
          ? ['long connection']
          : [];
      },
    },
  });

  const fetchPictures = () =>
    fetchWantedPictures({
      schoolId: base.id,
      clock,
      log,
      db: database.db,
      scale: scaleImage,
      fetchImage: (messageId, imageKey) => lark.fetchImage(messageId, imageKey),
      put: (bytes) => blobs.put(bytes),
    });
  /** Names come from the member lists of the groups the bot is in; no wider permission is asked for. */
  const learnNames = async () => {
    const nameless = new Set(await namelessOpenIds(database.db, base.id));
    if (nameless.size === 0) return;
    for (const { chatId } of await lark.chats()) {
      for (const { openId, name } of await lark.members(chatId)) {
        if (!nameless.delete(openId) || name === '') continue;
        await database.transaction((tx) => learnName(tx, base.id, openId, name));
      }
    }
  };

  const identify = async () => {
    bot ??= (await lark.botInfo()).openId;
  };
  const prepare = async () => {
    await database.migrate();
    await database.transaction(async (tx) => seedPeople(await context(tx), parts.file));
    await pipeline.start();
    prepared = true;
  };
  const begin = async (run: boolean) => {
    await identify().catch((error: unknown) =>
      log.warn({ err: error }, 'the platform does not answer yet'),
    );
    workers = createWorkers({
      log,
      intake,
      outbox,
      timers,
      fetchPictures,
      learnNames,
      identify,
      metrics,
      stats: () => outbox.stats(),
    });
    if (!run) return;
    workers.start();
    if (database.kind === 'embedded') {
      upkeep = startUpkeep({
        database,
        dataDirectory: parts.dataDir,
        now: () => systemClock.now(),
        failed: (what, err) => log.error({ err, what }, 'upkeep failed and will be tried again'),
      });
    }
    if (parts.transport === 'websocket') {
      connection = await startLongConnection({
        appId: parts.appId,
        appSecret: parts.appSecret,
        domain: parts.domain,
        intake,
        log,
      });
    }
  };

  return {
    log,
    server,
    database,
    async start({ workers: run } = { workers: true }) {
      let away: unknown = null;
      try {
        await prepare();
      } catch (error) {
        if (!run || !isAway(error)) throw error;
        away = error;
      }
      if (away === null) return begin(run);
      // A school's server may come up after its bot: until then events get 503 and are sent again.
      log.error({ err: away }, 'the database is away; the start goes on when it is back');
      const waiting = (err: unknown) => log.warn({ err }, 'the database is still away');
      // Anything else that goes wrong is unhandled, and ends the process as it would at the start.
      beginning = untilThere(prepare, () => stopping, waiting).then(() =>
        stopping ? undefined : begin(run),
      );
    },
    async settle() {
      for (let round = 0; round < 20; round++) {
        await intake.runner.settle();
        const ran = await timers.runDue();
        await outbox.dispatcher.settle();
        const fetched = await fetchPictures();
        if (ran + fetched === 0 && round > 0) return;
      }
    },
    async stop() {
      stopping = true;
      await server.close();
      await beginning?.catch(() => undefined);
      connection?.stop();
      await workers?.stop();
      await upkeep?.stop();
      await database.close();
    },
  };
}

/** The shipped notices; years without one carry their statutory days and are provisional. */
function holidayYears(): Readonly<Record<string, HolidayYear>> {
  return Object.fromEntries(
    Object.entries(holidays).map(([year, { status, days }]) => [
      year,
      { status: status === 'official' ? 'official' : 'provisional', days },
    ]),
  );
}

/** The school's file, or the sample for a playground that was given none; throws with a line per mistake. */
export function readSchoolText(path: string, fallback: string | null): string {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  if (fallback !== null) return readFileSync(fallback, 'utf8');
  throw new Error(
    `SCHOOL_FILE：没有找到 ${path}；应为学校文件的路径，可用 npm run school:init 生成`,
  );
}
