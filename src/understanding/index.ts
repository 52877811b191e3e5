import type { ReportSlots, SingleUnderstood, Span, Understand } from '../kernel/understood.ts';
import { findDates } from './dates.ts';
import { findTicket } from './decide.ts';
import { readGoods } from './goods.ts';
import { LOOKED_AT, normalise } from './normalise.ts';
import { OWN } from './places.ts';
import { readReport } from './report.ts';
import { split, type Part } from './split.ts';

const PERSON =
  /(?:和|跟|与|给|找|让|同|换|请|由|拜托)(?:[^!-~，。我你他]{1,5}的(?=[一-龥][姐哥叔姨]))?([一-龥][姐哥叔姨]|[^!-~，。！？：、的给我他她换调和跟一值]{1,3}(?:老师|主任|师傅|校长|书记|科长|组长|处长)|[老小][^!-~，。的师换]|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻柏章苏潘葛范彭郎鲁马方袁柳唐薛雷贺倪汤罗毕郝邬安常乐于傅齐康余顾孟黄穆萧尹姚邵汪毛戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童郭梅林钟徐邱骆高夏蔡田胡霍虞万柯莫房丁邓单洪包左石崔龚程裴陆翁][^!-~，。！的了换调值班一顶替代]{1,2})/;

function read(
  original: string,
  text: string,
  part: Part,
  now: Temporal.ZonedDateTime,
  buildings: readonly string[],
): SingleUnderstood {
  const stretch = text.slice(part.start, part.end);
  const written = original.slice(part.start, part.end);
  const today = now.toPlainDate();
  switch (part.intent) {
    case 'repair.report':
      return {
        intent: part.intent,
        slots: readReport(original, text, part.start, part.end, now, buildings),
      };
    case 'purchase.request':
    case 'supply.issue':
      return { intent: part.intent, slots: readGoods(written, stretch, now) };
    case 'repair.query':
    case 'repair.urge':
    case 'repair.cancel':
    case 'purchase.query': {
      const ticket = findTicket(stretch);
      return {
        intent: part.intent,
        slots: { ticket: ticket ? written.slice(ticket.start, ticket.end) : null },
      };
    }
    case 'duty.query': {
      const past = /值了|值过|是谁值的|了几|谁值的班/.test(stretch);
      const day = findDates(stretch, today, past)[0];
      let plain = stretch;
      for (const d of findDates(stretch, today, past))
        plain = plain.slice(0, d.start) + '，'.repeat(d.end - d.start) + plain.slice(d.end);
      const named =
        /([^!-~，。的是天晚在一二三四五六日号上下这那月谁]{1,2}(?:老师|主任|校长|师傅|书记))/.exec(
          plain,
        );
      const nick = /(?<![一-龥])([老小阿][一-龥])(?=[这下上本明今后哪什几有是的])/.exec(plain);
      const who = /我(?!们)|本人|自己/.test(
        stretch.replace(
          /(?:发|给|告诉|帮|替|跟)(?:一?下|给)?我|我(?:想|要)?(?:看|查|问|知道|了解)/g,
          '',
        ),
      )
        ? 'me'
        : named && !/带班|值班|领导|[哪几]位/.test(named[0])
          ? written.slice(named.index, named.index + named[0].length)
          : nick
            ? written.slice(nick.index, nick.index + 2)
            : null;
      const single = day?.from.equals(day.to) ?? false;
      const date =
        single && day ? day.from.toString() : !day && who === null ? today.toString() : null;
      return {
        intent: part.intent,
        slots: {
          date,
          from: day && !single ? day.from.toString() : null,
          to: day && !single ? day.to.toString() : null,
          who,
        },
      };
    }
    case 'duty.swap': {
      let [first, second] = findDates(stretch, today);
      // 孙老师28号的班换我5号的: the speaker gives away the second.
      if (
        first &&
        second &&
        /(?:老师|主任|师傅|校长)(?:的)?$/.test(stretch.slice(0, first.start)) &&
        /我的?$/.test(stretch.slice(first.end, second.start))
      )
        [first, second] = [second, first];
      const person =
        PERSON.exec(stretch) ??
        /([^!-~，。！？：、的给我他她换调和跟一值]{1,2}(?:老师|主任|师傅|校长))/.exec(stretch) ??
        /(?:^|[，,。\s])([老小][一-龥])(?=能|可以|帮|愿意|替|顶)/.exec(stretch);
      const at = person?.[1] ? person.index + person[0].length - person[1].length : -1;
      return {
        intent: part.intent,
        slots: {
          from_date: first?.from.toString() ?? null,
          to_date: second?.from.toString() ?? null,
          with: person?.[1] && at >= 0 ? written.slice(at, at + person[1].length) : null,
        },
      };
    }
    case 'schedule.query': {
      const day = findDates(stretch, today)[0];
      if (!day) return { intent: part.intent, slots: { month: null, from: null, to: null } };
      if (day.month)
        return {
          intent: part.intent,
          slots: { month: day.from.toString().slice(0, 7), from: null, to: null },
        };
      const until = /^(?:之|以)?前/.test(stretch.slice(day.end));
      return {
        intent: part.intent,
        slots: {
          month: null,
          from: (until ? today : day.from).toString(),
          to: (until ? day.from : day.to).toString(),
        },
      };
    }
    case 'approval.pending':
    case 'help':
    case 'chitchat':
    default:
      return { intent: part.intent, slots: {} };
  }
}

