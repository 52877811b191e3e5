import { askCard, offerCard } from '../features/issues/ask-card.ts';
import { listCard, requestCard } from '../features/issues/cards.ts';
import type { CommandKind } from '../features/issues/domain/command.ts';
import {
  missing,
  owesOld,
  STATES,
  type Line,
  type Request,
  type State,
} from '../features/issues/domain/request.ts';
import { groupCard, keeperValues } from '../features/issues/lists/show.ts';
import type { StoredList } from '../features/issues/lists/store.ts';
import type { RequestView, Role } from '../features/issues/view.ts';
import type { CardContent } from '../kernel/say.ts';

const LONG = '加厚加长型彩色无尘粉笔（教学专用），<at id=all></at> **很急** ${x} '.repeat(6);
const ID = '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90';
const AT = Temporal.Instant.from('2026-11-24T02:00:00Z');

const chalk: Line = {
  itemId: 'i1',
  name: '粉笔',
  spec: '',
  unit: '盒',
  wanted: 50_000n,
  issued: 0n,
  bought: 0n,
  returned: 0n,
  tradeIn: false,
};
const scissors: Line = {
  ...chalk,
  itemId: 'i2',
  name: '剪刀',
  unit: '把',
  wanted: 1000n,
  tradeIn: true,
};

function request(state: State, lines: readonly Line[], rest: Partial<Request> = {}): Request {
  return {
    id: ID,
    number: 'LY2611-0001',
    version: 3,
    state,
    requesterId: 'p1',
    lines,
    reason: '写板书用',
    neededBy: null,
    requestedAt: AT,
    oldInBy: null,
    oldInAt: null,
    exemption: null,
    purchaseNumber: null,
    issuedBy: null,
    issuedAt: null,
    signedBy: null,
    signedAt: null,
    endedBy: null,
    endedAt: null,
    closing: null,
    ...rest,
  };
}

function view(
  role: Role,
  one: Request,
  may: readonly CommandKind[],
  rest: Partial<RequestView> = {},
): CardContent {
  const stock = () => 40_000n;
  const out = one.state === 'issued' || one.state === 'signed';
  return requestCard({
    request: one,
    role,
    stateName: STATES[one.state],
    requester: '王老师',
    unit: '三年级',
    requestedAt: '11月24日 10:00',
    neededBy: one.neededBy === null ? null : '11月27日（周五）',
    issuer: out ? '老钱' : null,
    issuedAt: out ? '11月24日 10:20' : null,
    signer: one.state === 'signed' ? '王老师' : null,
    signedAt: one.state === 'signed' ? '11月24日 10:25' : null,
    ender: null,
    onHand: role === 'keeper' ? one.lines.map(stock) : null,
    missing: missing(one, stock),
    owesOld: one.state === 'requested' && owesOld(one),
    oldIn: null,
    photos: 0,
    exempter: '陈主任',
    keeper: '老钱',
    history: ['11月24日 10:00 王老师 申请'],
    signsFor: false,
    may,
    ...rest,
  });
}

const KEEPS: readonly CommandKind[] = ['issue', 'refuse'];
const short = request('requested', [chalk]);
const enough = request('requested', [{ ...chalk, wanted: 2000n }]);
const tradeIn = request('requested', [scissors]);
const issued = request('issued', [{ ...chalk, issued: 40_000n, bought: 10_000n }], {
  purchaseNumber: 'CG2611-0001',
});
const asked = { state: 'asked', reason: '旧的遗失：搬教室时丢的', by: 'p1' } as const;

const line = {
  name: '粉笔',
  spec: '',
  unit: null,
  quantity: null,
  candidates: ['i1', 'i2'],
  sure: true,
  choices: [
    { id: 'i1', label: '白粉笔（按盒领）', unit: '盒' },
    { id: 'i2', label: '彩粉笔（按盒领）', unit: '盒' },
  ],
};

function list(state: StoredList['state'], signed: number, total: number, title = '课本套装') {
  const book = { itemId: 'b1', spec: '', unit: '本', each: 1000n };
  return {
    id: ID,
    number: 'LY2609-0001',
    version: 4,
    state,
    title,
    chatId: 'oc_staff',
    lines: [
      { ...book, name: '语文书' },
      { ...book, name: '数学书' },
    ],
    recipients: Array.from({ length: total }, (_, n) => ({
      personId: `p${n}`,
      signedAt: n < signed ? AT : null,
      signedBy: null,
    })),
    madeBy: 'k',
    madeAt: AT,
    openedBy: 'k',
    openedAt: AT,
    closedBy: null,
    closedAt: null,
  } satisfies StoredList;
}

const keeperLines = [
  { text: '每人 语文书 1本', note: '共 42本', short: false },
  { text: '每人 数学书 1本', note: '共 42本', short: false },
];

