import { describe, expect, it } from 'vitest';
import {
  ARRIVE,
  buying,
  code,
  events,
  INVOICE,
  now,
  ORDER,
  people,
  purchase,
  RECEIVE,
} from '../../../../../test/buying-rules-kit.ts';
import { acceptorsOf, buyersOf, payersOf } from './acceptor.ts';
import { lineAmounts } from './price.ts';

describe('ordering', () => {
  it('takes the purchase: another buyer is told whose it is', () => {
    expect(events(buying('approved'), ORDER, 'other')).toMatchObject([
      { kind: 'order', changes: { state: 'ordered', buyerId: 'other' }, over: null },
    ]);
    expect(code(buying('ordered'), ORDER, 'other')).toBe('taken');
    expect(code(buying('ordered'), ORDER, 'buyer')).toBe('alreadyOrdered');
  });

  it.each([
    [880_00, null],
    [880_01, 880_01],
    [800_00, null],
  ])('a total of %i fen against ¥800 approved', (totalFen, over) => {
    const [event] = events(buying('approved'), { ...ORDER, totalFen }, 'buyer');
    expect(event?.over?.totalFen ?? null).toBe(over);
    expect(event?.changes.state).toBe(over === null ? 'ordered' : undefined);
  });

  it('¥200 more is too much although it is less than a tenth', () => {
    const large = buying('approved', { purchase: purchase('approved', { approvedFen: 9_000_00 }) });
    const total = (totalFen: number) => events(large, { ...ORDER, totalFen }, 'buyer')[0]?.over;
    expect(total(9_200_00)).toBeNull();
    expect(total(9_200_01)).toEqual({ totalFen: 9_200_01 });
  });

  it('a price said for one line counts beside what was approved for the others', () => {
    const unitFen = new Map([['fan', 230_00]]);
    const [event] = events(buying('approved'), { ...ORDER, unitFen }, 'buyer');
    expect(event?.over).toEqual({ totalFen: 890_00 });
  });

  it('a total is spread over the lines to the fen', () => {
    const lines = [
      { id: 'a', quantity: 3_000n, unitFen: null, amountFen: 100 },
      { id: 'b', quantity: 1_000n, unitFen: null, amountFen: 200 },
      { id: 'c', quantity: 2_000n, unitFen: null, amountFen: null },
    ];
    expect([...lineAmounts(lines, 1_001).values()].reduce((sum, one) => sum + one, 0)).toBe(1_001);
    expect(lineAmounts(lines, 1_000).get('c')).toBe(700);
    expect([...lineAmounts(lines, 0).values()]).toEqual([0, 0, 0]);
  });

  it('what was bought first (先购后补) goes on while the chain decides; what was only offered does not', () => {
    const urgent = buying('approving', { purchase: purchase('approving', { after: true }) });
    expect(events(urgent, ORDER, 'buyer')).toMatchObject([{ changes: { resumeState: 'ordered' } }]);
    const offered = buying('approving', {
      purchase: purchase('approving', { resumeState: 'approved' }),
    });
    expect(code(offered, ORDER, 'buyer')).toBe('backInChain');
    const back = buying('approving', {
      purchase: purchase('approving', { resumeState: 'arrived', buyerId: 'buyer' }),
    });
    expect(events(back, RECEIVE, 'keeper')).toMatchObject([
      { changes: { resumeState: 'received' } },
    ]);
  });
});

describe('arriving', () => {
  it('from a shop at once is the order too', () => {
    expect(events(buying('approved'), ARRIVE, 'buyer')).toMatchObject([
      { kind: 'order', changes: { buyerId: 'buyer', state: 'ordered' } },
      { kind: 'arrive', changes: { state: 'arrived' } },
    ]);
  });

  it('a part leaves the rest to come, and more than ordered needs a word', () => {
    const counts = [{ id: 'fan', quantity: 2_500n }];
    expect(events(buying('ordered'), { ...ARRIVE, counts }, 'keeper')).toMatchObject([
      { changes: { state: 'partlyArrived' }, detail: '电风扇 2.5台' },
    ]);
    const more = [{ id: 'fan', quantity: 3_001n }];
    expect(code(buying('ordered'), { ...ARRIVE, counts: more }, 'buyer')).toBe('moreThanOrdered');
    const note = '送了一台';
    expect(code(buying('ordered'), { ...ARRIVE, counts: more, note }, 'buyer')).toBeNull();
    for (const quantity of [0n, -1_000n])
      expect(
        code(buying('ordered'), { ...ARRIVE, counts: [{ id: 'fan', quantity }] }, 'buyer'),
      ).toBe('nothingCame');
    expect(code(buying('arrived'), ARRIVE, 'buyer')).toBe('alreadyArrived');
  });

  it('at a price far above, the goods are written down and the chain is asked', () => {
    const [first, second] = events(buying('approved'), { ...ARRIVE, totalFen: 1_200_00 }, 'buyer');
    expect([first?.kind, first?.over]).toEqual(['order', null]);
    expect(second).toMatchObject({ kind: 'arrive', over: { totalFen: 1_200_00 } });
  });
});

