import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { features } from '../../src/features/index.ts';
import { countApprovers } from '../../src/features/stock/keepers.ts';
import type { InboundNotice, InboundTap } from '../../src/kernel/inbound.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { testDatabase } from '../database.ts';
import { stockSchool } from '../stock-kit.ts';
import { addPerson, pipelineOver, school } from './pipeline-kit.ts';

type InboundNoticeOf<K extends InboundNotice['kind']> = Extract<InboundNotice, { kind: K }>;

async function rowsByTable(database: Database<Tables>) {
  const { rows } = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() order by table_name`.execute(database.db);
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    if (name === 'tap') continue;
    const { rows: found } = await sql<{
      n: number;
    }>`select count(*)::int as n from ${sql.table(name)}`.execute(database.db);
    counts[name] = found[0]?.n ?? -1;
  }
  return counts;
}

it('every button of every feature is shut to whoever is nobody here', async () => {
  await using database = await testDatabase<Tables>();
  const { pipeline } = pipelineOver(database);
  await addPerson(database, 'ou_left', {
    roles: ['director', 'admin', 'principal'],
    active: false,
  });
  await addPerson(database, 'ou_there');
  const actions = features.flatMap(({ name, taps = {} }) =>
    Object.keys(taps).map((verb) => `${name}.${verb}`),
  );
  expect(actions.length).toBeGreaterThan(80);
  const strangers: Record<string, Partial<InboundTap>> = {
    'of another tenant': { operatorTenantKey: 'theirs' },
    'an event of another tenant': { tenantKey: 'theirs', operatorTenantKey: 'theirs' },
    'without an operator': { operatorOpenId: '' },
    'who has left': { operatorOpenId: 'ou_left' },
  };
  const before = await rowsByTable(database);
  const heard: Record<string, Set<string>> = {};
  let serial = 0;
  const press = async (action: string, over: Partial<InboundTap>) => {
    const { body } = await pipeline.tap({
      kind: 'tap',
      eventId: `e${++serial}`,
      messageId: 'om_x',
      chatId: 'oc_x',
      operatorOpenId: 'ou_there',
      tenantKey: 'ours',
      operatorTenantKey: 'ours',
      at: Temporal.Instant.from('2026-11-24T02:00:00Z'),
      action,
      value: { id: 'x', v: 1 },
      form: {},
      ...over,
    });
    return JSON.stringify(body);
  };
  for (const [who, over] of Object.entries(strangers)) {
    const said = new Set<string>();
    for (const action of actions) said.add(await press(action, over));
    heard[who] = said;
  }
  expect(Object.values(heard).map((said) => [...said].length)).toEqual([1, 1, 1, 1]);
  for (const said of Object.values(heard)) expect([...said][0]).toContain('"type":"error"');
  expect(await rowsByTable(database)).toEqual(before);
  // A colleague passes the door and is answered by the feature, an unknown button by nobody.
  const shut = new Set(Object.values(heard).flatMap((said) => [...said]));
  for (const action of actions.slice(0, 20)) expect(shut.has(await press(action, {}))).toBe(false);
  expect(await press('repairs.constructor', {})).toContain('已经失效');
  expect(await press('__proto__.toString', {})).toContain('已经失效');
});

it('a guest who opens the chat, or brings the bot into a shared group, is none of the school’s people', async () => {
  await using database = await testDatabase<Tables>();
  const { pipeline, lines, cards } = pipelineOver(database);
  await addPerson(database, 'ou_boss', { roles: ['admin'] });
  const happen = (n: InboundNoticeOf<'entered'> | InboundNoticeOf<'botAdded'>) =>
    database.transaction((tx) => pipeline.process(tx, n));
  const at = Temporal.Instant.from('2026-11-24T02:00:00Z');
  const base = { eventId: 'e1', at, chatId: 'oc_shared', person: 'ou_guest' } as const;
  const theirs = { tenantKey: 'ours', operatorTenantKey: 'theirs' };
  const elsewhere = { tenantKey: 'theirs', operatorTenantKey: 'theirs' };
  await happen({ ...base, ...elsewhere, kind: 'entered' });
  await happen({ ...base, ...theirs, kind: 'botAdded', chatName: '共享群' });
  await happen({ ...base, ...elsewhere, kind: 'botAdded', chatName: '共享群' });
  const people = () => database.db.selectFrom('person').select('open_id').execute();
  expect(await people()).toEqual([{ open_id: 'ou_boss' }]);
  expect([lines.length, cards.size]).toEqual([0, 0]);
  // A colleague is welcomed and known.
  await happen({ ...base, ...theirs, operatorTenantKey: 'ours', kind: 'entered' });
  expect(await people()).toHaveLength(2);
});

it('whoever stood in for the director decides on a stocktake during the absence and no longer', async () => {
  await using database = await testDatabase<Tables>();
  const { run } = stockSchool(database, school);
  await addPerson(database, 'ou_deputy');
  const away = { roles: ['director'], substitute: 'ou_deputy' };
  await addPerson(database, 'ou_boss', { ...away, away: '2026-11-23' });
  const who = () => run(async (c) => (await countApprovers(c, new Set())).map(({ id }) => id));
  expect(await who()).toEqual(['ou_boss', 'ou_deputy']);
  await database.db
    .updateTable('person')
    .set({ absent_until: Temporal.PlainDate.from('2026-11-22') })
    .where('id', '=', 'ou_boss')
    .execute();
  expect(await who()).toEqual(['ou_boss']);
});
