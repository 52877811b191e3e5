import type { Intent } from '../kernel/understood.ts';
import { BUY, CONSUMABLES, MEASURE, TAKE, WANT } from './lexicon/goods.ts';
import {
  APPROVE,
  ASKED,
  BACK,
  BUT,
  CANCEL,
  DENIED,
  DRILL,
  DUTY,
  GONE,
  GOODS_STATE,
  HELP_ASK,
  HELP_ME,
  LIKENED,
  OUT,
  PLAN,
  POLICY,
  PRAISE,
  PRAISED,
  REPAIR_WISH,
  REPORTED,
  SHORT_CHAT,
  STATE,
  SWAP,
  URGE,
} from './lexicon/intents.ts';
import { BARE_FAULT, SYMPTOM, WORK } from './lexicon/symptoms.ts';
import { CRITICAL, FIGURATIVE } from './lexicon/dangers.ts';
import { findPlaces, type Place } from './places.ts';
import { findThings, type Thing } from './things.ts';

/** A ticket number with the kind its prefix names. */
export function findTicket(
  text: string,
): { start: number; end: number; kind: 'repair' | 'purchase' } | null {
  const hit =
    /(?<![a-z])(bx|wx|cg|ly|[rtps])(?:[-#]?(?:20\d\d-?\d{1,6}(?:-\d{1,4})?(?!\d)|\d{4,14}(?:-\d+)?)|-\d{2,3}|(?<=bx|wx|cg|ly)\d{2,3})(?!\d)|#(\d{2,10}(?:-\d+)?)|(?:工单|单号|单子|报修单|编号)[号是:： ]*(\d{3,12}(?:-\d+)?)|(?<!\d)(20\d{2}-?\d{4,6})(?!\d)(?=[^\d]{0,8}(?:单|修|催|撤|取消|进度|到哪|怎么样))/.exec(
      text,
    );
  if (!hit) return null;
  const word = hit[2] ?? hit[3] ?? hit[4] ?? hit[0];
  const start = hit.index + hit[0].indexOf(word);
  return {
    start,
    end: start + word.length,
    kind: /^(?:cg|p|ly|s)$/.test(hit[1] ?? '') ? 'purchase' : 'repair',
  };
}

const SIGNS: Readonly<Record<string, RegExp>> = {
  out: OUT,
  gone: GONE,
  back: BACK,
  reported: REPORTED,
  cancel: CANCEL,
  urge: URGE,
  state: STATE,
  ask: HELP_ASK,
  me: HELP_ME,
  praise: PRAISE,
  asked: ASKED,
  duty: DUTY,
  swap: SWAP,
  plan: PLAN,
  approve: APPROVE,
  goods: GOODS_STATE,
  wish: REPAIR_WISH,
  buy: BUY,
  take: TAKE,
  want: WANT,
  work: WORK,
  consumable: CONSUMABLES,
};
/** Kinds of place that say which one is meant. */
const NAMED = new Set(['own', 'building', 'number', 'class', 'pair', 'floor', 'room']);

const QTY = new RegExp(`(?:\\d+|[一二两三四五六七八九十百几]+)\\s*(?:${MEASURE})`);

/** 缺一台电风扇: nothing before it that the missing thing could be a part of. */
const LACKING = new RegExp(
  `^(?:我们?|咱们?|这边|这里|办公室|班里|班上|宿舍)?[还也]?(?:缺|差)(?:\\d+|[一两二三四五六七八九十几]+)?(?:${MEASURE})(?!玻璃|螺丝|砖)`,
);

function faultIn(told: string, places: readonly Place[]): boolean {
  const blank = (m: string) => '＿'.repeat(m.length);
  const text = told.replace(DENIED, blank).replace(FIGURATIVE, blank);
  const things = findThings(text, places);
  for (const t of things) {
    const rest = /^[^。！？；\n]{0,24}/.exec(text.slice(t.end))?.[0] ?? '';
    if (SYMPTOM.test(rest)) return true;
  }
  if (BARE_FAULT.test(text) || CRITICAL.some((c) => c.test(text))) return true;
  if (things.length > 0 && WORK.test(text)) return true;
  return (
    places.length > 0 &&
    SYMPTOM.test(text.slice(places[0]?.end ?? 0)) &&
    /坏|漏|堵|破|裂|断|掉|不[^，。]{0,3}了?$|松|碎|炸|花了|倒了|屏|死机|脱落|凹|鼓|锈|糊|臭|脏|不(?:亮|通|响|转|动|冷|热|了|上|开)|没(?:反应|声)|关不|打不|失灵|故障|响|晃|歪|渗|霉|冒|清|修|卡|闪|翘/.test(
      text,
    )
  );
}

/** What the rules notice in a stretch of text: the learned intent weighs the same signs. */
export function signs(text: string, places: readonly Place[], things: readonly Thing[]): string[] {
  const out = Object.entries(SIGNS).flatMap(([name, sign]) => (sign.test(text) ? [name] : []));
  if (faultIn(text, places)) out.push('fault');
  if (BARE_FAULT.test(text)) out.push('bare');
  if (CRITICAL.some((c) => c.test(text))) out.push('critical');
  if (things.length > 0) out.push('thing');
  if (places.some((p) => p.atoms.some((a) => NAMED.has(a.kind)))) out.push('numbered');
  else if (places.length > 0) out.push('place');
  return out;
}

/** The one intent of a stretch of normalised text, by RULES.md 1.1. */
export function decide(text: string, buildings: readonly string[]): Exclude<Intent, 'multi'> {
  const body = text.trim();
  if (body === '' || !/[a-z0-9一-龥]/.test(body)) return 'chitchat';
  const places = findPlaces(text, buildings);
  const things = findThings(text, places);
  const ticket = findTicket(text);
  const fault = faultIn(text, places);
  const numbered = places.some((p) => p.atoms.some((a) => NAMED.has(a.kind)));
  const buy = BUY.test(text);
  const take = TAKE.test(text);

  if (HELP_ME.test(text) && !(fault && things.length > 0)) return 'help';
  if (DRILL.test(text) || (LIKENED.test(text) && !numbered && !REPAIR_WISH.test(text)))
    return 'chitchat';
  if (POLICY.test(text) && !fault && !QTY.test(text)) return OUT.test(text) ? 'chitchat' : 'help';
  if (ticket) {
    if (CANCEL.test(text)) return ticket.kind === 'repair' ? 'repair.cancel' : 'purchase.query';
    if (ticket.kind === 'purchase') return 'purchase.query';
    return URGE.test(text.slice(0, ticket.start) + text.slice(ticket.end))
      ? 'repair.urge'
      : 'repair.query';
  }
  // 停了一下又来电了: over before it was told.
  if (BACK.test(text) && !/(?:来电|来水|好|正常|恢复)了?(?:又|但|可|不过|就又)/.test(text))
    return 'chitchat';
  if (/(?:一般|通常|正常|平均)(?:要|是|得|需要)?(?:多久|几天|多长时间)/.test(text)) return 'help';
  if (APPROVE.test(text)) return 'approval.pending';
  if (
    /(?:^|[^的])(?:怎么|如何)(?:报修|申请|领|换班|采购|催|撤|取消|查|提交)|流程|找(?:谁|哪)|哪个部门/.test(
      text,
    ) &&
    !(fault && numbered && !/流程/.test(text))
  )
    return OUT.test(text) ? 'chitchat' : 'help';
  if (/值班记录|交班[:：]|值班通知/.test(text)) return 'chitchat';
  if (/安排在(?:哪|什么|几)|(?:检查|清洗|保养)(?:是)?(?:什么时候|哪天|谁做)/.test(text))
    return 'schedule.query';
  if (
    /[日号天周][^，。]{0,8}[，,\s]?.{0,8}(?:跟|和|与).{1,4}(?:老师|主任)(?:换|对调)/.test(text) &&
    !/课|座位/.test(text)
  )
    return 'duty.swap';
  if (DUTY.test(text) && !fault && !/调休|课.{0,6}对调/.test(text)) {
    if (HELP_ASK.test(text) && !/谁|哪几天/.test(text.replace(/找谁/, ''))) return 'help';
    if (SWAP.test(text)) return 'duty.swap';
    return /谁|哪|几号|什么时候|吗|么|表|安排|多少|怎么排|查|看|有没有|几点|是不是|轮到|我.{0,8}(?:值班|班)|名单|[?？]/.test(
      text,
    )
      ? 'duty.query'
      : 'chitchat';
  }
  if (/采购单|采购申请|申购单|领用单|领用申请/.test(text) && /撤|写错|改成|数量错|作废/.test(text))
    return 'purchase.query';
  const rebroken = /(?:修|换)(?:过|好|的|了)?[^，。]{0,8}又/.test(text);
  const goodsWord = /买|购|领|订|采|申请(?!修|维)|批|货|库/.test(text);
  if (
    goodsWord &&
    GOODS_STATE.test(text) &&
    !QTY.test(text.replace(/那[箱批个]|[一两]下/g, '')) &&
    !/预算/.test(text) &&
    /吗|没|么|谁|哪|什么|啥|怎么|何时|催|了$|到哪|进度|[?？]/.test(text) &&
    !/坏|漏|不亮|断|不转/.test(text)
  )
    return /菜|选修/.test(text) ? 'chitchat' : 'purchase.query';
  if (
    !rebroken &&
    (REPORTED.test(text) ||
      (STATE.test(text) && !text.replace(/修|空调|灯/, '').endsWith('怎么样了')))
  ) {
    if (CANCEL.test(text) && !/吗/.test(text)) return 'repair.cancel';
    if (REPORTED.test(text) && URGE.test(text)) return 'repair.urge';
    if (
      STATE.test(text) &&
      (REPORTED.test(text) || things.length > 0 || /修|师傅/.test(text)) &&
      !OUT.test(text)
    )
      return 'repair.query';
    if (REPORTED.test(text) && /[?？吗没]$/.test(body) && !fault) return 'repair.query';
  }
  if (CANCEL.test(text) && /修|来|单|师傅/.test(text) && !/灯是我|值班/.test(text))
    return /不用(?:修|来)|撤|取消|关单|别来/.test(text) ? 'repair.cancel' : 'chitchat';
  if (/催(?:一下|单|修|下|促)|催催/.test(text) && !goodsWord) return 'repair.urge';
  if (GONE.test(text) && !/又|还是|没修好|但|不过|结果/.test(text) && !buy && !take)
    return 'chitchat';
  if (
    OUT.test(text) &&
    !(
      fault &&
      things.length > 0 &&
      (numbered || REPAIR_WISH.test(text)) &&
      !/系统|通知|小区|我家|家里|听说/.test(text)
    )
  ) {
    if (
      !(buy || take || (WANT.test(text) && QTY.test(text))) ||
      /菜|饭|听说|书包|淘宝|京东/.test(text) ||
      !QTY.test(text)
    )
      return 'chitchat';
  }
  if (HELP_ASK.test(text) && !(fault && numbered) && !QTY.test(text)) {
    return /修|买|采购|领|申请|审批|值班|换班|单|坏|用品|物资|空调|灯|门|报|东西|锁|水|机器人/.test(
      text,
    )
      ? 'help'
      : 'chitchat';
  }
  const work = /安装|加装|装(?:一下|个|上)|疏通|粉刷|修剪|清理|消杀|移/.test(text);
  if (
    buy &&
    !/(?:昨天|上周|去年|刚|已经)买(?:了|的)|买(?:了|过)(?!没)/.test(text) &&
    !(fault && numbered && !QTY.test(text) && !/买|购|预算/.test(text))
  )
    return 'purchase.request';
  if (take) return 'supply.issue';
  const consumable = CONSUMABLES.test(text);
  if (LACKING.test(text)) return consumable ? 'supply.issue' : 'purchase.request';
  if (
    WANT.test(text) &&
    !(fault && things.length > 0 && !/少[一两]|没了|用完/.test(text) && !consumable) &&
    !work
  ) {
    if (
      consumable &&
      (!fault || !/打印机|饮水机|一体机/.test(text)) &&
      /要|缺|没了|没有了|用完|用光|送|补|不够|少|来|快没/.test(text) &&
      (QTY.test(text) || /没|完|光|缺|不够|要/.test(text)) &&
      !/机没(?:墨|纸|碳)/.test(text)
    )
      return 'supply.issue';
    if (
      QTY.test(text) &&
      /要|缺|送|少|补|还差/.test(text) &&
      !BARE_FAULT.test(text) &&
      !REPAIR_WISH.test(text) &&
      !/掉|断|裂/.test(text)
    )
      return 'purchase.request';
  }
  if (consumable && /各?来(?:点|些|几)/.test(text)) return 'supply.issue';
  if (consumable && QTY.test(text) && !fault && places.length === 0 && body.length < 30)
    return 'supply.issue';
  if (fault) {
    if (PRAISED.test(text) && !BUT.test(text) && !REPAIR_WISH.test(text)) return 'chitchat';
    if (/真好看|真舒服|挺方便|讲得真好|公开课$/.test(text)) return 'chitchat';
    if (
      things.length === 0 &&
      places.length === 0 &&
      !CRITICAL.some((c) => c.test(text)) &&
      !BARE_FAULT.test(text)
    )
      return 'chitchat';
    return 'repair.report';
  }
  if (
    PLAN.test(text) &&
    /什么|啥|哪些|有没有|吗|么|查一?下|看|多少|谁|几|怎么|发一下|发我|发给我|[?？]|安排$|计划$|日程$|干了|工作$|还有/.test(
      text,
    )
  )
    return OUT.test(text) || /我的作业|上课/.test(text) ? 'chitchat' : 'schedule.query';
  if (SHORT_CHAT.test(body)) return 'chitchat';
  if (
    /^(?:我?(?:想|要)(?:要)?)?(?:报修|报个修|维修|申请报修)[\s。!！~]*$|(?:要|来|想|替.{1,5}|帮.{0,3})报(?:个|一下)?修/.test(
      body,
    )
  )
    return 'repair.report';
  if (
    things.length > 0 &&
    (REPAIR_WISH.test(text) || WORK.test(text) || (numbered && SYMPTOM.test(text)))
  )
    return 'repair.report';
  if (numbered && REPAIR_WISH.test(text)) return 'repair.report';
  if (places.length > 0 && REPAIR_WISH.test(text) && SYMPTOM.test(text)) return 'repair.report';
  return 'chitchat';
}
