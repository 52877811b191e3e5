import { listCard as approvalList } from '../features/approvals/lists.ts';
import { approverCard, requesterCard } from '../features/purchases/cards.ts';
import {
  STATES,
  type Line,
  type Purchase,
  type State,
} from '../features/purchases/domain/purchase.ts';
import type { Action, PurchaseView } from '../features/purchases/view.ts';
import type { CardContent } from '../kernel/say.ts';

const ID = '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90';
const AT = Temporal.Instant.from('2026-11-24T02:00:00Z');
const LONG = '开运动会要用，天气热，<at id=all></at> **很急** ${x} '.repeat(20);

function good(name: string, spec: string | null, count: bigint, unit: string, fen: number): Line {
  return {
    id: `${ID}${name}`,
    name,
    spec,
    unit,
    quantity: count * 1000n,
    priceFen: fen,
    amountFen: Number(count) * fen,
    stockItemId: null,
    fromStock: false,
  };
}

const purchase: Purchase = {
  id: ID,
  number: 'CG2611-0001',
  version: 3,
  state: 'draft',
  requesterId: 'p1',
  unit: '三年级',
  lines: [good('电风扇', '落地式', 3n, '台', 20_000), good('A4纸', null, 10n, '包', 2_500)],
  reason: '开运动会用',
  neededBy: Temporal.PlainDate.from('2026-11-27'),
  totalFen: 85_000,
  budgetFen: null,
  approvedFen: null,
  round: 1,
  steps: [],
  resumeState: null,
  after: false,
  ownOfPrincipal: false,
  near: [],
  said: null,
  origin: 'chat',
  originId: null,
  createdAt: AT,
  submittedAt: null,
  approvedAt: null,
  receivedAt: null,
  reimbursedAt: null,
  reimbursedBy: null,
  endedAt: null,
  endedBy: null,
  buyerId: null,
};

const CHAIN = ['1. 年级组长 周老师', '2. 总务主任 陈主任'];
const APPROVER: readonly Action[] = ['approve', 'reject', 'return', 'transfer'];

function view(
  state: State,
  may: readonly Action[],
  rest: Partial<Omit<PurchaseView, 'purchase'>> & { purchase?: Partial<Purchase> } = {},
): PurchaseView {
  const { purchase: other, ...shown } = rest;
  return {
    purchase: { ...purchase, state, ...other },
    stateName: STATES[state],
    title: '电风扇 3台 等 2 项',
    requester: '三年级 王老师',
    lines: ['1. 电风扇（落地式） 3台 × ¥200.00 = ¥600.00', '2. A4纸 10包 × ¥25.00 = ¥250.00'],
    total: '¥850.00',
    neededBy: '11月27日（周五）',
    submittedAt: state === 'draft' ? null : '11月24日 10:00',
    chain: CHAIN,
    marks: [],
    history: ['11月24日 10:00 王老师 填写', '11月24日 10:02 王老师 提交申请'],
    may,
    colleagues: [
      { id: 'p4', name: '陈主任' },
      { id: 'p5', name: '林校长' },
    ],
    ...shown,
  };
}

const OFFERS = [{ lineId: 'l2', text: 'A4纸 库里有 12包，可以领用' }];
const HINT = '还缺估价：电风扇。直接回复我，例如“两百一台”或“共600”，大概的也行';

