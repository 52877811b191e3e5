import {
  acceptanceListCard,
  askPlaceCard,
  confirmCard,
  dangerCard,
  directorCard,
  duplicateCard,
  listCard,
  logisticsCard,
  reporterCard,
  workerCard,
} from '../features/repairs/cards.ts';
import {
  STATES,
  type Action,
  type ListRow,
  type State,
  type Ticket,
  type TicketView,
} from '../features/repairs/domain/ticket.ts';
import type { CardContent } from '../kernel/say.ts';
import { drawnAuditor, stressedAuditor } from './cards-samples-auditor.ts';
import { drawnBuying, stressedBuying } from './cards-samples-buying.ts';
import { drawnIssues, stressedIssues } from './cards-samples-issues.ts';
import { drawnPurchases, stressedPurchases } from './cards-samples-purchases.ts';
import { drawnDutyRoster, stressedDutyRoster } from './cards-samples-duty-roster.ts';
import { drawnDutyRunning, stressedDutyRunning } from './cards-samples-duty-running.ts';
import { drawnSchedule, stressedSchedule } from './cards-samples-schedule.ts';
import { drawnStock, stressedStock } from './cards-samples-stock.ts';

/** A card to be checked, and drawn where it has a name. */
export interface Sample {
  readonly name: string;
  readonly content: CardContent;
  readonly picture: boolean;
}

const LONG = '三楼东头男厕所水龙头关不上一直流，<at id=all></at> **很急** ${x} '.repeat(12);
const ID = '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90';
const AT = Temporal.Instant.from('2026-11-24T06:30:00Z');

const ticket: Ticket = {
  id: ID,
  number: 'BX2611-0001',
  version: 3,
  state: 'assigned',
  reporterId: 'p1',
  place: '教学楼302',
  placeKey: '教学楼302',
  items: ['空调不制冷，吹出来是热风'],
  object: '空调',
  category: 'hvac',
  urgency: 'normal',
  danger: false,
  dangerTakenBy: null,
  workerId: 'p2',
  transfers: 0,
  reworks: 0,
  joinedIds: [],
  reportedAt: AT,
  wanted: null,
  acceptedWorkAt: null,
  takeBy: AT,
  finishBy: AT,
  suspendedAt: null,
  suspendedUntil: null,
  suspendReason: null,
  finishedAt: null,
  finishedBy: null,
  endedAt: null,
  endedBy: null,
  acceptBy: null,
  lastUrgedAt: null,
  stars: null,
  note: null,
  parts: null,
  costFen: null,
  cause: null,
  mergedInto: null,
  reason: null,
};

function view(
  state: State,
  may: readonly Action[],
  changes: Partial<Ticket> = {},
  rest: Partial<TicketView> = {},
): TicketView {
  return {
    ticket: { ...ticket, state, ...changes },
    stateName: STATES[state],
    reporter: '王老师',
    reporterPhone: '13800000009',
    worker: state === 'unassigned' ? null : '老李',
    workerPhone: state === 'unassigned' ? null : '13800000002',
    joined: [],
    reportedAt: '11月24日 14:30',
    takeBy: '11月24日 16:30',
    finishBy: '11月26日 17:00',
    acceptBy: state === 'done' ? '11月27日 17:00' : null,
    suspendedUntil: state === 'suspended' ? '11月28日' : null,
    wanted: null,
    cost: null,
    history: ['11月24日 14:30 王老师 报修', '11月24日 14:42 老李 接单'],
    publicHistory: ['11月24日 14:30 王老师 报修', '11月24日 14:42 老李 接单'],
    photos: 1,
    pictures: [],
    overdue: false,
    may,
    colleagues: [
      { id: 'p3', name: '老赵' },
      { id: 'p4', name: '老孙' },
    ],
    mergeable: [{ id: 'other', title: 'BX2611-0002 空调' }],
    mention: null,
    suspendDefault: '2026-11-27',
    firstSteps: null,
    ...rest,
  };
}

const DIRECTOR: readonly Action[] = ['transfer', 'refuse', 'merge', 'supplement'];
const DANGER: Partial<Ticket> = {
  danger: true,
  urgency: 'critical',
  place: '实验楼一楼',
  object: '配电箱',
  items: ['配电箱有焦糊味'],
};
const STEPS = {
  firstSteps:
    '请先让人远离现场，不要触碰；有烟火、燃气味时不要开关电器，先疏散并拨打 119。校内电话：校医室 8120，燃气公司 96777',
};
const FINISHED: Partial<Ticket> = {
  note: '加氟并清洗滤网',
  parts: '制冷剂 1 罐',
  cause: '自然损坏',
};
const PAID = { cost: '¥120.00' };

