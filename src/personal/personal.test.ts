import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { testDatabase } from '../../test/database.ts';
import { openSchool, PEOPLE } from '../../test/harness.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../tables.ts';
import { affectedBetween } from './breach.ts';
import { DATA_MAP } from './data-map.ts';
import { deletePerson } from './delete.ts';
import { exportPerson } from './export.ts';
import { marksOf, rowsAbout, subjectsNamed } from './find.ts';
import { minorsReport } from './minors.ts';
import { redactTicket } from './redact.ts';

const OPEN_ID = 'ou_canary_4711';
const NAME = '金丝雀';
const PHONE = '13900004711';
const ID = '01a00000-0000-7000-8000-00000000cafe';
const AT = '2026-11-24T02:00:00Z';

/** What a column of a type may hold when nothing is known of it. */
function filler(type: string): unknown {
  if (/timestamp/.test(type)) return AT;
  if (type === 'date') return '2026-11-24';
  if (type === 'boolean') return false;
  return /text|json|bytea/.test(type) ? 'x' : 1;
}

/** A row in every table that refers to people or holds what they wrote, made from the schema. */
async function seedCanaries(database: Database<Tables>): Promise<string[]> {
  const { rows: columns } = await sql<{ table: string; column: string; type: string }>`
    select table_name::text as "table", column_name::text as "column", data_type::text as type
    from information_schema.columns where table_schema = current_schema()`.execute(database.db);
  const seeded: string[] = [];
  for (const [table, own] of Map.groupBy(columns, (one) => one.table)) {
    const { who = '', words = '', contact = '' } = DATA_MAP[table] ?? {};
    const about = new Set(`${who} ${words} ${contact}`.split(' ').filter(Boolean));
    if (about.size === 0 || table === 'person' || table === 'outbox_file') continue;
    const row = Object.fromEntries(
      own.map(({ column, type }) => {
        if (column === 'school_id') return [column, 's'];
        if (!about.has(column)) return [column, filler(type)];
        const text = who.split(' ').includes(column)
          ? /lane|key|thread|open|operator/.test(column)
            ? `person:${OPEN_ID}`
            : ID
          : `${NAME}的电话${PHONE}，“${OPEN_ID}”`;
        return [column, type === 'jsonb' ? { text, of: OPEN_ID } : text];
      }),
    );
    if (table === 'inbox') row['state'] = 'done';
    await sql`insert into ${sql.table(table)}
      select * from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`.execute(
      database.db,
    );
    seeded.push(table);
  }
  return seeded.toSorted();
}

async function withCanary(database: Database<Tables>) {
  const person = { school_id: 's', name_known: true, roles: '["teacher"]', trades: '[]' };
  const rest = { active: false, absent_until: null, substitute_id: null, version: 1 };
  const one = (id: string, open_id: string, name: string, phone: string | null) => ({
    ...person,
    ...rest,
    id,
    open_id,
    name,
    phone,
    unit: '三年级',
    room: '302',
    origin: 'chat' as const,
  });
  await database.db
    .insertInto('person')
    .values([one(ID, OPEN_ID, NAME, PHONE), one('p2', 'ou_other', `${NAME}娜`, null)])
    .execute();
  const seeded = await seedCanaries(database);
  const [subject] = await subjectsNamed(database.db, 's', OPEN_ID);
  if (!subject) throw new Error('the canary is not there');
  return { seeded, subject };
}

it('the export of one person has a row of every table that refers to people', async () => {
  await using database = await testDatabase<Tables>();
  const { seeded, subject } = await withCanary(database);
  expect(seeded.length).toBeGreaterThan(45);
  const began = performance.now();
  const made = await exportPerson(database.db, { get: async () => null }, 's', subject);
  const parsed: { tables: object } = JSON.parse(made.json);
  expect(Object.keys(parsed.tables).toSorted()).toEqual([...seeded, 'person'].toSorted());
  expect(made.page).toContain(`# ${NAME} 的个人信息`);
  expect(performance.now() - began).toBeLessThan(60_000);
});

