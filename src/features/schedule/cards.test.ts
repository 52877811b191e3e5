import { describe, expect, it } from 'vitest';
import { checkCard, OWN_LIMITS } from '../../lark/check-card.ts';
import { renderCard } from '../../lark/render-card.ts';
import type { CardContent } from '../../kernel/say.ts';
import { planCard, tasksCard } from './cards.ts';
import { checksCard } from './checks/show.ts';
import type { Finding, Run } from './checks/store.ts';
import { SHIPPED_CHECKS } from './shipped.ts';
import { brief, type TaskRow } from './view.ts';

const DAY = Temporal.PlainDate.from('2026-11-30');
const wrong = (content: CardContent) => checkCard(renderCard(content), OWN_LIMITS);
const many = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

function row(i: number, more: Partial<TaskRow> = {}): TaskRow {
  const due = '11月30日（暂定）';
  const may: TaskRow['may'] = ['done', 'defer'];
  const base = {
    item: `M09-${i}`,
    slot: '2026-09',
    v: 1,
    title: '核对'.repeat(30),
    who: '欧阳老师',
  };
  return { ...base, due, done: false, late: true, note: '', may, ...more };
}

const found: Finding = {
  school_id: 's',
  id: 'f',
  run_id: 'r',
  point: '灯',
  place: '楼'.repeat(100),
  words: '坏'.repeat(200),
  ticket_id: null,
  ticket_number: 'BX2611-0001',
  hazard: false,
  closed_at: null,
  closed_by: null,
  at: Temporal.Instant.from('2026-11-30T00:00:00Z'),
  by_person_id: 'p',
  photos: 12,
};

function run(i: number, state: Run['state'] = 'open'): Run {
  const id = `0190a5d2-0000-7000-8000-0000000000${i + 10}`;
  const who = { open_id: 'ou_director', card_key: 'k', done_at: null, done_by: null };
  const check = { check_id: `C-${i}`, slot: '2026-11-30T07:50', day: DAY };
  return { school_id: 's', id, ...check, ...who, state, version: 1 };
}

describe('cards stay within the limits', () => {
  it('a plan of 46 items', () => {
    expect(
      wrong(
        planCard(
          '11月后勤安排',
          many(46, (i) => row(i)),
          '暂'.repeat(40),
        ),
      ),
    ).toEqual([]);
  });

  it('tasks of one person: 46 open, 46 done with long notes', () => {
    expect(
      wrong(
        tasksCard(
          '任务',
          many(46, (i) => row(i)),
          { deferTo: DAY },
        ),
      ),
    ).toEqual([]);
    const done = { done: true, note: brief('好'.repeat(500)), may: [] };
    expect(
      wrong(
        tasksCard(
          '任务',
          many(46, (i) => row(i, done)),
          { deferTo: DAY },
        ),
      ),
    ).toEqual([]);
  });

  it.each([1, 3, 8])('%i checks of one person, each with ten points and much found', (count) => {
    const points = many(10, (i) => `消防设施、栓箱${i}`);
    const [shipped] = SHIPPED_CHECKS;
    if (!shipped) throw new Error('nothing is shipped');
    const checks = many(count, (i) => ({ ...shipped, id: `C-${i}`, points, ownerOpenId: null }));
    const runs = many(count, (i) => run(i, i % 2 === 1 ? 'abnormal' : 'open'));
    const findings = runs
      .flatMap(({ id }) =>
        many(9, (i) => ({
          ...found,
          id: `${id}${i}`,
          run_id: id,
        })),
      )
      .filter(({ run_id: id }) => runs.some((one) => one.id === id && one.state === 'abnormal'));
    expect(wrong(checksCard({ checks }, runs, findings))).toEqual([]);
  });
});

it('what waits stands before what is settled, and what has no room is counted', () => {
  const rows = [...many(12, (i) => row(i, { done: true, may: [] })), row(12), row(13)];
  const { values } = tasksCard('任务', rows, { deferTo: DAY, more: 2 });
  expect(JSON.stringify(values['rows'])).toContain('M09-12');
  expect(values['more']).toBe(4);
});
