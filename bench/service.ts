/** One contender of the bench, `bare`, `sdk` or `ours`; prints its address. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lark from '@larksuiteoapi/node-sdk';
import express from 'express';
import { fastify } from 'fastify';
import { sql } from 'kysely';
import { Pool } from 'pg';
import { createService } from '../src/app.ts';
import { createOpener } from '../src/intake/open.ts';
import { createLogger } from '../src/logging.ts';
import { parseSchoolFile } from '../src/school-file/index.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import { KEYS } from './messages.ts';

const [name, url = ''] = process.argv.slice(2);
const schema = `bench_${process.pid}`;
if (name === 'bare') await bare();
else if (name === 'sdk') await sdk();
else await ours();

function endWith(clean: () => Promise<void>): void {
  process.once('SIGTERM', () => void clean().finally(() => process.exit(0)));
}

async function bare(): Promise<void> {
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
  console.log(await http.listen({ host: '127.0.0.1', port: 0 }));
}

async function sdk(): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query(`create table ${schema} (id text primary key, payload jsonb not null)`);
  const dispatcher = new lark.EventDispatcher({
    ...KEYS,
    loggerLevel: lark.LoggerLevel.error,
  }).register({
    'im.message.receive_v1': async (event) => {
      await pool.query(`insert into ${schema} values ($1, $2) on conflict do nothing`, [
        event.message.message_id,
        JSON.stringify(event),
      ]);
    },
  });
  const app = express();
  app.use(express.json());
  app.post('/webhook/lark', lark.adaptExpress(dispatcher));
  const server = app.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}`);
  });
  endWith(async () => {
    await pool.query(`drop table ${schema}`);
  });
}

/** The whole service with processing paused: what is measured is the way to a durable answer. */
async function ours(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'houqin-bench-'));
  const database = await openDatabase<Tables>(url ? { url, schema } : { directory: dataDir });
  if (url) await sql`create schema ${sql.id(schema)}`.execute(database.db);
  const file = parseSchoolFile(
    readFileSync(join(import.meta.dirname, '..', 'schools', 'sample.yaml'), 'utf8'),
  );
  if (!file.ok) throw new Error(file.problems.join('\n'));
  const service = createService({
    ...KEYS,
    appSecret: 'bench',
    encryptKeys: [KEYS.encryptKey],
    domain: 'http://127.0.0.1:9',
    transport: 'webhook',
    file: file.file,
    log: createLogger('silent'),
    database,
    dataDir,
  });
  await service.start({ workers: false });
  console.log(await service.server.listen({ host: '127.0.0.1', port: 0 }));
  endWith(async () => {
    if (url) await sql`drop schema ${sql.id(schema)} cascade`.execute(database.db);
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
}
