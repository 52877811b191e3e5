import type { Intent } from '../kernel/understood.ts';
import { findTicket } from './decide.ts';
import { BUY, TAKE } from './lexicon/goods.ts';
import { BARE_FAULT, SYMPTOM } from './lexicon/symptoms.ts';
import { findDates } from './dates.ts';
import { judge } from './model.ts';
import { findPlaces, type Place } from './places.ts';
import { findThings } from './things.ts';

type Single = Exclude<Intent, 'multi'>;

/** A stretch of the text with its one intent. */
export interface Part {
  start: number;
  end: number;
  intent: Single;
  confidence: number;
}

interface Clause extends Part {
  body: string;
  /** Opened by 另外, 顺便 and the like: another matter begins. */
  joined: boolean;
  /** The thing at fault, empty when none is named. */
  object: string;
  /** The named place, empty when there is none. */
  place: string;
  symptom: string;
}

/** Only whether a day is named matters here. */
const TODAY = Temporal.PlainDate.from('2026-11-23');

const REQUESTS = new Set<Intent>([
  'repair.report',
  'repair.query',
  'repair.urge',
  'repair.cancel',
  'purchase.request',
  'supply.issue',
  'purchase.query',
  'approval.pending',
  'duty.query',
  'duty.swap',
  'schedule.query',
]);
/** 里头还有仨学生, 还有股糊味: no other matter. */
const JOIN =
  '另外|顺便|顺带|顺道|同时|(?<![里外上下边头面内都也然])还有(?!一?[股点些阵人]|[一两二三几仨俩\\d]*[个位名]?(?:人|学生|老师|同学|娃|孩))|倒是|此外|对了|再就是|再帮|再麻烦|再报|再修';
const CLAUSE = new RegExp(`(?:(?!(?:${JOIN}))[^，,。；;！!？?\\n])+|${JOIN}`, 'g');
/** Parts that are no thing of their own after the thing they belong to. */
const PART =
  /^(?:接头|接口|外壳|盖子|盖板|把手|把手锁|螺丝|按钮|轮子|靠背|椅背|椅面|桌面|桌腿|柜门|抽屉|门把手|门锁|锁舌|锁芯|门轴|合页|铰链|滤芯|滤网|屏幕|键盘|开关|电源|电源线|插头|指示灯|遥控器|底座|轨道|滑轮|钥匙|水龙头|龙头|喷头|灯管|灯罩|灯泡|声音|踏板)$/;
const JOINED = new RegExp(`(?:${JOIN})[，,、\\s]*$`);
/** A clause about people or about what follows from the fault: no request of its own. */
const CONSEQUENCE =
  /^(?:[把将][^，]{1,10}(?:压|砸|弄|撞|扯|刮|泡|烧|烫|吹)|(?:下面|底下|楼下|旁边)?停的[^，]{0,4}车|[^，]{0,6}都(?:被[^，]{0,3})?(?:砸|压|烧黑|扯|泡|崩|吹|溅|烫)|(?:砖头?|碎片|渣子|石块|水泥块|玻璃渣)[^，]{0,4}(?:砸|掉|崩|溅|落)|[^，]{0,4}上(?:全|都)是|[^，]{0,6}(?:同学|学生|老师|孩子|娃|阿姨|师傅|人)[^，]{0,6}(?:摔|掉下|跌|砸|夹|划|崴|绊|困|出不来)|轮椅|餐车|.{0,4}钥匙(?:也)?(?:拧|插|转|断)|学生|同学|孩子|小朋友|老师们?|水(?:顺|沿|往|都|直|流|漫|哗|从)|大家|家长|有人|车(?:都|也)?[进出过开堵停排]|停在|卡在|味|.{0,6}(?:出血|受伤|流血|划破|夹伤|夹出)|怕|担心|差点|危险|容易|所以|导致|害得|万一)|钥匙(?:也)?(?:拧|插|转|断)|车都?堵|断里面|排长队|没法|没办法|上不了课|影响|睡不着|备用|麻烦|谢谢|晚上看不/;
/** What water does to a house, once it leaks. */
const WET = /漏|堵|冒|溢|爆|渗|滴|水|满/;
const SOAKED = /积水|湿|泡|霉|全是水|都是水|一地水|滑|滴到|流到|漫|淹|墙皮|掉皮|起皮|臭|味/;
const SURFACE =
  /^(?:阀门|总阀|水阀|水闸|墙皮?|墙面|墙壁|墙角|地板|地面|地砖|天花板?|吊顶|床|桌子?|课桌|柜子?|书|被子?|车|窗台)$/;
