/** What somebody says about a request that still stands open: a price, a number, a good more or less. */
import { NUMBER, readNumber } from '../../../kernel/number-words.ts';
import { readPrice, type Price } from '../../../kernel/prices.ts';
import { quantityOf, worth, type Quantity } from '../../../kernel/quantity.ts';
import type { GoodsSlots } from '../../../kernel/understood.ts';
import { fromWords } from './from-words.ts';
import { priceOf, writeLine, type Written } from './lines-text.ts';
import type { Line } from './purchase.ts';

/** Lines that are new have no id yet. */
export interface Changed {
  readonly lines: readonly (Line | Written)[];
  readonly budgetFen: number | null;
  readonly uncounted: readonly string[];
}

const REMOVE =
  /^(?:请|帮我|麻烦)?(?:把)?(?:去掉|删掉|删除|划掉|不要|不买|取消)(?<a>.{1,24}?)(?:了|吧)?[。.!！]*$|^(?:请|帮我|麻烦)?(?:把)?(?<b>.{1,24}?)(?:先)?(?:去掉|删掉|删了|划掉|不要|不买|不用买?|取消)(?:了|吧)*[。.!！]*$/u;
const ADD = new RegExp(
  `^(?:再|另外|还|外加|顺便|然后)*(?:加|要|买|来|添|补|采购)+(?<n>${NUMBER})\\s*(?<unit>[个台本支张套件盒包箱把束瓶条只块双根份斤袋卷副盆棵米桶枚顶辆架幅盏扇板提筒令对捆罐组])(?<name>[^，,。；;\\d]{1,16})`,
  'u',
);
/** 电风扇 3 台，两百一台: as the question about an empty request shows it. */
const NAMED = new RegExp(
  `^(?!.*[坏漏不])(?<name>[^，,。；;\\d\\s]{1,16}?)\\s*(?<n>${NUMBER})\\s*(?<unit>[个台本支张套件盒包箱把束瓶条只块双根份斤袋卷副盆棵米桶枚顶辆架幅盏扇板提筒令对捆罐组])(?=$|[\\s，,。；;])`,
  'u',
);
const ASKS = /申请|申购|请购|采购|买|购置/u;
const MORE = /^(?:再|另外|还|外加|顺便|然后|加)/u;
const OTHER = /换成|改成|改为|变成/u;
/** 25盆 where nothing but 绿萝 stands. */
const BARE_COUNT = new RegExp(
  `^(?:数量)?(?:改成|改为|改到|换成|要|是)?\\s*(?<n>${NUMBER})\\s*(?<unit>[一-龥]{1,2}?)(?:吧|就行|就好|就够)?了?[。.!！]*$`,
  'u',
);
const INSTEAD = new RegExp(
  `(?<from>${NUMBER})\\D{0,2}(?:改成|改为|换成|变成)(?<to>${NUMBER})`,
  'u',
);

const PURPOSE =
  /^(?:采购|购买|申请)?(?:的)?用途(?:是|为|改成|改为|[:,，]|\s)+(?<what>\S.{0,199})$/u;

/** 用途是布置走廊: what it is wanted for. */
export function purposeIn(text: string): string | null {
  const what = PURPOSE.exec(text.normalize('NFKC').trim())?.groups?.['what'];
  return what?.replace(/[。.!！]+$/u, '') ?? null;
}

/** Null: it was about something else. Later than just now only what cannot be about anything else counts. */
export function changeOf(
  text: string,
  goods: readonly GoodsSlots[],
  lines: readonly Line[],
  budgetFen: number | null,
  fresh = true,
): Changed | null {
  const said = text.normalize('NFKC').trim();
  if (lines.length === 0) return first(said, goods, budgetFen);
  if (isAnother(said, goods, lines)) return null;
  const same = { budgetFen, uncounted: [] };
  const less = removed(said, lines);
  if (less) return { ...same, lines: less };
  const more = fresh ? added(said, goods) : null;
  if (more) return { ...same, lines: together(lines, more.lines), uncounted: more.uncounted };
  const again = restated(said, goods, lines);
  if (again && !fresh) return null;
  if (again) return { ...same, lines: again };
  const counted = recounted(said, lines);
  const priced = repriced(said, counted ?? lines, budgetFen);
  if (priced) return { ...priced, uncounted: [] };
  return counted ? { ...same, lines: counted } : null;
}

