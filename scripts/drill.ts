/**
 * The disaster drill: `node scripts/drill.ts [seconds under load] [unreadable]`. The real service on an
 * embedded database, the simulated platform, reports all the while and a backup in between, which is
 * copied elsewhere; the whole data directory is deleted under load, then kill -9; the copy is put back and
 * restored with `db:restore`; the clock runs until a new report has its own receipt on the platform. Then it
 * counts what was acknowledged and is not there, which has to be nothing unless the chats are `unreadable`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/kernel/clock.ts';
import { cast } from '../src/launch.ts';
import { createPlatform } from '../src/playground/platform/index.ts';
import { parseSchoolFile } from '../src/school-file/index.ts';
import { openDatabase } from '../src/storage/open-database.ts';
import type { Tables } from '../src/tables.ts';
import {
  freePort,
  isReady,
  makeKeys,
  SAMPLE,
  settings,
  startBot,
  until,
} from '../test/crash/bot.ts';

const SECONDS = Number(process.argv[2] ?? 20);
const READABLE = process.argv[3] !== 'unreadable';
const TEACHERS = 12;
const LIMIT_SECONDS = 300;
const WAIT_MS = 600_000;

const commands = join(import.meta.dirname, '../src/commands');
const directory = await mkdtemp(join(tmpdir(), 'houqin-drill-'));
const elsewhere = await mkdtemp(join(tmpdir(), 'houqin-drill-copy-'));
const parsed = parseSchoolFile(readFileSync(SAMPLE, 'utf8'));
if (!parsed.ok) throw new Error('the sample school is wrong');
const keys = makeKeys();
const { people, groups } = cast(parsed.file);
const teachers = Array.from({ length: TEACHERS }, (_, n) => `ou_drill${n}`);
const crowd = teachers.map((openId, n) => ({ openId, name: `教师${n}` }));
const platform = await createPlatform({
  ...keys,
  people: [...people, ...crowd],
  groups,
  clock: systemClock,
});
platform.scopes.history = READABLE;
platform.scopes.groupMessages = READABLE;
const port = await freePort();
const env = settings(keys, {
  LARK_DOMAIN: platform.address,
  DATA_DIR: directory,
  PORT: String(port),
});
platform.connect(`http://127.0.0.1:${port}/webhook/lark`);

let reports = 0;
let loading = true;
const report = async () => {
  const n = ++reports;
  await platform.say(teachers[n % TEACHERS] ?? '', null, `教学楼${100 + n}灯坏了`);
  return n;
};
const load = async () => {
  while (loading) {
    await report();
    await sleep(300);
  }
};
/** The card with its number that the reporter of the nth report sees. */
const hasReceipt = (n: number) =>
  platform
    .messagesOf(teachers[n % TEACHERS] ?? '')
    .map((message) => (message.fromBot ? JSON.stringify(message.content) : ''))
    .some((content) => content.includes('BX2') && content.includes(`教学楼${100 + n}`));

function show(what: string, value: string | number): void {
  console.log(`| ${what} | ${value} |`);
}

function run(name: string): void {
  const { status, stderr } = spawnSync(process.execPath, [join(commands, `${name}.ts`)], {
    encoding: 'utf8',
    env: { ...env, PATH: process.env['PATH'] },
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
}

let bot = startBot(env);
try {
  await until('the first start', () => isReady(port), WAIT_MS);
  const working = load();
  await sleep((SECONDS * 1_000) / 2);
  // A running service backs up by its own clock every 15 minutes; the drill cannot wait for that.
  bot.kill('SIGTERM');
  await bot.ended;
  run('db-backup');
  await cp(join(directory, 'backups'), elsewhere, { recursive: true });
  const backedUp = reports - platform.unacknowledged();
  bot = startBot(env);
  await until('the second start', () => isReady(port), WAIT_MS);
  await sleep((SECONDS * 1_000) / 2);

  const acknowledged = reports - platform.unacknowledged();
  const begun = performance.now();
  await rm(directory, { recursive: true, force: true, maxRetries: 20 });
  bot.kill('SIGKILL');
  await bot.ended;
  await rm(directory, { recursive: true, force: true });
  await cp(elsewhere, join(directory, 'backups'), { recursive: true });
  run('db-restore');
  bot = startBot(env);
  await until('the start on the backup', () => isReady(port), WAIT_MS);
  const readyMs = performance.now() - begun;
  loading = false;
  await working;
  const asked = await report();
  await until('its receipt', () => hasReceipt(asked), WAIT_MS);
  const confirmedMs = performance.now() - begun;
  show('seconds until ready', (readyMs / 1_000).toFixed(1));
  show(
    `seconds until the first confirmed report (at most ${LIMIT_SECONDS})`,
    (confirmedMs / 1_000).toFixed(1),
  );
  show('reports acknowledged when the data went', acknowledged);
  show(
    'of these not in the backup (at most 15 minutes of work in service)',
    acknowledged - backedUp,
  );
  // What was refused meanwhile comes again after 15 s or 5 minutes.
  await until('every event taken', () => platform.unacknowledged() === 0, WAIT_MS);
  await sleep(10_000);
  bot.kill('SIGTERM');
  await bot.ended;
  await using database = await openDatabase<Tables>({ directory });
  const tickets = await database.db.selectFrom('repair_ticket').select('message_id').execute();
  const there = new Set(tickets.map((ticket) => ticket.message_id)).size;
  show('reports sent in all', reports);
  show('reports lost after redelivery and the look through the chats', reports - there);
  if (confirmedMs > LIMIT_SECONDS * 1_000 || (READABLE && reports > there)) process.exitCode = 1;
} finally {
  loading = false;
  bot.kill('SIGKILL');
  await bot.ended;
  await platform.close();
  for (const folder of [directory, elsewhere]) await rm(folder, { recursive: true, force: true });
}
