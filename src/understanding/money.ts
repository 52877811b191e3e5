import { MEASURE } from './lexicon/goods.ts';
import { NUMBER, readNumber } from './numbers.ts';

export interface Money {
  total: number | null;
  each: number | null;
  /** Where sums stand in the text: they are no quantities. */
  spans: [number, number][];
}

const PIECE =
  '[个台本支张套件盒包箱把束瓶条只块双面根份斤袋卷副盆棵米桶枚顶辆架幅盏扇板提筒令对付株捆床罐节粒片管部听朵]';
const EACH = new RegExp(
  `(?:单价|每${PIECE}|一${PIECE}|一平米)(?:[约大概是要:：￥¥ ]|不超过|不到|控制在|最多)*(?<a>${NUMBER})\\s*(?:元|块钱?|￥)?|(?<![高初周第])(?<b>${NUMBER})\\s*(?:元|块钱?)?\\s*(?:一|每|/)\\s*${PIECE}`,
  'g',
);
const SUM = new RegExp(
  `(?:(?:总价|总额|预算|budget|经费|总共|合计|一共|费用|金额|报价|价格|大概|大约|约|(?:不|别|莫|勿)(?:能|要|得)?超过?|控制在|总计|材料费|共计|不到|最多|上限|共)[是约大概在共为不超过到要花:：￥¥ ]*)(?<a>${NUMBER})(?![\\d.十百千万kw])\\s*(?<ua>元|块钱?|左右|以内|以下|之内)?(?!\\s*(?:${MEASURE}|天|周|点|月|号|人|年|来|几|多|班|层|间|位|名))|(?<b>${NUMBER})\\s*(?:元|块钱|块(?=左右|以内|$|[，,。！]|上下|钱)|左右|以内|以下|上下|之内)|[￥¥]\\s*(?<c>\\d+(?:\\.\\d+)?)`,
  'g',
);
/** 灯管20根，两千五: hundreds that stand alone behind what was counted. */
const ALONE = new RegExp(
  `(?<=[，,。；;\\s])(?:大概|大约|约|差不多)?(?<n>(?=[^，,。；;\\s]*[百千万k])${NUMBER})(?=$|[，,。；;\\s])`,
  'g',
);
const OF_GOOD = /^的[一-龥]/;
/** 买一千八的冰箱 */
const WORTH = new RegExp(`(?<=[买购要]|${PIECE})(?=[^的]*[百千万])${NUMBER}(?=的[一-龥])`, 'g');
/** What ALONE stands behind: 20根, 25米. */
const COUNTED = new RegExp(`${NUMBER}\\s*(?:${MEASURE})`);
/** 9块9, said of one of them. */
const SMALL = new RegExp(
  `(?<![共计总额算\\d])(?<n>${NUMBER})块(?<tenth>\\d)(?![\\d.]|\\s*(?:${MEASURE}))`,
  'g',
);
const OF_ONE = `[一每/]\\s*${PIECE}`;
/** 五毛一张, 每包23块5毛, 一桶一百二十八块五: tenths of a yuan. */
const TENTHS = new RegExp(
  `(?<![共计总额算])(?<before>单价|${OF_ONE})?[约大概是要:：￥¥ ]*(?:(?<yuan>${NUMBER})[块元](?:(?<tenth>[1-9一二两三四五六七八九])[毛角]钱?|(?<alone>[一二两三四五六七八九])(?=\\s*${OF_ONE}|[\\s,，。；;]|$))|(?<tenths>${NUMBER})[毛角]钱?(?=\\s*${OF_ONE}|[\\s,，。；;]|$))(?<behind>\\s*${OF_ONE})?`,
  'g',
);
/** 百来块钱: a sum, but no number. */
const ABOUT =
  /(?:[一两二三四五六七八九]?[百千万]|几[十百千万]|[一二三四五六七八九]?十)[来几多]块钱?/g;
/** 二三十 and the like are guesses, not numbers. */
const GUESS = /^(?:一二|二三|三四|四五|五六|六七|七八|八九|两三)/;

/** 1,299元 with every character in its place. */
const THOUSANDS = /(?<!\d)(\d{1,3}),(\d{3})(?=元|块)/g;

