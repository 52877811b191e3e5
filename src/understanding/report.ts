import type { ReportSlots, Span } from '../kernel/understood.ts';
import { BARE_FAULT, SYMPTOM, WORK } from './lexicon/symptoms.ts';
import { bareCategory, guess } from './category.ts';
import { findPlaces, placeSlots, type Place } from './places.ts';
import { findThings, type Thing } from './things.ts';
import { urgencyOf } from './urgency.ts';
import { contactOf, wantedWhen } from './wanted.ts';

const LEAD =
  /^(?:一半|里头|外头|公用|[0-9]{1,2}号(?=[洗热饮烘球]|机)|瓶|[\s，,。：:、!！~…]|那个|这个|那|这|嗯|呃|啊|呢|的|里面?|内(?![机])|有(?!点|问题|(?:[^，。]{0,4}(?:响|音|洞|裂|缝)|[^，。]{0,8}[声味]))|还有|另外|然后|顺便|顺带|同时|麻烦|请|帮忙|帮我?|看一?下|看看|修一?下|处理一?下|一下|报修|报个修|想|要|把|给|我们|咱们?|我|他们|班|在|是|因为|由于|发现|就|现在|刚才|今天|今早|早上|昨天|昨晚|突然|老师|您好|你好|师傅|后勤|能不能|可以|可不可以|需要|申请|[一两二三四五六七八九十几半0-9]+(?:个|盏|把|张|扇|台|块|根|只|间|条|支|套|处|排|组|部|棵|幅|面)|第[一二三四五六七八九十\d]+(?:个|盏|张|扇|台|块|根|排|间)|个|盏|张|扇|台(?![钻灯阶面布式球历秤])|块|根|条|支|棵|间|道(?!闸)|把(?!手)|[()]|[只条窝](?=死|老鼠|猫|野|狗|蛇|虫|马蜂|蝙蝠)|些|全部|所有|整个|整栋楼?|整层楼?|整幢|整|多处|几处|靠近|今早起|今天起|昨天起|起(?=全)|边上?|上(?=的)|好几?(?:个|盏|把|张|扇|台|块)|每[个张把]|大概|the |in |my |our |please |there |is )/;
const MODIFIER =
  /^(?!\d+号$)(?:[^，。！？；、\s的了在把个有是这那不没请到要时]{1,4}|[^，。！？；、\s了在把个有是这那不没请要]{1,3}的)$/;

function stripLead(text: string, start: number, end: number): number {
  let at = start;
  for (;;) {
    const lead = LEAD.exec(text.slice(at, end));
    if (!lead || lead[0].length === 0) return at;
    at += lead[0].length;
  }
}

const STOP =
  /[。！!？?；;\n~]|[，,、]|(?:没法(?=[报上开用洗做工睡考住办])|没办法(?=[报上开洗做工睡考住办])|导致|害得|影响|麻烦|请(?!求)|帮忙|谢谢|辛苦|能不能|能否|可否|可不可以|尽快|赶紧|赶快|马上|速来|有空|方便的?时候|望|希望|劳驾|拜托|求|盼|电话(?=[：: \d是])|联系(?:人|电话|我)|分机|手机号?(?=[：: \d])|快来|来人|来个人|急急|😭|🙏|😂|[\u{1F300}-\u{1FAFF}])/u;
const TAIL =
  /(?:(?<=[了坏])，?(?:要|需要?|得|想)(?:换|修)(?:了|一下|个新的)?|[\s，,。：:、!！~…?？]|(?<=.了?)(?:[一二三四五六七八九十两几半好\d]+(?:天|周|个?星期|个?月|个?小时|分钟|节课)了?)|三[个扇把张盏]|啊|呀|吧|呢|哦|啦|哈|的说|怎么办|\[[^\]]{1,4}\]|咋办|(?:该|应该)?找(?:谁|哪个|哪位|哪里|哪)|没人[倒管理修来收]|咋整|怎么弄|怎么回事|没人管|，?谢谢)+$/;
