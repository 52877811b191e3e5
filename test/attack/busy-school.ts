/** A school in the middle of everything, and a door to its buttons without the platform between. */
import { readFileSync } from 'node:fs';
import { sql, type Kysely } from 'kysely';
import { features } from '../../src/features/index.ts';
import type { InboundTap } from '../../src/kernel/inbound.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { testDatabase } from '../database.ts';
import { openSchool, PEOPLE } from '../harness.ts';

const { teacher, director, head, buyer, storekeeper, electrician, plumber } = PEOPLE;
const SHIFT = (date: string, who: string) =>
  `    - { date: ${date}, person: ${who}, leader: ou_director }\n`;
const SAMPLE = readFileSync('schools/sample.yaml', 'utf8').replace(
  '  shifts:\n',
  (line) => `${line}${SHIFT('2026-12-05', 'ou_teacher3')}${SHIFT('2026-12-06', 'ou_elec')}`,
);
export const BUSY = 'cli_stock';

/** Every button of the product by its name on the wire. */
export const ACTIONS = features.flatMap(({ name, taps = {} }) =>
  Object.keys(taps).map((verb) => `${name}.${verb}`),
);

/** Things in many states, each of somebody; the words 秘密 stand in everything that was said. */
export async function busyDatabase(): Promise<Database<Tables>> {
  const database = await testDatabase<Tables>();
  await using school = await openSchool({
    existing: { database: { ...database, close: async () => undefined }, schoolId: BUSY },
    school: SAMPLE,
    unlimited: true,
  });
  const say = (person: string, words: string) => school.say(person, words);
  await say(teacher, '301 空调不制冷，秘密');
  await say(teacher, '302 空调坏了，秘密');
  await school.tap(electrician, '接单');
  await say(teacher, '303 水管漏水，秘密');
  await school.tap(plumber, '接单');
  await school.tap(plumber, '完工');
  await say(teacher, '灯坏了');
  await say(teacher, '申请买3台秘密电风扇，100元一台');
  await school.tap(teacher, '提交申请');
  await school.tap(head, '同意', { form: { note: '秘密同意' } });
  await school.tap(buyer, '已下单', { form: { supplier: '秘密五金', cost: '290' } });
  await say(teacher, '申请买2台秘密打印机，900元一台');
  await school.tap(teacher, '提交申请');
  await say(teacher, '申请买1台秘密投影仪，400元一台');
  await say(teacher, '领两盒粉笔，秘密上课用');
  await say(teacher, '领一包A4纸，秘密办公用');
  await school.tap(storekeeper, '发放');
  await say(storekeeper, '出库 粉笔 5盒');
  await say(storekeeper, '盘点');
  await say(teacher, '我12月5日的班跟老李换到12月6日');
  await say(director, '未来三个月安排');
  return database;
}

/** All rows as one string per table, but for what a refusal writes as well. */
export async function stateOf(db: Kysely<Tables>): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name::text as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name <> 'tap'
    order by 1`.execute(db);
  const all = sql.join(
    tables.map(
      ({ name }) =>
        sql`select ${name}::text as name, coalesce(string_agg(r::text, '' order by r::text), '') as page from ${sql.table(name)} r`,
    ),
    sql` union all `,
  );
  const { rows } = await sql<{ name: string; page: string }>`${all}`.execute(db);
  return new Map(rows.map(({ name, page }) => [name, page]));
}

/** Ids of things in the database, with the version of each: of every table up to `most`. */
export async function idsOf(database: Database<Tables>, most: number) {
  const { rows } = await sql<{ name: string; versioned: boolean }>`
    select c.table_name::text as name, exists (select 1 from information_schema.columns v
      where v.table_schema = c.table_schema and v.table_name = c.table_name and v.column_name = 'version') as versioned
    from information_schema.columns c
    where c.table_schema = current_schema() and c.column_name = 'id' and c.data_type = 'text'
      and c.table_name !~ '^(inbox|outbox|.*_event$|audit)' order by 1`.execute(database.db);
  const found: { table: string; id: string; v: number }[] = [];
  for (const { name, versioned } of rows) {
    const version = versioned ? sql`version` : sql`1`;
    const { rows: ids } = await sql<{ id: string; v: number }>`
      select id, ${version}::int as v from ${sql.table(name)} order by id limit ${most}`.execute(
      database.db,
    );
    found.push(...ids.map((row) => ({ table: name, ...row })));
  }
  return found;
}

let serial = 0;
export function tapOf(
  person: string,
  action: string,
  value: Record<string, unknown>,
  form: Record<string, unknown> = {},
): InboundTap {
  return {
    kind: 'tap',
    eventId: `ev_attack_${++serial}`,
    messageId: 'om_of_nobody',
    chatId: 'oc_x',
    operatorOpenId: person,
    tenantKey: 'ours',
    operatorTenantKey: 'ours',
    at: Temporal.Instant.from('2026-11-24T03:00:00Z'),
    action,
    value: { a: action, ...value },
    form,
  };
}

/** Whether a table is of the feature that owns the button. */
export const about = (table: string, action: string) =>
  table.startsWith((action.split('.')[0] ?? '').replace(/s$/, '').replace('people', 'person'));

/** What a button carries, with this id wherever one can stand. */
export function pressedWith(id: unknown, v: unknown) {
  const days = { day: '2026-12-05', from: '2026-12-01', to: '2026-12-31' };
  return { id, v, line: id, item: id, ...days };
}