/** The sums named in a normalised text. */
export function money(said: string): Money {
  const text = said.replace(THOUSANDS, '0$1$2');
  const spans: [number, number][] = [];
  let total: number | null = null;
  let each: number | null = null;
  for (const hit of text.matchAll(TENTHS)) {
    const { before, yuan, tenth, alone, tenths, behind } = hit.groups ?? {};
    // 操场一角: a corner.
    if (tenths !== undefined && before === undefined && behind === undefined) continue;
    const whole = readNumber(yuan ?? '0') ?? 0;
    each ??= Math.round(whole * 10 + (readNumber(tenth ?? alone ?? tenths ?? '') ?? 0)) / 10;
    spans.push([hit.index, hit.index + hit[0].length]);
  }
  const other = COUNTED.test(text.replace(EACH, ' '));
  for (const hit of text.matchAll(EACH)) {
    const { a, b } = hit.groups ?? {};
    const end = hit.index + hit[0].length;
    if (spans.some(([from, to]) => from < end && hit.index < to)) continue;
    // 6块5 is six yuan fifty.
    const tenth = hit[0].endsWith('块')
      ? /^\d(?!\d|[个台本支张套件盒包箱])/.exec(text.slice(end))?.[0]
      : undefined;
    const whole = readNumber(a ?? b ?? '');
    const value = whole === null || tenth === undefined ? whole : whole + Number(tenth) / 10;
    if (value === null || value <= (b === undefined ? 0 : 1)) continue;
    // 每个3包 hands out, 买一个5号 counts.
    if (
      a !== undefined &&
      !/元|块|￥/.test(hit[0]) &&
      new RegExp(`^(?:${MEASURE}|号)`).test(text.slice(end))
    )
      continue;
    if (a !== undefined && /[买购领要配订做]$/.test(text.slice(0, hit.index))) continue;
    each = value;
    // 空调一台 1.2万: nothing else is counted, so this counts.
    const counts = a !== undefined && hit[0].startsWith('一') && !other;
    spans.push([hit.index + (counts ? 2 : 0), end + (tenth?.length ?? 0)]);
  }
  for (const hit of text.matchAll(SMALL)) {
    const end = hit.index + hit[0].length;
    const whole = readNumber(hit.groups?.['n'] ?? '');
    if (whole === null || spans.some(([from, to]) => from < end && hit.index < to)) continue;
    each ??= whole + Number(hit.groups?.['tenth']) / 10;
    spans.push([hit.index, end]);
  }
  for (const hit of text.matchAll(ABOUT)) spans.push([hit.index, hit.index + hit[0].length]);
  for (const hit of text.matchAll(SUM)) {
    const end = hit.index + hit[0].length;
    if (spans.some(([from, to]) => from < end && hit.index < to)) continue;
    const { a, b, c } = hit.groups ?? {};
    if (/^[几来多]/.test(text.slice(end)) || text.slice(0, hit.index).endsWith('几')) continue;
    // 秒表10块 counts stop-watches.
    if (
      b !== undefined &&
      hit[0].endsWith('块') &&
      /[一-龥a-z]$/.test(text.slice(0, hit.index)) &&
      !/[约共是概价费算花要才需过为元块]$|不到$|以内$/.test(text.slice(0, hit.index))
    )
      continue;
    const word = a ?? b ?? c ?? '';
    if (GUESS.test(word) && /元|块/.test(hit[0])) spans.push([hit.index, end]);
    if (GUESS.test(word) || word === '半') continue;
    const value = readNumber(word);
    if (value === null || value < 5) continue;
    // 500元的电风扇: said of one of them.
    if (OF_GOOD.test(text.slice(end))) each ??= value;
    else total ??= value;
    spans.push([hit.index, end]);
  }
  for (const hit of text.matchAll(WORTH)) {
    const end = hit.index + hit[0].length;
    if (spans.some(([from, to]) => from < end && hit.index < to)) continue;
    each ??= readNumber(hit[0]);
    spans.push([hit.index, end]);
  }
  for (const hit of text.matchAll(ALONE)) {
    const end = hit.index + hit[0].length;
    const value = readNumber(hit.groups?.['n'] ?? '');
    if (value === null || spans.some(([from, to]) => from < end && hit.index < to)) continue;
    if (!COUNTED.test(text.slice(0, hit.index))) continue;
    if (GUESS.test(hit.groups?.['n'] ?? '')) {
      spans.push([hit.index, end]);
      continue;
    }
    total ??= value;
    spans.push([hit.index, end]);
  }
  return { total, each, spans };
}
