import {
  CAUSE,
  CONSEQUENCE,
  LEAD,
  MODIFIER,
  MORE,
  NOUN_END,
  OWN,
  STOP,
  TAIL,
} from './lexicon/clauses.ts';
import { BARE_FAULT, SYMPTOM, WORK } from './lexicon/symptoms.ts';
import type { Place } from './places.ts';
import type { Thing } from './things.ts';

function stripLead(text: string, start: number, end: number): number {
  let at = start;
  for (;;) {
    const lead = LEAD.exec(text.slice(at, end));
    if (!lead || lead[0].length === 0) return at;
    at += lead[0].length;
  }
}

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
    /^(?:的?(?:外壳|目镜|镜头|焊缝|层板|隔板|压力表|枝叶|坐垫|链条|接缝|边框|边条|主板|出水口|轨|盖子|面板|按钮|遥控器|滤芯|滤网|轮子|螺丝|螺栓|焊口|横档|支架|拉手|链子|架子|底座|轨道|滑轮|抽屉|翻板|靠背|腿|盖|口|接头|接口|开关|轴|网|垫|扣|绳|架|屏|壳|框|条|板|外机|室外机|内胆|踏板|玻璃|水管|阀门|音箱|系统|设备|杆|圈|头))+/.exec(
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
export function faulted(
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
      const bare = /味|人|^[^,，。]{0,4}[全整成][栋楼层幢座个校屋]/.test(clause)
        ? null
        : trimmed(text, start, start + symptom.index);
      const whole = /[全整成][栋楼层幢座个校屋]/.exec(clause.slice(0, symptom.index));
      const begin = start + (bare ? symptom.index : (whole?.index ?? 0));
      const fault = faultFrom(text, begin, to, places, things);
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
