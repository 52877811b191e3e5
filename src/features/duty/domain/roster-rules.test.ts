import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftRoster, type Draft, type DraftDay, type DraftPerson } from './draft.ts';
import { findGaps } from './gaps.ts';
import type { Post, Staff } from './shift.ts';

const FIRST = Temporal.PlainDate.from('2026-05-01');
const day = (n: number) => FIRST.add({ days: n });
const put = (n: number, personId: string, post: Post = 'member') => ({
  id: `${n}${personId}`,
  day: day(n),
  personId,
  post,
});

describe('gaps of a roster', () => {
  const people: Staff[] = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    active: true,
    absentUntil: null,
  }));
  const gaps = (
    shifts: ReturnType<typeof put>[],
    staff: Parameters<typeof findGaps>[2] = people,
    minOnDuty = 1,
  ) =>
    findGaps([day(1), day(2)], shifts, staff, { minOnDuty }).map(({ day: on, kind, ...rest }) =>
      `${on.day} ${kind} ${Object.values(rest).join('/')}`.trim(),
    );
  const full = [put(1, 'a', 'leader'), put(1, 'b'), put(2, 'c', 'leader'), put(2, 'd')];

  it.each([
    ['a full roster has none', full, people, 1, []],
    ['an empty day is nobody and nothing else', full.slice(0, 2), people, 1, ['3 nobody']],
    [
      'a day without a leader',
      [...full.slice(0, 3), put(2, 'd')].toSpliced(2, 1),
      people,
      1,
      ['3 noLeader'],
    ],
    ['fewer than the school wants', full, people, 2, ['2 few 1/2', '3 few 1/2']],
    [
      'a leader who also stands as a member is one person',
      [...full.slice(0, 3), put(2, 'c')],
      people,
      1,
      ['3 few 0/1'],
    ],
    ['somebody twice running', full.with(3, put(2, 'b')), people, 1, ['3 twice b']],
    ['the day before the span counts', [...full, put(0, 'a')], people, 1, ['2 twice a']],
    [
      'a guard is there every day',
      [...full, put(1, 'g', 'guard'), put(2, 'g', 'guard')],
      [...people, { id: 'g', active: true, absentUntil: null }],
      1,
      [],
    ],
    [
      'on leave is named and leaves the hole',
      full,
      people.with(1, { id: 'b', active: true, absentUntil: day(1) }),
      1,
      ['2 leave b', '2 few 0/1'],
    ],
    [
      'back from leave in time is no gap',
      full,
      people.with(3, { id: 'd', active: true, absentUntil: day(1) }),
      1,
      [],
    ],
    [
      'gone, and unknown, likewise',
      full,
      people.with(2, { id: 'c', active: false, absentUntil: null }).slice(0, 3),
      1,
      ['3 gone c', '3 gone d', '3 nobody'],
    ],
  ] as const)('%s', (_, shifts, staff, min, expected) => {
    expect(gaps([...shifts], [...staff], min)).toEqual(expected);
  });
});

const person = (id: string, rest: Partial<DraftPerson> = {}): DraftPerson => ({
  id,
  may: ['member'],
  absentUntil: null,
  load: 0,
  sameHoliday: 0,
  lastOn: null,
  ...rest,
});
const span = (length: number, weight: 1 | 2 = 1): DraftDay[] =>
  Array.from({ length }, (_, n) => ({ day: day(n), weight }));
const of = (draft: Draft) => draft.shifts.map(({ personId }) => personId).join('');