const row = (n: number, action: Action | null): ListRow => ({
  id: `${ID.slice(0, -2)}${n + 10}`,
  version: 2,
  number: `BX2611-00${n + 10}`,
  title: ['教学楼302 空调', '宿舍楼412 热水器', '食堂 水龙头', '实验楼101 门锁'][n % 4] ?? '',
  stateName: action === 'approve' ? '待验收' : '待接单',
  detail: '11月24日 14:30 报修',
  action,
});
const rows = (count: number, action: Action | null): ListRow[] =>
  Array.from({ length: count }, (_, n) => row(n, action));

/** The most that the rules ever allow at once: while it is worked on, before that, and after. */
const EVERYTHING: readonly Action[] = [
  'supplement',
  'urge',
  'join',
  'transfer',
  'suspend',
  'finish',
  'refuse',
  'merge',
  'takeDanger',
];
const BEFORE: readonly Action[] = [
  ...EVERYTHING.filter((action) => action !== 'suspend' && action !== 'finish'),
  'withdraw',
  'accept',
];
const AFTERWARDS: readonly Action[] = ['supplement', 'fillIn', 'approve', 'rework', 'undo'];
const worst = view(
  'suspended',
  EVERYTHING,
  {
    place: LONG,
    object: LONG,
    items: Array.from({ length: 30 }, () => LONG),
    urgency: 'critical',
    danger: true,
    reworks: 3,
    reason: LONG,
    suspendReason: LONG,
    note: LONG,
    parts: LONG,
    cause: '人为损坏',
    stars: 5,
  },
  {
    reporter: LONG,
    worker: LONG,
    joined: Array.from({ length: 50 }, () => LONG),
    cost: '¥9999999.99',
    acceptBy: '11月27日 17:00',
    overdue: true,
    photos: 99,
    pictures: Array.from({ length: 2 }, () => 'img_v3_0238_073f1823-df2b-4377-86c6-e293f18abcef'),
    firstSteps: LONG,
    wanted: '11月25日 14:30',
    mention: 'ou_0123456789abcdef0123456789abcdef',
    history: Array.from({ length: 60 }, () => LONG),
    publicHistory: Array.from({ length: 60 }, () => LONG),
    colleagues: Array.from({ length: 60 }, (_, n) => ({ id: `${ID}${n}`, name: LONG })),
    mergeable: Array.from({ length: 60 }, (_, n) => ({ id: `${ID}${n}`, title: LONG })),
  },
);
const worstDone: TicketView = {
  ...worst,
  may: AFTERWARDS,
  ticket: { ...worst.ticket, state: 'done' },
};
const worstNew: TicketView = {
  ...worst,
  may: BEFORE,
  ticket: { ...worst.ticket, state: 'assigned' },
};
const worstRows = rows(60, 'approve').map((one, n) => ({
  ...one,
  id: `${ID}${n}`,
  title: LONG,
  detail: LONG,
}));

