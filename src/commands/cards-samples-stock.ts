import { COUNT_REASONS } from '../features/stock/domain/count.ts';
import { OUT_REASONS } from '../features/stock/domain/direct.ts';
import type { JsonObject } from '../kernel/json.ts';
import type { CardContent } from '../kernel/say.ts';

const LONG = '三楼东头仓库的拖把，<at id=all></at> **很急** ${x} '.repeat(4).slice(0, 60);
const ID = '019ab3c4-7d21-7c3e-9a51-3f6d2c8b1a90';

function many<T>(length: number, one: T): T[] {
  return Array.from({ length }, () => one);
}

function list(rows: readonly JsonObject[], rest: JsonObject = {}): CardContent {
  return {
    template: 'stock-list',
    values: {
      title: '库存',
      filter: 'all',
      total: rows.length,
      low: 1,
      page: 0,
      pages: 1,
      rows: [...rows],
      ...rest,
    },
  };
}

function booking(rest: JsonObject): CardContent {
  return {
    template: 'stock-booking',
    values: {
      id: ID,
      state: 'booked',
      direction: '入库',
      who: '老钱 11月24日 10:00',
      why: '得力送货',
      lines: ['A4纸 +20包，现有32包', '粉笔 +10盒，现有50盒'],
      asked: '',
      options: [],
      reasons: [],
      undo: true,
      ...rest,
    },
  };
}

const left = ['拖把（把）', '扫帚（把）', '垃圾袋（卷）', '洗手液（瓶）'];
const short = '粉笔 账面40盒，实盘38盒，少2盒';

function count(rest: JsonObject): CardContent {
  return {
    template: 'stock-count',
    values: {
      id: ID,
      title: '11月盘点 清洁用品',
      state: 'open',
      done: 2,
      total: 6,
      left,
      moreLeft: 0,
      differences: [],
      moreDifferences: 0,
      notes: ['之后还有：维修材料、体育用品'],
      explain: null,
      reasons: [...COUNT_REASONS],
      ready: false,
      outcome: '',
      example: '拖把 30，扫帚 12',
      ...rest,
    },
  };
}

function approval(lines: readonly string[], rest: JsonObject = {}): CardContent {
  return {
    template: 'stock-approve',
    values: {
      id: ID,
      v: 3,
      title: '11月盘点差异 办公用品',
      who: '老钱',
      lines: [...lines],
      more: 0,
      counted: '共点 12 种，2 种有差异',
      reasons: ['数量请复核', '其他'],
      open: true,
      approved: false,
      outcome: '',
      ...rest,
    },
  };
}

export const drawnStock: Readonly<Record<string, CardContent>> = {
  'stock-list': list(
    [
      { name: 'A4纸', onHand: '12包', low: false, note: '办公用品 · 低于5包提醒' },
      { name: '剪刀', onHand: '6把', low: false, note: '办公用品 · 低于2把提醒 · 以旧换新' },
      { name: '粉笔', onHand: '9盒', low: true, note: '办公用品 · 低于10盒提醒' },
    ],
    { pages: 2 },
  ),
  'stock-low': {
    template: 'stock-low',
    values: {
      total: 2,
      more: 0,
      rows: [
        { id: ID, line: '粉笔剩9盒，低于10盒', note: '建议补 11盒' },
        { id: ID, line: 'A4纸用完了，低于5包', note: '已生成请购单 CG2611-0003' },
      ],
      offer: true,
    },
  },
  'stock-booking': booking({}),
  'stock-booking-draft': booking({
    state: 'draft',
    direction: '出库',
    who: '',
    why: '',
    lines: ['粉笔 5盒（现有40盒）'],
    reasons: [...OUT_REASONS],
    undo: false,
  }),
  'stock-count': count({}),
  'stock-count-difference': count({
    done: 6,
    left: [],
    differences: [short],
    notes: [],
    explain: { id: ID, line: short },
  }),
  'stock-approve': approval([
    `${short}（领用没登记：三年级借走），-¥24.00`,
    '剪刀 账面6把，实盘7把，多1把（上次数错），¥8.50',
  ]),
};

export const stressedStock: Readonly<Record<string, CardContent>> = {
  'stock list, worst': list(many(12, { name: LONG, onHand: LONG, low: true, note: LONG }), {
    pages: 30,
    page: 3,
  }),
  'low stock, worst': {
    template: 'stock-low',
    values: {
      total: 400,
      more: 385,
      rows: many(15, { id: ID, line: `${LONG}${LONG}`, note: LONG }),
      offer: true,
    },
  },
  'stock booking, worst': booking({
    state: 'draft',
    lines: many(30, `${LONG} ${LONG}`),
    why: LONG,
    asked: LONG,
    options: Array.from({ length: 20 }, (_, n) => ({ id: `${ID}${n}`, text: LONG })),
    reasons: [...OUT_REASONS],
    undo: false,
  }),
  'stock count, worst': count({
    left: many(14, LONG),
    moreLeft: 80,
    differences: many(14, `${LONG}${LONG}${LONG}`),
    moreDifferences: 30,
    notes: many(9, `${LONG}${LONG}`),
    explain: { id: ID, line: `${LONG}${LONG}` },
    outcome: LONG,
  }),
  'stock approval, worst': approval(many(40, `${LONG}${LONG}${LONG}`), { more: 20, who: LONG }),
};
