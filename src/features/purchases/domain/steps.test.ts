import { describe, expect, it } from 'vitest';
import { acting, draft, fans, NOW, someone, TODAY } from '../../../../test/purchases-kit.ts';
import type { Person } from '../../../kernel/people.ts';
import { mayTakeOver, resolveChain, tierIndex } from './chain.ts';
import type { Signer, Step } from './purchase.ts';
import * as steps from './steps.ts';

const signer = (personId: string, rest: Partial<Signer> = {}): Signer => ({
  personId,
  givenBy: null,
  signedBy: null,
  signedAt: null,
  comment: null,
  ...rest,
});
const step = (role: Step['role'], signers: readonly Signer[], rest: Partial<Step> = {}): Step => ({
  role,
  mode: 'any',
  state: 'waiting',
  note: null,
  signers,
  activeAt: null,
  decidedBy: null,
  decidedAt: null,
  comment: null,
  ...rest,
});
const asked = someone('asked', ['teacher'], { unit: '三年级' });
const boss = someone('boss', ['director']);
const second = someone('second', ['director']);
const deputy = someone('deputy', ['teacher']);
const away = { absentUntil: TODAY, substituteId: 'deputy' };
const people = (...all: Person[]) => new Map(all.map((one) => [one.id, one]));
const done = { signedBy: 'boss', signedAt: NOW };

describe('who stands in', () => {
  const stand = (them: Partial<Person>, sub: Partial<Person> | null, requester = asked) =>
    steps.substituteOf(
      signer('boss'),
      requester,
      people({ ...boss, ...them }, ...(sub ? [{ ...deputy, ...sub }] : [])),
      TODAY,
    )?.id ?? null;

  it('is the named one, to the last day of the absence and not longer', () => {
    expect(stand(away, {})).toBe('deputy');
    expect(stand({ ...away, absentUntil: TODAY.subtract({ days: 1 }) }, {})).toBeNull();
    expect(stand({ ...away, absentUntil: null }, {})).toBeNull();
  });

  it('is nobody where the named one is unknown, gone, without an account or the requester', () => {
    expect(stand({ ...away, substituteId: null }, {})).toBeNull();
    expect(stand(away, null)).toBeNull();
    expect(stand(away, { active: false })).toBeNull();
    expect(stand(away, { openId: null })).toBeNull();
    expect(stand(away, {}, deputy)).toBeNull();
  });
});

describe('who may sign', () => {
  const may = (
    signers: readonly Signer[],
    actor: Person,
    staff: Person[],
    requester: Person = asked,
  ) =>
    steps
      .signersFor(step('director', signers), actor, requester, people(...staff), TODAY)
      .map(({ personId }) => personId);

  it('is whoever stands in the step, has the role and is here', () => {
    expect(may([signer('boss')], boss, [boss])).toEqual(['boss']);
    expect(may([signer('boss')], boss, [])).toEqual([]);
    expect(may([signer('boss', done)], boss, [boss])).toEqual([]);
    expect(may([signer('boss')], { ...boss, active: false }, [boss])).toEqual([]);
    expect(may([signer('boss')], boss, [{ ...boss, active: false }])).toEqual([]);
    expect(may([signer('boss')], boss, [{ ...boss, roles: [] }])).toEqual([]);
    expect(may([signer('boss', { givenBy: 'x' })], boss, [{ ...boss, roles: [] }])).toEqual([
      'boss',
    ]);
  });

  it('is never the requester, for themselves or for somebody away, whatever the step says', () => {
    expect(may([signer('boss', { givenBy: 'x' })], boss, [boss], boss)).toEqual([]);
    const stood = { ...boss, ...away };
    expect(may([signer('boss')], deputy, [stood, deputy], deputy)).toEqual([]);
    expect(
      may([signer('asked', { givenBy: 'boss' }), signer('boss')], boss, [asked, boss]),
    ).toEqual(['boss']);
  });

  it('the own signature comes first and once, then those of people away', () => {
    const stood = { ...second, absentUntil: TODAY, substituteId: 'boss' };
    expect(may([signer('second'), signer('boss')], boss, [boss, stood])).toEqual([
      'boss',
      'second',
    ]);
    const selfish = { ...boss, absentUntil: TODAY, substituteId: 'boss' };
    expect(may([signer('boss')], selfish, [selfish])).toEqual(['boss']);
  });

  it('who is to decide: whoever has not signed, each once, by the substitute where there is one', () => {
    const due = (signers: readonly Signer[], staff: Person[]) =>
      steps.deciders(step('director', signers), asked, people(...staff), TODAY).map(({ id }) => id);
    expect(due([signer('boss', done), signer('second')], [boss, second])).toEqual(['second']);
    expect(due([signer('boss'), signer('second')], [{ ...boss, ...away }, second, deputy])).toEqual(
      ['deputy', 'second'],
    );
    expect(
      due(
        [signer('boss'), signer('second')],
        [{ ...boss, ...away }, { ...second, ...away }, deputy],
      ),
    ).toEqual(['deputy']);
    expect(due([signer('boss'), signer('nobody')], [boss])).toEqual(['boss']);
    expect(
      steps.activeSigners([step('director', [signer('boss')])], {
        actor: boss,
        requester: asked,
        people: people(boss),
        today: TODAY,
      }),
    ).toEqual([]);
    expect(
      steps.activeSigners([], {
        actor: null,
        requester: asked,
        people: people(boss),
        today: TODAY,
      }),
    ).toEqual([]);
  });
});