const CONSEQUENCE =
  /^(?:没备用|没烟|没火|太阳|风往|底下|菜苗|刚才|刚刚|[^，]{0,3}(?:划|刮|夹|砸|扎|烫|绊)(?:到|伤|了|破)|味道|教案|夜里|晚上(?!.{0,2}(?:不|也))|值夜班|打游戏|白天|一做|管理员|枝叶|学生|同学|孩子|老师|大家|小朋友|家长|幸亏|幸好|好在|所以|导致|害得|没法|都没法|影响|怕|担心|容易|万一|有安全|很危险|太危险|危险|不安全|走过去|风呼|夜里|好大|洗澡|急|很急|救命|有(?:个|位|一个)?(?:同学|学生|人|老师|孩子|小朋友)|明天|后天|今天|今晚|下周|周[一-日]|上课|考试|开会|电话|联系|麻烦|请|帮|谢|看(?!着|上去)|能|可以|有空|有人|师傅|我|你|里面|辛苦|尽快|赶|马上|速|车堵|睡不着|差点|老人|一直没人|没人|已经|两个老师|投不进|会砸|会划|不知道|是不是|估计|可能|大概|应该|上周|昨天|这个|已|勾破|都传|该|要不|什么|咋|为|晕|唉|求|都(?:没法|不敢)|晚自习|同事)/;

/** What may stand before the symptom of a following clause that still tells of the same thing. */
const OWN =
  /^(?:$|[也都又还就总老很太怎没]|而且|并且|根本|完全|一直|按|打|开|插|拧|推|拉|关|点|用|敲|按钮|出来|里面|底下|声音|屏幕|画面|遥控|螺丝|轨道|指示灯|机子|中间|板面|水|人?.{0,2}钥匙|只|有时|踩|摸|坐|碰|看着|换了|露着|差|均|后面几|前面几|升降|大白天|晚上|铜丝|怎么|电源|信号|风|图像|颜色|看着|喊破|.{0,3}$)/;

/** A following clause that still describes the fault although it holds no symptom of its own. */
const MORE =
  /^(?:只能|只有|摸着|摸上去|差了|露着|就剩|踩上去|按下去|坐上去|一[坐踩碰推拉按插]|换了[^，]{1,4}也|[^，]{0,2}关了还|均|一会儿|老是|总是|时不时|看着[^，]{0,4}[掉倒断])/;

interface Faulted {
  object: [number, number] | null;
  fault: [number, number] | null;
  /** Where the part ends in the text. */
  end: number;
}

function clauseEnd(text: string, from: number, limit: number): number {
  const stop = STOP.exec(text.slice(from, limit));
  return stop ? from + stop.index : limit;
}

function trimmed(text: string, start: number, end: number): [number, number] | null {
  let a = start;
  while (a < end && /[\s，,。：:、!！~…的]/.test(text[a] ?? '')) a += 1;
  const tail = TAIL.exec(text.slice(a, end));
  const b = tail ? a + tail.index : end;
  return b > a ? [a, b] : null;
}

/** The fault beginning at `from`, with directly following symptom clauses. */
function faultFrom(
  text: string,
  from: number,
  limit: number,
  places: readonly Place[],
  things: readonly Thing[],
): [number, number] | null {
  let start =
    from + (/^(?:里[面头]?|内)(?=[^，。]{2})/.exec(text.slice(from, limit))?.[0].length ?? 0);
  while (start < limit && /[\s：:的]/.test(text[start] ?? '')) start += 1;
  start +=
    /^(?:从|自)?(?:晚上|夜里|白天|早上|中午|最近|今天|昨天|昨晚|现在|这两天|这几天|上周|前天|上个?月)(?:起|开始)?(?=.{2})/.exec(
      text.slice(start, limit),
    )?.[0].length ?? 0;
  if (
    text[start - 1] === '有' &&
    /^.{1,5}味/.test(text.slice(start, limit)) &&
    start - 1 >= from - 1
  )
    start -= 1;
  // 没有漏电，就是黑屏: what is denied is not the fault.
  const denied = /^(?:没有?|不是?)[^，。]{1,6}[，,]\s*(?:就是|只是|但是?|而是)/.exec(
    text.slice(start, limit),
  );
  start += denied?.[0].length ?? 0;
  const spot = places.find(
    (p) =>
      p.start >= start &&
      p.start <= start + 4 &&
      /^(?:in |at |on |在)$/.test(text.slice(start, p.start)),
  );
  if (spot) start = spot.end + (text.slice(spot.end).startsWith(' is ') ? 4 : 0);
  let end = clauseEnd(text, start, limit);
  for (const p of places)
    if (p.start > start + 1 && p.start < end && p.start >= start) end = p.start;
  for (;;) {
    const gap = /^[，,、\s！!。]+/.exec(text.slice(end, limit));
    if (!gap) break;
    const next = end + gap[0].length;
    const nextEnd = clauseEnd(text, next, limit);
    const clause = text.slice(next, nextEnd);
    if (
      clause.length === 0 ||
      clause.length > 16 ||
      CONSEQUENCE.test(clause) ||
      (!MORE.test(clause) &&
        (!SYMPTOM.test(clause) || !OWN.test(clause.slice(0, SYMPTOM.exec(clause)?.index ?? 0))))
    )
      break;
    if (places.some((p) => p.start >= next && p.start < nextEnd)) break;
    if (!MORE.test(clause) && things.some((t) => t.start >= next && t.start < next + 3)) break;
    if (/\d{5,}/.test(clause)) break;
    end = nextEnd;
  }
  return trimmed(text, start, end);
}

