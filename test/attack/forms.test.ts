import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { z } from 'zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import {
  about,
  ACTIONS,
  BUSY,
  busyDatabase,
  idsOf,
  pressedWith,
  stateOf,
  tapOf,
} from './busy-school.ts';
import { addPerson, pipelineOver, school } from './pipeline-kit.ts';

let database: Database<Tables>;
beforeAll(async () => {
  database = await busyDatabase();
  const roles = ['director', 'principal', 'admin', 'storekeeper', 'buyer', 'finance', 'repairer'];
  await addPerson(database, 'ou_all', { schoolId: BUSY, roles });
});
afterAll(() => database.close());

/** Every field that any form of the product has. */
const FIELDS = [
  ...new Set(
    readdirSync('cards').flatMap((name) =>
      [...readFileSync(`cards/${name}`, 'utf8').matchAll(/"name": "(\w+)"/g)].map(
        ([, field]) => field ?? '',
      ),
    ),
  ),
];
const BAD = '坏值';
/** What no form of ours has, and a thing has. */
const EXTRA = [
  'status',
  'state',
  'amount',
  'totalFen',
  'approvedFen',
  'approver',
  'requesterId',
  'workerId',
  'version',
  'schoolId',
  'school_id',
  'roles',
  'id',
  'at',
];
const DEEP: unknown = JSON.parse(`${'['.repeat(60)}"${BAD}"${']'.repeat(60)}`);
const every = (value: unknown) => Object.fromEntries(FIELDS.map((field) => [field, value]));
/** As a form, and whether a trace of it in the database would be a hole. */
const FORMS: readonly {
  readonly name: string;
  readonly form: Record<string, unknown>;
  readonly trace: string | null;
}[] = [
  { name: 'nothing', form: {}, trace: null },
  { name: 'null', form: every(null), trace: null },
  { name: 'lists', form: every([BAD, [BAD]]), trace: BAD },
  { name: 'objects', form: every({ a: BAD, toString: BAD }), trace: BAD },
  { name: 'depth', form: every(DEEP), trace: BAD },
  { name: 'numbers', form: every(-7_777_777), trace: '7777777' },
  { name: 'not a number', form: every(Number.NaN), trace: 'NaN' },
  { name: 'negative words', form: every('-7777777'), trace: '777777700' },
  { name: 'endless', form: every('1e309'), trace: null },
  { name: 'twenty digits', form: every('99999999999999999999'), trace: '9999999999999999999900' },
  { name: 'no day', form: every('2026-02-31 +0800'), trace: null },
  { name: 'a day of another age', form: every('-271821-04-20'), trace: null },
  { name: 'huge words', form: every(BAD.repeat(50_000)), trace: BAD.repeat(1_000) },
  { name: 'only blanks', form: every(' \u3000\u00A0\n'), trace: null },
  {
    name: 'fields nobody offered',
    form: { ...every(''), ...Object.fromEntries(EXTRA.map((field) => [field, BAD])) },
    trace: BAD,
  },
  {
    name: 'prototypes',
    form: Object.fromEntries(
      ['__proto__', 'constructor', 'prototype'].map((key) => [
        key,
        { polluted: BAD, toString: BAD },
      ]),
    ),
    trace: BAD,
  },
];

const answer = z.object({ toast: z.object({ type: z.string(), content: z.string() }) });

/** `look`: what the database would have kept of it, where it was taken. */
async function press(
  person: string,
  action: string,
  value: Record<string, unknown>,
  form: Record<string, unknown>,
  look: boolean,
) {
  const kept: string[] = [];
  const { pipeline } = pipelineOver(database, { ...school, id: BUSY }, (work) =>
    database.transaction(async (tx) => {
      await sql`savepoint before_the_tap`.execute(tx);
      const result = await work(tx);
      if (look && JSON.stringify(result).includes('"success"'))
        kept.push(...(await stateOf(tx)).values());
      await sql`rollback to savepoint before_the_tap`.execute(tx);
      return result;
    }),
  );
  const { body } = await pipeline.tap(tapOf(person, action, value, form));
  const { toast } = answer.parse(body);
  return { toast: toast.content, type: toast.type, kept };
}