/** Numbered or named places, at which another report may begin. */
const named = (p: Place) => p.atoms.some((a) => a.kind !== 'generic' && a.kind !== 'spot');

/** 昨天电工把…换了: told of what was done, the request stands elsewhere. */
const DONE =
  /^[^，]{0,6}(?:师傅|电工|工人|保安|维修工?)[^，]{0,5}(?:把|将)[^，]{1,14}(?:换|修|关|弄|接|封)[^，]{0,3}[了过上好]$|^[^，]{0,8}(?:师傅|保安)[^，]{0,4}(?:已经?)?先?把[^，]{1,8}(?:关|停|断)了$/;
/** 请安排消杀 asks for work; 有什么安排 asks for a plan. */
const ARRANGE =
  /(?:请|麻烦|望|能否|能不能|可否|烦请|尽快|及时|抽空|帮忙?)[^，]{0,10}(?:安排|检查)|安排(?:一下|人|师傅|工人|消|维|检|修|清|来|电工|处理|上门|更换|疏通|专人|人员)/;

function clauseIntent(
  clause: string,
  buildings: readonly string[],
): Pick<Part, 'intent' | 'confidence'> {
  const { intent, ruled, confidence } = judge(clause, buildings);
  const plain = clause.trim();
  if (
    intent !== 'chitchat' &&
    ((plain.length < 4 && ruled !== intent) ||
      DONE.test(plain) ||
      (intent === 'schedule.query' && (ARRANGE.test(plain) || ruled !== intent)))
  )
    return { intent: 'chitchat', confidence };
  // A clause says less than a message: a request in it must be sure, or seen by the rules as well.
  return REQUESTS.has(intent) && intent !== ruled && confidence < 0.8
    ? { intent: 'chitchat', confidence }
    : { intent, confidence };
}

/** Bounds of the clauses; 304门坏了306窗户坏了 has two although nothing parts them. */
function bounds(text: string, buildings: readonly string[]): [number, number][] {
  const out: [number, number][] = [];
  for (const hit of text.matchAll(CLAUSE)) {
    if (new RegExp(`^(?:${JOIN})$`).test(hit[0])) continue;
    let start = hit.index;
    const end = start + hit[0].length;
    const cuts = findPlaces(hit[0], buildings)
      .filter((p) => named(p) && p.start > 4 && /[了坏]\s*$/.test(hit[0].slice(0, p.start)))
      .map((p) => p.start);
    // 投影不亮 幕布也放不下来: a gap between two stretches that both tell a fault.
    for (const gap of hit[0].matchAll(/(?<=[一-龥]{3}) +(?=[一-龥]{3})/g))
      if (
        SYMPTOM.test(hit[0].slice(0, gap.index)) &&
        (findThings(hit[0].slice(gap.index).trimStart(), [])[0]?.start ?? 9) <=
          (/^\s*[^\s]{2,6}也/.test(hit[0].slice(gap.index)) ? 4 : 0)
      )
        cuts.push(gap.index);
    for (const cut of cuts.toSorted((a, b) => a - b)) {
      if (hit.index + cut <= start) continue;
      out.push([start, hit.index + cut]);
      start = hit.index + cut;
    }
    out.push([start, end]);
    if (out.length > 24) break;
  }
  return out;
}

function clausesOf(text: string, buildings: readonly string[]): Clause[] {
  return bounds(text, buildings).map(([start, end]) => {
    const body = text.slice(start, end);
    const places = findPlaces(body, buildings);
    const things = findThings(body, places);
    const joined = JOINED.test(text.slice(Math.max(0, start - 6), start));
    const thing =
      things.find((t) => SYMPTOM.test(body.slice(t.end, t.end + 60))) ??
      (joined ? things[0] : undefined) ??
      (/报修|修一下|换一下|加装|安装|装|清/.test(body) ? things[0] : undefined);
    const spot = places.find((p) => SYMPTOM.test(body.slice(p.end, p.end + 60)));
    const room = /(?:厕所|卫生间|洗手间|[男女]厕|电梯)$/.exec(
      spot ? body.slice(spot.start, spot.end) : '',
    );
    const object = thing ? body.slice(thing.start, thing.end) : (room?.[0] ?? '');
    const place = places.filter(named).map((p) => body.slice(p.start, p.end))[0] ?? '';
    const from = thing?.end ?? spot?.end ?? 0;
    return {
      start,
      end,
      body,
      joined,
      object,
      place,
      symptom: SYMPTOM.exec(body.slice(from))
        ? body.slice(from)
        : (BARE_FAULT.exec(body)?.[0] ?? ''),
      ...clauseIntent(body, buildings),
    };
  });
}

