import { formatQuantity, parseQuantity, type Quantity } from '../../../kernel/quantity.ts';

/** One thing and how much of it, as somebody wrote it. */
export interface SaidLine {
  readonly name: string;
  readonly quantity: Quantity;
  /** Null: not said. */
  readonly unit: string | null;
  /** Of one, in fen. */
  readonly priceFen: number | null;
}

export interface SaidBooking {
  readonly lines: readonly SaidLine[];
  /** What was written beside the things: 报损, 给三年级. Empty where nothing was. */
  readonly why: string;
  /** Pieces without a quantity, as they were written. */
  readonly unread: readonly string[];
}

const UNITS =
  '平方米|立方米|公斤|千克|毫升|厘米|个|台|包|箱|盒|本|支|把|套|件|张|瓶|卷|条|只|双|块|袋|桶|根|节|副|面|盆|束|棵|株|捆|打|份|幅|盏|扇|辆|部|架|令|筒|罐|听|枚|颗|粒|片|米|斤|升|吨|组|排|封|册|床|顶|壶|提|板|串|匹|座|朵|对|付|枝|摞|叠|扎|克';
const CHINESE = '零〇一二两三四五六七八九十百千万半';
const NUMBER = String.raw`\d+(?:\.\d+)?|[${CHINESE}]+`;
const AMOUNT = new RegExp(`(${NUMBER})\\s*(${UNITS})`, 'gu');
const MONEY = String.raw`(\d+(?:\.\d{1,2})?)\s*(?:元|块钱?)`;
const PRICE = new RegExp(
  String.raw`(?:单价|每(?:${UNITS})|一(?:${UNITS}))[:：]?\s*(?:${MONEY}|(\d+(?:\.\d{1,2})?))|[¥￥@]\s*(\d+(?:\.\d{1,2})?)|${MONEY}(?:\s*[/每一]\s*(?:${UNITS}))?`,
  'u',
);
const TOTAL = new RegExp(String.raw`(?:共|总价|合计|一共|总共)[:：]?\s*${MONEY}`, 'u');
const BREAKS = /[，,、;；\n]+/u;
/** Words that carry nothing. */
const FILLER = /^(?:的|了|吧|和|还有|又|再|要|用|是)+|(?:的|了|吧|和)+$/gu;

/** 12, 2.5, 十二, 两, 一百二十, 半. Null: no number. */
export function spokenQuantity(text: string): Quantity | null {
  const decimal = parseQuantity(text);
  if (decimal !== null) return decimal < 0n ? null : decimal;
  if (text === '半') return 500n;
  if (!new RegExp(`^[${CHINESE}]+$`, 'u').test(text) || text.includes('半')) return null;
  let [total, section, digit] = [0, 0, 0];
  for (const sign of text) {
    const value = '零一二三四五六七八九'.indexOf(
      sign === '两' ? '二' : sign === '〇' ? '零' : sign,
    );
    if (value >= 0) digit = value;
    else if (sign === '万') [total, section, digit] = [total + (section + digit) * 10_000, 0, 0];
    else {
      section += (digit || 1) * (sign === '十' ? 10 : sign === '百' ? 100 : 1_000);
      digit = 0;
    }
  }
  return BigInt(total + section + digit) * 1_000n;
}

/** `A4纸 20包 25元，拖把两把 报损`: several things, what one costs, and why. */
export function readBooking(text: string): SaidBooking {
  const lines: SaidLine[] = [];
  const why: string[] = [];
  const unread: string[] = [];
  for (const piece of text.normalize('NFKC').split(BREAKS)) {
    const words = piece.trim();
    if (words === '') continue;
    const read = readPiece(words);
    if (read) {
      lines.push(read.line);
      if (read.rest !== '') why.push(read.rest);
    } else if (lines.length > 0) why.push(words);
    else unread.push(words);
  }
  return { lines, why: [...new Set(why)].join('，'), unread };
}

