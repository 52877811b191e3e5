import characters from './data/characters.json' with { type: 'json' };
import { heard } from './sounds.ts';

/**
 * The text as matching sees it. Every code unit keeps its place, so a span found here
 * is cut out of the original text by the same offsets.
 */

const simplified = new Map<string, string>();
for (const pair of characters.traditional.match(/../gu) ?? [])
  simplified.set(pair.charAt(0), pair.charAt(1));
// 週 → 周 and the like must be stable, so that normalising twice changes nothing.
for (const [from, to] of simplified) simplified.set(from, simplified.get(to) ?? to);

/** A list's number at the head of an entry; 1、2、3楼 is no list. */
const LISTED = /(?<=^|[\s，,。；;：:])(?:\d{1,2}(?:[.](?!\d)|[、)](?!\d[、.)])))/g;

/** The longest text that is looked at; a wish lies at its beginning, the rest is pasted matter. */
export const LOOKED_AT = 500;

/** Words of the dialects that are written with one character each, in the standard language. */
const DIALECT = new Map(
  '唔不冇没咗了嘅的喺在嚟来攞拿搵找哋们喇了啲些嗰那係是睇看畀给俾给咁这仲还咧了俺我侬你伊他勿不佢他乜什哒的'
    .match(/../gu)
    ?.map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)]),
);

/** Words of the dialects as they stand after the characters were replaced, of the same length. */
const PHRASES: readonly (readonly [said: string, meant: string])[] = [
  ['没得', '没有'],
  ['咋个', '怎么'],
  ['啥子', '什么'],
  ['听日', '明天'],
  ['后日', '后天'],
  ['琴日', '昨天'],
  ['寻日', '昨天'],
  ['下昼', '下午'],
  ['上昼', '上午'],
  ['夜晚', '晚上'],
  ['不该', '麻烦'],
  ['而家', '现在'],
  ['边个', '哪个'],
  ['边度', '哪里'],
  ['得闲', '有空'],
  ['几时', '何时'],
  ['点解', '为何'],
  ['饭堂', '食堂'],
  ['课室', '教室'],
  ['雪柜', '冰箱'],
  ['光管', '灯管'],
  ['水喉', '水管'],
];

/** 高二⑸班: the digit in its brackets. */
const digit = (mark: string) => String(mark.charCodeAt(0) - 0x2473);

/** Same length in code units as the text (cut to `LOOKED_AT`); half width, simplified, lower case. */
export function normalise(text: string): string {
  let out = '';
  for (const unit of text.slice(0, LOOKED_AT).replace(/[①-⑳]/g, '；').replace(/[⑴-⑼]/g, digit)) {
    const folded = unit.normalize('NFKC').toLowerCase();
    const same = folded.length === unit.length ? folded : unit;
    const plain = simplified.get(same) ?? same;
    out += DIALECT.get(plain) ?? plain;
  }
  out = out.replace(/[“”]/g, '"').replace(/[【〔]/g, '[');
  // 1. … 2. …: the numbers of a list are breaks, not rooms.
  if ([...out.matchAll(LISTED)].length > 1)
    out = out.replace(LISTED, (mark) => '；'.repeat(mark.length));
  for (const [said, meant] of PHRASES) out = out.replaceAll(said, meant);
  out = heard(out.replace(/(?<=[\d十百千万])蚊(?!子)/g, '元'));
  return out.replace(/(\d{3,4}|[零一二三四五六七八九幺]{3,4})教师(?!宿舍|公寓|办公)/g, '$1教室');
}