describe('acceptance', () => {
  it('is never by whoever bought, whatever roles they have', () => {
    const acceptors = [people.buyer, people.keeper];
    expect(code(buying('arrived'), RECEIVE, 'buyer', { acceptors })).toBe('ownPurchase');
  });

  it('rejected goods are owed again, and need a reason', () => {
    const rejected = [{ id: 'fan', quantity: 1_000n }];
    expect(code(buying('arrived'), { ...RECEIVE, rejected }, 'keeper')).toBe('reasonMissing');
    const bad = { ...RECEIVE, rejected, reason: '破损' };
    const [event] = events(buying('arrived'), bad, 'keeper');
    expect(event).toMatchObject({
      changes: { state: 'partlyReceived' },
      detail: '电风扇 1台 不合格：破损',
    });
    expect(event?.effect.kind === 'receive' && event.effect.arrivals[0]?.lines).toMatchObject([
      { lineId: 'fan', accepted: 2_000n, rejected: 1_000n, amountFen: 400_00, reason: '破损' },
      { lineId: 'paper', accepted: 10_000n, rejected: 0n, amountFen: 200_00 },
    ]);
    const all = { ...bad, rejected: [{ id: 'fan', quantity: 3_001n }] };
    expect(code(buying('arrived'), all, 'keeper')).toBe('moreThanArrived');
  });

  it('counts for what was seen: an older card is refused', () => {
    expect(code(buying('arrived'), RECEIVE, 'keeper', { seenVersion: 4 })).toBe('stale');
    expect(code(buying('arrived'), RECEIVE, 'keeper', { seenVersion: 5 })).toBeNull();
  });

  it('of goods that the only storekeeper bought is the requester’s, then the head’s, the director’s, the principal’s', () => {
    const { keeper, requester, head, director, principal } = people;
    const all = {
      storekeepers: [keeper],
      requester,
      head,
      directors: [director],
      principals: [principal],
    };
    const ids = (of: Parameters<typeof acceptorsOf>[0], by: string) =>
      acceptorsOf(of, by).map(({ id }) => id);
    expect(ids(all, 'buyer')).toEqual(['keeper']);
    expect(ids({ ...all, storekeepers: [keeper, people.other] }, 'keeper')).toEqual(['other']);
    expect(ids(all, 'keeper')).toEqual(['requester']);
    expect(ids({ ...all, requester: keeper }, 'keeper')).toEqual(['head']);
    expect(ids({ ...all, requester: keeper, head: keeper }, 'keeper')).toEqual(['director']);
    const one = { ...all, requester: keeper, head: null, directors: [keeper] };
    expect(ids(one, 'keeper')).toEqual(['principal']);
    const offline = { ...all, storekeepers: [{ ...keeper, openId: null }] };
    expect(ids(offline, 'buyer')).toEqual(['requester']);
    const gone = { ...all, requester: { ...requester, active: false } };
    expect(ids(gone, 'keeper')).toEqual(['head']);
    expect(ids({ ...one, principals: [] }, 'keeper')).toEqual([]);
    expect(code(buying('arrived'), RECEIVE, 'head', { acceptors: [] })).toBe('nobodyElse');
  });
});

