import { describe, expect, it } from 'vitest';
import { someone, TIERS } from '../../../../test/purchases-kit.ts';
import type { Person, Role } from '../../../kernel/people.ts';
import type { Tier } from '../../../kernel/school.ts';
import { resolveChain } from './chain.ts';

const unit = '三年级';
const teacher = someone('王老师', ['teacher'], { unit });
const head = someone('周老师', ['unitHead'], { unit });
const otherHead = someone('李老师', ['unitHead'], { unit: '四年级' });
const director = someone('陈主任', ['director']);
const principal = someone('林校长', ['principal']);
const full = [teacher, head, otherHead, director, principal];

/** `周老师 > 陈主任`, several of one step with `/`, nobody as `-`. */
function chainOf(staff: readonly Person[], requester: Person, yuan: number, tiers = TIERS): string {
  const { steps } = resolveChain(tiers, yuan * 100, requester, staff);
  return steps.map(({ personIds }) => personIds.join('/') || '-').join(' > ');
}

describe('who approves', () => {
  const cases: readonly [string, readonly Person[], Person, number, string][] = [
    ['the smallest tier: the head of the unit', full, teacher, 500, '周老师'],
    ['a cent more: the next tier', full, teacher, 500.01, '周老师 > 陈主任'],
    ['the middle tier to its limit', full, teacher, 5000, '周老师 > 陈主任'],
    ['the largest', full, teacher, 5000.01, '周老师 > 陈主任 > 林校长'],
    ['the head asks: on to the director', full, head, 300, '陈主任'],
    ['the head asks for more: the director, once', full, head, 3000, '陈主任'],
    ['the head asks for much', full, head, 30_000, '陈主任 > 林校长'],
    [
      'the director asks for little: beyond the end to the principal',
      full,
      director,
      300,
      '林校长',
    ],
    ['the director asks for more', full, director, 3000, '林校长'],
    ['the director asks for much: the principal, once', full, director, 30_000, '林校长'],
    ['the principal asks: the director', full, principal, 300, '陈主任'],
    ['the principal asks for much: the director', full, principal, 30_000, '陈主任'],
    ['nobody heads the unit: the director', [teacher, director, principal], teacher, 300, '陈主任'],
    ['neither head nor director: the principal', [teacher, principal], teacher, 300, '林校长'],
    ['nobody at all: it waits', [teacher], teacher, 300, '-'],
    ['a head alone is not enough for more', [teacher, head], teacher, 3000, '周老师 > -'],
    [
      'no principal: the director does for both',
      [teacher, head, director],
      teacher,
      30_000,
      '周老师 > 陈主任',
    ],
    [
      'the director asks and there is no principal: it waits',
      [head, director],
      director,
      3000,
      '-',
    ],
    [
      'another director signs for the first',
      [director, someone('副主任', ['director'])],
      director,
      300,
      '副主任',
    ],
    [
      'two directors: either',
      [teacher, head, director, someone('副主任', ['director'])],
      teacher,
      3000,
      '周老师 > 陈主任/副主任',
    ],
    [
      'two heads of one unit: either',
      [...full, someone('赵老师', ['unitHead'], { unit })],
      teacher,
      300,
      '周老师/赵老师',
    ],
    [
      'of two heads one asks: the other',
      [...full, someone('赵老师', ['unitHead'], { unit })],
      head,
      300,
      '赵老师',
    ],
    ['no unit: no head', full, someone('门卫', ['guard']), 300, '陈主任'],
    [
      'a head without an account cannot sign',
      [teacher, { ...head, openId: null }, director],
      teacher,
      300,
      '陈主任',
    ],
    [
      'who has left signs nothing',
      [teacher, { ...head, active: false }, director],
      teacher,
      300,
      '陈主任',
    ],
    [
      'head and director in one person: stands twice',
      [teacher, someone('双', ['unitHead', 'director'], { unit })],
      teacher,
      3000,
      '双 > 双',
    ],
    [
      'principal and director in one asks: nobody',
      [teacher, someone('双', ['principal', 'director'])],
      someone('双', ['principal', 'director']),
      300,
      '-',
    ],
    [
      'principal and director in one asks: the head of the unit is left',
      [head, someone('双', ['principal', 'director'], { unit })],
      someone('双', ['principal', 'director'], { unit }),
      300,
      '周老师',
    ],
  ];
  it.each(cases)('%s', (_, staff, requester, yuan, chain) =>
    expect(chainOf(staff, requester, yuan)).toBe(chain),
  );

  it('what is skipped is named, and why', () => {
    const note = (staff: readonly Person[], requester: Person, yuan: number) =>
      resolveChain(TIERS, yuan * 100, requester, staff).steps.map((step) => step.note);
    expect(note(full, head, 300)).toEqual(['年级组长是申请人本人，已跳过']);
    expect(note(full, someone('门卫', ['guard']), 300)).toEqual([
      '申请人没有所属年级或部门，年级组长已跳过',
    ]);
    expect(note([teacher, director], teacher, 300)).toEqual(['没有年级组长，已跳过']);
    expect(note([teacher, { ...head, openId: null }, director], teacher, 300)).toEqual([
      '年级组长周老师没有飞书账号，已跳过',
    ]);
    expect(note([teacher, head, director], teacher, 30_000)).toEqual([null, '没有校长，已跳过']);
    const both = someone('双', ['unitHead', 'director'], { unit });
    expect(note([teacher, both], teacher, 3000)).toEqual([null, '与年级组长同为一人，批一次即可']);
  });

  it('what the principal asks for is marked', () => {
    expect(resolveChain(TIERS, 100, principal, full).ownOfPrincipal).toBe(true);
    expect(resolveChain(TIERS, 100, director, full).ownOfPrincipal).toBe(false);
  });

  it('over every staff: never the requester, never nobody while a director or principal is left', () => {
    const roles: readonly (readonly Role[])[] = [
      ['teacher'],
      ['unitHead'],
      ['director'],
      ['principal'],
      ['unitHead', 'director'],
      ['director', 'principal'],
      ['admin', 'unitHead', 'principal'],
    ];
    const tiers: readonly Tier[] = TIERS.map((tier) => ({ ...tier, mode: 'all' }));
    let seen = 0;
    for (const a of roles)
      for (const b of roles)
        for (const c of roles)
          for (const [u, v] of [
            [unit, unit],
            [unit, null],
            [null, null],
          ] as const) {
            const staff = [
              someone('a', a, { unit: u }),
              someone('b', b, { unit: v }),
              someone('c', c, { unit }),
            ];
            for (const requester of staff)
              for (const yuan of [100, 1000, 10_000])
                for (const by of [TIERS, tiers]) {
                  const { steps } = resolveChain(by, yuan * 100, requester, staff);
                  seen++;
                  expect(steps.length).toBeGreaterThan(0);
                  expect(steps.flatMap(({ personIds }) => personIds)).not.toContain(requester.id);
                  const above = staff.some(
                    (one) =>
                      one.id !== requester.id &&
                      one.roles.some((role) => role === 'director' || role === 'principal'),
                  );
                  const nobody = steps.some(({ personIds }) => personIds.length === 0);
                  expect(above && nobody).toBe(false);
                }
          }
    expect(seen).toBe(7 ** 3 * 3 * 3 * 3 * 2);
  });
});