describe('the chain moves on', () => {
  const states = (all: readonly Step[]) => all.map(({ state }) => state).join(' ');

  it('to the first step that still needs somebody, and what is active beyond it waits again', () => {
    const two = [
      step('unitHead', [signer('x')]),
      step('director', [signer('boss')], { state: 'active', activeAt: NOW }),
    ];
    const moved = steps.advanced(two, NOW);
    expect(states(moved)).toBe('active waiting');
    expect(moved[0]?.activeAt).toEqual(NOW);
    const later = NOW.add({ hours: 1 });
    const again = steps.advanced(
      [step('unitHead', [signer('x')], { state: 'active', activeAt: NOW })],
      later,
    );
    expect(again[0]?.activeAt).toEqual(NOW);
    expect(states(steps.advanced([step('director', [])], NOW))).toBe('active');
    expect(states(steps.advanced([step('director', [], { mode: 'all' })], NOW))).toBe('active');
  });

  it('one of many is enough, or all of them; what was signed before counts for later steps', () => {
    const half = [signer('boss', done), signer('second')];
    expect(states(steps.advanced([step('director', half, { state: 'active' })], NOW))).toBe(
      'approved',
    );
    expect(
      states(steps.advanced([step('director', half, { state: 'active', mode: 'all' })], NOW)),
    ).toBe('active');
    const first = step('unitHead', [signer('boss', done)], { state: 'active' });
    const [, next] = steps.advanced([first, step('director', [signer('boss')])], NOW);
    expect(next).toMatchObject({ state: 'approved', decidedBy: 'boss', decidedAt: NOW });
    // Signed in the place of another: both have signed.
    const stood = step('unitHead', [signer('other', done)], { state: 'active' });
    for (const id of ['boss', 'other'])
      expect(states(steps.advanced([stood, step('director', [signer(id)])], NOW))).toBe(
        'approved approved',
      );
    expect(states(steps.advanced([stood, step('director', [signer('second')])], NOW))).toBe(
      'approved active',
    );
    const earlier = NOW.subtract({ hours: 3 });
    const kept = step('director', [signer('boss', { signedBy: 'boss', signedAt: earlier })]);
    expect(steps.advanced([first, kept], NOW)[1]?.decidedAt).toEqual(earlier);
    expect(
      steps.advanced(
        [step('unitHead', [signer('a', done)], { state: 'approved', decidedBy: 'z' }), kept],
        NOW,
      )[0]?.decidedBy,
    ).toBe('z');
  });

  it('a signature, an end and a handing on touch the active step alone', () => {
    const all = [
      step('unitHead', [signer('boss')], { state: 'approved' }),
      step('director', [signer('boss'), signer('second')], { state: 'active', comment: '早先' }),
    ];
    const [before, now] = steps.signed(all, ['boss'], boss, null, NOW);
    expect(before).toBe(all[0]);
    expect(now?.comment).toBe('早先');
    expect(now?.signers.map(({ signedBy }) => signedBy)).toEqual(['boss', null]);
    expect(steps.signed(all, ['boss'], boss, '同意', NOW)[1]?.comment).toBe('同意');
    expect(states(steps.ended(all, 'rejected', boss, '不', NOW))).toBe('approved rejected');
    const handed = steps.handedOn(all, signer('boss'), deputy)[1]?.signers ?? [];
    expect(handed.map(({ personId, givenBy }) => [personId, givenBy])).toEqual([
      ['second', null],
      ['deputy', 'boss'],
    ]);
    expect(
      steps.handedOn(all, signer('boss', { givenBy: 'first' }), deputy)[1]?.signers.at(-1)?.givenBy,
    ).toBe('first');
    expect(steps.handedOn(all, signer('boss'), deputy)[0]).toBe(all[0]);
  });

  it('renewed, it keeps what was decided and whom it was handed to, and asks the rest anew', () => {
    const chain = resolveChain(
      [{ upToFen: null, approvers: ['unitHead', 'director'], mode: 'any' }],
      1,
      asked,
      [someone('head', ['unitHead'], { unit: '三年级' }), boss, second],
    );
    const given = signer('deputy', { givenBy: 'boss' });
    const over = step('unitHead', [signer('head', done)], { state: 'approved' });
    const former = [
      over,
      step('director', [signer('boss', { comment: '看过' }), given, signer('gone')], {
        state: 'active',
        activeAt: NOW,
      }),
    ];
    const again = steps.renewed(former, chain, asked, people(boss, second, deputy));
    expect(states(again)).toBe('approved active');
    expect(again[0]).toBe(over);
    expect(again[1]?.activeAt).toEqual(NOW);
    // The director handed it on: not asked again himself; who is gone is not asked; the other director is new.
    expect(again[1]?.signers.map(({ personId }) => personId)).toEqual(['deputy', 'second']);
    const kept = steps.renewed(
      [over, step('director', [signer('boss', { comment: '看过' })])],
      chain,
      asked,
      people(boss, second),
    );
    expect(kept[1]?.signers.map(({ comment }) => comment)).toEqual(['看过', null]);
    expect([kept[1]?.state, steps.renewed([], chain, asked, people())[1]?.state]).toEqual([
      'waiting',
      'waiting',
    ]);
  });
});