const family = (intent: Intent): string =>
  /^purchase|^supply/.test(intent)
    ? 'goods'
    : /^repair\.(?:query|urge|cancel)/.test(intent)
      ? 'ticket'
      : intent.startsWith('duty')
        ? 'duty'
        : intent;
const ticketOf = (text: string): string => {
  const hit = findTicket(text);
  return hit ? text.slice(hit.start, hit.end) : '';
};
const alike = (a: string, b: string) => a.includes(b) || b.includes(a);

/** Whether a second clause about repairs tells of another fault than the report so far. */
function anotherFault(last: Clause, c: Clause): boolean {
  if (c.object === '' && c.place === '') return c.joined && c.symptom !== '';
  if (CONSEQUENCE.test(c.body)) return false;
  if (/出血|受伤|流血|现在只能|您看|方便安排/.test(c.body)) return false;
  if (
    WET.test(last.body) &&
    (SOAKED.test(c.symptom) || SURFACE.test(c.object)) &&
    !c.joined &&
    !/也/.test(c.body)
  )
    return false;
  if (WET.test(last.body) && /阀|水闸|总闸/.test(c.object)) return false;
  // 水管裂了，水喷得老高: what the water does.
  if (
    /水/.test(c.object.slice(0, 2)) &&
    !c.joined &&
    /[管阀头箱].{0,3}(?:爆|裂|崩|漏|断|破)/.test(last.body)
  )
    return false;
  if (
    PART.test(c.object) &&
    c.body.trim().startsWith(c.object) &&
    c.place === '' &&
    !c.joined &&
    !/也/.test(c.body) &&
    last.object !== ''
  )
    return false;
  if (last.symptom === '' && last.object === '') return false;
  const elsewhere = c.place !== '' && last.place !== '' && !alike(c.place, last.place);
  if (c.object === '') return elsewhere && c.symptom !== last.symptom && c.symptom !== '';
  if (last.object === '' && !BARE_FAULT.test(last.body)) return elsewhere && last.symptom !== '';
  if (last.object === '')
    return elsewhere || /也/.test(c.body) || (last.symptom !== '' && c.symptom !== '');
  if (alike(last.object, c.object))
    return elsewhere && c.symptom.replace(/^也/, '') !== last.symptom;
  // 灯管坏了，换个镇流器: work without a symptom of its own stays with the fault before it.
  return c.symptom !== '' || c.joined || elsewhere;
}

/** Whether a clause with a request begins a part of its own after `last`. */
function begins(last: Clause, c: Clause, text: string): boolean {
  if (last.intent === 'repair.report' && c.intent === 'repair.report') return anotherFault(last, c);
  if (c.intent === 'repair.report') {
    // 领2节电池，话筒没电了: the thing that wants the good.
    if (family(last.intent) === 'goods' && /没电/.test(c.body) && /电池/.test(last.body))
      return false;
    if (family(last.intent) === 'goods')
      return c.joined || (c.object !== '' && c.symptom !== '' && !CONSEQUENCE.test(c.body));
    const said = text.slice(last.start, last.end);
    return (
      c.joined ||
      (c.place !== '' && c.object !== '' && ticketOf(said) !== '') ||
      (last.intent === 'repair.cancel' &&
        c.symptom !== '' &&
        /^\s*(?:不过|但|可是?|只是)/.test(c.body)) ||
      (family(last.intent) !== 'ticket' && last.intent !== 'duty.swap')
    );
  }
  const said = text.slice(last.start, last.end);
  // 只出冷水，三天了没人管: a complaint about the fault just told is no earlier report.
  if (last.intent === 'repair.report' && family(c.intent) === 'ticket')
    return (
      c.joined || ticketOf(c.body) !== '' || /报[过的了修]|上次|之前|昨天|前天|上周/.test(c.body)
    );
  if (last.intent === c.intent)
    return c.intent === 'duty.query'
      ? c.joined || /谁|哪|几/.test(said)
      : family(c.intent) === 'ticket' && findTicket(c.body) !== null && findTicket(said) !== null;
  if (family(last.intent) === family(c.intent)) {
    if (family(c.intent) === 'ticket')
      return c.joined || (findTicket(c.body) !== null && findTicket(said) !== null);
    if (family(c.intent) === 'duty') return c.joined;
    return (
      c.joined ||
      c.intent === 'purchase.query' ||
      last.intent === 'purchase.query' ||
      (TAKE.test(c.body) && BUY.test(said)) ||
      (BUY.test(c.body) && TAKE.test(said) && /\d|[一二两三四五六七八九十几]/.test(said))
    );
  }
  // A wish without its own word after a fault is the cure of it: 灯坏了，要一个新的.
  if (family(c.intent) === 'goods' && last.intent === 'repair.report')
    return (
      c.joined ||
      /领|买|购|拿|发|订|要[一二两三四五六七八九十\d]/.test(c.body) ||
      c.intent === 'purchase.query'
    );
  return true;
}

