import { acceptorCard, buyerCard, payerCard } from '../features/purchases/buying/cards.ts';
import type { BuyingView, LineView } from '../features/purchases/buying/view.ts';

const LONG = '三楼东头男厕所水龙头，<at id=all></at> **很急** ${x} '.repeat(6);

function line(name: string, count: string, unit: string, rest: Partial<LineView> = {}): LineView {
  return {
    text: `${name} ${count}${unit}`,
    note: '¥600.00',
    name,
    unit,
    each: '200.00',
    owed: count,
    waiting: '',
    ...rest,
  };
}

const approved: BuyingView = {
  id: '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90',
  version: 4,
  number: 'CG2611-0001',
  state: 'approved',
  stateName: '待采购',
  again: false,
  signing: false,
  refused: null,
  ended: false,
  title: '电风扇（落地） 等 2 项',
  requester: '三年级 · 王老师',
  reason: '开运动会用',
  neededBy: '11月27日（周五）',
  urgent: false,
  approved: '¥800.00',
  actual: null,
  supplier: null,
  orderNote: null,
  buyer: null,
  acceptors: '老钱',
  payers: '吴会计',
  lines: [
    line('电风扇（落地）', '3', '台'),
    line('A4纸', '10', '包', { note: '¥200.00', each: '20.00' }),
  ],
  invoices: [],
  invoiceNumbers: [],
  photos: 0,
  arrived: null,
  checked: null,
  paid: null,
  history: ['11月24日 10:00 王老师 提交申请', '11月24日 10:20 周老师 同意'],
  may: ['order', 'arrive', 'drop'],
};
const ordered: BuyingView = {
  ...approved,
  state: 'ordered',
  stateName: '已下单',
  actual: '¥790.00',
  supplier: '红星五金',
  buyer: '小孙',
  may: ['order', 'arrive', 'drop', 'invoice', 'undo'],
};
const partly: BuyingView = {
  ...ordered,
  state: 'partlyArrived',
  stateName: '部分到货',
  arrived: '小孙 11月25日 15:00',
  lines: [
    line('电风扇（落地）', '3', '台', { note: '¥600.00 · 已到 2', owed: '1', waiting: '2' }),
    line('A4纸', '10', '包', { note: '¥200.00 · 已到 10', owed: '', waiting: '10' }),
  ],
  may: ['receive'],
};
const received: BuyingView = {
  ...ordered,
  state: 'received',
  stateName: '待报销',
  arrived: '小孙 11月25日 15:00',
  checked: '老钱 11月25日 16:00',
  lines: [
    line('电风扇（落地）', '3', '台', { note: '¥600.00 · 已到 3 · 合格 3', owed: '' }),
    line('A4纸', '10', '包', { note: '¥200.00 · 已到 10 · 合格 10', owed: '' }),
  ],
  may: ['invoice', 'reimburse'],
};
const invoiced: BuyingView = {
  ...received,
  invoices: ['24312000000012345678 · 2026-11-25 · ¥790.00'],
  invoiceNumbers: ['24312000000012345678'],
  photos: 1,
};
const paid: BuyingView = {
  ...invoiced,
  state: 'reimbursed',
  stateName: '已报销',
  ended: true,
  paid: '吴会计 11月26日 09:00',
  may: ['undo'],
};

export const drawnBuying = {
  'purchase-buyer-approved': buyerCard(approved),
  'purchase-buyer-ordered': buyerCard(ordered),
  'purchase-buyer-over': buyerCard({ ...approved, again: true, stateName: '审批中', may: [] }),
  'purchase-buyer-refused': buyerCard({
    ...partly,
    state: 'arrived',
    stateName: '待验收',
    actual: '¥900.00',
    refused: '价格偏高：比网上贵三成',
    may: ['order', 'invoice'],
  }),
  'purchase-acceptor': acceptorCard(partly),
  'purchase-acceptor-again': acceptorCard({
    ...partly,
    state: 'arrived',
    stateName: '待验收',
    checked: '老钱 11月25日 16:00，不合格：破损：扇叶断了',
    lines: [
      line('电风扇（落地）', '3', '台', {
        note: '¥600.00 · 已到 4 · 合格 2 · 不合格 1',
        owed: '',
        waiting: '1',
      }),
    ],
  }),
  'purchase-payer': payerCard(received),
  'purchase-payer-invoiced': payerCard(invoiced),
  'purchase-payer-refused': payerCard({
    ...invoiced,
    actual: '¥900.00',
    refused: '价格偏高：比网上贵三成',
    may: ['invoice'],
  }),
  'purchase-payer-paid': payerCard(paid),
};

function worst(of: BuyingView, count: number): BuyingView {
  return {
    ...of,
    title: LONG,
    requester: LONG,
    reason: LONG,
    supplier: LONG,
    orderNote: LONG,
    buyer: LONG,
    acceptors: LONG,
    payers: LONG,
    urgent: true,
    lines: Array.from({ length: count }, () =>
      line(LONG.slice(0, 40), '99999.999', LONG.slice(0, 6), {
        note: '¥99,999,999.00 · 已到 99999.999 · 合格 99999.999 · 不合格 99999.999',
        each: '99,999,999.00',
        owed: '99999.999',
        waiting: '99999.999',
      }),
    ),
    invoices: Array.from({ length: 9 }, () => LONG.slice(0, 60)),
    invoiceNumbers: Array.from({ length: 9 }, (_, n) => `24312000000012345678000000000${n}`),
    photos: 30,
    arrived: LONG,
    checked: LONG,
    paid: LONG.slice(0, 30),
    history: Array.from({ length: 20 }, () => LONG),
  };
}

export const stressedBuying = {
  'buyer, 12 goods to order': buyerCard(worst(approved, 12)),
  'buyer, 30 goods to order': buyerCard(worst(approved, 30)),
  'buyer, 30 goods to come': buyerCard(worst(ordered, 30)),
  'acceptor, 30 goods': acceptorCard(worst(partly, 30)),
  'payer, 30 goods': payerCard(worst(invoiced, 30)),
};
