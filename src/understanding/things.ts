import type { Trade } from '../kernel/people.ts';
import { THINGS } from './lexicon/things.ts';
import type { Place } from './places.ts';

/** A thing of the school found in the text. */
export interface Thing {
  start: number;
  end: number;
  category: Trade;
}

/** The trade of every thing by its name. */
export const categories = new Map<string, Trade>();
const isTrade = (key: string): key is Trade => key in THINGS;
for (const key of Object.keys(THINGS)) {
  if (!isTrade(key)) continue;
  for (const word of (THINGS[key] ?? '').match(/"[^"]+"|\S+/g) ?? []) {
    const plain = word.replaceAll('"', '');
    if (!categories.has(plain)) categories.set(plain, key);
  }
}
const escape = (word: string) =>
  /^[a-z ]+$/.test(word)
    ? `(?<![a-z])${word}(?![a-z])`
    : word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const ONE = [...categories.keys()]
  .toSorted((a, b) => b.length - a.length)
  .map(escape)
  .join('|');
const THING = new RegExp(`(?:${ONE})(?:的?(?:${ONE}))*`, 'g');
const LAST = new RegExp(`(?:${ONE})$`);
/** A thing at the beginning of a text. */
export const FIRST = new RegExp(`^(?:${ONE})`);
const NOT_THINGS =
  /^(?:网(?=上|课|站|购|红|页|友|格)|门(?=口|卫|外|前)|车(?=堵|库|位|间|来)|灯(?=下)|钟(?=楼|头)|树(?=立)|草(?=稿)|窗(?=口)|床(?=上)|桌(?=上)|梁(?=老师|主任)|麦(?=当)|卫生(?=间|室|所|纸|巾|院)|线路(?=图)|无线(?!网|路)|黑板(?=擦(?!不)|报)|开关(?=一)|下水(?=慢|不|堵)|锁(?=在|死|上|不|住|好)|车(?=棚)|灶(?=台)|垃圾(?=房|袋)|钥匙(?=扣)|电话(?=[：: ]?\d|号|是|联系|打)|白板(?=笔)|打印(?=纸)|墙(?=上)|照明(?=不足)|楼梯(?=间|口|拐|转|灯|的?灯)|花坛(?=边|旁)|操场)/;

/** The lowest-level nouns of the lexicon, longest first, in a normalised text. */
export function findThings(text: string, places: readonly Place[]): Thing[] {
  const found: Thing[] = [];
  let open = text;
  for (const p of places)
    open = open.slice(0, p.start) + '＿'.repeat(p.end - p.start) + open.slice(p.end);
  for (const hit of open.matchAll(THING)) {
    const start = hit.index;
    // 后门锁不上: here 锁 is what cannot be done.
    const locks = /.锁$/.test(hit[0]) && /^(?:不(?!了?[灵好])|死|住|不住)/.test(text.slice(start + hit[0].length));
    const word = locks ? hit[0].slice(0, -1) : hit[0];
    if (NOT_THINGS.test(text.slice(start, start + 12)) && word.length <= 2) continue;
    // 没网, 没有纱窗, 断网: the noun belongs to the fault.
    if (
      /(?:没有?|缺少?)$/.test(open.slice(0, start)) ||
      (/[断停]$/.test(open.slice(0, start)) && /^(?:网|热水|暖气)/.test(word))
    )
      continue;
    const drain = /.(?=下水$)/.exec(word);
    const last = LAST.exec(word)?.[0] ?? word;
    const first = FIRST.exec(word)?.[0] ?? word;
    const byLast = /插座|灯|锁|门|水管|龙头|插头|钥匙$/.test(last) && !/^(?:空调|消防)/.test(word);
    found.push({
      start,
      end: start + (drain ? drain.index + 1 : word.length),
      category: categories.get(word) ?? categories.get(byLast ? last : first) ?? 'other',
    });
  }
  return found;
}
