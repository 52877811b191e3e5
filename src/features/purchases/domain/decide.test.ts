import { describe, expect, it } from 'vitest';
import {
  acting,
  draft,
  fans,
  NOW,
  rules,
  someone,
  TIERS,
  TODAY,
} from '../../../../test/purchases-kit.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Command, CommandKind } from './command.ts';
import { decide } from './decide.ts';
import { handedTo } from './hand-over.ts';
import { apply, STATES, type Purchase, type State } from './purchase.ts';
import { REFUSALS } from './wording.ts';

const unit = '三年级';
const teacher = someone('teacher', ['teacher'], { unit });
const head = someone('head', ['unitHead'], { unit });
const director = someone('director', ['director', 'admin']);
const principal = someone('principal', ['principal']);
const buyer = someone('buyer', ['buyer']);
const stranger = someone('stranger', ['teacher'], { unit });
/** Stands in for the absent director. */
const deputy = someone('deputy', ['teacher']);
const absent: Partial<Person> = { absentUntil: TODAY.add({ days: 2 }), substituteId: 'deputy' };
const staff = [teacher, head, director, principal, buyer, stranger, deputy];

const submit: Command = { kind: 'submit', near: [] };
const approve: Command = { kind: 'approve', comment: null };
const reject: Command = { kind: 'reject', reason: '预算不足' };
const sendBack: Command = { kind: 'return', reason: '请核对数量' };
const withdraw: Command = { kind: 'withdraw' };
const dearer: Command = { kind: 'edit', lines: [fans(25_000)] };
const purpose: Command = { kind: 'edit', reason: '开运动会' };
const give = (to: Person): Command => ({ kind: 'transfer', to, note: null });

/** Approved by the head, waiting for the director. */
function waiting(people: readonly Person[] = staff) {
  const flow = acting(draft(teacher), people);
  flow.does('teacher', submit);
  flow.does('head', approve);
  return flow;
}

describe('who may do what and when', () => {
  /** Everything that is allowed; whatever is not here is refused to everybody. */
  const ALLOWED: Readonly<Partial<Record<State, Partial<Record<CommandKind, readonly string[]>>>>> =
    {
      draft: { edit: ['teacher'], submit: ['teacher'], withdraw: ['teacher'] },
      returned: { edit: ['teacher'], submit: ['teacher'], withdraw: ['teacher'] },
      approving: {
        edit: ['teacher'],
        withdraw: ['teacher'],
        approve: ['director', 'deputy'],
        reject: ['director', 'deputy'],
        return: ['director', 'deputy'],
        transfer: ['director', 'deputy'],
        rechain: ['clock'],
      },
      approved: { withdraw: ['teacher'] },
    };
  const away = staff.map((one) => (one.id === 'director' ? { ...one, ...absent } : one));
  const commands: readonly Command[] = [
    purpose,
    submit,
    withdraw,
    approve,
    reject,
    sendBack,
    give(principal),
    { kind: 'rechain' },
  ];
  const actors = [...away, null];

  it('the authority matrix is complete: every state, command and person', () => {
    const found: Record<string, Record<string, string[]>> = {};
    const told: string[] = [];
    let cells = 0;
    for (const state of Object.keys(STATES).filter((one): one is State => one in STATES)) {
      const purchase: Purchase = { ...waiting(away).purchase, state };
      for (const command of commands)
        for (const actor of actors) {
          // A clock that has something to say: the head has left meanwhile, a new director came.
          const people =
            command.kind === 'rechain' ? [...away, someone('new', ['director'])] : away;
          const context = rules(people, teacher, actor, purchase.version);
          const decision = decide(purchase, command, context);
          cells++;
          if (decision.outcome === 'accepted')
            ((found[state] ??= {})[command.kind] ??= []).push(actor?.id ?? 'clock');
          else told.push(REFUSALS[decision.code](decision.facts));
        }
    }
    expect(found).toEqual(ALLOWED);
    expect(told.filter((words) => /undefined|系统/u.test(words))).toEqual([]);
    expect(cells).toBe(Object.keys(STATES).length * commands.length * actors.length);
  });

  it.each([
    ['teacher', approve, 'ownRequest'],
    ['head', approve, 'alreadySigned'],
    ['principal', approve, 'notYours'],
    ['stranger', approve, 'notYours'],
    ['stranger', withdraw, 'onlyRequester'],
    ['director', dearer, 'onlyRequester'],
    ['teacher', submit, 'alreadySubmitted'],
    [null, approve, 'notDue'],
  ] as const)('%s doing %o is told %s', (actor, command, code) =>
    expect(waiting().does(actor, command)).toBe(code),
  );
});

