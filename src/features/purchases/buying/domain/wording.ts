import type { Facts } from '../../../../kernel/decision.ts';
import { formatQuantity, type Quantity } from '../../../../kernel/quantity.ts';
import { HISTORY } from '../../domain/wording.ts';
import type { BuyingEvent, CommandKind, RefusalCode } from './buying.ts';

/** `电风扇 3台` */
export function counted(
  line: { readonly name: string; readonly unit: string | null } | undefined,
  quantity: Quantity,
): string {
  return `${line?.name ?? ''} ${formatQuantity(quantity)}${line?.unit ?? ''}`.trim();
}

/** What a refused person reads: what happened, who did it when, what to do next. */
export const REFUSALS: Readonly<Record<RefusalCode, (facts: Facts) => string>> = {
  notApproved: (f) => `${f['number']} 现在是“${f['state']}”，批准以后才能采购`,
  backInChain: (f) => `${f['number']} 实际价格超出批准的金额，正在重新审批，批准后再继续`,
  ended: (f) =>
    `${f['number']} 已由${f['endedBy']}于 ${f['endedAt']} 处理为“${f['state']}”，不能再操作`,
  taken: (f) => `${f['number']} 由${f['buyer']}采购，要换人请联系${f['buyer']}或总务主任`,
  alreadyOrdered: (f) =>
    `${f['number']} 已由${f['buyer']}于 ${f['orderedAt']} 下单，等到货后点“已到货”`,
  notOrdered: (f) => `${f['number']} 还没有下单，请${f['buyer']}先点“已下单”`,
  alreadyArrived: (f) =>
    `${f['number']} 已由${f['arrivedBy']}于 ${f['arrivedAt']} 登记到货，正等${f['acceptors']}验收；多到的请填数量和说明`,
  notArrived: (f) => `${f['number']} 还没有到货，请${f['buyer']}先点“已到货”`,
  alreadyReceived: (f) =>
    `${f['number']} 已由${f['checkedBy']}于 ${f['checkedAt']} 验收入库，现在是“${f['state']}”`,
  notReceived: (f) => `${f['number']} 现在是“${f['state']}”，全部验收入库以后才能报销`,
  alreadyPaid: (f) => `${f['number']} 已由${f['paidBy']}于 ${f['paidAt']} 报销，不能再操作`,
  onlyBuyer: (f) => `只有采购员（${f['buyer']}）可以这样做`,
  onlyReceiving: (f) => `只有采购员（${f['buyer']}）或仓管员可以登记到货`,
  onlyPapers: (f) => `只有采购员（${f['buyer']}）或财务（${f['payers']}）可以登记发票`,
  ownPurchase: (f) => `谁采购谁不能验收，${f['number']} 请${f['acceptors']}验收`,
  onlyAcceptor: (f) => `${f['number']} 由${f['acceptors']}验收，请联系${f['acceptors']}`,
  ownPayment: (f) => `自己采购的不能自己报销，${f['number']} 请${f['payers']}办理`,
  onlyPayer: (f) => `${f['number']} 由${f['payers']}报销，请联系${f['payers']}`,
  nobodyElse: (f) => `${f['number']} 没有采购人以外的人可以签字，请管理员在“人员”里指定一位`,
  nothingCame: () => '请填写到货的数量，例如 3 或 2.5',
  moreThanOrdered: () => '到货比订的多，请核对数量；确实多到了，请在说明里写一句原因',
  nothingWaits: (f) => `${f['number']} 没有待验收的物品`,
  moreThanArrived: () => '不合格的数量不能超过这次到货的数量，请核对',
  reasonMissing: () => '请选择或写下原因',
  nothingOwed: (f) => `${f['number']} 没有待到货的物品，或有到货还没验收，请先验收`,
  numberMissing: () => '请填写发票号码',
  numberUsed: (f) => `发票 ${f['invoice']} 已用于 ${f['used']}，同一张发票不能报销两次，请核对号码`,
  numberKnown: (f) => `发票 ${f['invoice']} 已登记在 ${f['number']}，不用再登记`,
  dateAhead: () => '发票日期在今天以后，请核对',
  priceMissing: (f) => `${f['number']} 有物品价格待定，请填上总价再点“已下单”`,
  priceRefused: (f) =>
    `${f['number']} 实际价格没有获批，不能报销：请${f['buyer']}按批准的金额更正，或说明原因重新送审`,
  stale: (f) => `${f['number']} 在您看到之后有变化，请看一眼更新后的卡片再点`,
  nothingToUndo: (f) =>
    `没有可以撤回的操作：只能由本人撤回刚做的一步，最近一步是${f['lastBy']}做的`,
  undoLate: () => '已超过 10 分钟，不能再撤回，请联系总务主任',
};

/** What the person who did it reads. */
export const DONE: Readonly<Record<CommandKind, string>> = {
  order: '已登记下单，到货后请点“已到货”',
  arrive: '已登记到货，已请人验收',
  receive: '已验收入库',
  drop: '已登记，余下的不再采购',
  invoice: '发票已登记，发票照片请直接发给我',
  reimburse: '已报销',
  undo: '已撤回',
};

export const OVER = '实际价格超出批准金额的 10% 或 200 元，已退回审批；批准后再继续';

/** The word of a history line. */
const OWN: Readonly<Record<BuyingEvent['kind'], string>> = {
  order: '下单',
  offer: '报价超出批准金额',
  correct: '更正下单信息',
  arrive: '登记到货',
  receive: '验收入库',
  drop: '余下不再采购',
  invoice: '登记发票',
  reimburse: '报销',
  undoOrder: '撤回“已下单”',
  undoArrive: '撤回“已到货”',
  undoReimburse: '撤回“已报销”',
};

/** The word of any line of a purchase's history, the request's part of it as well. */
export function historyWord(kind: string): string {
  return new Map(Object.entries({ ...HISTORY, ...OWN })).get(kind) ?? kind;
}

export const REJECT_REASONS = ['破损', '规格不符', '数量不足', '质量不好', '过期'] as const;
export const NO_INVOICE_REASONS = ['小额零星', '对方开不出发票', '发票后补'] as const;
export const DROP_REASONS = ['缺货', '停产', '不再需要', '改为其他办法'] as const;
