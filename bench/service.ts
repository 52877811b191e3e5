/** One process of the bench: `bare`, `sdk`, `ours` or the simulated `platform`; tells its address. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lark from '@larksuiteoapi/node-sdk';
import express from 'express';
import { fastify } from 'fastify';
import { sql } from 'kysely';
import { Client, Pool } from 'pg';
import { createService } from '../src/app.ts';
import { createOpener } from '../src/intake/open.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { cast } from '../src/launch.ts';
import { createLogger } from '../src/logging.ts';
import { createPlatform } from '../src/playground/platform/index.ts';
import { parseSchoolFile } from '../src/school-file/index.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import { type Counts, settingsSchema } from './child.ts';
import { APP_SECRET, KEYS, teachers } from './messages.ts';

interface Contender {
  readonly url: string;
  counts?(): Promise<Partial<Counts>>;
  reset?(): Promise<void>;
  stop?(): Promise<void>;
}

const settings = settingsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const file = parseSchoolFile(
  readFileSync(join(import.meta.dirname, '..', 'schools', 'sample.yaml'), 'utf8'),
);
if (!file.ok) throw new Error(file.problems.join('\n'));
const school = file.file;

const contender = await { bare, sdk, ours, platform }[settings.kind]();
process.on('message', (question) => void answer(question));
process.once('SIGTERM', () => void stop());
// The bench has gone, whatever ended it: nothing of it may stay.
process.once('disconnect', () => void stop());
process.send?.(contender.url);

async function answer(question: unknown): Promise<void> {
  if (question === 'reset') await contender.reset?.();
  const { user, system } = process.cpuUsage();
  const counted = await contender.counts?.();
  globalThis.gc?.();
  const { rss: resident } = process.memoryUsage();
  const counts = { ...counted, cpu: user + system, resident };
  if (process.connected) process.send?.(counts);
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(1), 5_000).unref();
  try {
    await contender.stop?.();
  } finally {
    process.exit(0);
  }
}

async function bare(): Promise<Contender> {
  const http = fastify();
  const { encryptKey, verificationToken } = KEYS;
  const open = createOpener({ encryptKeys: [encryptKey], verificationToken });
  http.removeAllContentTypeParsers();
  http.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  http.post('/webhook/lark', async (request, reply) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { kind } = open(raw, request.headers);
    return reply.code(kind === 'envelope' ? 200 : 401).send({});
  });
  return { url: await http.listen({ host: '127.0.0.1', port: 0 }) };
}

/** As the SDK's README shows it, with the one statement that makes an event durable. */
async function sdk(): Promise<Contender> {
  const pool = new Pool({ connectionString: settings.url, max: 10 });
  await pool.query('create table sdk_event (id text primary key, payload jsonb not null)');
  const dispatcher = new lark.EventDispatcher({
    ...KEYS,
    loggerLevel: lark.LoggerLevel.error,
  }).register({
    'im.message.receive_v1': async (event) => {
      await pool.query('insert into sdk_event values ($1, $2) on conflict do nothing', [
        event.message.message_id,
        JSON.stringify(event),
      ]);
    },
  });
  const app = express();
  app.use(express.json());
  app.post('/webhook/lark', lark.adaptExpress(dispatcher));
  const url = await new Promise<string>((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
  return {
    url,
    async counts() {
      const { rows } = await pool.query('select count(*)::int as n from sdk_event');
      return { waiting: rows[0]?.n };
    },
    reset: async () => void (await pool.query('truncate sdk_event')),
    stop: () => pool.end(),
  };
}

/** People stay known from round to round, as at a school. */
const KEPT = ['kysely_migration', 'kysely_migration_lock', 'person', 'person_change', 'setting'];

async function ours(): Promise<Contender> {
  const { url, schema, platform: domain, unlimited } = settings;
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-bench-'));
  const statements = countStatements();
  const database = await openDatabase<Tables>(url ? { url, schema } : { directory: dataDir });
  if (url) await sql`create schema ${sql.id(schema)}`.execute(database.db);
  const service = createService({
    ...KEYS,
    appSecret: APP_SECRET,
    encryptKeys: [KEYS.encryptKey],
    domain: domain ?? 'http://127.0.0.1:9',
    transport: 'webhook',
    file: school,
    log: createLogger('info'),
    database,
    dataDir,
    unlimitedSends: unlimited,
  });
  await service.start({ workers: domain !== null });
  const count = (of: string) => sql`(select count(*)::int from ${sql.raw(of)})`;
  return {
    url: await service.server.listen({ host: '127.0.0.1', port: 0 }),
    async counts() {
      const seen = statements();
      const { rows } = await sql<Partial<Counts>>`
        select ${count("inbox where state = 'waiting'")} as waiting,
          ${count('repair_ticket')} as tickets,
          ${count("outbox_message where due_at <= now() + interval '1 minute'")} as unsent,
          ${count('card_message')} as sent`.execute(database.db);
      return { ...rows[0], statements: seen };
    },
    async reset() {
      const { rows } = await sql<{ name: string }>`
        select tablename as name from pg_tables
        where schemaname = current_schema() and not (tablename = any(${KEPT}))
        order by tablename <> 'inbox', tablename <> 'outbox_lane'`.execute(database.db);
      // First what makes work; one at a time, since work that goes on may lock in another order.
      for (const { name } of rows) await sql`truncate ${sql.id(name)}`.execute(database.db);
      if (url) await sql`vacuum (analyze)`.execute(database.db);
      await database.maintain();
    },
    async stop() {
      try {
        await service.stop();
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

function countStatements(): () => number {
  let seen = 0;
  const { value: query } = Object.getOwnPropertyDescriptor(Client.prototype, 'query') ?? {};
  Object.defineProperty(Client.prototype, 'query', {
    value(this: Client, ...args: unknown[]) {
      seen++;
      return Reflect.apply(query, this, args);
    },
  });
  return () => seen;
}

async function platform(): Promise<Contender> {
  const { people, groups } = cast(school);
  const served = await createPlatform({
    ...KEYS,
    appSecret: APP_SECRET,
    people: [...people, ...teachers.map((openId) => ({ openId, name: openId, title: '老师' }))],
    groups,
    clock: systemClock,
    unlimited: settings.unlimited,
  });
  return { url: served.address, stop: () => served.close() };
}
