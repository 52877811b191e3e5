import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf, type OpenSchool } from '../test/harness.ts';
import { testDatabase } from '../test/database.ts';
import { MovableClock } from './kernel/clock.ts';
import { TENANT_KEY } from './playground/platform/index.ts';
import { forget } from './retention.ts';
import { createBlobStore } from './storage/blobs.ts';
import type { Database } from './storage/database.ts';
import type { Tables } from './tables.ts';

const { teacher, electrician, director } = PEOPLE;
const START = Temporal.Instant.from('2026-11-24T02:00:00Z');
let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'houqin-retention-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function count(database: Database<Tables>, table: string): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.db);
  return rows[0]?.n ?? 0;
}
const counts = async (school: OpenSchool, tables: readonly string[]) =>
  Promise.all(tables.map((table) => count(school.database, table)));

it('words go after a week and keys after thirty days, so that a repetition has no effect until then', async () => {
  await using school = await openSchool();
  const again = () =>
    school.deliver('im.message.receive_v1', {
      sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: TENANT_KEY },
      message: {
        message_id: 'om_once',
        chat_id: 'oc_direct',
        chat_type: 'p2p',
        message_type: 'text',
        content: JSON.stringify({ text: '302 空调不制冷' }),
      },
    });
  await again();
  expect(await school.tickets()).toHaveLength(1);
  school.clock.moveBy({ hours: 24 * 6 });
  await school.service.forget();
  const texts = () =>
    school.database.db
      .selectFrom('inbox')
      .select('payload')
      .where('payload', 'is not', null)
      .execute();
  expect(await texts()).toHaveLength(1);
  school.clock.moveBy({ hours: 24 * 2 });
  await school.service.forget();
  expect(await texts()).toEqual([]);
  school.clock.moveBy({ hours: 24 * 21 });
  await school.service.forget();
  await again();
  expect(await school.tickets()).toHaveLength(1);
  school.clock.moveBy({ hours: 24 * 2 });
  await school.service.forget();
  expect(await count(school.database, 'inbox')).toBe(0);
});

it('a ticket that waits for months keeps its history, its photo and a card that can be tapped', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  await school.photo(teacher);
  await school.tap(electrician, '接单');
  const kept = ['repair_ticket', 'repair_event', 'repair_photo', 'attachment', 'card'];
  const before = await counts(school, kept);
  for (let days = 0; days < 100; days += 10) {
    school.clock.moveBy({ hours: 240 });
    await school.settle();
    await school.service.forget();
  }
  const after = await counts(school, kept);
  expect(after.slice(1, 4)).toEqual([expect.any(Number), before[2], before[3]]);
  expect(after[1]).toBeGreaterThanOrEqual(before[1] ?? 0);
  expect((await school.tap(electrician, '完工')).toast?.type).toBe('success');
  expect(await count(school.database, 'tap')).toBe(1);
});

it('a report that came to nothing goes with its photo; a dead letter nobody has seen stays half a year', async () => {
  await using school = await openSchool();
  await school.say(teacher, '灯坏了');
  await school.photo(teacher);
  const person = school.platform.world.person(teacher);
  school.platform.world.people.set(teacher, { ...person, reachable: false });
  await school.say(teacher, '帮助');
  expect(await counts(school, ['repair_draft', 'attachment', 'dead_letter'])).toEqual([1, 1, 1]);
  school.clock.moveBy({ hours: 24 * 31 });
  await school.service.forget();
  expect(await counts(school, ['repair_draft', 'attachment', 'repair_photo'])).toEqual([0, 0, 0]);
  await school.say(director, '未送达');
  expect(school.bot(director).map(textOf).join()).toContain('王老师');
  school.clock.moveBy({ hours: 24 * 150 });
  await school.service.forget();
  expect(
    await school.database.db
      .selectFrom('dead_letter')
      .where('at', '<', school.clock.now().subtract({ hours: 24 * 180 }))
      .selectAll()
      .execute(),
  ).toEqual([]);
});

it.each(['files', 'rows'])(
  'pictures that no attachment names go, others and new ones stay: %s',
  async (where) => {
    await using database = await testDatabase<Tables>();
    const blobs = createBlobStore(where === 'files' ? { directory } : { database, schoolId: 's' });
    const [named, orphan] = [
      await blobs.put(Buffer.from('named')),
      await blobs.put(Buffer.from('x')),
    ];
    await database.db
      .insertInto('attachment')
      .values({
        school_id: 's',
        id: 'a',
        message_id: 'm',
        image_key: 'i',
        state: 'stored',
        blob_id: named,
        created_at: START,
      })
      .execute();
    await database.db
      .insertInto('repair_photo')
      .values({
        school_id: 's',
        attachment_id: 'a',
        ticket_id: 't',
        draft_id: null,
        person_id: 'p',
        at: START,
      })
      .execute();
    if (where === 'files') {
      for (const name of readdirSync(directory)) utimesSync(join(directory, name), 1, 1);
    } else await sql`update blob set put_at = '2020-01-01'`.execute(database.db);
    const fresh = await blobs.put(Buffer.from('fresh'));
    const clock = new MovableClock(Temporal.Now.instant());
    expect((await forget({ schoolId: 's', clock, db: database.db, blobs })).rows).toBe(1);
    expect(await blobs.get(orphan)).toBeNull();
    for (const kept of [named, fresh]) expect(await blobs.get(kept)).not.toBeNull();
  },
);

it('every table stands in the retention table of the operations page', async () => {
  await using database = await testDatabase<Tables>();
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(database.db);
  const page = readFileSync(join(import.meta.dirname, '../docs/operations.md'), 'utf8');
  const missing = rows.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``));
  expect(missing).toEqual([]);
  expect(rows.length).toBeGreaterThan(20);
});

it('whatever names an attachment keeps it: the photos of repairs, purchases, old things and the plan do', async () => {
  await using database = await testDatabase<Tables>();
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name like '%attachment_id%'`.execute(
    database.db,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual([
    'issue_photo',
    'purchase_photo',
    'repair_photo',
    'schedule_photo',
  ]);
});