/** Every character set apart, 电 路 跳 闸: the text without the gaps, and where each unit stood. */
function closed(original: string): { text: string; at: number[] } | null {
  const head = original.slice(0, LOOKED_AT);
  const gaps = head.match(/(?<=[一-龥]) +(?=[一-龥])/g)?.length ?? 0;
  const letters = head.match(/[一-龥]/g)?.length ?? 0;
  if (letters < 4 || gaps < letters * 0.6) return null;
  const at: number[] = [];
  let text = '';
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] === ' ') continue;
    text += head[i] ?? '';
    at.push(i);
  }
  return { text, at };
}

function reopened(
  understood: SingleUnderstood,
  original: string,
  shut: { text: string; at: number[] },
): void {
  const back = (span: string): string => {
    const from = shut.text.indexOf(span);
    const first = shut.at[from];
    const last = shut.at[from + span.length - 1];
    return first === undefined || last === undefined ? span : original.slice(first, last + 1);
  };
  const each = (span: Span): Span =>
    span === null ? null : typeof span === 'string' ? back(span) : span.map(back);
  if (understood.intent === 'repair.report') {
    const { slots } = understood;
    slots.location = each(slots.location);
    slots.object = each(slots.object);
    slots.fault = each(slots.fault);
    if (slots.contact !== null) slots.contact = back(slots.contact);
  } else if (understood.intent === 'purchase.request' || understood.intent === 'supply.issue')
    for (const item of understood.slots.items) item.name = back(item.name);
}

/**
 * What a message asks for, by the annotation rules. Pure: the instant and zone are given.
 * Only the first `LOOKED_AT` code units are read, so the time is bounded for any text; it never throws.
 * String slots are cut out of the text as it was written.
 */
export const understand: Understand = (original, context) => {
  const shut = closed(original);
  if (shut) {
    const understood = readWhole(shut.text, context);
    if (understood.intent === 'multi')
      for (const part of understood.slots.parts) reopened(part, original, shut);
    else reopened(understood, original, shut);
    return understood;
  }
  return readWhole(original, context);
};

/** A report without a place takes the one of the report before it. */
function handOn(parts: readonly SingleUnderstood[]): void {
  let before: ReportSlots | null = null;
  for (const part of parts) {
    if (part.intent !== 'repair.report') continue;
    if (part.slots.location !== null) before = part.slots;
    else if (before !== null) {
      part.slots.location = before.location;
      part.slots.location_norm = { ...before.location_norm };
    }
  }
}

const readWhole: Understand = (original, context) => {
  const text = normalise(original);
  const buildings = [
    ...(context.buildings ?? []),
    ...(context.places ?? []).map((name) => OWN + name),
  ];
  const now = context.now.toZonedDateTimeISO(context.timezone);
  const parts = split(text, buildings).map((part) => ({
    ...read(original, text, part, now, buildings),
    confidence: Math.round(part.confidence * 100) / 100,
  }));
  const [only] = parts;
  if (parts.length > 1) {
    handOn(parts);
    // 空调不制冷，窗帘也掉了，301: what comes before takes the place told after.
    handOn(parts.toReversed());
    return {
      intent: 'multi',
      slots: { parts },
      confidence: Math.min(...parts.map((p) => p.confidence)),
    };
  }
  return only ?? { intent: 'chitchat', slots: {} };
};