describe('a chain', () => {
  it('takes the first tier that fits and the last beyond all of them', () => {
    const tiers = [
      { upToFen: 100, approvers: ['director'], mode: 'any' },
      { upToFen: 200, approvers: ['principal'], mode: 'any' },
    ] as const;
    expect([100, 101, 200, 201].map((fen) => tierIndex(tiers, fen))).toEqual([0, 1, 1, 1]);
    expect(tierIndex([{ ...tiers[0], upToFen: null }, tiers[1]], 1_000)).toBe(0);
    expect(resolveChain([], 1, asked, [boss]).steps).toEqual([]);
  });

  it('is handed to nobody who is gone, has no account, asked for it, or stands below', () => {
    expect(mayTakeOver(boss, 'director', 'asked')).toBe(true);
    expect(mayTakeOver({ ...boss, active: false }, 'director', 'asked')).toBe(false);
    expect(mayTakeOver({ ...boss, openId: null }, 'director', 'asked')).toBe(false);
    expect(mayTakeOver(boss, 'director', 'boss')).toBe(false);
    expect(mayTakeOver(boss, 'principal', 'asked')).toBe(false);
    expect(mayTakeOver(deputy, 'unitHead', 'asked')).toBe(false);
  });

  it('says of whom one signature is certain and does for two steps, and of nobody else', () => {
    const both = someone('both', ['director', 'principal']);
    const tier = (mode: 'any' | 'all') =>
      [{ upToFen: null, approvers: ['director', 'principal'], mode }] as const;
    const notes = (mode: 'any' | 'all', ...staff: Person[]) =>
      resolveChain(tier(mode), 1, asked, staff).steps.map(({ note }) => note);
    const once = '与总务主任同为一人，批一次即可';
    expect(notes('any', both)).toEqual([null, once]);
    expect(notes('all', both)).toEqual([null, once]);
    expect(notes('any', both, boss)).toEqual([null, null]);
    expect(notes('all', both, boss)).toEqual([null, once]);
    const head = someone('head', ['principal']);
    expect(notes('any', both, head)).toEqual([null, once]);
    expect(notes('all', both, head)).toEqual([null, null]);
    expect(notes('any', boss, head)).toEqual([null, null]);
  });

  it('of the principal goes to the director, and without one as everybody’s', () => {
    const principal = someone('principal', ['principal']);
    const tiers = [{ upToFen: null, approvers: ['unitHead', 'principal'], mode: 'any' }] as const;
    const of = (...staff: Person[]) =>
      resolveChain(tiers, 1, principal, [principal, ...staff]).steps.map(({ role, personIds }) => [
        role,
        personIds,
      ]);
    expect(of(boss)).toEqual([['director', ['boss']]]);
    expect(of(someone('vice', ['principal']))).toEqual([['principal', ['vice']]]);
    expect(of()).toEqual([['principal', []]]);
  });
});