function objectOf(text: string, thing: Thing, floor: number): [number, number] {
  const start = stripLead(text, floor, thing.start);
  const gap = text.slice(start, thing.start);
  let end = thing.end;
  const suffix =
    /^(?:的?(?:外壳|盖子|面板|按钮|遥控器|滤芯|滤网|轮子|螺丝|螺栓|焊口|横档|支架|拉手|链子|架子|底座|轨道|滑轮|抽屉|翻板|靠背|腿|盖|口|接头|接口|开关|轴|网|垫|扣|绳|架|屏|壳|框|条|板|外机|室外机|内胆|踏板|玻璃|水管|阀门|音箱|系统|设备|杆|圈|头))+/.exec(
      text.slice(end),
    );
  if (suffix && !SYMPTOM.test(suffix[0])) end += suffix[0].length;
  // 暖气管子, 窨井盖子
  if (text[end] === '子' && /[管盖架箱柜杆圈扣帘]/.test(text[end - 1] ?? '')) end += 1;
  const rest = text.slice(end, clauseEnd(text, end, Math.min(text.length, end + 12)));
  // 吊架螺丝脱了: of a thing's screws it is said what they do to it.
  const part = /(?<=.{2})(?<!的)(?:螺丝|轮子|钥匙|滤芯灯)$/.exec(text.slice(start, end));
  if (part && thing.start < start + part.index) return [thing.start, start + part.index];
  const noun = rest.slice(0, SYMPTOM.exec(rest)?.index ?? 0);
  if (NOUN_END.test(noun) && !WORK.test(noun)) end += noun.length;
  return [
    gap.length > 0 && MODIFIER.test(gap) && !SYMPTOM.test(gap) && !WORK.test(gap)
      ? start
      : thing.start,
    end,
  ];
}

/** Nouns of one to three characters that end a compound the lexicon knows the beginning of: 热水|管. */
const NOUN_END =
  /^(?![都也又一全还就已突好有很太特非经时偶忽被快要自根完怎上下里外内在是总老只刚今昨现每没旁边那这和与跟给把坏了的整反返拍登甩蹦进两三四五六七八九十几半])[一-龥a-z0-9]{0,2}[管机器灯线头口座板架门阀盖柜箱盒台池槽网布条杆轮带绳钩扣圈环片块件屏罩壳腿背面梯栏锁孔缝泵炉锅桶盆膜棉绵毯垫砖石瓦漆皮胶栓笼车仪表控具子芯弦拍箍框]$/;

/** 被车撞歪, 一开麦就啸叫: the noun that follows is the cause or the occasion. */
const CAUSE = /(?:[被让]|一[开插按打拧推关碰用]了?)$/;

/** Whether a thing's fault follows it at once, but for the end of its own name. */
function anchors(thing: Thing, before: string, rest: string): boolean {
  if (CAUSE.test(before)) return false;
  const symptom = SYMPTOM.exec(rest);
  if (!symptom) return false;
  const gap = rest.slice(0, symptom.index);
  return (
    gap.trim() === '' ||
    NOUN_END.test(gap) ||
    /^(?:的|都|也|全|又|已经|突然|好像|全部)/.test(gap) ||
    thing.end - thing.start > 3
  );
}

