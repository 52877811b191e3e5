import { describe, expect, it } from 'vitest';
import {
  COUNT_REASONS,
  decideCount,
  type Count,
  type CountActor,
  type CountCommand,
  type CountLine,
} from './count.ts';

const line = (over: Partial<CountLine> = {}): CountLine => ({
  itemId: 'i1',
  name: '粉笔',
  unit: '盒',
  onBook: 40_000n,
  counted: 38_000n,
  countedBy: 'keeper',
  reason: '领用没登记',
  note: null,
  ...over,
});
const same = line({ itemId: 'i2', counted: 40_000n, reason: null });

function count(over: Partial<Count> = {}): Count {
  return {
    id: 'c',
    month: '2026-11',
    class: '办公用品',
    state: 'open',
    version: 3,
    byId: 'keeper',
    lines: [line(), same],
    note: null,
    decidedBy: null,
    decidedAt: null,
    ...over,
  };
}

const ACTORS = {
  keeper: { id: 'keeper', keeps: true, decides: false },
  other: { id: 'other', keeps: true, decides: false },
  director: { id: 'director', keeps: false, decides: true },
  teacher: { id: 'teacher', keeps: false, decides: false },
  // Somebody who counted is not asked, whatever the office; were they, it would still be refused.
  counted: { id: 'keeper', keeps: true, decides: true },
} satisfies Record<string, CountActor>;

const COMMANDS = {
  enter: { kind: 'enter' },
  explain: { kind: 'explain', itemId: 'i1', reason: '丢失', note: '' },
  submit: { kind: 'submit', uncounted: [] },
  reopen: { kind: 'reopen' },
  approve: { kind: 'approve', seen: 3 },
  return: { kind: 'return', seen: 3, reason: '请复核' },
} satisfies Record<string, CountCommand>;

/** The state after, or why not: for open, submitted, approved. */
const TABLE: Record<
  keyof typeof COMMANDS,
  Record<keyof typeof ACTORS, readonly [string, string, string]>
> = {
  enter: {
    keeper: ['open', '!submitted', '!approved'],
    other: ['open', '!submitted', '!approved'],
    director: ['!notKeeper', '!notKeeper', '!notKeeper'],
    teacher: ['!notKeeper', '!notKeeper', '!notKeeper'],
    counted: ['open', '!submitted', '!approved'],
  },
  explain: {
    keeper: ['open', '!submitted', '!approved'],
    other: ['open', '!submitted', '!approved'],
    director: ['!notKeeper', '!notKeeper', '!notKeeper'],
    teacher: ['!notKeeper', '!notKeeper', '!notKeeper'],
    counted: ['open', '!submitted', '!approved'],
  },
  submit: {
    keeper: ['submitted', '!submitted', '!approved'],
    other: ['submitted', '!submitted', '!approved'],
    director: ['!notKeeper', '!notKeeper', '!notKeeper'],
    teacher: ['!notKeeper', '!notKeeper', '!notKeeper'],
    counted: ['submitted', '!submitted', '!approved'],
  },
  reopen: {
    keeper: ['!notSubmitted', 'open', '!approved'],
    other: ['!notSubmitted', 'open', '!approved'],
    director: ['!notKeeper', '!notKeeper', '!notKeeper'],
    teacher: ['!notKeeper', '!notKeeper', '!notKeeper'],
    counted: ['!notSubmitted', 'open', '!approved'],
  },
  approve: {
    keeper: ['!ownCount', '!ownCount', '!ownCount'],
    other: ['!notYours', '!notYours', '!notYours'],
    director: ['!notSubmitted', 'approved', '!approved'],
    teacher: ['!notYours', '!notYours', '!notYours'],
    counted: ['!ownCount', '!ownCount', '!ownCount'],
  },
  return: {
    keeper: ['!ownCount', '!ownCount', '!ownCount'],
    other: ['!notYours', '!notYours', '!notYours'],
    director: ['!notSubmitted', 'open', '!approved'],
    teacher: ['!notYours', '!notYours', '!notYours'],
    counted: ['!ownCount', '!ownCount', '!ownCount'],
  },
};

function answer(of: Count, command: CountCommand, actor: CountActor): string {
  const decision = decideCount(of, command, actor);
  if (decision.outcome === 'refused') return `!${decision.code}`;
  return decision.events[0]?.state ?? '';
}

const CASES = Object.entries(COMMANDS).flatMap(([name, command]) =>
  Object.entries(ACTORS).flatMap(([who, actor]) =>
    (['open', 'submitted', 'approved'] as const).map((state, i) => ({
      name,
      who,
      state,
      command,
      actor,
      i,
    })),
  ),
);

describe('a stocktake', () => {
  it.each(CASES)('$state: $name by $who', ({ name, who, state, command, actor, i }) => {
    const row: Record<string, readonly string[]> = TABLE[name as keyof typeof TABLE];
    expect(answer(count({ state }), command, actor)).toBe(row[who]?.[i]);
  });

  it('whoever counted one line of it does not decide, though somebody else opened it', () => {
    const lines = [line({ countedBy: 'director' })];
    const submitted = count({ state: 'submitted', lines });
    expect(answer(submitted, COMMANDS.approve, ACTORS.director)).toBe('!ownCount');
  });

  it('what was seen is what is decided', () => {
    const submitted = count({ state: 'submitted', version: 4 });
    expect(answer(submitted, COMMANDS.approve, ACTORS.director)).toBe('!stale');
    expect(answer(submitted, COMMANDS.return, ACTORS.director)).toBe('!stale');
  });

  it.each([
    ['everything is counted', { lines: [same] }, ['拖把'], '!uncounted'],
    ['every difference is explained', { lines: [line({ reason: null })] }, [], '!unexplained'],
    ['nothing differs: nobody has to approve', { lines: [same] }, [], 'approved'],
  ])('before it is handed in %s', (_, over, uncounted, expected) => {
    expect(answer(count(over), { kind: 'submit', uncounted }, ACTORS.keeper)).toBe(expected);
  });

  it.each([
    ['i2', '丢失', '', '!noDifference'],
    ['nobody', '丢失', '', '!noDifference'],
    ['i1', '', '', '!reasonMissing'],
    ['i1', '随便', '', '!reasonMissing'],
    ['i1', '其他', '', '!noteMissing'],
    ['i1', '其他', '被借走', 'open'],
  ])('a reason for %s: %s %s', (itemId, reason, note, expected) => {
    const command = { kind: 'explain', itemId, reason, note } as const;
    expect(answer(count(), command, ACTORS.keeper)).toBe(expected);
  });

  it.each(COUNT_REASONS.filter((reason) => reason !== '其他'))('%s needs no note', (reason) => {
    const command = { kind: 'explain', itemId: 'i1', reason, note: '' } as const;
    expect(answer(count(), command, ACTORS.keeper)).toBe('open');
  });

  it('is not sent back without a reason', () => {
    const submitted = count({ state: 'submitted' });
    const silent = { ...COMMANDS.return, reason: '' };
    expect(answer(submitted, silent, ACTORS.director)).toBe('!reasonMissing');
  });
});