describe('whose chain it is', () => {
  const tiers = [
    { upToFen: null, approvers: ['unitHead', 'director', 'principal'], mode: 'any' },
  ] as const;
  const rolesOf = (requester: Person, ...staff: Person[]) =>
    resolveChain(tiers, 1, requester, staff).steps.map(({ role, personIds }) => [
      role,
      ...personIds,
    ]);

  it('the principal’s goes past the head of their unit, straight to the director', () => {
    const principal = someone('principal', ['principal'], { unit: '三年级' });
    const head = someone('head', ['unitHead'], { unit: '三年级' });
    expect(rolesOf(principal, principal, head, boss)).toEqual([['director', 'boss']]);
  });

  it('with nobody at all it waits in its last role; two without a unit are not of one', () => {
    expect(rolesOf(asked)).toEqual([['principal']]);
    const head = someone('head', ['unitHead']);
    expect(rolesOf(deputy, head, boss)).toEqual([['director', 'boss']]);
  });

  it('is another one as soon as other people may sign, and the same while nobody changed', () => {
    const head = someone('head', ['unitHead'], { unit: '三年级' });
    const flow = acting(draft(asked, { totalFen: 10_000 }), [asked, head, boss]);
    flow.does('asked', { kind: 'submit', near: [] });
    expect(flow.does(null, { kind: 'rechain' })).toBe('nothingNew');
    flow.become(someone('other', ['unitHead'], { unit: '三年级' }));
    expect(flow.does(null, { kind: 'rechain' })).toBe('ok');
    expect(flow.does(null, { kind: 'rechain' })).toBe('nothingNew');
    expect(flow.chain()).toBe('unitHead:head+other …');
    flow.become({ ...head, unit: '四年级' }, someone('third', ['unitHead'], { unit: '三年级' }));
    expect(flow.does(null, { kind: 'rechain' })).toBe('ok');
    expect(flow.chain()).toBe('unitHead:other+third …');
  });
});

describe('what is in the way', () => {
  const head = someone('head', ['unitHead'], { unit: '三年级' });
  const staff = [asked, head, boss];

  it('a request that is not ready is not handed in, and an older one is not either', () => {
    const flow = acting(draft(asked), staff);
    expect(flow.does('asked', { kind: 'submit', near: [] }, 7)).toBe('stale');
    expect(flow.does('asked', { kind: 'submit', near: [] }, null)).toBe('ok');
    const priceless = () => acting(draft(asked, { lines: [fans(null)], totalFen: null }), staff);
    expect(priceless().does('asked', { kind: 'submit', near: [] })).toBe('noPrice');
    expect(priceless().does('asked', { kind: 'submit', near: [], unpriced: true })).toBe('ok');
    expect(priceless().does('asked', { kind: 'submit', near: [], sumFen: 90_000 })).toBe('ok');
  });

  it('an edit: of an older card, of what is approved or bought, of a day that is past', () => {
    const edit = { kind: 'edit', reason: '换个用途' } as const;
    const flow = acting(draft(asked), staff);
    expect(flow.does('asked', edit, 7)).toBe('stale');
    expect(flow.does('asked', { kind: 'edit', neededBy: TODAY.subtract({ days: 1 }) })).toBe(
      'datePast',
    );
    expect(flow.does('asked', { kind: 'edit', neededBy: TODAY })).toBe('ok');
    expect(flow.does('asked', edit, null)).toBe('ok');
    expect(acting(draft(asked, { state: 'approved' }), staff).does('asked', edit)).toBe(
      'alreadyApproved',
    );
    expect(acting(draft(asked, { state: 'ordered' }), staff).does('asked', edit)).toBe('bought');
  });

  it('goods that are bought already, although the chain decides on them again', () => {
    const flow = acting(draft(asked, { state: 'approving', resumeState: 'ordered' }), staff);
    const lines = [{ ...fans(), quantity: 4_000n }];
    expect(flow.does('asked', { kind: 'edit', lines })).toBe('bought');
    expect(flow.does('asked', { kind: 'edit', reason: '换个用途' })).toBe('ok');
  });

  it('an approval of what is not handed in, or came back', () => {
    const approve = { kind: 'approve', comment: null } as const;
    for (const state of ['draft', 'returned'] as const)
      expect(acting(draft(asked, { state }), staff).does('head', approve)).toBe('notSubmitted');
    const voided = [
      step('unitHead', [signer('head', { signedBy: 'head', signedAt: NOW })], {
        state: 'void',
        decidedBy: 'head',
      }),
    ];
    expect(
      acting(draft(asked, { state: 'returned', steps: voided }), staff).does('head', approve),
    ).toBe('notSubmitted');
  });
});