export const drawnPurchases: Readonly<Record<string, CardContent>> = {
  'purchase-request-draft': requesterCard(
    view('draft', ['submit', 'edit', 'withdraw'], {
      purchase: { totalFen: null },
      lines: ['1. 电风扇（落地式） 3台', '2. A4纸 10包 × ¥25.00 = ¥250.00'],
      total: '还缺估价',
      chain: ['填好估价后显示'],
    }),
    HINT,
    OFFERS,
  ),
  'purchase-request-ready': requesterCard(view('draft', ['submit', 'edit', 'withdraw']), null, []),
  'purchase-request-approving': requesterCard(
    view('approving', ['edit', 'withdraw'], {
      chain: ['1. 年级组长 周老师 · 已同意 11月24日 10:05', '2. 总务主任 陈主任 · 审批中'],
    }),
    null,
    [],
  ),
  'purchase-request-rejected': requesterCard(
    view('rejected', [], { purchase: { said: '库里有货：上学期刚买过' } }),
    null,
    [],
  ),
  'purchase-approval-open': approverCard(
    view('approving', APPROVER, {
      chain: ['1. 年级组长 周老师 · 已同意 11月24日 10:05', '2. 总务主任 陈主任 · 审批中'],
      marks: [
        '30 天内还有同一人或同类物品的申请 CG2611-0002，合计超过本档上限 ¥5,000.00，请留意是否拆分',
      ],
    }),
  ),
  'purchase-approval-after': approverCard(
    view('approving', APPROVER, {
      purchase: { after: true },
      marks: ['先购后补：先买了急用，24 小时内补签'],
    }),
  ),
  'purchase-approval-done': approverCard(view('approved', [])),
  'approval-list': approvalList(
    '待我审批',
    '在聊天里说的不算审批，请在卡片上点“同意”或“驳回”',
    'open',
    [
      { id: 'k1', title: 'CG2611-0001 王老师 电风扇 3台 等 2 项 ¥850.00', detail: '' },
      { id: 'k2', title: 'CG2611-0004 老李 梯子 1架 ¥460.00', detail: '' },
    ],
  ),
  'approval-reminder': approvalList('待我审批', '这些申请在等您审批，请点“查看”处理', 'open', [
    { id: 'k1', title: 'CG2611-0001 王老师 电风扇 3台 等 2 项 ¥850.00', detail: '' },
    { id: 'k2', title: 'LY2611-0004 免交旧：剪刀 1把', detail: '' },
  ]),
  'approval-own': approvalList('我的申请', null, 'show', [
    {
      id: 'CG2611-0001',
      title: '电风扇 3台 等 2 项',
      detail: 'CG2611-0001 · 审批中 · 11月24日 10:00',
    },
    { id: 'LY2611-0003', title: '粉笔 2盒', detail: 'LY2611-0003 · 待发放 · 11月23日 09:10' },
  ]),
};

/** As many goods as one request takes, as long as they may be. */
const full = Array.from({ length: 30 }, (_, at) =>
  good(`${at}`.padEnd(25, '长'), '规格规格规'.repeat(3), 9_999n, '平方米', 1_000_000),
);
const worst: Parameters<typeof view>[2] = {
  purchase: {
    lines: full,
    reason: LONG.slice(0, 200),
    said: LONG.slice(0, 500),
    after: true,
  },
  lines: full.map(
    ({ name, spec }, at) =>
      `${at + 1}. ${name}（${spec}） 9999平方米 × ¥10,000.00 = ¥99,990,000.00`,
  ),
  title: LONG,
  requester: LONG,
  total: '¥2,999,700,000.00',
  chain: Array.from({ length: 4 }, (_, at) => `${at + 1}. ${LONG.slice(0, 300)}`),
  marks: [LONG.slice(0, 60), LONG.slice(0, 100), LONG.slice(0, 60)],
  history: Array.from({ length: 30 }, () => LONG),
  colleagues: Array.from({ length: 60 }, (_, at) => ({
    id: `${ID}${at}`,
    name: LONG.slice(0, 30),
  })),
};

export const stressedPurchases: Readonly<Record<string, CardContent>> = {
  'purchase request, worst': requesterCard(
    view('draft', ['submit', 'edit', 'withdraw'], worst),
    LONG.slice(0, 200),
    Array.from({ length: 30 }, (_, at) => ({ lineId: `${ID}${at}`, text: LONG })),
  ),
  'purchase approval, worst': approverCard(view('approving', APPROVER, worst)),
  'approval list, worst': approvalList(
    LONG.slice(0, 30),
    LONG.slice(0, 60),
    'open',
    Array.from({ length: 60 }, (_, at) => ({ id: `${ID}${ID}${at}`, title: LONG, detail: LONG })),
  ),
};