describe('the drafter', () => {
  it('gives the next turn to whoever had the fewest, over past years too', () => {
    const people = [person('a', { load: 4 }), person('b'), person('c', { load: 1 })];
    const draft = draftRoster(span(4, 2), people, { members: 1, leaders: 0 });
    expect(of(draft)).toBe('bcbc');
    expect(draft.shifts.map(({ loadBefore }) => loadBefore)).toEqual([0, 1, 2, 3]);
    expect(draft.loads).toEqual(new Map(Object.entries({ a: 4, b: 4, c: 5 })));
  });

  it('does not give the same holiday to somebody again while another has had as few turns', () => {
    const people = [person('a', { sameHoliday: 1 }), person('b')];
    expect(of(draftRoster(span(1, 2), people, { members: 1, leaders: 0 }))).toBe('b');
  });

  it('leaves a turn open rather than break a rule', () => {
    const people = [person('a'), person('b', { may: [] }), person('c', { absentUntil: day(9) })];
    const draft = draftRoster(span(3), people, { members: 1 });
    expect(of(draft)).toBe('aa');
    expect(draft.open.map((one) => `${one.day.day} ${one.post}`)).toEqual([
      '1 leader',
      '2 leader',
      '2 member',
      '3 leader',
    ]);
  });

  it('keeps away from the days on which somebody stands already', () => {
    const fixed = [{ day: day(1), personId: 'a' }];
    const draft = draftRoster(
      span(1),
      [person('a'), person('b', { load: 9 })],
      { members: 1, leaders: 0 },
      fixed,
    );
    expect(of(draft)).toBe('b');
  });

  const staff = fc.array(
    fc.record({
      may: fc.constantFrom<DraftPerson['may']>(['member'], ['leader'], ['leader', 'member'], []),
      absent: fc.option(fc.nat(20), { nil: null }),
      load: fc.nat(6),
      sameHoliday: fc.nat(2),
    }),
    { maxLength: 14 },
  );
  const made = (
    all: readonly {
      may: DraftPerson['may'];
      absent: number | null;
      load: number;
      sameHoliday: number;
    }[],
  ) =>
    all.map(({ absent, ...rest }, n) =>
      person(`p${String(n).padStart(2, '0')}`, {
        ...rest,
        absentUntil: absent === null ? null : day(absent),
      }),
    );

  it('keeps every rule for random staffs, fills a turn wherever the rules leave somebody free, and is deterministic', () => {
    fc.assert(
      fc.property(
        staff,
        fc.integer({ min: 1, max: 16 }),
        fc.nat(3),
        fc.constantFrom<1 | 2>(1, 2),
        (all, length, members, weight) => {
          const people = made(all);
          const draft = draftRoster(span(length, weight), people, { members });
          expect(draft.shifts.length + draft.open.length).toBe(length * (members + 1));
          const byPerson = Map.groupBy(draft.shifts, ({ personId }) => personId);
          const fits = (who: DraftPerson, on: Temporal.PlainDate, role: 'leader' | 'member') =>
            who.may.includes(role) &&
            (who.absentUntil === null || Temporal.PlainDate.compare(who.absentUntil, on) < 0) &&
            (byPerson.get(who.id) ?? []).every((one) => Math.abs(one.day.until(on).days) > 1);
          for (const shift of draft.shifts) {
            const who = people.find(({ id }) => id === shift.personId);
            expect(who?.may).toContain(shift.post);
            expect(
              Temporal.PlainDate.compare(
                who?.absentUntil ?? FIRST.subtract({ days: 1 }),
                shift.day,
              ) < 0,
            ).toBe(true);
          }
          for (const turns of byPerson.values()) {
            const days = turns.map((one) => FIRST.until(one.day).days).toSorted((a, b) => a - b);
            days.slice(1).forEach((on, i) => expect(on - (days[i] ?? 0)).toBeGreaterThan(1));
          }
          for (const hole of draft.open)
            expect(people.filter((who) => fits(who, hole.day, hole.post))).toEqual([]);
          expect(draftRoster(span(length, weight), people.toReversed(), { members })).toEqual(
            draft,
          );
        },
      ),
      { numRuns: 120 },
    );
  });

  it('spreads at most one turn between the most and the least loaded of equals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom<1 | 2>(1, 2),
        (length, members, spare, weight) => {
          const people = Array.from({ length: 2 * members + spare }, (_, n) =>
            person(`p${String(n).padStart(2, '0')}`),
          );
          const draft = draftRoster(span(length, weight), people, { members, leaders: 0 });
          expect(draft.open).toEqual([]);
          const loads = [...draft.loads.values()];
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(weight);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('spreads at most one turn over holidays and ordinary days mixed, with somebody back from leave', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<1 | 2>(1, 2), { minLength: 6, maxLength: 30 }),
        fc.nat(3),
        (weights, away) => {
          const people = Array.from({ length: 6 }, (_, n) =>
            person(`p${n}`, { absentUntil: n === 0 && away > 0 ? day(away - 1) : null }),
          );
          const days = weights.map((weight, n) => ({ day: day(n), weight }));
          const draft = draftRoster(days, people, { members: 1, leaders: 0 });
          const loads = [...draft.loads.values()];
          // A holiday is the heaviest single turn.
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 80 },
    );
  });
});
