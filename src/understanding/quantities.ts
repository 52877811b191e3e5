import { MEASURE, SPEC } from './lexicon/goods.ts';
import { NUMBER, readNumber } from './numbers.ts';

export interface Quantity {
  start: number;
  end: number;
  qty: number | null;
  unit: string | null;
  each: boolean;
  /** Where what stands in brackets behind it begins and ends. */
  note?: readonly [number, number];
}

const QTY = new RegExp(
  `(?<each>(?:各|每样|每种)(?:自)?(?:[来领要拿买订发配添需购]|购置|采购|需要|配备)?)?(?<q>一批|一些|若干|好?几|十来|十几|点(?=$|[，,。])|些(?=$|[，,。])|${NUMBER})(?:来|多)?\\s*(?<u>${MEASURE})?`,
  'g',
);
/** Quantities of a clause: numbers with a measure word, or a bare number at its end. */
export function quantities(clause: string): Quantity[] {
  const sizes = [...clause.matchAll(SPEC)].filter((s) => /\d/.test(s[0]));
  const hits = [...clause.matchAll(QTY)];
  // 配个水壶和一个插线板: one, although no number says so.
  const one =
    hits.length > 0
      ? /(?<=[买购配领拿订添换做])[个台把套张块支条盒包](?=[一-龥])/.exec(clause)
      : null;
  const single =
    one &&
    !hits.some((h) => h.index <= one.index && one.index < h.index + h[0].length) &&
    one.index < (hits[0]?.index ?? 0)
      ? [{ start: one.index, end: one.index + 1, qty: 1, unit: one[0], each: false }]
      : [];
  const counted = hits.flatMap((hit): Quantity[] => {
    const size = sizes.find(
      (s) => s.index < hit.index + hit[0].length && hit.index < s.index + s[0].length,
    );
    if (
      size &&
      (/[*×x乘]|^[精功容直内载厚长宽高]/.test(size[0]) ||
        hits.length > 1 ||
        hit.groups?.['u'] === undefined)
    )
      return [];
    if (clause[hit.index - 1] === '(' && clause[hit.index + hit[0].length] === ')') return [];
    const { each, q = '', u } = hit.groups ?? {};
    const before = clause.slice(0, hit.index);
    const next = clause.slice(hit.index + hit[0].length);
    const vague =
      /几|些|若干|批|来|点/.test(q) ||
      /^(?:十|[二三四五六七八九]十)?[来多]/.test(hit[0].slice(q.length));
    if (/^[年月号日点楼层周(（]|^年级|^班(?!\S*[套])|^[a-z]|^\d/.test(next) && u === undefined)
      return [];
    if (
      /^(?:班|年级|号|楼|色|孔插|匹)/.test(next) ||
      (/^[米升斤克]$/.test(u ?? '') && /^[的长高宽]/.test(next))
    )
      return [];
    if (
      /[a-z初高第周每下上这那]$/.test(before) &&
      !each &&
      !(u && /[每a-z]$/.test(before) && !/[a-z]$/.test(before))
    )
      if (!/(?<![a-z-])[×x*]$/.test(before)) return [];
    if (/^[一两]$/.test(q) && u === undefined) return [];
    if (u === '匹') return [];
    // 三个小班, 一个学生: who takes it.
    if (
      /^[个位名]$/.test(u ?? '') &&
      /^(?:娃|学生|老师|同学|孩子|新生|家长|[小中大]班|班级|年级|教室|办公室|宿舍|寝室|楼层|部门|处室|考场)/.test(
        next,
      )
    )
      return [];
    if (
      u === undefined &&
      !each &&
      !/^(?:一些|若干|一批)/.test(q) &&
      !(/\d/.test(q) && /^\s*(?:$|[\s,，、。)+])/.test(next))
    )
      return [];
    if (u !== undefined && /^[下点]$/.test(u)) return [];
    // 送到301, 一批答题卡5000张: a place, and a lot that is counted later.
    if (u === undefined && /[到在给]$/.test(before)) return [];
    if (q === '一批' && /^[^、，]*\d/.test(next)) return [];
    return [
      {
        start: hit.index,
        end: hit.index + hit[0].length,
        qty: vague ? null : readNumber(q),
        unit: u ?? null,
        each: each !== undefined,
      },
    ];
  });
  return [...single, ...counted].map((q): Quantity => {
    // 500张(A4烫金): what follows the number in brackets narrows the good before it.
    const note = /^\s*\((?!给|用于|每|共)([^()]{1,16})\)/.exec(clause.slice(q.end));
    const end = q.end + (note?.[0].length ?? 0);
    return note?.[1] === undefined ? q : { ...q, end, note: [end - note[1].length - 1, end - 1] };
  });
}

/** 每班2包，一共12个班: how many takers there are. */
export function takers(text: string): { count: number; phrase: string } | null {
  const TAKER =
    '个?(?:[小中大]?班级?|层|间|教室|(?<=个)年级组?|办公室|组|人|宿舍|楼层|部门|处室|寝室|考场|老师|学生|位|名)';
  // 一至六舍每舍: from the first to the last.
  const range =
    /([一二三四五六七八九十\d]+)(?:至|到|-|~)([一二三四五六七八九十\d]+)号?(?:舍|班|栋|年级|楼|组|层)[^，,。]{0,2}[每各]/.exec(
      text,
    );
  const [from, to] = [readNumber(range?.[1] ?? ''), readNumber(range?.[2] ?? '')];
  if (range && from !== null && to !== null && to > from)
    return { count: to - from + 1, phrase: range[0] };
  const hit =
    new RegExp(`(?:一共|总共|共|合计)(?:有)?(${NUMBER})${TAKER}`).exec(text) ??
    new RegExp(`(?<!\\d)(${NUMBER})${TAKER}[，,\\s]*(?:想|要|打算|需要?)?(?:每|各|一)`).exec(
      text,
    ) ??
    new RegExp(`[，,\\s][^，,。\\d每各]{0,6}?(${NUMBER})(?:${TAKER}|间|家)(?=$|[，,。\\s])`).exec(
      text,
    );
  const count = readNumber(hit?.[1] ?? '');
  return hit && count !== null && /每|各|一(?:班|人|间|层)[配发领要]/.test(text)
    ? { count, phrase: hit[0] }
    : null;
}

/** 给宿管和门卫各购置一台: how many take that much each. */
export function shares(before: string): number {
  const names = /(?:^|给|帮|为)([^给帮为]{2,24})$/.exec(before)?.[1] ?? '';
  return names.split(/[、和与及跟]/).filter((t) => t.trim() !== '').length || 1;
}