describe('the chain moves', () => {
  it('step by step to the end, and remembers what was approved', () => {
    const flow = acting(draft(teacher, { lines: [fans(300_000)], totalFen: 900_000 }), staff);
    expect(flow.does('teacher', submit)).toBe('ok');
    expect(flow.chain()).toBe('unitHead:head … | director:director | principal:principal');
    for (const one of ['head', 'director', 'principal']) expect(flow.does(one, approve)).toBe('ok');
    expect(flow.purchase).toMatchObject({
      state: 'approved',
      approvedFen: 900_000,
      approvedAt: NOW,
    });
    expect(flow.does('principal', approve)).toBe('alreadySigned');
  });

  it('what the approver saw is what is approved: an older card, and one that says nothing, are refused', () => {
    const flow = waiting();
    for (const seen of [flow.purchase.version - 1, null])
      for (const command of [approve, reject, sendBack, give(principal)])
        expect(flow.does('director', command, seen)).toBe('stale');
    expect(flow.purchase.state).toBe('approving');
  });

  it('of several the first decides, and the second is told who did', () => {
    const people = [...staff, someone('second', ['director'])];
    const last = waiting(people);
    expect(last.does('second', approve)).toBe('ok');
    expect(last.does('director', approve)).toBe('alreadyApproved');
    const flow = acting(draft(teacher, { totalFen: 900_000 }), people);
    flow.does('teacher', submit);
    flow.does('head', approve);
    expect(flow.does('second', approve)).toBe('ok');
    expect(flow.does('director', approve)).toBe('decidedBy');
  });

  it('or all of them have to, where the school says so', () => {
    const tiers = TIERS.map((tier) => ({ ...tier, mode: 'all' as const }));
    const people = [...staff, someone('second', ['director'])];
    const flow = acting(draft(teacher), people, tiers);
    flow.does('teacher', submit);
    flow.does('head', approve);
    expect(flow.does('second', approve)).toBe('ok');
    expect(flow.purchase.state).toBe('approving');
    expect(flow.does('second', approve)).toBe('alreadySigned');
    expect(flow.does('director', approve)).toBe('ok');
    expect(flow.purchase.state).toBe('approved');
  });

  it('whoever stands in it twice approves once', () => {
    const both = someone('both', ['unitHead', 'director'], { unit });
    const flow = acting(draft(teacher), [teacher, both]);
    flow.does('teacher', submit);
    expect(flow.chain()).toBe('unitHead:both … | director:both');
    flow.does('both', approve);
    expect(flow.chain()).toBe('unitHead:both ✓both | director:both ✓both');
    expect(flow.purchase.state).toBe('approved');
  });

  it('a substitute signs during the absence, in the name of the absent, and never as the requester', () => {
    const flow = waiting();
    expect(flow.does('deputy', approve)).toBe('notYours');
    flow.become({ ...director, ...absent });
    expect(flow.does('deputy', approve)).toBe('ok');
    expect(flow.chain()).toContain('director:director ✓deputy');
    const own = waiting();
    own.become({ ...director, ...absent, substituteId: 'teacher' });
    expect(own.does('teacher', approve)).toBe('ownRequest');
    expect(own.does('director', approve)).toBe('ok');
    const past = waiting();
    past.become({ ...director, ...absent, absentUntil: TODAY.subtract({ days: 1 }) });
    expect(past.does('deputy', approve)).toBe('notYours');
  });

  it('one signature does for all whom somebody stands in for', () => {
    const tiers = TIERS.map((tier) => ({ ...tier, mode: 'all' as const }));
    const second = someone('second', ['director']);
    const flow = acting(draft(teacher), [...staff, second], tiers);
    flow.does('teacher', submit);
    flow.does('head', approve);
    flow.become({ ...director, ...absent, substituteId: 'second' });
    flow.does('second', approve);
    expect(flow.purchase.state).toBe('approved');
  });

  it('转交 goes to somebody of the same or a higher standing, who then decides instead', () => {
    const flow = waiting();
    expect(flow.does('director', give(head))).toBe('transferUnfit');
    expect(flow.does('director', give(stranger))).toBe('transferUnfit');
    expect(flow.does('director', give(teacher))).toBe('transferRequester');
    expect(flow.does('director', give(director))).toBe('transferThere');
    expect(flow.does('director', give(principal))).toBe('ok');
    expect(flow.does('director', approve)).toBe('notYours');
    expect(flow.does('principal', approve)).toBe('ok');
    expect(flow.purchase.state).toBe('approved');
  });

  it('转交 to somebody who has signed already is done with that: nobody approves twice', () => {
    const boss = someone('boss', ['unitHead', 'principal'], { unit });
    const flow = acting(draft(teacher), [teacher, boss, director]);
    flow.does('teacher', submit);
    flow.does('boss', approve);
    expect(flow.does('director', give(boss))).toBe('ok');
    expect(flow.purchase.state).toBe('approved');
  });

  it('what one hands on is not approved by the one who signs two steps: each step has had its own', () => {
    const both = someone('both', ['unitHead', 'director'], { unit });
    const flow = acting(draft(teacher), [teacher, both, principal]);
    flow.does('teacher', submit);
    flow.does('both', give(principal));
    flow.does('principal', approve);
    expect(flow.chain()).toBe('unitHead:principal ✓principal | director:both …');
  });

  it('with nobody to decide it waits, and goes on by itself when somebody is there', () => {
    const flow = acting(draft(teacher), [teacher, head]);
    flow.does('teacher', submit);
    flow.does('head', approve);
    expect(flow.chain()).toBe('unitHead:head ✓head | director: …');
    expect(flow.does('stranger', approve)).toBe('notDue');
    expect(flow.does('head', approve)).toBe('alreadySigned');
    expect(flow.does(null, { kind: 'rechain' })).toBe('nothingNew');
    flow.become(director);
    expect(flow.does(null, { kind: 'rechain' })).toBe('ok');
    expect(flow.does('director', approve)).toBe('ok');
    expect(flow.purchase.state).toBe('approved');
  });

  it('who has lost the role or left decides no more', () => {
    for (const change of [{ roles: ['teacher'] as const }, { active: false }]) {
      const flow = waiting();
      flow.become({ ...director, ...change }, principal);
      expect(['nobody', 'notDue']).toContain(flow.does('director', approve));
      expect(flow.does(null, { kind: 'rechain' })).toBe('ok');
      expect(flow.chain()).toBe('unitHead:head ✓head | principal:principal …');
    }
  });
});