/**
 * A request of its own: it counts or asks for goods that do not stand here and is no addition, or says once more
 * just what stands here. Read as an answer, its price would become that of the wrong good.
 */
function isAnother(said: string, goods: readonly GoodsSlots[], lines: readonly Line[]): boolean {
  if (goods.length === 0 || MORE.test(said) || OTHER.test(said)) return false;
  const read = fromWords(said, goods);
  const counted = read.lines.filter(({ name }) => !read.uncounted.includes(name));
  if (counted.length === 0 && (read.lines.length === 0 || !ASKS.test(said))) return false;
  if (read.lines.map(writeLine).join('\n') === lines.map(writeLine).join('\n')) return true;
  return read.lines.every(
    ({ name }) => !lines.some((line) => line.name.includes(name) || name.includes(line.name)),
  );
}

/** 申请买5台电风扇，180一台 where three stand at another price: asked for anew, with these figures. */
function restated(
  said: string,
  goods: readonly GoodsSlots[],
  lines: readonly Line[],
): readonly Line[] | null {
  if (!ASKS.test(said) || MORE.test(said) || OTHER.test(said)) return null;
  const read = fromWords(said, goods);
  const all = read.lines.length > 0 && read.uncounted.length === 0;
  if (!all || read.lines.some(({ name }) => !lines.some((line) => line.name === name))) return null;
  return lines.map((line) => {
    const now = read.lines.find(({ name }) => name === line.name);
    if (!now) return line;
    const priced = now.amountFen !== null;
    const own = { ...line, quantity: now.quantity, unit: now.unit ?? line.unit };
    return priced
      ? { ...own, priceFen: now.priceFen, amountFen: now.amountFen }
      : priceOf(own, line.priceFen, null);
  });
}

/** More of a good that stands there already is no second line. */
function together(lines: readonly Line[], more: readonly Written[]): (Line | Written)[] {
  const rest = more.filter(({ name }) => !lines.some((line) => line.name === name));
  const grown = lines.map((line) => {
    const also = more.find(({ name }) => name === line.name);
    if (!also) return line;
    const sum = line.quantity + also.quantity;
    return priceOf({ ...line, quantity: sum }, also.priceFen ?? line.priceFen, null);
  });
  return [...grown, ...rest];
}

/** The goods of a request that named none. */
function first(said: string, goods: readonly GoodsSlots[], budgetFen: number | null) {
  const read = fromWords(said, goods);
  if (read.lines.length > 0) return { ...read, budgetFen: read.budgetFen ?? budgetFen };
  const one = (ADD.exec(`要${said}`) ?? NAMED.exec(said))?.groups;
  if (!one) return null;
  return { ...alone(one, said), budgetFen };
}

function removed(said: string, lines: readonly Line[]): readonly Line[] | null {
  const groups = REMOVE.exec(said)?.groups;
  const what = groups?.['a'] ?? groups?.['b'];
  if (what === undefined) return null;
  const gone = lines.filter(
    ({ name }) => what.includes(name) || (what.length > 1 && name.includes(what)),
  );
  return gone.length === 0 ? null : lines.filter((line) => !gone.includes(line));
}

/** A4纸改成20包, 多肉 5 盆, 30改成20, 25盆. */
function recounted(said: string, lines: readonly Line[]): readonly Line[] | null {
  const instead = INSTEAD.exec(said)?.groups;
  const [from, to] = [instead?.['from'], instead?.['to']].map((word) => quantity(word));
  const one = lines.filter((line) => from !== null && line.quantity === from);
  const only = one.length === 1 ? one[0] : undefined;
  const [single, ...others] = lines;
  const bare = readPrice(said).eachFen === null ? BARE_COUNT.exec(said)?.groups : undefined;
  const all =
    single && others.length === 0 && bare?.['unit'] === single.unit ? quantity(bare?.['n']) : null;
  let found = false;
  const next = lines.map((line): Line => {
    const own = new RegExp(
      `${escaped(line.name)}的?(?:数量)?\\s*(?:改成|改为|改到|换成|变成|要|买|来|是|:)?\\s*(?<n>${NUMBER})\\s*(?<unit>${escaped(line.unit ?? '')}|[个台本支张套件盒包箱把束瓶条只双根份斤袋卷副盆棵米桶枚组])(?![钱一每/])`,
      'u',
    ).exec(said)?.groups;
    const count = quantity(own?.['n']) ?? (line === only ? to : null) ?? all;
    if (!count || count <= 0n) return line;
    found = true;
    const unit = own?.['unit'] || line.unit;
    const each = line.priceFen;
    return { ...line, unit, quantity: count, amountFen: each === null ? null : worth(count, each) };
  });
  return found ? next : null;
}

