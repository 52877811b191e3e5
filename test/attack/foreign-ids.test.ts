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

interface Tried {
  readonly table: string | null;
  readonly id: unknown;
  readonly v: number;
}

let database: Database<Tables>;
beforeAll(async () => {
  database = await busyDatabase();
});
afterAll(() => database.close());

const NONSENSE = ['', "' or '1'='1", '__proto__', 7, null, {}];

/** Those of the button's own feature, some of the others in turn, and whatever is no id of a table. */
function idsFor(action: string, ids: readonly Tried[]): readonly Tried[] {
  const own = ids.filter(({ table }) => table === null || about(table, action));
  const others = ids.filter(({ table }) => table !== null && !about(table, action));
  const from = ACTIONS.indexOf(action) * 5;
  return [
    ...own,
    ...Array.from({ length: 5 }, (_, i) => others[(from + i) % others.length]).filter(
      (one) => one !== undefined,
    ),
  ];
}

/** Presses every button with every id, and answers which of them changed something, and all that was said. */
async function sweep(of: typeof school, person: string, ids: readonly Tried[]) {
  const { pipeline, cards, lines } = pipelineOver(database, of);
  const changing: string[] = [];
  const toasts = new Set<string>();
  let before = await stateOf(database.db);
  for (const action of ACTIONS) {
    for (const { id, v } of idsFor(action, ids)) {
      const value = pressedWith(id, v);
      const form = {
        person: id,
        item: id,
        merge: id,
        reason: '其他',
        note: '没有',
        date: '2026-12-20',
        cost: '1',
      };
      const { body } = await pipeline.tap(tapOf(person, action, value, form));
      toasts.add(JSON.stringify(body['toast']));
    }
    const after = await stateOf(database.db);
    const tables = [...after]
      .filter(([name, page]) => before.get(name) !== page)
      .map(([name]) => name)
      .toSorted();
    if (tables.length > 0) changing.push(`${action}: ${tables.join(' ')}`);
    before = after;
  }
  return { changing, toasts: [...toasts], cards: [...cards.values()], lines };
}

it('a colleague with the ids of everything gets nowhere but where anybody may', async () => {
  const ids = await idsOf(database, 2);
  expect(new Set(ids.map(({ table }) => table)).size).toBeGreaterThan(12);
  const found = await sweep({ ...school, id: BUSY }, 'ou_canteen', [
    ...ids,
    ...NONSENSE.map((id) => ({ table: null, id, v: 1 })),
  ]);
  // 我也遇到: whoever has the same trouble joins a report, and is told of it from then on.
  expect(found.changing).toEqual(['repairs.join: repair_event repair_joined repair_ticket']);
  expect(found.toasts.filter((one) => one.includes('"success"'))).toEqual([
    '{"type":"success","content":"已登记，有进展会更新"}',
  ]);
  expect(found.toasts.length).toBeGreaterThan(60);
  const shown = found.cards.filter(({ to }) => to.kind === 'person' && to.openId === 'ou_canteen');
  expect(shown.map(({ key }) => key.replace(/:[\w-]{36}:/, ':…:'))).toEqual([
    'repairs:…:reporter:ou_canteen',
    'repairs:…:reporter:ou_canteen',
  ]);
  expect(JSON.stringify([found.lines, found.toasts])).not.toContain('秘密');
});

it('the head of another school, who may do everything there, touches nothing here', async () => {
  const other = { ...school, id: 'cli_other', tenantKey: 'ours' };
  await addPerson(database, 'ou_king', {
    schoolId: 'cli_other',
    roles: [
      'director',
      'principal',
      'admin',
      'storekeeper',
      'buyer',
      'finance',
      'repairer',
      'unitHead',
    ],
  });
  const ids = await idsOf(database, 1);
  const found = await sweep(other, 'ou_king', ids);
  // The own school's settings are the only thing there is to change without an id.
  expect(found.changing).toEqual(['people.setup-save: setting']);
  expect(found.toasts.length).toBeGreaterThan(30);
  expect(JSON.stringify(found)).not.toContain('秘密');
});