const drawn: Readonly<Record<string, CardContent>> = {
  'repair-reporter-receipt': reporterCard(
    view(
      'assigned',
      ['supplement', 'withdraw', 'urge'],
      { wanted: '2026-11-25T14:30' },
      { wanted: '11月25日 14:30' },
    ),
  ),
  'repair-reporter-suspended': reporterCard(
    view('suspended', ['supplement', 'urge'], { suspendReason: '待配件' }),
  ),
  'repair-reporter-acceptance': reporterCard(
    view('done', ['approve', 'rework', 'supplement'], FINISHED, PAID),
  ),
  'repair-reporter-accepted': reporterCard(
    view('accepted', ['undo'], { ...FINISHED, stars: 5 }, PAID),
  ),
  'repair-reporter-refused': reporterCard(
    view('refused', [], { reason: '不属于报修范围：班级自购的饮水机' }),
  ),
  'repair-logistics': logisticsCard(
    view('assigned', ['accept', 'join', 'transfer'], {}, { mention: 'ou_elec' }),
  ),
  'repair-logistics-working': logisticsCard(
    view('working', ['join'], { urgency: 'high' }, { joined: ['周老师'] }),
  ),
  'repair-worker-new': workerCard(view('assigned', ['accept', 'transfer'], { urgency: 'high' })),
  'repair-worker-working': workerCard(view('working', ['finish', 'suspend', 'transfer'])),
  'repair-worker-suspended': workerCard(
    view('suspended', ['resume', 'finish', 'transfer'], { suspendReason: '待配件' }),
  ),
  'repair-worker-done': workerCard(view('done', ['fillIn', 'undo'])),
  'repair-director-unassigned': directorCard(view('unassigned', DIRECTOR)),
  'repair-director-working': directorCard(
    view('working', [...DIRECTOR, 'finish', 'suspend'], {}, { overdue: true }),
  ),
  'repair-danger': dangerCard(
    view('assigned', ['takeDanger', 'accept', 'transfer'], DANGER, STEPS),
    'worker',
  ),
  'repair-danger-director': dangerCard(
    view('assigned', [...DIRECTOR, 'takeDanger', 'accept'], DANGER, STEPS),
    'director',
  ),
  'repair-ask-place': askPlaceCard({
    id: ID,
    text: '饮水机漏水，地上全是水',
    guess: '教学楼302',
    places: ['教学楼302', '实验楼201'],
    closed: null,
    buildings: ['教学楼', '实验楼', '食堂', '宿舍楼', '体育馆'],
  }),
  'repair-ask-place-closed': askPlaceCard({
    id: ID,
    text: '饮水机漏水',
    guess: null,
    places: [],
    buildings: [],
    closed: '已登记 BX2611-0003',
  }),
  'repair-confirm': confirmCard({
    id: ID,
    faults: [{ place: '302', object: '灯', text: '302 的灯好像有点问题' }],
  }),
  'repair-duplicate': duplicateCard(view('working', ['join']), ID),
  'repair-list': listCard('我的待办', rows(4, 'accept'), null),
  'repair-list-empty': listCard('我的报修', [], '发一句话就能报修，如：302 空调不制冷'),
  'repair-acceptance': acceptanceListCard('请验收', rows(3, 'approve')),
  help: {
    template: 'help',
    values: {
      school: '示范小学',
      lines: [
        { say: '302 空调不制冷', does: '报修：说清在哪里、什么坏了，可带照片' },
        { say: '我的报修', does: '看自己报修的进度' },
        { say: '催单', does: '催一催还没修好的报修' },
      ],
    },
  },
};

const stressed: Readonly<Record<string, CardContent>> = {
  'reporter, worst': reporterCard(worst),
  'logistics, worst': logisticsCard(worst),
  'reporter before the work, worst': reporterCard(worstNew),
  'logistics before the work, worst': logisticsCard(worstNew),
  'worker before the work, worst': dangerCard(worstNew, 'worker'),
  'director before the work, worst': dangerCard(worstNew, 'director'),
  'reporter after the work, worst': reporterCard(worstDone),
  'worker after the work, worst': workerCard(worstDone),
  'director after the work, worst': directorCard(worstDone),
  'worker, worst': workerCard(worst),
  'director, worst': directorCard(worst),
  'danger of a worker, worst': dangerCard(worst, 'worker'),
  'danger of the director, worst': dangerCard(worst, 'director'),
  'duplicate, worst': duplicateCard(worst, ID),
  'ask place, worst': askPlaceCard({
    id: ID,
    text: LONG,
    guess: LONG,
    places: [LONG, LONG, LONG],
    closed: null,
    buildings: Array.from({ length: 80 }, (_, n) => `${n}${LONG}`),
  }),
  'confirm, worst': confirmCard({
    id: ID,
    faults: Array.from({ length: 20 }, () => ({ place: LONG, object: LONG, text: LONG })),
  }),
  'list, worst': listCard(LONG.slice(0, 60), worstRows, LONG),
  'acceptance, worst': acceptanceListCard(LONG.slice(0, 60), worstRows),
};

const DRAWN = [
  drawn,
  drawnDutyRoster,
  drawnDutyRunning,
  drawnSchedule,
  drawnStock,
  drawnPurchases,
  drawnBuying,
  drawnIssues,
  drawnAuditor,
];
const STRESSED = [
  stressed,
  stressedDutyRoster,
  stressedDutyRunning,
  stressedSchedule,
  stressedStock,
  stressedPurchases,
  stressedBuying,
  stressedIssues,
  stressedAuditor,
];

/** Every card with usual values, and with the longest they can meet. */
export const samples: readonly Sample[] = [
  ...DRAWN.flatMap((set) => Object.entries(set)).map(([name, content]) => ({
    name,
    content,
    picture: true,
  })),
  ...STRESSED.flatMap((set) => Object.entries(set)).map(([name, content]) => ({
    name,
    content,
    picture: false,
  })),
];
