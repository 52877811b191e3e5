/**
 * The composition root: the one place that knows every part. Tests and the playground build the same
 * service with another clock, another platform address and another database.
 */
import { existsSync, readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Kysely } from 'kysely';
import { createAbsence } from './absence/index.ts';
import { createAuditor } from './auditor/index.ts';
import { fetchWantedPictures } from './attachments.ts';
import { calendarMaker, contextMaker } from './context.ts';
import { createTimerRunner } from './cron/timers.ts';
import { dutyFeed } from './features/duty/public.ts';
import { features as allFeatures } from './features/index.ts';
import {
  ensureGuest,
  ensurePerson,
  isNameless,
  learnName,
  loadSchool,
  namelessOpenIds,
  seedPeople,
} from './features/people/public.ts';
import { seedStock } from './features/stock/public.ts';
import { createIntake } from './intake/intake.ts';
import { rereadMessage } from './intake/reread.ts';
import { systemClock } from './kernel/clock.ts';
import { idMaker } from './kernel/ids.ts';
import { createLanguageModel } from './language-model/index.ts';
import { createLark } from './lark/lark.ts';
import { renderCard } from './lark/render-card.ts';
import { createLogger } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createPipeline, typed } from './pipeline.ts';
import { openFile } from './received-file.ts';
import { createRestored } from './restored/index.ts';
import { tellRestored } from './restored/tell.ts';
import { forget } from './retention.ts';
import { schoolFromFile } from './school-file/index.ts';
import { isAway, untilThere } from './storage/away.ts';
import { backUp, blobsOf } from './storage/backup.ts';
import { createBlobStore } from './storage/blobs.ts';
import { careFor, type Care } from './storage/care.ts';
import { scaleImage } from './storage/images.ts';
import type { Service, ServiceParts } from './service.ts';
import type { Tables } from './tables.ts';
import { createServer } from './transport/webhook.ts';
import { startLongConnection, type LongConnection } from './transport/long-connection.ts';
import { understand } from './understanding/index.ts';
import { LOOKED_AT } from './understanding/normalise.ts';
import { hearVoices, wantVoice } from './voices.ts';
import { createWorkers, type Workers } from './workers.ts';

/** What `/health/ready` says meanwhile; it is ready, inputs are taken in. */
const PAUSED = 'restored from a backup: sending is paused until the chats have been looked up';