/** Whom and what to press a button with: of all that is there, where the first answer is not that nothing is there. */
async function ways(action: string, ids: readonly { table: string; id: string; v: number }[]) {
  const found = new Map<string, { person: string; value: Record<string, unknown> }>();
  for (const { id, v } of ids.filter(({ table }) => about(table, action)))
    for (const person of ['ou_teacher3', 'ou_all']) {
      const value = pressedWith(id, v);
      const { toast } = await press(person, action, value, {}, false);
      found.set(toast, { person, value });
    }
  return [...found]
    .filter(([toast]) => !/找不到|没有找到/.test(toast))
    .slice(0, 1)
    .map(([, way]) => way);
}

it('whatever stands in a form, the tap is answered in words and nothing of it is kept', async () => {
  expect(FIELDS.length).toBeGreaterThan(30);
  const ids = await idsOf(database, 1);
  let taps = 0;
  const taken = new Map<string, number>();
  const reached = new Set<string>();
  for (const action of ACTIONS)
    for (const { person, value } of await ways(action, ids)) {
      reached.add(action);
      for (const { name, form, trace } of FORMS) {
        const { toast, type, kept } = await press(person, action, value, form, trace !== null);
        taps++;
        expect([action, name, toast.includes('暂时无法')]).toEqual([action, name, false]);
        expect(['success', 'info', 'warning', 'error']).toContain(type);
        if (type === 'success') taken.set(name, (taken.get(name) ?? 0) + 1);
        const traces = kept.filter((page) => page.includes(trace ?? BAD));
        expect([action, name, traces]).toEqual([action, name, []]);
      }
    }
  // The sweep can see: most buttons are reached, and each form is at times taken for what is right in it.
  expect(reached.size).toBeGreaterThan(95);
  expect(taps).toBeGreaterThan(1_400);
  expect([...taken.values()].every((n) => n >= 5)).toBe(true);
  expect(taken.size).toBe(FORMS.length);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

it('a hundred taps at once on two processes are one decision, and so are those of a month later and of before a restoration', async () => {
  const { db } = database;
  const { id } = await db
    .selectFrom('purchase')
    .select('id')
    .where('state', '=', 'approving')
    .executeTakeFirstOrThrow();
  const version = async () =>
    db
      .selectFrom('purchase')
      .select(['version', 'state'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  const { version: v } = await version();
  const decisions = async () =>
    (
      await db
        .selectFrom('purchase_event')
        .select('id')
        .where('purchase_id', '=', id)
        .where('kind', '=', 'approve')
        .execute()
    ).length;
  const processes = [0, 1].map(() => pipelineOver(database, { ...school, id: BUSY }).pipeline);
  // A card of what a restored backup has not seen yet: it decides on nothing but what stands on it.
  for (const seen of [v + 1, v + 40]) {
    const { body } =
      (await processes[0]?.tap(tapOf('ou_head3', 'purchases.approve', { id, v: seen }))) ?? {};
    expect(answer.parse(body).toast.type).toBe('warning');
  }
  expect([await decisions(), (await version()).version]).toEqual([0, v]);
  const said = await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const { body } =
        (await processes[i % 2]?.tap(tapOf('ou_head3', 'purchases.approve', { id, v }))) ?? {};
      return answer.parse(body).toast.type;
    }),
  );
  expect(said.filter((type) => type === 'success')).toHaveLength(1);
  expect(said.filter((type) => type === 'warning')).toHaveLength(99);
  expect(await decisions()).toBe(1);
  const after = await version();
  // The same button, and one that says it has seen the newest, after 14 and 30 days.
  for (const days of [14, 30])
    for (const seen of [v, after.version]) {
      const tap = tapOf('ou_head3', 'purchases.approve', { id, v: seen });
      const at = tap.at.add({ hours: 24 * days });
      const { body } = (await processes[0]?.tap({ ...tap, at })) ?? {};
      expect(answer.parse(body).toast.type).toBe('warning');
    }
  expect([await decisions(), await version()]).toEqual([1, after]);
});