it('after the deletion no name, number or account is left anywhere; history stays under a pseudonym, longer names stay', async () => {
  await using database = await testDatabase<Tables>();
  const { subject } = await withCanary(database);
  const photo = { school_id: 's', message_id: 'm', image_key: 'i', state: 'stored' as const };
  const picture = (id: string, blob_id: string) => ({
    ...photo,
    id,
    blob_id,
    created_at: Temporal.Instant.from(AT),
  });
  await database.db
    .insertInto('attachment')
    .values([picture('a', 'mine'), picture('b', 'both'), picture('c', 'both')])
    .execute();
  for (const attachment of ['a', 'b'])
    await sql`insert into repair_photo values ('s', ${attachment}, 't', null, ${ID}, ${AT}::timestamptz)`.execute(
      database.db,
    );
  await sql`update purchase set reason = ${`${NAME}娜和${NAME}要的`}`.execute(database.db);
  const done = await database.transaction((tx) => deletePerson(tx, 's', subject));
  const marks = marksOf(subject).filter((mark) => mark !== ID);
  const left = await rowsAbout(database.db, 's', marks);
  expect([...left.keys()].filter((table) => !['person', 'purchase'].includes(table))).toEqual([]);
  expect(JSON.stringify([...left.values()]).replaceAll(`${NAME}娜`, '')).not.toContain(NAME);
  const { reason } = await database.db
    .selectFrom('purchase')
    .select('reason')
    .executeTakeFirstOrThrow();
  expect(reason).toBe(`${NAME}娜和${done.pseudonym}要的`);
  // Approvals and accounts stay; the pictures go but where somebody else has sent the same.
  const kept = ['purchase_step_person', 'stock_movement', 'repair_event', 'duty_history'] as const;
  for (const table of kept)
    expect(await database.db.selectFrom(table).select('school_id').execute()).toHaveLength(1);
  expect(done.blobs).toEqual(['mine']);
  const photos = await database.db.selectFrom('repair_photo').select('attachment_id').execute();
  expect(photos.map((row) => row.attachment_id)).not.toContain('a');
});

it('a leaked hour names whoever has a row in it, and everybody else by name only', async () => {
  await using database = await testDatabase<Tables>();
  await withCanary(database);
  const at = Temporal.Instant.from(AT);
  const within = await affectedBetween(database.db, 's', at.subtract({ hours: 1 }), at);
  const after = await affectedBetween(database.db, 's', at.add({ hours: 1 }), at.add({ hours: 2 }));
  expect(within.find(({ openId }) => openId === OPEN_ID)?.where.length).toBeGreaterThan(15);
  expect(after.find(({ openId }) => openId === OPEN_ID)).toMatchObject({ phone: true, where: [] });
});

it('the words and photos of one report go, its number and people stay; the yearly report counts it', async () => {
  await using school = await openSchool();
  await school.say(PEOPLE.teacher, '三年级李小明同学把302的窗户玻璃打碎了');
  await school.photo(PEOPLE.teacher);
  const [ticket] = await school.tickets();
  const number = ticket?.number ?? '';
  const schoolId = ticket?.school_id ?? '';
  const { db } = school.database;
  const before = await minorsReport(db, schoolId, 2026);
  expect(before).toContain('没有学生账号');
  const done = await school.database.transaction((tx) => redactTicket(tx, schoolId, number));
  expect(done).toMatchObject({ photos: 1 });
  expect(done?.blobs).toHaveLength(1);
  expect([...(await rowsAbout(db, schoolId, ['李小明'])).keys()]).toEqual([]);
  expect((await school.tickets())[0]).toMatchObject({ number, reporter_id: ticket?.reporter_id });
  expect(await minorsReport(db, schoolId, 2026)).toContain('| 按要求删除了文字的报修单 | 1 | 1 |');
  expect(await minorsReport(db, schoolId, 2025)).toContain('| 按要求删除了文字的报修单 | 0 | 1 |');
  expect((await school.tap(PEOPLE.plumber, '接单')).toast?.type).toBe('success');
});
