import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  CORRUPTIONS,
  idOf,
  looking,
  NOW,
  ofSchool,
  plant,
  school,
  ticket,
} from '../../test/corruptions.ts';
import { testDatabase } from '../../test/database.ts';
import type { Tables } from '../tables.ts';
import { auditAll, auditRecent } from './audit.ts';
import { closeResolved, note, openFindings } from './findings.ts';
import { invariants, subjects } from './invariants/index.ts';
import type { Subject } from './invariant.ts';
import { lookAt, lookBehind, type Looking } from './look.ts';
import { writeMarks } from './marks.ts';
import { claimRun, endRun, lastEnd, slotOf, takeOver } from './runs.ts';

it('has a planted corruption for every invariant there is', () => {
  expect(Object.keys(CORRUPTIONS).toSorted()).toEqual([...invariants.keys()].toSorted());
});

const AGES = {
  // What a run sees does not hang on how busy the machine of the tests is.
  'ten minutes': {
    at: NOW.subtract({ minutes: 12 }),
    audit: (at: Looking) => auditRecent(at, Infinity),
  },
  'three months': { at: NOW.subtract({ hours: 24 * 90 }), audit: (at: Looking) => auditAll(at) },
} as const;

it.each(Object.entries(AGES))(
  'finds every corruption %s old',
  async (age, { at, audit }) => {
    await using database = await testDatabase<Tables>();
    const missed: string[] = [];
    for (const [name, corrupt] of Object.entries(CORRUPTIONS)) {
      // An old ticket's receipt may be forgotten by now: that invariant is about the last weeks.
      if (name === 'repairs.receipt' && age === 'three months') continue;
      ofSchool(name);
      await corrupt(database, at, (serial) => idOf(at, serial));
      const { violations } = await audit(looking(database));
      if (!violations.some(({ invariant }) => invariant === name)) missed.push(name);
    }
    expect(missed).toEqual([]);
  },
  120_000,
);

it('a finding is noted once, closed when the row is right again, and begins anew when it is not', async () => {
  await using database = await testDatabase<Tables>();
  const { db } = database;
  await plant(database, 'stock_item', { id: 'i', on_hand: '5', movements: 0, aliases: '[]' });
  const at = (minutes: number) => looking(database, NOW.add({ minutes }));
  const { violations: found } = await auditAll(at(0));
  expect(await note(db, school, NOW, found)).toEqual([{ invariant: 'stock.sum', subject: 'i' }]);
  expect(await note(db, school, NOW, found)).toEqual([]);
  await db.updateTable('stock_item').set({ on_hand: '0' }).execute();
  await closeResolved(at(10));
  expect(await openFindings(db, school)).toEqual([]);
  await db.updateTable('stock_item').set({ on_hand: '7' }).execute();
  expect(
    await note(db, school, NOW.add({ minutes: 20 }), (await auditAll(at(20))).violations),
  ).toHaveLength(1);
});

it('one of several replicas runs a slot, and a run that stood still is taken over', async () => {
  await using database = await testDatabase<Tables>();
  const { db } = database;
  const slot = slotOf(NOW);
  const tries = await Promise.all([1, 2, 3].map(() => claimRun(db, school, slot, NOW)));
  expect(tries.filter(Boolean)).toHaveLength(1);
  expect(await takeOver(db, school, slot, NOW.add({ minutes: 4 }))).toBe(false);
  const later = NOW.add({ minutes: 6 });
  expect(await takeOver(db, school, slot, later)).toBe(true);
  expect(await takeOver(db, school, slot, later)).toBe(false);
  await endRun(db, school, slot, later);
  expect(await lastEnd(db, school, 'recent')).toEqual(later);
  expect(await lastEnd(db, school, 'all')).toBeNull();
});

it('a run that has marks finds what is new, and what it has found is not marked as seen before it is noted', async () => {
  await using database = await testDatabase<Tables>();
  ofSchool('marked');
  const { db } = database;
  const at = (minutes: number) => looking(database, NOW.add({ minutes }));
  const calm = await auditRecent(at(0), Infinity);
  expect(calm.violations).toEqual([]);
  await writeMarks(db, school, NOW, calm.marks);
  const later = NOW.add({ minutes: 9 });
  await CORRUPTIONS['repairs.history']?.(database, later, (serial) => idOf(later, serial));
  const names = async () =>
    (await auditRecent(at(10), Infinity)).violations.map(({ invariant }) => invariant);
  expect(await names()).toContain('repairs.history');
  // The process died before it could note it: the next run finds it again.
  expect(await names()).toContain('repairs.history');
});

it('a value that cannot be read keeps no other row from being looked at', async () => {
  await using database = await testDatabase<Tables>();
  ofSchool('unreadable');
  await plant(
    database,
    'repair_ticket',
    ticket(idOf(NOW, 1), { number: `BX2611-${'9'.repeat(40)}` }),
  );
  await plant(database, 'stock_item', { id: 'i', on_hand: '5', movements: 0, aliases: '[]' });
  const { violations } = await auditAll(looking(database));
  const names = violations.map(({ invariant }) => invariant);
  expect(names).toEqual(expect.arrayContaining(['repairs.number', 'stock.sum']));
});

it('a row of which something cannot even be asked is found itself, and holds up no other of its table', async () => {
  await using database = await testDatabase<Tables>();
  ofSchool('unaskable');
  const numbers: Record<string, string> = { a: 'BX2611-0001', b: 'broken', c: 'BX2611-0009' };
  for (const [id, number] of Object.entries(numbers))
    await plant(database, 'repair_ticket', ticket(id, { number }));
  const serial = sql`split_part(t.number, '-', 2)::int`;
  const subject: Subject = {
    table: 'repair_ticket',
    key: ['id'],
    feeds: [],
    invariants: [
      { name: 'x.high', says: '', wrong: () => sql`${serial} > 5` },
      { name: 'x.named', says: '', wrong: () => sql`t.number = 'broken'` },
    ],
  };
  const page = await lookBehind(looking(database), subject, null, 10);
  expect([page.rows, page.last]).toEqual([3, 'c']);
  const expected = [
    { invariant: 'x.high', subject: 'b' },
    { invariant: 'x.named', subject: 'b' },
    { invariant: 'x.high', subject: 'c' },
  ];
  expect(page.violations).toEqual(expected);
  expect(await lookAt(looking(database), subject, ['b', 'c'])).toEqual(expected);
  // What is wrong with the statement and not with a value is no finding.
  const wrong = {
    ...subject,
    invariants: [{ name: 'x', says: '', wrong: () => sql<boolean>`t.nothing` }],
  };
  await expect(lookBehind(looking(database), wrong, null, 10)).rejects.toThrow('nothing');
});

it('looks at every kind of row it knows', () => {
  expect(subjects.length).toBeGreaterThan(10);
});