export function createService(parts: ServiceParts): Service {
  const log = parts.log ?? createLogger(parts.logLevel ?? 'info');
  const clock = parts.clock ?? systemClock;
  const newId = idMaker(clock);
  const metrics = createMetrics();
  const { database } = parts;
  const base = schoolFromFile(parts.file, parts.appId, parts.publicUrl);
  const calendar = calendarMaker(base);
  const hours = calendarMaker(base)(base);
  const lark = createLark({
    appId: parts.appId,
    appSecret: parts.appSecret,
    domain: parts.domain,
    log,
  });
  const restored = createRestored({
    schoolId: base.id,
    appId: parts.appId,
    timezone: base.timezone,
    clock,
    log,
    database,
    // What is said about it was not said before.
    tell: async (tx, from, until, looked) =>
      tellRestored(await context(tx, { at: until.add({ seconds: 1 }) }), from, until, looked),
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
    paused: () => restored.paused(),
    quiet: (at) => !hours.outsideQuietHours(at).equals(at),
  });
  const blobs = createBlobStore(
    database.kind === 'embedded'
      ? { directory: blobsOf(parts.dataDir) }
      : { database, schoolId: base.id },
  );
  let bot: string | null = null;
  let stopping = false;
  let wanted = false;
  /** Whose name was asked for at once; what is not known then is asked for every minute. */
  const met = new Set<string>();
  let prepared = false;
  let beginning: Promise<void> | null = null;
  let connection: LongConnection | null = null;
  let workers: Workers | null = null;
  let care: Care | null = null;
  const full = () => care?.full() ?? false;

  const context = contextMaker({
    clock,
    newId,
    calendar,
    school: (tx) => loadSchool(tx, base),
    say: (tx, now, cause) => outbox.say(tx, now, restored.doubt(cause)),
    formerNumber: (tx, cause, prefix) => restored.number(tx, cause, prefix),
    isFormer: (tx, number) => restored.isFormer(tx, number),
    pictureWanted: () => {
      wanted = true;
    },
  });
  const transaction = <R>(work: (tx: Kysely<Tables>) => Promise<R>) => database.transaction(work);
  const pipeline = createPipeline({
    features: allFeatures,
    understand: parts.understand ?? understand,
    readsUpTo: LOOKED_AT,
    unlimited: parts.unlimitedSends ?? false,
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
    guest: (inside, openId) => ensureGuest(inside, openId),
    async person(inside, openId) {
      const person = await ensurePerson(inside, openId);
      // Whoever has to decide about it soon shall read who asks.
      if (isNameless(person) && !met.has(openId)) {
        met.add(openId);
        wanted = true;
      }
      return person;
    },
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
    maxAgeHours: parts.maxAgeHours ?? null,
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
    full,
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
    calendar: (token) => transaction((tx) => dutyFeed(tx, base.id, token, context)),
    health: {
      live: () => true,
      notes: () => (restored.paused() ? [PAUSED] : []),
      unready: async () => {
        if (stopping) return ['stopping'];
        if (!(await database.ping(1_000))) return ['database'];
        if (await database.pending()) return ['migrations'];
        if (!prepared) return ['starting'];
        if (full()) return ['disk'];
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
    context: (tx) => context(tx, { at: clock.now().add({ seconds: 1 }) }),
    history: (chatId, from, until) => lark.history(chatId, from, until),
    recall: (past) => restored.recall(past),
    accept: (envelope) => intake.receiveTrusted(envelope),
    taking: () => parts.transport === 'webhook' || (connection?.connected() ?? false),
    uptime,
  });

  const auditor = createAuditor({
    schoolId: base.id,
    timezone: base.timezone,
    database,
    clock,
    log,
    metrics,
    context,
    wake: () => outbox.wake(),
  });

  const fetchPictures = () =>
    fetchWantedPictures({
      schoolId: base.id,
      clock,
      log,
      full,
      transaction,
      db: database.db,
      scale: scaleImage,
      fetchImage: (messageId, imageKey) => lark.fetchImage(messageId, imageKey),
      put: (bytes) => blobs.put(bytes),
      upload: (bytes) => lark.uploadImage('picture.jpg', bytes),
      shown: (tx, id) => pipeline.picture(tx, id),
      committed: () => outbox.wake(),
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
  const identifyOrWarn = () =>
    identify().catch((error: unknown) =>
      log.warn({ err: error }, 'the platform does not answer yet'),
    );
  const prepare = async () => {
    await database.migrate(async () => {
      if (database.kind === 'embedded') await backUp(database, parts.dataDir, clock.now());
    });
    await restored.begin();
    await database.transaction(async (tx) => {
      const opening = await context(tx);
      await seedPeople(opening, parts.file);
      await seedStock(opening, parts.file);
    });
    await pipeline.start();
    prepared = true;
  };
  const begin = async (run: boolean, identified: Promise<void>) => {
    await identified;
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
      restored,
      auditor,
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
      const { dataDir: dataDirectory } = parts;
      care = await careFor({ database, dataDirectory, log, free: metrics.diskFree });
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
      // Both wait for somebody else, so they wait at once.
      const identified = identifyOrWarn();
      try {
        await prepare();
      } catch (error) {
        if (!run || !isAway(error)) throw error;
        away = error;
      }
      if (away === null) {
        await begin(run, identified);
        return connect();
      }
      await connect();
      // A school's server may come up after its bot: until then events get 503 and are sent again.
      log.error({ err: away }, 'the database is away; the start goes on when it is back');
      const waiting = (err: unknown) => log.warn({ err }, 'the database is still away');
      // Anything else that goes wrong is unhandled, and ends the process as it would at the start.
      beginning = untilThere(prepare, () => stopping, waiting).then(() =>
        stopping ? undefined : begin(run, identified),
      );
    },
    async settle({ paced } = { paced: false }) {
      for (let round = 0; round < 20; round++) {
        await absence.present();
        const made = await absence.makeGood();
        await intake.runner.settle();
        const ran = (await timers.runDue()) + (await restored.look());
        await outbox.dispatcher.settle(paced);
        const fetched = (await fetchPictures()) + (await listen());
        // Whoever keeps the platform's pace moves its clock and looks again in a moment.
        if (ran + fetched + made === 0 && (paced || round > 0)) return;
      }
    },
    audit: () => auditor.tick(),
    forget: forgetOld,
    stats: () => outbox.stats(),
    async stop() {
      stopping = true;
      await server.close();
      await beginning?.catch(() => undefined);
      await connection?.stop();
      await workers?.stop();
      await care?.stop();
      await database.close();
    },
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
