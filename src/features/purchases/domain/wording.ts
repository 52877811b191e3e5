import type { Facts } from '../../../kernel/decision.ts';
import type { CommandKind, RefusalCode } from './command.ts';
import { MOST_LINES } from './purchase.ts';

/** What a refused person reads: what happened, who did it when, what to do next. */
export const REFUSALS: Readonly<Record<RefusalCode, (facts: Facts) => string>> = {
  onlyRequester: (f) => `${f['number']} 是${f['requester']}申请的，只有本人可以这样做`,
  ownRequest: (f) => `${f['number']} 是您自己申请的，不能自己审批`,
  notYours: (f) => `${f['number']} 现在由${f['waits']}审批，请等其处理`,
  nobody: (f) => `${f['number']} 现在没有可以审批的人，已请管理员指定`,
  alreadySigned: (f) => `您已于 ${f['signedAt']} 处理过 ${f['number']}，现在是“${f['state']}”`,
  decidedBy: (f) => `${f['number']} 已由${f['takenBy']}于 ${f['takenAt']} 处理，不用再批`,
  notApproving: (f) => `${f['number']} 现在是“${f['state']}”，不在审批中`,
  alreadyApproved: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 批准，现在是“${f['state']}”`,
  alreadySubmitted: (f) => `${f['number']} 已经提交，现在是“${f['state']}”，不用再点`,
  notSubmitted: (f) => `${f['number']} 申请人${f['requester']}正在修改，重新提交后会再请您审批`,
  ended: (f) => `${f['number']} 已由${f['by']}于 ${f['at']} 处理为“${f['state']}”，不能再操作`,
  bought: (f) => `${f['number']} 现在是“${f['state']}”，不能再改或撤回，请联系采购员`,
  stale: (f) => `${f['number']} 在您看到之后有变化，请看一眼更新后的卡片再点`,
  nothingNew: () => '没有改动；要改物品、数量、单价或用途，改好再点一次',
  noLines: () => '还没有要买的物品，请写上名称和数量，例如“电风扇 3台 200”',
  tooManyLines: () => `一张请购单最多 ${MOST_LINES} 项，写得太长也放不下，请分成几张提交`,
  noPrice: () =>
    '还缺估价：请填上估计的总价或回复单价，大概的也行；实在不知道，再点一次“提交申请”就按价格待定送审',
  datePast: () => '需用日期已经过去，请重新选择',
  transferUnfit: () => '只能转交给职务相当或更高的审批人，请重新选择',
  transferThere: () => '这位同事本来就在审批这张单，请选另一位',
  transferRequester: () => '不能转交给申请人本人，请选另一位',
  notDue: (f) => `${f['number']} 现在不能这样做`,
};

/** What the person who did it reads. */
export const DONE: Readonly<Record<CommandKind, string>> = {
  edit: '已修改',
  submit: '已提交，等待审批',
  withdraw: '已撤回',
  approve: '已同意',
  reject: '已驳回，申请人会看到原因',
  return: '已退回申请人修改',
  transfer: '已转交',
  rechain: '已更新审批人',
};

/** The word of a history line; of buying's too, so that one list tells the whole life. */
export const HISTORY: Readonly<Record<string, string>> = {
  begin: '填写',
  edit: '修改',
  submit: '提交申请',
  withdraw: '撤回',
  approve: '同意',
  reject: '驳回',
  return: '退回修改',
  transfer: '转交',
  rechain: '审批人有变动',
  handOver: '人员变动，换人接手',
  again: '超出批准金额，重新审批',
};

export const REJECT_REASONS = [
  '预算不足',
  '库里有货',
  '近期已买过',
  '用途不清',
  '价格偏高',
] as const;
export const RETURN_REASONS = ['请补充用途', '请核对数量', '请核对价格', '请分开申请'] as const;
