import type { Trade } from '../kernel/people.ts';
import { THINGS } from './lexicon/things.ts';
import type { Place } from './places.ts';
import { remembered, Words } from './words.ts';

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
const words = new Words(categories.keys());

/** End of the compound noun at `at` (讲台的抽屉锁), with its first and last word; null when none begins there. */
function compound(text: string, at: number): { end: number; first: string; last: string } | null {
  const length = words.at(text, at);
  if (length === 0) return null;
  const first = text.slice(at, at + length);
  let last = first;
  let end = at + length;
  for (;;) {
    const gap = text[end] === '的' ? 1 : 0;
    const more = words.at(text, end + gap);
    if (more === 0) return { end, first, last };
    last = text.slice(end + gap, end + gap + more);
    end += gap + more;
  }
}

/** The thing a text begins with. */
export function firstThing(text: string): string | null {
  const length = words.at(text, 0);
  return length > 0 ? text.slice(0, length) : null;
}

const NOT_THINGS =
  /^(?:网(?=上|课|站|购|红|页|友|格)|门(?=口|卫|外|前)|车(?=堵|库|位|间|来)|灯(?=下)|钟(?=楼|头)|树(?=立)|草(?=稿)|窗(?=口)|床(?=上)|桌(?=上)|梁(?=老师|主任)|麦(?=当)|卫生(?=间|室|所|纸|巾|院)|线路(?=图)|无线(?!网|路)|黑板(?=擦(?!不)|报)|开关(?=一)|下水(?=慢|不|堵)|锁(?=在|死|上|不|住|好)|车(?=棚)|灶(?=台)|垃圾(?=房|袋)|钥匙(?=扣)|电话(?=[：: ]?\d|号|是|联系|打(?!不))|白板(?=笔)|打印(?=纸)|墙(?=上)|照明(?=不足)|楼梯(?=间|口|拐|转|灯|的?灯)|花坛(?=边|旁)|操场)/;

/** The lowest-level nouns of the lexicon, longest first, in a normalised text. */
export function findThings(text: string, places: readonly Place[]): Thing[] {
  const key = places.map((p) => `${String(p.start)}-${String(p.end)}`).join();
  return found(text, key);
}

const found = remembered((text, key): Thing[] => {
  const out: Thing[] = [];
  let open = text;
  for (const place of key === '' ? [] : key.split(',')) {
    const [start = 0, end = 0] = place.split('-').map(Number);
    open = open.slice(0, start) + '＿'.repeat(end - start) + open.slice(end);
  }
  for (let start = 0; start < open.length; start += 1) {
    const hit = compound(open, start);
    if (!hit) continue;
    const next = hit.end - 1;
    // 后门锁不上: here 锁 is what cannot be done.
    const locks =
      hit.end - start > 1 &&
      text[next] === '锁' &&
      /^(?:不(?!了?[灵好])|死|住)/.test(text.slice(hit.end));
    const word = text.slice(start, locks ? next : hit.end);
    const before = open.slice(Math.max(0, start - 4), start);
    start = next;
    if (
      word.length <= 2 &&
      NOT_THINGS.test(text.slice(hit.end - word.length - (locks ? 1 : 0), hit.end + 12))
    )
      continue;
    // 没网, 没有纱窗, 断网: the noun belongs to the fault.
    if (
      /(?:没有?|缺少?)$/.test(before) ||
      (/[断停]$/.test(before) && /^(?:网|热水|暖气)/.test(word))
    )
      continue;
    const last = locks ? word : hit.last;
    const byLast =
      /(?:插座|灯|锁|门|水管|龙头|插头|钥匙)$/.test(last) &&
      !/^(?:防火门|空调|消防|配电|电箱|冰箱|冰柜|烤箱|洗衣机|消毒柜|蒸|电梯|货梯|饮水机|微波炉)/.test(
        word,
      );
    const begin = hit.end - word.length - (locks ? 1 : 0);
    out.push({
      start: begin,
      end: begin + (/.下水$/.test(word) ? word.length - 2 : word.length),
      category: categories.get(word) ?? categories.get(byLast ? last : hit.first) ?? 'other',
    });
  }
  return out;
});
