import type { FoundButton } from '../../src/playground/platform/cards.ts';
import type { Message } from '../../src/playground/platform/world.ts';
import { buttons } from './buttons.ts';
import type { Random } from './random.ts';
import { PERSONS } from './school.ts';

/** What is tapped more often than its share, and what not at all: plans and people are changed by name only. */
const FORWARD =
  /^(接单|完工|验收通过|提交申请|提交|同意|已下单|已到货|验收入库|登记发票|已报销|发放|确认领用|收到|签到|签退|全部正常|提交盘点|同意换班|批准换班|批准|我来顶|全部验收|发布|确认发布|已完成|完成)/;
const NEVER = /^(删除|修改|停用|恢复安排|导入|确认采用|保存|不设|离职|确认离职|暂停|撤销导入)/;

export function mayTap({ text, disabled }: FoundButton): boolean {
  return !disabled && !NEVER.test(text);
}

/** A button of a card, forward ones more often. */
export function choose(random: Random, message: Message): FoundButton | null {
  const all = buttons(message.content).filter(mayTap);
  const forward = all.filter(({ text }) => FORWARD.test(text));
  const from = forward.length > 0 && random.chance(0.75) ? forward : all;
  return from.length > 0 ? random.pick(from) : null;
}

/** Fills in whatever a form may ask for; what it does not ask for is not looked at. */
export function filled(random: Random, day: string): Record<string, unknown> {
  const date = Temporal.PlainDate.from(day).add({ days: 1 + random.below(6) });
  return {
    reason: random.pick(['数量多了', '预算不足', '待配件', '家里有事', '上学期刚买过', '没修好']),
    note: random.pick(['', '换了垫圈', '放在门卫室']),
    person: random.pick(PERSONS).id,
    date: `${date.toString()} +0800`,
    cost: String(10 + random.below(90)),
    cost_invoice: String(10 + random.below(500)),
    invoice: String(10_000_000 + random.below(89_999_999)),
    parts: '水龙头1个',
    cause: '老化',
    supplier: '文具店',
    stars: '5',
  };
}