describe('papers and payment', () => {
  it('an invoice pays once: the same number is refused wherever it was used', () => {
    const used = { ...INVOICE, usedBy: { id: 'q', number: 'CG2611-0002' } };
    expect(code(buying('received'), used, 'buyer')).toBe('numberUsed');
    const [known] = [{ number: '12345678', dated: null, amountFen: null, byId: 'buyer', at: now }];
    const again = buying('received', { invoices: known ? [known] : [] });
    expect(code(again, INVOICE, 'finance')).toBe('numberKnown');
    expect(code(again, { ...INVOICE, instead: '12345678' }, 'finance')).toBeNull();
    expect(code(buying('received'), { ...INVOICE, number: '' }, 'buyer')).toBe('numberMissing');
    const dated = Temporal.PlainDate.from('2026-11-24');
    expect(code(buying('received'), { ...INVOICE, dated }, 'buyer')).toBe('dateAhead');
  });

  it('an invoice far above what was approved goes back to the chain', () => {
    const [event] = events(buying('received'), { ...INVOICE, amountFen: 1_000_01 }, 'finance');
    expect(event?.over).toEqual({ totalFen: 1_000_01 });
  });

  it('without an invoice 已报销 is marked so; never is it by whoever bought, nor while the chain decides', () => {
    const [bare] = events(buying('received'), { kind: 'reimburse', reason: null }, 'finance');
    expect(bare?.detail).toContain('无发票');
    const pay = { kind: 'reimburse', reason: '没有发票' } as const;
    const payers = [people.buyer];
    expect(code(buying('received'), pay, 'buyer', { payers })).toBe('ownPayment');
    const back = buying('approving', {
      purchase: purchase('approving', { resumeState: 'received', buyerId: 'buyer' }),
    });
    expect(code(back, pay, 'finance')).toBe('backInChain');
    const { finance, director, principal } = people;
    const { requester } = people;
    const all = {
      accountants: [finance],
      directors: [director],
      principals: [principal],
      admins: [],
      requester,
      head: null,
    };
    expect(payersOf(all, 'buyer')).toEqual([finance]);
    expect(payersOf(all, 'finance')).toEqual([director]);
    expect(payersOf({ ...all, directors: [finance] }, 'finance')).toEqual([principal]);
    const alone = { ...all, accountants: [], directors: [director], principals: [] };
    expect(payersOf(alone, 'director')).toEqual([requester]);
    expect(buyersOf([], [director])).toEqual([director]);
    expect(buyersOf([], [], [principal])).toEqual([principal]);
  });
});

describe('giving up and taking back', () => {
  it('what will not come ends the waiting; nothing at all ends the purchase', () => {
    const drop = { kind: 'drop', reason: '停产' } as const;
    expect(events(buying('partlyReceived'), drop, 'buyer')).toMatchObject([
      { changes: { state: 'received' }, detail: 'A4纸 10包 不再采购：停产' },
    ]);
    expect(events(buying('ordered'), drop, 'director')).toMatchObject([
      { changes: { state: 'cancelled', endedBy: 'director' } },
    ]);
    expect(code(buying('ordered'), { ...drop, reason: '' }, 'buyer')).toBe('reasonMissing');
    expect(code(buying('partlyArrived'), drop, 'buyer')).toBe('nothingOwed');
  });

  it('点错了 takes back the newest step, by whoever did it, for ten minutes', () => {
    const last = (kind: string, actorId: string) => ({ last: { kind, actorId, at: now } });
    const undo = { kind: 'undo' } as const;
    expect(events(buying('ordered'), undo, 'buyer')).toMatchObject([
      { kind: 'undoOrder', changes: { state: 'approved', buyerId: null } },
    ]);
    expect(events(buying('arrived', last('arrive', 'keeper')), undo, 'keeper')).toMatchObject([
      { kind: 'undoArrive', changes: { state: 'ordered' } },
    ]);
    expect(
      events(buying('reimbursed', last('reimburse', 'finance')), undo, 'finance'),
    ).toMatchObject([{ kind: 'undoReimburse', changes: { state: 'received', endedAt: null } }]);
    expect(code(buying('arrived', last('arrive', 'keeper')), undo, 'buyer')).toBe('nothingToUndo');
    expect(code(buying('received', last('receive', 'keeper')), undo, 'keeper')).toBe(
      'nothingToUndo',
    );
    const late = { now: now.add({ minutes: 10, seconds: 1 }) };
    expect(code(buying('ordered'), undo, 'buyer', late)).toBe('undoLate');
    expect(code(buying('ordered'), undo, 'buyer', { now: now.add({ minutes: 10 }) })).toBeNull();
  });
});
