import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { filesOf, openSchool, PEOPLE, type OpenSchool } from '../harness.ts';
import { stateOf } from './busy-school.ts';
import { createStandIn } from '../language-model.ts';

const { teacher, head, director, electrician } = PEOPLE;
const LLM_KEY = 'sk-canary-of-the-reader-0123456789';
const PHONE = '13912345678';
const WORDS = '阶梯教室的大家伙又罢工了，是赵小明弄的';
/** What people are called, and what they say. */
const PERSONAL = [
  '王老师',
  '周老师',
  '陈主任',
  '赵小明',
  '大家伙',
  '罢工',
  '空调不制冷',
  '打印机',
  PHONE,
];

/** Everything a conversation can go through, with every way out failing at times. */
async function converse(school: OpenSchool): Promise<void> {
  const { faults } = school.platform;
  await school.say(teacher, `${WORDS}，电话 ${PHONE}`);
  Object.assign(faults, { status5xx: 1, rateLimit: 1, dropConnection: 1, lostAnswer: 1 });
  await school.say(teacher, '302 空调不制冷');
  school.platform.killToken();
  await school.tap(electrician, '接单');
  Object.assign(faults, { status5xx: 3, dropConnection: 2 });
  await school.tap(electrician, '完工');
  await school.say(head, '申请买一台打印机，预算300');
  await school.photo(teacher);
  await school.file(teacher, '赵小明的安排.xlsx', Buffer.from('PK no table'));
  await school.say(director, '导出报修台账 本月');
  await school.deliver('im.message.receive_v1', { message: { content: WORDS } });
  // A rule of the database refuses what was said, and says so with the row in its words.
  const { db } = school.database;
  await sql`alter table repair_ticket add constraint refused check (false) not valid`.execute(db);
  await school.say(teacher, '教学楼305灯坏了，是赵小明弄的');
  await sql`alter table repair_ticket drop constraint refused`.execute(db);
}

/** What the service answers to anybody who asks. */
async function answers(school: OpenSchool): Promise<string> {
  const all: string[] = [];
  const base = new URL(school.webhook()).origin;
  for (const path of [
    '/health/live',
    '/health/ready',
    '/metrics',
    '/calendar/x.ics',
    '/%00',
    '/webhook/lark',
  ]) {
    const answer = await fetch(base + path);
    all.push(JSON.stringify([...answer.headers]), await answer.text());
  }
  for (const body of [
    '{',
    '{"encrypt":"AAAA"}',
    '{"type":"url_verification","token":"x","challenge":"c"}',
  ]) {
    const headers = { 'x-lark-signature': 'f'.repeat(64), 'content-type': 'application/json' };
    all.push(await (await fetch(school.webhook(), { method: 'POST', body, headers })).text());
  }
  return all.join('\n');
}

/** All that the database holds: the embedded one's own backup, a server's rows. */
async function dumped(school: OpenSchool): Promise<string> {
  const { db } = school.database;
  if (school.database.kind === 'server') {
    const taps = await sql<{ row: string }>`select t::text as row from tap t`.execute(db);
    return [...(await stateOf(db)).values(), ...taps.rows.map(({ row }) => row)].join('\n');
  }
  const folder = mkdtempSync(join(tmpdir(), 'houqin-dump-'));
  try {
    const file = join(folder, 'dump');
    await school.database.dump(file);
    const bytes = readFileSync(file);
    return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('no secret and no person comes out of a whole conversation at level trace', async () => {
  const logged: string[] = [];
  const log = createLogger('trace', { write: (line) => logged.push(line) });
  await using standIn = await createStandIn((response) => void response.writeHead(500).end('busy'));
  await using school = await openSchool({
    log,
    llm: standIn.url,
    llmKey: LLM_KEY,
    unsure: /大家伙/u,
  });
  await converse(school);

  const shown = [...school.platform.world.messages.values()]
    .map(({ content }) => JSON.stringify(content))
    .join('\n');
  const exported = filesOf(school, director)
    .map((bytes) => bytes.toString('latin1'))
    .join('\n');
  const out = {
    log: logged.join(''),
    shown,
    exported,
    answers: await answers(school),
    dump: await dumped(school),
  };
  // Each of them has been used, and each place has been written to.
  expect(standIn.seen.some(({ headers }) => headers.authorization === `Bearer ${LLM_KEY}`)).toBe(
    true,
  );
  expect(Object.values(out).map((text) => text.length > 200)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(shown).toContain('BX2611-0001');
  expect(out.log.split('\n').length).toBeGreaterThan(5);
  expect(out.log).toContain('check constraint \\"refused\\"');

  for (const [place, text] of Object.entries(out)) {
    for (const secret of [...school.secrets, LLM_KEY])
      expect([place, text.includes(secret)]).toEqual([place, false]);
    expect([place, /Bearer|\bt-[0-9a-f]{20}/.test(text)]).toEqual([place, false]);
  }
  for (const words of PERSONAL)
    for (const place of [out.log, out.answers])
      expect([words, place.includes(words)]).toEqual([words, false]);
});

it('the database’s password is in no error, and in no line of the log about one', async () => {
  const logged: string[] = [];
  const log = createLogger('trace', { write: (line) => logged.push(line) });
  const password = 'canary-of-the-database';
  const database = await openDatabase({ url: `postgres://houqin:${password}@127.0.0.1:9/houqin` });
  const error: unknown = await sql`select 1`
    .execute(database.db)
    .catch((caught: unknown) => caught);
  await database.close();
  log.error({ err: error, database: { url: 'x', password } }, 'away');
  expect(error).toBeInstanceOf(Error);
  expect(logged).toHaveLength(1);
  expect(`${logged.join('')}${String(error)}`).not.toContain(password);
});
