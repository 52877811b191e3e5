import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import sharp from 'sharp';
import { createService } from '../../src/app.ts';
import type { Service } from '../../src/service.ts';
import { MovableClock } from '../../src/kernel/clock.ts';
import { cast } from '../../src/launch.ts';
import { createLogger } from '../../src/logging.ts';
import { findButton } from '../../src/playground/platform/cards.ts';
import { createPlatform, type Platform } from '../../src/playground/platform/index.ts';
import { parseSchoolFile } from '../../src/school-file/index.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { PEOPLE } from '../harness.ts';
import { makeKeys, SAMPLE } from './bot.ts';
import { outcomeOf } from './outcome.ts';
import { Points, watched, watchedFiles, watchedHttp, type Fault, type Life } from './points.ts';

const { teacher, electrician, head } = PEOPLE;
/** What is due within it comes by itself while people wait; reminders of later do not. */
const SOON = { seconds: 90 };

/**
 * The golden conversation, a repair from its report to its sign-off and a purchase with one
 * approval, with one fault in every step. Who got no answer does what people and the platform do:
 * events are sent again, and a button that is still there is tapped again. The database is emptied.
 */
export async function golden(fault: Fault | null, database: Database<Tables>) {
  await empty(database);
  const points = new Points(fault);
  await using bot = await openBot(points, database);
  const steps: readonly (() => Promise<void>)[] = [
    () => bot.begin(),
    () => bot.say('302 空调不制冷'),
    async () => bot.say(await picture()),
    () => bot.tap(electrician, '接单'),
    () => bot.tap(electrician, '完工'),
    () => bot.tap(teacher, '验收通过'),
    () => bot.say('申请买一台打印机，预算300'),
    () => bot.tap(teacher, '提交申请'),
    () => bot.tap(head, '同意'),
  ];
  const outcomes: (readonly string[])[] = [];
  for (const step of steps) {
    if (outcomes.length > 0) points.next();
    await step();
    outcomes.push(await outcomeOf(database, bot.platform));
  }
  return { points: points.steps, struck: points.struck, outcomes };
}

async function empty({ db }: Database<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = current_schema() and tablename not like 'migration%'
      and tablename not like 'kysely%'`.execute(db);
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.id(name)))}`.execute(db);
}

let drawn: Promise<Buffer> | null = null;
function picture(): Promise<Buffer> {
  const create = { width: 40, height: 30, channels: 3, background: '#336699' } as const;
  drawn ??= sharp({ create }).png().toBuffer();
  return drawn;
}

async function openBot(points: Points, database: Database<Tables>) {
  const parsed = parseSchoolFile(readFileSync(SAMPLE, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const { file } = parsed;
  const clock = new MovableClock(Temporal.Instant.from('2026-11-24T10:00:00+08:00'));
  const keys = makeKeys();
  const dataDir = mkdtempSync(join(tmpdir(), `houqin-golden-${randomBytes(4).toString('hex')}-`));
  const platform = await createPlatform({ ...keys, ...cast(file), clock, unlimited: true });
  let life: Life = { dead: false };
  let service: Service | null = null;
  let target: string | null = null;
  const inbound = await watchedHttp('delivery', points, () =>
    target === null ? null : { target, life },
  );
  platform.connect(`${inbound.address}/webhook/lark`);
  using files = new DisposableStack();
  files.use(watchedFiles(dataDir, points, () => life));
  let close = () => {};

  const begin = async (): Promise<void> => {
    const own: Life = { dead: false };
    life = own;
    const outbound = await watchedHttp('call', points, () => ({
      target: platform.address,
      life: own,
    }));
    close = () => outbound.close();
    service = createService({
      ...keys,
      encryptKeys: [keys.encryptKey],
      domain: outbound.address,
      transport: 'webhook',
      file,
      log: createLogger(process.env['TEST_LOG'] ?? 'silent'),
      database: watched(database, points, own),
      dataDir,
      clock,
    });
    await service.start({ workers: false });
    target = await service.server.listen({ host: '127.0.0.1', port: 0 });
  };
  const end = async (): Promise<void> => {
    life.dead = true;
    target = null;
    close();
    await service?.server.http.close();
  };
  /** A start that fails ends the process; whatever watches over it starts it again. */
  const start = async (): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await begin();
      } catch (error) {
        await end();
        if (attempt === 3) throw error;
      }
    }
  };
  /** What a dead process had claimed comes free when its lease has run out, by the real clock. */
  const freeLeases = async (): Promise<boolean> => {
    const inbox = await sql`update inbox set lease_until = null where lease_until is not null
      and state = 'waiting' returning id`.execute(database.db);
    const lanes = await sql`update outbox_lane set lease_until = null
      where lease_until is not null returning lane`.execute(database.db);
    return inbox.rows.length + lanes.rows.length > 0;
  };
  const nextDue = async (): Promise<Temporal.Instant | null> => {
    const now = clock.now();
    const { rows } = await sql<{ due: Temporal.Instant | null }>`select min(due_at) as due from (
      select due_at from inbox where state = 'waiting'
      union all select due_at from outbox_message
      union all select due_at from timer) as waiting
      where due_at > ${now.toString()}::timestamptz
        and due_at <= ${now.add(SOON).toString()}::timestamptz`.execute(database.db);
    return rows[0]?.due ?? null;
  };
  /** Time passes until nothing more happens by itself. */
  const live = async (): Promise<void> => {
    for (let round = 0; round < 60; round++) {
      // A look that failed is made again a second later.
      const failed = await service?.settle().then(
        () => false,
        () => true,
      );
      if (life.dead) {
        await end();
        clock.moveBy({ seconds: 15 });
        await freeLeases();
        await start();
        await platform.retry();
        continue;
      }
      if ((await freeLeases()) || failed) continue;
      if (platform.unacknowledged() > 0) {
        clock.moveBy({ seconds: 15 });
        await platform.retry();
        continue;
      }
      const due = await nextDue();
      if (due === null) return;
      clock.moveTo(due);
    }
    throw new Error('it does not come to rest');
  };

  const owned = files.move();
  return {
    platform,
    async begin(): Promise<void> {
      await start();
      await live();
    },
    async say(what: string | Buffer): Promise<void> {
      clock.moveBy({ seconds: 1 });
      await platform.say(teacher, null, what);
      await live();
    },
    async tap(person: string, words: string): Promise<void> {
      for (let attempt = 0; attempt < 4; attempt++) {
        clock.moveBy({ seconds: 1 });
        const card = newest(platform, person, words);
        if (!card && attempt > 0) return;
        const answer = await platform.tap(person, card ?? '', words);
        await live();
        if (answer.toast?.type === 'success') return;
      }
      throw new Error(`${words} has no effect`);
    },
    async [Symbol.asyncDispose]() {
      await end();
      owned.dispose();
      inbound.close();
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function newest(platform: Platform, person: string, words: string): string | undefined {
  return platform
    .messagesOf(person)
    .findLast((one) => one.fromBot && findButton(one.content, words) !== null)?.messageId;
}