/** One fault in a stretch of text: its thing and what is wrong with it. */
function faulted(
  text: string,
  from: number,
  to: number,
  places: readonly Place[],
  things: readonly Thing[],
): Faulted {
  const inside = things.filter((t) => t.start >= from && t.end <= to);
  /** A fault begins near its thing; looking further would cost the square of a long text. */
  const after = (t: Thing) => text.slice(t.end, clauseEnd(text, t.end, Math.min(to, t.end + 60)));
  const own = inside.filter((t) => !CAUSE.test(text.slice(Math.max(from, t.start - 4), t.start)));
  /** 加两个插座: the thing that is to come, whatever is told after. */
  const wanted = inside.find((t) =>
    /(?:加装?|安装|增设|增加|装)(?:[上个台盏把块根扇副套排道条]|[一两几三四\d])*$/.test(
      text.slice(Math.max(from, t.start - 8), t.start),
    ),
  );
  const thing =
    wanted ??
    inside.find((t) => anchors(t, text.slice(Math.max(from, t.start - 4), t.start), after(t))) ??
    own.find((t) => SYMPTOM.test(after(t))) ??
    own[0];
  const floorOf = (at: number) => {
    let floor = from;
    for (const p of places) if (p.end <= at && p.end > floor) floor = p.end;
    const stops = [...text.slice(floor, at).matchAll(/[，,。！!？?；;、\s]/g)].at(-1);
    return stops ? floor + stops.index + 1 : floor;
  };
  const heard = BARE_FAULT.exec(text.slice(from, to));
  const sure = thing && (SYMPTOM.test(after(thing)) || WORK.test(text.slice(from, to)));
  if (thing && (sure || !heard)) {
    const object = objectOf(text, thing, floorOf(thing.start));
    const before = text.slice(floorOf(object[0]), object[0]);
    const rest = after({ ...thing, end: object[1] });
    if (rest.trim().length > 0 && (SYMPTOM.test(rest) || WORK.test(rest))) {
      const work = !SYMPTOM.test(rest.replace(/[一-龥]不[一-龥]/g, '')) ? WORK.exec(rest) : null;
      if (work) {
        const begin = object[1] + work.index;
        return {
          object,
          fault: [
            begin,
            begin +
              work[0].replace(/一下$|(?<=装|修|换|加)(?:好|上|个|一|两|几|掉|新|\d)$/, '').length,
          ],
          end: begin,
        };
      }
      const fault = faultFrom(text, object[1], to, places, things);
      return { object, fault, end: fault?.[1] ?? object[1] };
    }
    const work = WORK.exec(before);
    // 麻烦修一下…，有一个不响: the symptom of the next clause is more than the wish.
    const next = /^[，,\s。！!]+/.exec(text.slice(clauseEnd(text, object[1], to), to));
    if (next && !/^装|^加|^移|^挪|清|剪/.test(work?.[0] ?? '')) {
      const begin = stripLead(text, clauseEnd(text, object[1], to) + next[0].length, to);
      const clause = text.slice(begin, clauseEnd(text, begin, to));
      if (
        SYMPTOM.test(clause) &&
        !CONSEQUENCE.test(clause) &&
        !places.some((p) => p.start >= begin && p.start < begin + 3)
      ) {
        const fault = faultFrom(text, begin, to, places, things);
        return { object, fault, end: fault?.[1] ?? object[1] };
      }
    }
    if (work) {
      const begin = floorOf(object[0]) + work.index;
      return {
        object,
        fault: [
          begin,
          begin +
            work[0].replace(/一下$|(?<=装|修|换|加)(?:好|上|个|一|两|几|掉|新|\d)$/, '').length,
        ],
        end: object[1],
      };
    }
    const symptomBefore = BARE_FAULT.exec(before);
    if (symptomBefore)
      return {
        object,
        fault: trimmed(text, floorOf(object[0]) + symptomBefore.index, object[0]),
        end: object[1],
      };
    const earlier = WORK.exec(text.slice(from, object[0]));
    // 银杏树请派人修剪一下: the work stands behind a plea.
    const later = earlier ? null : WORK.exec(text.slice(object[1], to));
    if (later && trimmed(text, object[1], clauseEnd(text, object[1], to)) === null) {
      const begin = object[1] + later.index;
      return { object, fault: [begin, begin + later[0].replace(/一下$/, '').length], end: begin };
    }
    return {
      object,
      fault: earlier
        ? [from + earlier.index, from + earlier.index + earlier[0].replace(/一下$/, '').length]
        : trimmed(text, object[1], clauseEnd(text, object[1], to)),
      end: object[1],
    };
  }
  // No thing of the lexicon: what lies between the place and its symptom.
  for (const p of places) {
    if (p.start < from || p.end > to) continue;
    const start = stripLead(text, p.end, to);
    const end = clauseEnd(text, start, to);
    const clause = text.slice(start, end);
    const symptom = SYMPTOM.exec(clause);
    if (!symptom) continue;
    const self = /(?:厕所|卫生间|洗手间|男厕|女厕|男卫|女卫|厕|电梯)$/.exec(
      text.slice(p.start, p.end),
    );
    if (symptom.index === 0 || /^(?:都|也|又|总|老|全|还|一直|特别)/.test(clause)) {
      const fault = faultFrom(text, start, to, places, things);
      const object: [number, number] | null =
        self && /堵|通|脏|坏/.test(clause)
          ? [
              p.start +
                self.index -
                (/^[男女]/.test(text.slice(p.start + self.index - 1)) && !/^[男女]/.test(self[0])
                  ? 1
                  : 0),
              p.end,
            ]
          : null;
      return { object, fault, end: fault?.[1] ?? end };
    }
    if (symptom.index <= 8) {
      const bare = /味|人|^[全整]/.test(clause)
        ? null
        : trimmed(text, start, start + symptom.index);
      const fault = faultFrom(text, bare ? start + symptom.index : start, to, places, things);
      return { object: bare, fault, end: fault?.[1] ?? end };
    }
  }
  const bare = BARE_FAULT.exec(text.slice(from, to));
  if (bare) {
    let start = from + bare.index;
    const clauseStart = floorOf(start);
    const head = stripLead(text, clauseStart, start);
    const between = text.slice(head, start);
    if (bare[0].endsWith('味'))
      start = /有(?:一?股|点)?[^，。]{0,3}$/.test(text.slice(clauseStart, start))
        ? clauseStart + text.slice(clauseStart, start).lastIndexOf('有')
        : start;
    else if (/^(?:都|全|又|一直|老|总|也|整个|快|还|一|突然|噼|水)/.test(between)) start = head;
    const fault = faultFrom(text, start, to, places, things);
    return { object: null, fault, end: fault?.[1] ?? start };
  }
  const symptom = SYMPTOM.exec(text.slice(from, to));
  if (symptom) {
    const clauseStart = floorOf(from + symptom.index);
    const start = stripLead(text, clauseStart, from + symptom.index);
    const gap = text.slice(start, from + symptom.index);
    const named = gap.length > 0 && gap.length <= 8 && !/[，。！？\s]/.test(gap);
    const fault = faultFrom(text, named ? from + symptom.index : start, to, places, things);
    return { object: named ? [start, from + symptom.index] : null, fault, end: fault?.[1] ?? to };
  }
  const work = WORK.exec(text.slice(from, to));
  return {
    object: null,
    fault: work ? [from + work.index, from + work.index + work[0].length] : null,
    end: to,
  };
}

