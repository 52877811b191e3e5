import type { Facts } from '../../../kernel/decision.ts';
import type { CommandKind, RefusalCode, RequestEvent } from './command.ts';

/** What a refused person reads: what happened, who did it when, what to do next. */
export const REFUSALS: Readonly<Record<RefusalCode, (facts: Facts) => string>> = {
  onlyIssuer: (f) => `${f['number']} 由${f['issuer']}发放，请与${f['issuer']}联系`,
  ownRequest: (f) => `自己的申请不能由自己办理，请${f['issuer']}来发放`,
  onlyRequester: (f) => `${f['number']} 是${f['requester']}申请的，只有本人可以这样做`,
  onlyExempter: (f) => `免交旧由${f['exempter']}决定，请与${f['exempter']}联系`,
  waiting: (f) => `${f['number']} 还没有发放，请等${f['issuer']}发放后再点`,
  alreadyIssued: (f) =>
    `${f['number']} 已由${f['issuedBy']}于 ${f['issuedAt']} 发放，正等${f['requester']}确认领用`,
  alreadySigned: (f) => `${f['number']} 已由${f['signedBy']}于 ${f['signedAt']} 签领，不用再点`,
  ended: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 处理为“${f['state']}”，不能再操作`,
  short: (f) => `库存不足，没有发放：${f['short']}。可以部分发放，或点“缺货转采购”`,
  oldMissing: (f) => `${f['tradeIn']}要以旧换新：收到旧的先点“旧物已收”，没有旧的请申请免交旧`,
  noTradeIn: (f) => `${f['number']} 没有以旧换新的物品`,
  oldTaken: (f) => `旧物已由${f['oldInBy']}于 ${f['oldInAt']} 收下，不用再点`,
  exemptionAsked: (f) => `已经申请过免交旧，正等${f['exempter']}决定`,
  exemptionGranted: (f) => `${f['number']} 已同意免交旧，不用再点`,
  notAsked: (f) => `${f['number']} 没有等待决定的免交旧申请`,
  nothingToIssue: () => '没有填发放的数量，请至少填一种',
  nothingWanted: () => '全部不要了请点“撤销”，没有修改',
  belowBought: (f) => `已转采购的不能再减：${f['number']} 缺的已在采购，没有修改`,
  unchanged: () => '数量和用途都和原来一样，没有修改',
  tooMany: () => '发放数不能超过申请的数量，请重新填写',
  nothingMissing: (f) => `${f['number']} 没有缺的，不用转采购`,
  tooManyBack: (f) => `退库数不能超过发放的数量，请核对 ${f['number']}`,
  stale: (f) => `${f['number']} 在您看到之后有变化，请看一眼更新后的卡片再点`,
  nothingToUndo: () => '没有可以撤回的操作：只有本人刚做的“发放”“确认领用”可以撤回',
  undoLate: () => '已超过 10 分钟，不能再撤回；物品退回请发“退库”',
  alreadyBack: (f) => `${f['number']} 已有物品退库，不能再撤回`,
};

/** What the person who did it reads. */
export const DONE: Readonly<Record<CommandKind, string>> = {
  issue: '已发放，等领用人确认',
  sign: '已确认领用',
  withdraw: '已撤销',
  amend: '已修改，发放时按新的数量',
  refuse: '已按不发放处理，申请人能看到原因',
  takeOld: '已登记收到旧物，可以发放了',
  askExemption: '已申请免交旧，等总务主任决定',
  exempt: '已同意免交旧',
  denyExemption: '已答复，需要交旧',
  buy: '缺的已转采购',
  giveBack: '已退库',
  undo: '已撤回',
};

/** The word of a history line. */
export const HISTORY: Readonly<Record<RequestEvent['kind'], string>> = {
  request: '申请',
  handOver: '人员变动，换人接手',
  issue: '发放',
  sign: '确认领用',
  withdraw: '撤销',
  amend: '修改',
  refuse: '不发放',
  takeOld: '收到旧物',
  askExemption: '申请免交旧',
  exempt: '同意免交旧',
  denyExemption: '不同意免交旧',
  buy: '缺货转采购',
  giveBack: '退库',
  undo: '撤回',
};