function readPiece(words: string): { line: SaidLine; rest: string } | null {
  const total = TOTAL.exec(words);
  const priced = total ? words.replace(total[0], ' ') : words;
  const price = total ? null : PRICE.exec(priced);
  const bare = price ? priced.replace(price[0], ' ') : priced;
  const amount = amountIn(bare);
  if (!amount) return null;
  const { quantity, unit, before, after } = amount;
  // 20包A4纸: the thing may come after its amount.
  const [first = '', ...others] = (before === '' ? after : before).split(/\s+/u).filter(Boolean);
  const name = before === '' ? first : [first, ...others].join(' ');
  const rest = before === '' ? others.join(' ') : after;
  if (name === '') return null;
  const each = price ? fen(price[1] ?? price[2] ?? price[3] ?? price[4]) : null;
  const priceFen = total ? share(fen(total[1]), quantity) : each;
  return { line: { name, quantity, unit, priceFen }, rest: rest.replaceAll(FILLER, '') };
}

/** A word that is an amount and nothing else goes before the last amount within words: 5号电池10节. */
function amountIn(words: string) {
  const all = [...words.matchAll(AMOUNT)].flatMap((match) => {
    const [whole, number = '', unit = ''] = match;
    const quantity = spokenQuantity(number);
    if (quantity === null || quantity === 0n) return [];
    const [before, after] = [words.slice(0, match.index), words.slice(match.index + whole.length)];
    const alone = /(?:^|\s)$/u.test(before) && /^(?:\s|$)/u.test(after);
    return [{ quantity, unit, before: before.trim(), after: after.trim(), alone }];
  });
  return all.find(({ alone }) => alone) ?? all.at(-1) ?? bareNumber(words);
}

/** 拖把 2 报损: of a known thing the unit is known. */
function bareNumber(words: string) {
  const [, before = '', number = '', after = ''] =
    /^(\D.*?)\s*(\d+(?:\.\d+)?)(?:\s+(.*))?$/u.exec(words) ?? [];
  const quantity = spokenQuantity(number);
  return quantity === null || quantity === 0n
    ? null
    : { quantity, unit: null, before: before.trim(), after: after.trim() };
}

function fen(yuan: string | undefined): number | null {
  const exact = yuan === undefined ? null : parseQuantity(yuan);
  return exact === null ? null : Number(exact / 10n);
}

function share(totalFen: number | null, quantity: Quantity): number | null {
  if (totalFen === null) return null;
  return Number((BigInt(totalFen) * 1_000n + quantity / 2n) / quantity);
}

/** One thing counted: `拖把 30`, `扫帚12把`, `水桶没有了`. */
export interface SaidCount {
  readonly name: string;
  readonly quantity: Quantity;
  readonly unit: string | null;
}

const COUNT = new RegExp(
  `^(.+?)[\\s:：=]*(?:还有|实盘|实有|剩|有|是)?\\s*(${NUMBER})\\s*(?:(${UNITS})(半)?)?$`,
  'u',
);
const NONE = /^(.+?)[\s:：]*(?:没有了?|没了|用完了?|空了)$/u;

/** Everything of an answer to a stocktake that is a thing and a number; `rest` is what is none. */
export function readCounts(text: string): { counts: SaidCount[]; rest: string[] } {
  const counts: SaidCount[] = [];
  const rest: string[] = [];
  for (const piece of text.normalize('NFKC').split(BREAKS)) {
    // What the book says, beside what was counted, is known already.
    const words = piece
      .trim()
      .replace(/[。.!！]+$/u, '')
      .replace(/\s*(?:账上|账面|账)\s*\d+(?:\.\d+)?\S{0,2}(?=\s|实)/u, ' ')
      .replace(/\s*(?:实际|实盘|实有|实数|现有)\s*/u, ' ');
    if (words === '') continue;
    const [, none] = NONE.exec(words) ?? [];
    const [, name, number = '', unit, half] = COUNT.exec(words) ?? [];
    const quantity = spokenQuantity(number);
    if (none !== undefined) counts.push({ name: none, quantity: 0n, unit: null });
    else if (name === undefined || quantity === null) rest.push(words);
    else {
      const more = half === undefined ? 0n : 500n;
      counts.push({ name: name.trim(), quantity: quantity + more, unit: unit ?? null });
    }
  }
  return { counts, rest };
}

/** `20包` */
export function saidAmount({ quantity, unit }: Pick<SaidLine, 'quantity' | 'unit'>): string {
  return `${formatQuantity(quantity)}${unit ?? ''}`;
}
