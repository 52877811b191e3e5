import type { Intent } from '../kernel/understood.ts';
import { BUY, CONSUMABLES, MEASURE, TAKE, WANT } from './lexicon/goods.ts';
import { BARE_FAULT, SYMPTOM, WORK } from './lexicon/symptoms.ts';
import { CRITICAL, FIGURATIVE } from './lexicon/urgency.ts';
import { findPlaces, type Place } from './places.ts';
import { findThings, type Thing } from './things.ts';

/** A ticket number with the kind its prefix names. */
export function findTicket(
  text: string,
): { start: number; end: number; kind: 'repair' | 'purchase' } | null {
  const hit =
    /(?<![a-z])(bx|wx|cg|ly|[rtps])(?:[-#]?(?:20\d\d-?\d{1,6}|\d{4,14}(?:-\d+)?)|-\d{2,3}|(?<=bx|wx|cg|ly)\d{2,3})(?!\d)|#(\d{2,10}(?:-\d+)?)|(?:工单|单号|单子|报修单|编号)[号是:： ]*(\d{3,12}(?:-\d+)?)|(?<!\d)(20\d{2}-?\d{4,6})(?!\d)(?=[^\d]{0,8}(?:单|修|催|撤|取消|进度|到哪|怎么样))/.exec(
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

const OUT =
  /手机(?!号|充|柜|架|信号|袋)|我的(?:车|电脑|笔记本|眼镜|包|手表|水杯)|水泄不通|人山人海|谁去关|忘了?关|态度|停车位|哪里?有?卖|能不能[^，。]{0,8}(?:晚点|早点|多开|少开|延长)|菜单|菜谱|好吃|难吃|红烧肉|包子|饭卡|工资|请假|调课|代课|监考|课表|考勤(?!机)|成绩|教案交|论文|职称|快递|失物|捡到|丢了.{0,4}(?:书包|水杯|衣服)|书包|水杯|选修课|学生证|密码|账号|帐号|oa|邮箱|权限|系统(?:登|打不开|进不去|崩|卡)|登录|登不|家长群|转发|周知|温馨提示|通知[:：]|各位(?:老师|家长)(?!们?好)|卖你|转让|出售|二手|出手|请各班|请通知|订(?:一下)?(?:会议室|报告厅|场地)|(?:会议室|报告厅|场地).{0,6}(?:借|预订|预约|有人用|空着吗|能用吗)|开放时间|几点(?:开门|关门|下班|上班|放学|开饭)|放假|堵车|天气|下雨了吗|好热啊|太热了$|好冷啊|红包|小区|我家|家里(?:的)?(?:水|电|灯|空调)|京东|淘宝|网购了|听说|改到.*通知|通知全校|通知大家|检查表|校服|班费|体检|通知(?:看到|收到|已阅)|看到通知|食堂.{0,4}(?:味道|太咸|太贵|涨价|好难)/;
const GONE =
  /(?:已经?|都)?(?:修好了|弄好了|处理好了|恢复了|换好了|好了|解决了|搞定了|正常了|没事了|不(?:再)?(?:漏[电水气]?|冒[烟火]花?|跳闸|着火|响|滴水?|堵|闪)了)(?!没|吗|么|不|\?|？|没有)|师傅(?:已经)?来过了|修得(?:很快|真快|不错)|自己(?:换|修|弄)(?:好|的|了)/;
const BACK = /(?:又|就|刚|现在)(?:来电|来水|有电|有水|有网|连上|恢复|正常|好)了(?!吗|没|么)/;
const REPORTED =
  /报修过|打过.{0,4}电话|报过|已报修|已经报|报了(?!价)|报的|反映过|反映了|登记过|登记的|登记了|打过电话|说过|说好|跟.{1,6}说了|申报的|提交的|提的单|提的那|提过|上次(?:那|报|说|的)|报修单|那条报修|那个报修|的报修|报修的|报修(?:都|了|已|好)|(?:都|已经?)报|之前(?:那|的)|昨天那|刚才那|我那个|我那张|刚才报|刚报|那单|这单|工单|报上去|交的单|反馈过|反映的|反馈的|约好/;
const CANCEL =
  /cancel|不使|搞掂|无需(?:再?上门|再?修|再?来|派|处理)|不(?:用|必)(?:再|麻烦|跑|过来|上门|管|整|搞|弄了|处理|换了|派)|免(?:修|了吧)|不劳|别(?:跑|派)|撤销|取消(?!了吧)|撤单|撤回|撤(?:了|掉|一下|吧)|不用修|不用来|不用派|别来了|不修了|不需要(?:修|来)|不必(?:来|修)|关单|关掉这单|作废|自己(?:弄|修|换|拧|搞|恢复|解决|处理)(?:好|了|紧)/;
const URGE =
  /再不来|礼拜了|(?:[二两三四五六几好多]|\d)+(?:回|次|遍)了|还(?:是)?(?:堵|漏|坏|没修|没好|不亮|那样|老样)|催|快点|快些|加急|加个急|加快|尽快|抓紧|赶紧|还没(?!有?(?:批|审))|还不来|没人(?:来|管|修|理|处理|过来|接)|没动静|没下文|没消息|没回音|没反应|拖|到底|都(?:几|[一二两三四五六七八九十\d]+)(?:天|周|个?星期|个?月)|(?:几|好多|[一二两三四五六七八九十\d]+)(?:天|周|个?星期|个?月)了|忘了|什么时候才|怎么还|还要等|等了|又下雨|今天都|没见人|不见人|没来|急死|等不/;
const STATE =
  /到哪|修好了?(?:吗|没|么|没有)|进度|进展|谁在|谁来修|谁负责修|什么时候(?:来|能|修|可以|到)|哪天来|几时|怎么样了|好了(?:吗|没|么)|修了(?:吗|没)|弄好(?:了)?(?:吗|没|没有)|弄好没|通了(?:没|吗)|处理(?:了|好)?(?:吗|没|到)|接单|派(?:单|人)?了?(?:吗|没)|有人(?:处理|接|来)(?:了)?(?:吗|没)|什么情况|状态|结果|安排了(?:吗|没)|啥时候|多久|好没|修没修|换了(?:吗|没)|到什么程度|哪一步|师傅.{0,6}(?:来吗|几点)|几天能/;
const HELP_ASK =
  /能不能(?:让|由|请)?(?:别人|家长|同事|学生|同学)[^，。]{0,4}(?:报|领|申请)|怎么(?!还|不|又|老|一直|总|没|坏|这么|那么|样|回事)|如何|流程|找谁|找哪|打什么电话|什么电话|电话(?:是)?多少|要填|需要填|哪些内容|步骤|在哪(?:里|儿)?(?:报|申请|填|查|领|看|提)|能不能(?:先|自己)|可以(?:先|自己|代|帮别人|语音|发照片|拍照).*吗|多久(?:能|会)?(?:来|修|响应|批)|规定|政策|要不要审批|谁审批|需要审批|谁批|要不要(?:走|审)|走审批|要走|超过多少|几级审批|归谁|谁管|该找|哪个部门|多少钱以上|先买.*补/;
const HELP_ME =
  /(?:你|机器人)[^，。]{0,6}(?:认不认|能不能|会不会|懂不懂|听不听|支不支持|能听|能看|能识别|支持)[^，。]{0,8}(?:图|照片|语音|文字|话|方言|英文|英语|表格|文件)|你(?:都|是|能|会|可以)*(?:些)?(?:什么|啥|谁|干|做|干嘛)|你是(?:谁|什么|干|机器人|真人)|有什么功能|(?:有)?哪些功能|^(?:帮助|help|菜单|功能|使用说明|说明|\?|？|怎么用|使用方法)[\s!！。?？]*$|怎么(?:使用|用)(?:你|这个|机器人|$|啊|呀)|能帮我(?:做|干)(?:什么|啥)|介绍(?:一下)?你|使用(?:说明|指南)|what can you do|who are you|how (?:do|to|can)/;
const DUTY =
  /值班|值日领导|带班|护校|值守|值周|(?:我|的|(?<![一二三四五六七八九十两几\d])个|天|晚|顶|替|换|调)班(?!级|主任|长|费|会|里|通|牌|上|同学|学生|的?(?:教室|孩子|灯|门|窗|黑板|空调|风扇|投影|多媒体))|有班(?:吗|么|没)|换一?[下个]班(?!主任)|轮班|当班|班次|夜班|早班|晚班/;
const SWAP =
  /换一?[下个]班|替一下|代一下|代一天|替一天|找人替|找人代|帮.{0,3}值一|换班|调班|替班|顶班|代班|对换|互换|换(?:给|一下|到|成|个|一换)|跟.{1,8}(?:换|调)|和.{1,8}(?:换|调|对)|与.{1,8}(?:换|调)|替我|帮我(?:顶|值|代|替)|顶(?:一下|一天|我)|(?:换|调)(?:成|到|了|吗|行)|让给|转给|上不了|来不了|值不了|代我|想换|能换|要换|交给|改到|班给(?!我)|(?:安排|找|请)(?:个?人|别人|谁|同事)?来?(?:顶|替|代)|班我请假|挪到|调到/;
const PLAN =
  /安排|计划|日程|(?<![不能正常法])工作(?!服|牌|台|不)|检查|活动|行事历|要做(?:什么|啥|哪)|干(?:啥|什么|了哪)|有(?:什么|啥|哪些)(?:事|任务|活)|还有什么事|哪些活|任务|工作要点|大事|重点/;
const APPROVE =
  /(?:等|待|要|需要|需)(?:着)?我(?:来)?(?:批|审|签|处理的?(?:申请|单)|同意|决定|确认)|待审批|待批|待办审批|待我|等我(?:签字|审批|批)|我(?:要|该|得|需要)(?:批|审|签)|收到的换班|(?:我|这边).{0,6}(?:没批|未批|没审|未审|没签|未签)|该我批|有没有.{0,4}(?:审批|要批)|审批(?:列表|待办|清单)|轮到我(?:批|审)|我.{0,4}待审|(?:啥|什么|哪些|没有)(?:单子|申请)?要(?:我)?批/;
const GOODS_STATE =
  /批(?:了|下来|准|复|好|到|过)|审(?:了|批|到|核)|到货|到了(?:没|吗|么)|发货|买(?:了|到|好)(?:没|吗|么)|出库了|领的|订的|采购的|申请的|申购的|买的|进度|到哪|下单了(?:吗|没)|什么时候(?:到|能到|发|批|能领)|通过了?(?:吗|没)|好了(?:吗|没)|怎么样了|在审|备好了?(?:吗|没)|能领了(?:吗|没)|可以领了(?:吗|没)|采购单|申请单|领用单/;
const REPAIR_WISH =
  /检修|派(?:人|员|师傅)|来(?:个)?人|请.{0,6}(?:处理|看看|查看|排查|检查)|麻烦.{0,6}(?:看|处理|弄)|过来看|来看|抢修|报修|报个修|修一下|来修|修理|维修|帮.{0,3}修|请.{0,4}修|修修|坏了|换一?下|fix|repair/;
/** Praise of the craftsman or the thing, with nothing left to mend. */
const PRAISED =
  /手艺|真好|太好了|真快|真棒|点赞|给力|厉害了|一点(?:声|味|水|问题|毛病)都(?:没有?|不)|(?:再也|现在)(?:都)?(?:不|没)[^，。]{1,5}了/;
const BUT = /又|还是|但|不过|可是|就是|只是|结果|另外|顺便/;
/** A drill or lesson is told of, with its smoke. */
const DRILL =
  /(?:演练|演习)[^。]{0,30}(?:正常的|属正常|勿慌|不要慌|别慌|不用慌|不要(?:紧张|报警|惊慌)|勿报警|知悉|请.{0,6}(?:配合|参加|准时)|通知)/;
/** 比坏掉的闹钟还吵: a fault of something only likened to. */
const LIKENED =
  /比[^，。]{1,12}(?:还|都|更)(?!没|不能)|(?:跟|像|就像|好像|如同|宛如)[^，。]{0,10}(?:坏|漏|断|漏电|短路|停电|死机|堵|卡)[^，。]{0,8}(?:似的|一样|一般|般)/;
/** Whether a signature or approval is needed, for goods or repairs. */
const POLICY =
  /(?:要不要|需不需要|用不用|是不是要|必须|是否需?要?|得|要|需要)[^，。]{0,8}(?:签字|签名|盖章|审批|批准|批条|登记|填(?:单|表)|走流程|证明|申请单)[^，。]{0,4}(?:吗|么|不|呀|啊|的)?[?？]?$/;
/** What is denied is no fault: 没有漏电. */
const DENIED =
  /(?:没有?|未|并无|并没有?|无|不是|不存在)(?:发现|出现|看到|见到|任何|什么|再)?(?:漏电|漏水|冒烟|着火|起火|触电|短路|跳闸|火花|煤气味|焦味|糊味|异味|渗水|停电|停水|断电|故障|损坏)(?!吗|么|[?？]|的)/g;

const SHORT_CHAT =
  /^(?:在吗?|在么|在不在|你好|您好|hi|hello|嗨|早|早上好|晚上好|谢谢?|多谢|感谢|辛苦|收到|好的?|ok|嗯+|哦+|哈+|嘿+|知道了|明白|测试|试一下|下班|再见|拜拜|老师辛苦|赞|没事|可以|行|是的?|对|不客气|\[.{1,4}\])[\s\S]{0,8}$/;

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
  praise:
    /真(?:好|不错|方便|漂亮|快|舒服|棒|香|亮|给力|的很)|好用|好使|不错|点赞|太棒|多亏|感谢|谢谢|辛苦/,
  asked: /[?？]|[吗么呢]\s*$|谁|什么|啥|哪|几[号点天个]|多少|怎么|如何/,
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