export const drawnIssues: Readonly<Record<string, CardContent>> = {
  'issue-requester': view('requester', enough, ['amend', 'withdraw']),
  'issue-requester-trade-in': view('requester', tradeIn, ['amend', 'withdraw', 'askExemption']),
  'issue-requester-issued': view('requester', issued, ['sign'], {
    history: ['11月24日 10:00 王老师 申请', '11月24日 10:20 老钱 发放：粉笔 40盒'],
  }),
  'issue-keeper': view('keeper', enough, KEEPS),
  'issue-keeper-short': view('keeper', short, [...KEEPS, 'buy']),
  'issue-keeper-trade-in': view('keeper', tradeIn, [...KEEPS, 'takeOld', 'askExemption'], {
    photos: 1,
  }),
  'issue-keeper-issued': view('keeper', issued, ['undo']),
  'issue-exempter': view('exempter', { ...tradeIn, exemption: asked }, ['exempt', 'denyExemption']),
  'issue-ask': askCard({
    id: ID,
    unsure: false,
    question: '要哪一种粉笔，多少？1 白粉笔，2 彩粉笔',
    lines: [line],
    closed: null,
  }),
  'issue-offer': offerCard({ id: ID, goods: ['红领巾 30条'], keeper: '老钱', closed: null }),
  'issue-list': listCard('请确认领用', [
    {
      id: ID,
      v: 2,
      number: 'LY2611-0001',
      title: '粉笔 2盒',
      detail: '11月24日 10:20 发放',
      action: 'sign',
    },
  ]),
  'issue-bulk': groupCard(list('open', 38, 42)),
  'issue-bulk-keeper': keeperValues({
    list: list('open', 38, 42),
    lines: keeperLines,
    signed: 38,
    people: '王老师、周老师、李老师，共 42 人',
    missing: '赵老师、孙老师、老张，共 4 人',
    offline: [{ id: 'p9', name: '老张' }],
    note: null,
  }),
};

const many = Array.from({ length: 20 }, (_, n) => ({
  ...scissors,
  itemId: `i${n}`,
  name: LONG,
  spec: LONG,
  wanted: 99_999_999_999_999n,
}));
const worst = request('requested', many, {
  reason: LONG,
  neededBy: Temporal.PlainDate.from('2026-11-27'),
  exemption: { ...asked, reason: LONG },
  purchaseNumber: 'CG2611-0001',
});
const names = {
  requester: LONG,
  unit: LONG,
  keeper: LONG.slice(0, 20),
  exempter: LONG.slice(0, 20),
};
const history = Array.from({ length: 20 }, () => LONG);

export const stressedIssues: Readonly<Record<string, CardContent>> = {
  'issue of a requester, worst': view('requester', worst, ['amend', 'withdraw', 'askExemption'], {
    ...names,
    history,
  }),
  'issue of a keeper, worst': view(
    'keeper',
    worst,
    ['issue', 'takeOld', 'buy', 'askExemption', 'refuse'],
    { ...names, history },
  ),
  'issue of an exempter, worst': view('exempter', worst, ['exempt', 'denyExemption'], {
    ...names,
    history,
  }),
  'issue ask, worst': askCard({
    id: ID,
    unsure: true,
    question: LONG,
    lines: Array.from({ length: 20 }, () => ({
      ...line,
      name: LONG,
      quantity: 99_999_999_999_999n,
      choices: Array.from({ length: 12 }, (_, n) => ({ id: `${ID}${n}`, label: LONG, unit: LONG })),
    })),
    closed: null,
  }),
  'issue offer, worst': offerCard({
    id: ID,
    goods: Array.from({ length: 20 }, () => LONG),
    keeper: LONG,
    closed: LONG,
  }),
  'issue list, worst': listCard(
    LONG.slice(0, 40),
    Array.from({ length: 40 }, (_, n) => ({
      id: `${ID}${n}`,
      v: 2,
      number: 'LY2611-0001',
      title: LONG,
      detail: LONG,
      action: 'show' as const,
    })),
  ),
  'issue for many, worst': groupCard({
    ...list('open', 0, 300, LONG),
    lines: many.map((one) => ({ ...one, each: one.wanted })),
  }),
  'issue for many of a keeper, worst': keeperValues({
    list: list('open', 0, 300, LONG),
    lines: Array.from({ length: 20 }, () => ({
      text: LONG.slice(0, 60),
      note: LONG.slice(0, 60),
      short: true,
    })),
    signed: 0,
    people: LONG.slice(0, 300),
    missing: LONG.slice(0, 300),
    offline: Array.from({ length: 60 }, (_, n) => ({ id: `${ID}${n}`, name: LONG })),
    note: LONG.slice(0, 100),
  }),
};