describe('back to the requester', () => {
  it('驳回 ends it, with the reason', () => {
    const flow = waiting();
    expect(flow.does('director', reject)).toBe('ok');
    expect(flow.purchase).toMatchObject({
      state: 'rejected',
      said: '预算不足',
      endedBy: 'director',
    });
    for (const command of [purpose, submit, withdraw])
      expect(flow.does('teacher', command)).toBe('ended');
  });

  it('退回修改, sent again with the same goods, goes on from whoever sent it back', () => {
    const flow = waiting();
    flow.does('director', sendBack);
    expect(flow.purchase).toMatchObject({ state: 'returned', said: '请核对数量' });
    expect(flow.does('director', approve)).toBe('alreadySigned');
    flow.does('teacher', purpose);
    flow.does('teacher', submit);
    expect(flow.chain()).toBe('unitHead:head ✓head | director:director …');
    expect(flow.does('director', approve)).toBe('ok');
    expect(flow.purchase.state).toBe('approved');
  });

  it('with other goods it begins anew', () => {
    const flow = waiting();
    flow.does('director', sendBack);
    flow.does('teacher', dearer);
    flow.does('teacher', submit);
    expect(flow.chain()).toBe('unitHead:head … | director:director');
    expect(flow.purchase).toMatchObject({ round: 2, totalFen: 75_000 });
  });

  it('any change while it is being approved voids what was approved and has to be sent again', () => {
    for (const change of [dearer, purpose]) {
      const flow = waiting();
      const seen = flow.purchase.version;
      expect(flow.does('teacher', change)).toBe('ok');
      expect(flow.purchase.state).toBe('draft');
      expect(flow.does('director', approve, seen)).toBe('notSubmitted');
      flow.does('teacher', submit);
      expect(flow.chain()).toBe('unitHead:head … | director:director');
      expect(flow.does('head', approve, seen)).toBe('stale');
    }
  });

  it('nothing incomplete is sent', () => {
    const of = (rest: Partial<Purchase>) =>
      acting(draft(teacher, rest), staff).does('teacher', submit);
    expect(of({ lines: [] })).toBe('noLines');
    expect(of({ lines: [{ ...fans(), fromStock: true }] })).toBe('noLines');
    expect(of({ lines: [fans(null)], totalFen: null })).toBe('noPrice');
  });

  it('an edit is refused where it changes nothing, is too much, or was made on an older card', () => {
    const flow = acting(draft(teacher), staff);
    expect(flow.does('teacher', { kind: 'edit', lines: [fans()] })).toBe('nothingNew');
    expect(flow.does('teacher', { kind: 'edit', lines: [] })).toBe('noLines');
    expect(
      flow.does('teacher', { kind: 'edit', lines: Array.from({ length: 31 }, () => fans()) }),
    ).toBe('tooManyLines');
    expect(flow.does('teacher', { kind: 'edit', neededBy: TODAY.subtract({ days: 1 }) })).toBe(
      'datePast',
    );
    expect(flow.does('teacher', dearer, 0)).toBe('stale');
  });
});