/** A price beside a name is that good's; one alone is for whatever has none yet. */
function repriced(
  said: string,
  lines: readonly Line[],
  budgetFen: number | null,
): Omit<Changed, 'uncounted'> | null {
  const beside = lines.map(({ name }) => priceBeside(said, name, lines));
  if (beside.some((price) => price !== null))
    return { budgetFen, lines: lines.map((line, at) => withPrice(line, beside[at] ?? null)) };
  const price = readPrice(said);
  if (price.eachFen === null && price.togetherFen === null) return null;
  const unpriced = lines.filter((line) => !line.fromStock && line.amountFen === null);
  // A number alone may be a room or anything, once every price is known.
  if (unpriced.length === 0 && /^[^一-龥]*\d[^一-龥]*$/u.test(said)) return null;
  const open = unpriced.length > 0 ? unpriced : lines.filter((line) => !line.fromStock);
  const target = open.length === 1 ? open : meantBy(said, price, open);
  if (target.length === 0)
    return price.togetherFen === null ? null : { lines, budgetFen: price.togetherFen };
  return {
    budgetFen,
    lines: lines.map((line) => (target.includes(line) ? withPrice(line, price) : line)),
  };
}

/** 一台三百 is for what is counted in 台; 各, 都 for all of them; a sum is for the lot. */
function meantBy(said: string, price: Price, open: readonly Line[]): readonly Line[] {
  if (price.eachFen === null) return [];
  if (/各|都|每样|每种/u.test(said)) return open;
  return open.filter(
    ({ unit }) => unit !== null && new RegExp(`[一每/]\\s*${escaped(unit)}`, 'u').test(said),
  );
}

function priceBeside(said: string, name: string, lines: readonly Line[]): Price | null {
  const at = said.indexOf(name);
  if (at < 0) return null;
  const behind = said.slice(at + name.length);
  const next = lines
    .map((line) => (line.name === name ? -1 : behind.indexOf(line.name)))
    .filter((one) => one >= 0);
  const stretch = behind
    .slice(0, next.length > 0 ? Math.min(...next) : undefined)
    .replaceAll(/^[\s,，:：的]+|[\s,，;；。和]+$/gu, '');
  const price = readPrice(stretch);
  return price.eachFen === null && price.togetherFen === null ? null : price;
}

function withPrice(line: Line, price: Price | null): Line {
  if (!price) return line;
  const count = price.quantityEach === null ? null : quantityOf(price.quantityEach);
  return priceOf({ ...line, quantity: count ?? line.quantity }, price.eachFen, price.togetherFen);
}

function added(
  said: string,
  goods: readonly GoodsSlots[],
): Pick<Changed, 'lines' | 'uncounted'> | null {
  if (!MORE.test(said)) return null;
  const read = fromWords(said, goods);
  if (read.lines.length > 0) return read;
  const one = ADD.exec(said)?.groups;
  return one ? alone(one, said) : null;
}

/** One good as this module reads it, where it was understood as something else. */
function alone(
  { n, unit, name }: Readonly<Record<string, string | undefined>>,
  said: string,
): { lines: Written[]; uncounted: string[] } {
  const { eachFen, togetherFen } = readPrice(
    said.slice(said.indexOf(name ?? '') + (name ?? '').length),
  );
  const line = {
    name: (name ?? '').replace(/(?:吧|了|呢|谢谢)$/u, '').trim(),
    spec: null,
    unit: unit ?? null,
    quantity: quantity(n) ?? 1000n,
  };
  return { lines: [priceOf(line, eachFen, togetherFen)], uncounted: [] };
}

function quantity(word: string | undefined): Quantity | null {
  const number = word === undefined ? null : readNumber(word);
  return number === null ? null : quantityOf(number);
}

function escaped(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\/-]/gu, '\\$&');
}