/** Words that ask for the mending itself. */
const REPORT_ASKED = /修|看看|看一?下|处理|来人|师傅(?!说|讲)/;

/** Requests of a message in text order; one part when it holds one. */
export function split(text: string, buildings: readonly string[]): Part[] {
  const { intent: whole, confidence } = judge(text, buildings);
  const one: Part[] = [{ start: 0, end: text.length, intent: whole, confidence }];
  const clauses = clausesOf(text, buildings);
  if (clauses.length < 2) return one;
  // 顺带看下门口的监控，黑屏了: the thing and its symptom stand in two clauses.
  for (const [i, c] of clauses.entries()) {
    const next = clauses[i + 1];
    if (!next || REQUESTS.has(c.intent) || !c.joined || c.object === '') continue;
    const both = judge(text.slice(c.start, next.end), buildings);
    if (both.intent !== 'repair.report') continue;
    Object.assign(c, { intent: both.intent, end: next.end, symptom: next.symptom });
    next.intent = 'chitchat';
  }
  const parts: Clause[] = [];
  for (const c of clauses) {
    const last = parts.at(-1);
    // 这周日谁带班，元旦又是谁: the second day asks the same.
    if (
      last?.intent === 'duty.query' &&
      /谁|哪位/.test(c.body) &&
      findDates(c.body, TODAY).length > 0 &&
      /谁|哪位/.test(last.body)
    ) {
      parts.push({ ...c, intent: 'duty.query' });
      continue;
    }
    if (!last) {
      if (REQUESTS.has(c.intent)) parts.push({ ...c, start: 0 });
    } else if (
      parts.length === 1 &&
      last.intent === 'repair.report' &&
      family(c.intent) === 'goods' &&
      c.intent !== 'purchase.query' &&
      !c.joined &&
      !/\d|[一二三四五六七八九]/.test(last.place) &&
      !/^\s*(?:再|还|也|另|顺|并)/.test(c.body) &&
      !REPORT_ASKED.test(last.body)
    )
      // 手电没电了，领电池四节: the fault is why the good is wanted.
      Object.assign(last, { intent: c.intent, end: c.end, joined: false, object: '', symptom: '' });
    else if (REQUESTS.has(c.intent) && begins(last, c, text)) parts.push({ ...c });
    else {
      if (last.object === '' && c.intent === 'repair.report') last.object = c.object;
      if (last.symptom === '') last.symptom = c.symptom;
      last.end = c.end;
    }
  }
  const [first] = parts;
  if (!first) return one;
  if (parts.length === 1)
    return whole === 'chitchat' || whole === 'help' || REQUESTS.has(whole)
      ? one
      : [{ ...first, start: 0, end: text.length }];
  // 昨天报的空调…，还是不制冷: an earlier report is told with its fault.
  if (
    /repair\.(?:query|urge|cancel)|purchase\.query|approval/.test(whole) &&
    parts.every(
      (p, i) =>
        (i === 0 || !p.joined) &&
        (family(p.intent) === family(whole) || p.intent === 'repair.report'),
    ) &&
    new Set(parts.map((p) => ticketOf(p.body))).size < 2
  )
    return one;
  return parts.map((p, i) => ({ ...p, end: parts[i + 1]?.start ?? text.length }));
}