describe('somebody leaves', () => {
  const leave = (from: Person, to: Person, flow = waiting()) => {
    const context = rules(staff, teacher, director);
    const changes = handedTo(flow.purchase, from, to, context);
    return apply(flow.purchase, {
      kind: 'handOver',
      at: NOW,
      actorId: 'director',
      behalfOf: null,
      detail: null,
      changes,
    });
  };

  it('an approval goes to whoever has it by the roles as they are then', () => {
    for (const to of [principal, stranger])
      expect(leave(director, to).steps[1]).toMatchObject({
        role: 'principal',
        state: 'active',
        signers: [{ personId: 'principal' }],
      });
  });

  it('where the others had approved already and nobody is left, that is enough', () => {
    const flow = acting(draft(teacher, { totalFen: 900_000 }), staff);
    for (const [who, what] of [
      ['teacher', submit],
      ['head', approve],
      ['director', approve],
    ] as const)
      flow.does(who, what);
    expect(leave(principal, stranger, flow)).toMatchObject({ state: 'approved', approvedAt: NOW });
  });

  it('a request goes to the successor, who then approves nothing of it', () => {
    const flow = acting(leave(teacher, director), staff);
    expect(flow.purchase.requesterId).toBe('director');
    expect(flow.does('director', approve)).toBe('ownRequest');
    expect(flow.does('principal', approve)).toBe('ok');
  });
});
