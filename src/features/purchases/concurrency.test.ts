import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import { stockSchool } from '../../../test/stock-kit.ts';
import { parseSchoolFile, schoolFromFile } from '../../school-file/index.ts';
import type { Tables } from '../../tables.ts';
import { everybody, personByOpenId, seedPeople } from '../people/public.ts';
import type { Command } from './domain/command.ts';
import { perform } from './perform.ts';
import { openPurchase } from './public.ts';

/** 10,000 of them: see CONTRIBUTING.md. */
const OPERATIONS = Number(process.env['APPROVAL_OPERATIONS'] ?? 400);
const PURCHASES = 20;
const AT_ONCE = 12;

const database = await testDatabase<Tables>();
afterAll(() => database.close());
const parsed = parseSchoolFile(readFileSync('schools/sample.yaml', 'utf8'));
if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
const { file } = parsed;
const { run } = stockSchool(database, { ...schoolFromFile(file, 'cli_stock'), enabled: true });

const COMMANDS: readonly Command[] = [
  { kind: 'submit', near: [] },
  { kind: 'approve', comment: null },
  { kind: 'approve', comment: '同意' },
  { kind: 'return', reason: '再核对' },
  { kind: 'reject', reason: '不需要' },
  { kind: 'withdraw' },
  { kind: 'edit', reason: '改用途' },
];
/** Approving is what must not happen twice, so it is tried most. */
const LIKELY = [0, 0, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6];
const WHO = ['ou_teacher3', 'ou_head3', 'ou_head3', 'ou_director', 'ou_director', 'ou_principal'];

function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

it(`${OPERATIONS} decisions at once: every version is reached once, nobody's place is signed twice`, async () => {
  await run((context) => seedPeople(context, file));
  const ids = await run(async (context) => {
    const requester = await personByOpenId(context.tx, context.school.id, 'ou_teacher3');
    const made: string[] = [];
    for (let n = 0; n < PURCHASES; n++) {
      const opened = await openPurchase(context, {
        requesterId: requester?.id ?? '',
        lines: [{ name: `物品${n}`, unit: '个', quantity: 3_000n, priceFen: 20_000 + n * 30_000 }],
        reason: null,
        neededBy: null,
        origin: { kind: 'stock', id: String(n) },
      });
      if ('id' in opened) made.push(opened.id);
    }
    return made;
  });
  const roll = dice(20_261_125);
  let accepted = 0;
  const one = async () => {
    const id = ids[roll(ids.length)] ?? '';
    const command = COMMANDS[LIKELY[roll(LIKELY.length)] ?? 0];
    const openId = WHO[roll(WHO.length)];
    await run(async (context) => {
      const people = await everybody(context.tx, context.school.id);
      const actor = people.find((person) => person.openId === openId) ?? null;
      if (command && (await perform(context, id, command, actor)).ok) accepted++;
    });
  };
  for (let done = 0; done < OPERATIONS; done += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, one));

  expect(accepted).toBeGreaterThan(PURCHASES);
  const events = await database.db.selectFrom('purchase_event').selectAll().execute();
  for (const id of ids) {
    const own = events.filter((event) => event.purchase_id === id);
    const versions = own.map(({ version }) => version).toSorted((a, b) => a - b);
    expect(versions).toEqual(versions.map((_, i) => (versions[0] ?? 0) + i));
    const row = await database.db
      .selectFrom('purchase')
      .select(['version', 'requester_id'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.version).toBe(versions.at(-1));
    // Between two changes of the chain nobody signs twice, and never the requester.
    let signed: (string | null)[] = [];
    for (const { kind, actor_id: actorId } of own.toSorted((a, b) => a.version - b.version)) {
      if (kind !== 'approve') {
        signed = [];
        continue;
      }
      expect(signed).not.toContain(actorId);
      expect(actorId).not.toBe(row.requester_id);
      signed.push(actorId);
    }
  }
});