/** Reads a stretch of the text as one report. */
export function readReport(
  original: string,
  text: string,
  from: number,
  to: number,
  now: Temporal.ZonedDateTime,
  buildings: readonly string[],
): ReportSlots {
  const places = findPlaces(text, buildings).filter((p) => p.start >= from && p.end <= to);
  const things = findThings(text, places);
  const bare =
    /^(?:你好|您好|老师|我?(?:想|要))*[，,\s]*(?:申请)?报(?:个|一下)?修[\s。！!~]*$/.test(
      text.slice(from, to).trim(),
    );
  const { object, fault } = bare
    ? { object: null, fault: null }
    : faulted(text, from, to, places, things);
  // 有只死老鼠: that it is there is the fault.
  const there =
    object && !fault
      ? /有(?:[一二两三好几多\d]*[个只条窝群堆些])?$/.exec(text.slice(from, object[0]))
      : null;
  const cut = (span: [number, number] | null): Span =>
    span ? original.slice(span[0], span[1]).trim() || null : null;
  const stretch = text.slice(from, to);
  const { location, norm } = placeSlots(original, text, places);
  const when = wantedWhen(stretch, now);
  const today = now.toPlainDate();
  const soon =
    when !== null &&
    Temporal.PlainDate.compare(
      Temporal.PlainDate.from(when.slice(0, 10)),
      today.add({ days: 1 }),
    ) <= 0;
  const objectText = object ? text.slice(object[0], object[1]) : '';
  const faultText = fault ? text.slice(fault[0], fault[1]) : '';
  const placeText = places.map((p) => text.slice(p.start, p.end)).join(' ');
  const thing = object ? things.find((t) => t.start < object[1] && t.end > object[0]) : undefined;
  const gas = /煤气|燃气|天然气|液化气/.test(faultText) && /味|漏/.test(faultText);
  const category =
    gas && !thing
      ? 'fire_safety'
      : thing?.category === 'other' && /梯/.test(objectText) && /铺|床/.test(placeText)
        ? 'furniture'
        : (thing?.category ??
          (object ? guess(objectText, faultText, placeText) : bareCategory(faultText, placeText)));
  return {
    location,
    location_norm: norm,
    object: cut(object),
    fault: there ? original.slice(from + there.index, from + there.index + 1) : cut(fault),
    category,
    urgency: urgencyOf(stretch, objectText, faultText, placeText, soon),
    when,
    contact: contactOf(stretch, original.slice(from, to)),
  };
}
