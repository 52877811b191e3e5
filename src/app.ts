/**
 * The composition root: the one place that knows every part. Tests and the playground build the same
 * service with another clock, another platform address and another database.
 */
import { existsSync, readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { createAbsence } from './absence/index.ts';
import { fetchWantedPictures } from './attachments.ts';
import { contextMaker } from './context.ts';
import { createTimerRunner } from './cron/timers.ts';
import { dutyFeed } from './features/duty/public.ts';
import { features as allFeatures } from './features/index.ts';
import {
  ensurePerson,
  learnName,
  loadSchool,
  namelessOpenIds,
  seedPeople,
} from './features/people/public.ts';
import { seedStock } from './features/stock/public.ts';
import { createIntake } from './intake/intake.ts';
import { rereadMessage } from './intake/reread.ts';
import { SchoolCalendar } from './kernel/calendar.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import { idMaker } from './kernel/ids.ts';
import type { School } from './kernel/school.ts';
import { SHIPPED_YEARS } from './kernel/shipped-holidays.ts';
import { createLanguageModel } from './language-model/index.ts';
import type { Understand } from './kernel/understood.ts';
import { createLark } from './lark/lark.ts';
import { renderCard } from './lark/render-card.ts';
import { createLogger } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { createOutbox, type Outbox } from './outbox/outbox.ts';
import { createPipeline, typed } from './pipeline.ts';
import { openFile } from './received-file.ts';
import { forget } from './retention.ts';
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
import { LOOKED_AT } from './understanding/normalise.ts';
import { hearVoices, wantVoice } from './voices.ts';
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
  /** This service as phones see it. */
  readonly publicUrl?: string | null;
  readonly database: Database<Tables>;
  readonly file: SchoolFile;
  /** Where pictures go when the database is embedded. */
  readonly dataDir: string;
  /** The optional second reader of messages. */
  readonly llm?: { readonly url: string; readonly model: string; readonly apiKey: string | null };
  readonly clock?: Clock;
  /** How messages are read: the rules, unless another reading is tried out. */
  readonly understand?: Understand;
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
  /** Forgets what is kept long enough; the running service does so every hour. */
  forget(): ReturnType<typeof forget>;
  /** What waits and what could not be sent, as the metrics show it. */
  stats(): ReturnType<Outbox['stats']>;
  /** Stops taking requests, answers those in flight, releases what it holds. */
  stop(): Promise<void>;
}

export function createService(parts: ServiceParts): Service {
  const log = parts.log ?? createLogger(parts.logLevel ?? 'info');
  const clock = parts.clock ?? systemClock;
  const newId = idMaker(clock);
  const metrics = createMetrics();
  const { database } = parts;
  const base = schoolFromFile(parts.file, parts.appId, parts.publicUrl);
  const calendar = calendarMaker(base);
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
    understand: parts.understand ?? understand,
    readsUpTo: LOOKED_AT,
    ...(parts.llm ? { readAgain: createLanguageModel({ ...parts.llm, log, clock }).read } : {}),
    log,
    transaction,
    context,
    outbox,
    render: renderCard,
    async wantVoice(inside, messageId, fileKey) {
      await wantVoice(inside, messageId, fileKey);
      wanted = true;
    },
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
    process: (tx, inbound, reading) => pipeline.process(tx, inbound, reading),
    read: (message) => pipeline.read(message),
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
    wentBack: () => pipeline.start(),
  });
  const server = createServer({
    intake,
    metrics,
    log,
    calendar: (token) => transaction(async (tx) => dutyFeed(await context(tx), token)),
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

  const absence = createAbsence({
    schoolId: base.id,
    appId: parts.appId,
    clock,
    log,
    database,
    context,
    history: (chatId, from, until) => lark.history(chatId, from, until),
    accept: (envelope) => intake.receiveTrusted(envelope),
    taking: () => parts.transport === 'webhook' || (connection?.connected() ?? false),
    uptime,
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
      upload: (bytes) => lark.uploadImage('picture.jpg', bytes),
      stored: (id) => transaction((tx) => pipeline.picture(tx, id)).then(() => outbox.wake()),
    });
  const listen = async () => {
    const looked = await hearVoices({
      schoolId: base.id,
      clock,
      log,
      db: database.db,
      transaction,
      async hear({ messageId, file }, fileKey) {
        const bytes = await lark.fetchFile(messageId, fileKey);
        if (file) return openFile(bytes);
        // Half a megabyte of codec that only a school whose people speak pays for.
        const samples = await (await import('./lark/voice.ts')).toPcm(bytes);
        const words = await lark.recognise(messageId, samples);
        return words === '' ? null : { words };
      },
      message: (messageId) => rereadMessage(database.db, base.id, messageId, bot),
      read: (message, words) => pipeline.read(typed(message, words)),
      process: (tx, ...heard) => pipeline.hear(tx, ...heard),
    });
    if (looked > 0) outbox.wake();
    return looked;
  };
  const forgetOld = () => forget({ schoolId: base.id, clock, db: database.db, blobs });
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
    await database.transaction(async (tx) => {
      const opening = await context(tx);
      await seedPeople(opening, parts.file);
      await seedStock(opening, parts.file);
    });
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
      listen,
      learnNames,
      identify,
      absence,
      forget: forgetOld,
      metrics,
      stats: () => outbox.stats(),
    });
    // Gone again already: the workers write it down when it is back.
    await absence.present().catch((error: unknown) => {
      if (!isAway(error)) throw error;
      log.warn({ err: error }, 'the database went away again while starting');
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
  };
  const connect = async () => {
    if (parts.transport === 'webhook') return;
    const { appId, appSecret, domain } = parts;
    connection = await startLongConnection({ appId, appSecret, domain, intake, log });
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
      if (away === null) {
        await begin(run);
        return connect();
      }
      await connect();
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
        await absence.present();
        const made = await absence.makeGood();
        await intake.runner.settle();
        const ran = await timers.runDue();
        await outbox.dispatcher.settle();
        const fetched = (await fetchPictures()) + (await listen());
        if (ran + fetched + made === 0 && round > 0) return;
      }
    },
    forget: forgetOld,
    stats: () => outbox.stats(),
    async stop() {
      stopping = true;
      await server.close();
      await beginning?.catch(() => undefined);
      await connection?.stop();
      await workers?.stop();
      await upkeep?.stop();
      await database.close();
    },
  };
}

/** One calendar for as long as the notices stay what they are: most transactions share it. */
function calendarMaker(base: School): (school: School) => SchoolCalendar {
  const make = (notices: School['notices']) =>
    new SchoolCalendar(base.timezone, { ...SHIPPED_YEARS, ...notices }, base.terms);
  let known = JSON.stringify(base.notices);
  let calendar = make(base.notices);
  return ({ notices }) => {
    const now = JSON.stringify(notices);
    if (now !== known) [known, calendar] = [now, make(notices)];
    return calendar;
  };
}

/** The school's file, or the sample for a playground that was given none; throws with a line per mistake. */
export function readSchoolText(path: string, fallback: string | null): string {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  if (fallback !== null) return readFileSync(fallback, 'utf8');
  throw new Error(
    `SCHOOL_FILE：没有找到 ${path}；应为学校文件的路径，可用 npm run school:init 生成`,
  );
}
