import type { Feature } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { look } from './buying/clocks.ts';
import { buyingTaps } from './buying/taps.ts';
import { documentPhrases } from './documents/words.ts';
import type { PurchasesHooks } from './hooks.ts';
import { withdrawRecalled } from './recalled.ts';
import { request } from './request.ts';
import { purchaseTaps } from './taps.ts';
import { timersOf } from './timers.ts';
import { aboutDraft, changeInWords, withdrawInWords } from './words.ts';

/** From a request to reimbursement (请购、审批、采购、验收、报销). */
export function createPurchases(hooks: PurchasesHooks = {}): Feature<Tables> {
  return {
    name: 'purchases',
    phrases: [
      ...documentPhrases,
      {
        pattern:
          /^(?:请|帮我)?(?:撤回|撤销|取消)(?:一下)?(?:刚才|上次|我)?的?(?:那[个张])?(?:(?:采购|请购|申购|购买)的?(?:申请|单子?|请购单)?|\s*(CG\d{4}-\d{4,}))(?:的?(?:采购|请购)?(?:申请|单))?[吧了。!！]*$/iu,
        handle: withdrawInWords,
      },
      {
        pattern:
          /(?:(?:采购|请购|申购|购买)的?(?:申请|单子?|请购单)|(CG\d{4}-\d{4,})).{0,20}(?:改成|改为|换成|变成)/iu,
        handle: changeInWords,
      },
      // As the button is called.
      { pattern: /^(?:我?[要想])?撤回(?:一下|申请)?[吧了。!！]*$/u, handle: withdrawInWords },
    ],
    answers: { draft: aboutDraft },
    intents: { 'purchase.request': request },
    taps: { ...purchaseTaps(hooks), ...buyingTaps(hooks) },
    timers: { ...timersOf(hooks), look },
    notice: withdrawRecalled,
    help: [
      { say: '申请买 3 台电风扇，两百一台，运动会用', does: '采购申请：核对卡片后点“提交申请”' },
      { say: '我的申请', does: '看自己的采购和领用申请' },
      { say: '打印 CG2611-0001', does: '请购单、验收单、入库单的 PDF' },
      { say: '导出采购台账 9月–11月', does: '总务主任、校长、财务：采购台账；还有“导出入库台账”' },
      { say: '待我审批', does: '看等您审批的申请' },
    ],
  };
}
