/** A request out of what somebody wrote: the goods as they were understood, with the prices said beside each. */
import { readPrice, readSum } from '../../../kernel/prices.ts';
import { quantityOf } from '../../../kernel/quantity.ts';
import type { GoodsSlots } from '../../../kernel/understood.ts';
import { priceOf, type Written } from './lines-text.ts';

export interface FromWords {
  readonly lines: readonly Written[];
  /** Told for everything together, where the goods have no price of their own. */
  readonly budgetFen: number | null;
  /** Goods whose number nobody said; they count as one until it is said. */
  readonly uncounted: readonly string[];
}

/** 拖把10把一共150: said in one breath with what was counted. */
const OWN_SUM =
  /^[^，,；;。]*?(?:一?共|总共|合计|总价)[是约要花\s￥¥]*[\d一二两三四五六七八九十百千万.]+/u;
/** Nothing but what joins two names. */
const JOINED = /^[\s、,，]*(?:和|与|跟|及|以及)?[\s、]*$/u;
const EVERY = /各|都|均|每[样种]/u;
const ONE = 1000n;
/** A sum behind these words is for everything, whatever it stands next to. */
const FOR_ALL = /预算|总|共|合计|经费/u;

/** Bought already or about to be, signed afterwards (先购后补). */
export const BOUGHT_FIRST =
  /急购|先购后补|先买后补|先买(?:了|吧)?[^，。]{0,4}(?:再|后)补|(?:已经|刚|我)买(?:了|好了?)[^，。]{0,12}补|店里等|等着付|补(?:一?[个张])?(?:申请|请购)?单/u;

/** 急购！水管接头，店里等着付，68块: in a hurry the good stands right behind the word, without a verb or a number. */
const IN_A_HURRY =
  /急购[\s！!:：，,]*([^\s，。,！!；;、\d]{2,16}?)\s*(?:(\d{1,4})\s*([个只根把台套包盒箱瓶米卷]))?(?=[\s，。,！!；;]|$)/u;
/** What stands there and is no good. */
const NO_GOOD = /店里|等着|补[个张]?单|先|我|钱|块|元|[坏漏爆断]了/u;
/** 我已经先垫了68块 is read as a good counted in 块. */
const PAID = /[垫付花]/u;

export function fromWords(text: string, goods: readonly GoodsSlots[]): FromWords {
  const read = goods
    .flatMap((slots) => slots.items)
    .filter(isGood)
    .filter(({ name, unit }) => unit !== '块' || !PAID.test(name));
  const items = read.length > 0 ? read : hurried(text);
  const pieces = stretches(
    text,
    items.map(({ name }) => name),
  );
  const told = goods.map(({ amount }) => (amount === null ? null : Math.round(amount * 100)));
  const whole = told.reduce<number | null>(
    (sum, one) => (one === null ? sum : (sum ?? 0) + one),
    null,
  );
  const owned = ownSums(pieces);
  const sums = pieces.map((piece) => (FOR_ALL.test(piece) ? null : readSum(piece)));
  const own = sums.filter((sum) => sum !== null).length > 1 || whole === null;
  const lines = items.map((item, at): Written => {
    const line = {
      name: item.name,
      spec: item.spec ?? null,
      unit: item.unit,
      quantity: (item.qty === null ? null : quantityOf(item.qty)) ?? ONE,
    };
    if (items.length === 1) return single(line, text, whole);
    const { eachFen } = readPrice(pieces[at] ?? '');
    const sum = owned[at] ?? null;
    if (eachFen === null && sum !== null) return priceOf(line, null, sum);
    const shared = eachFen ?? sharedPrice(pieces.slice(at));
    if (eachFen === null && shared !== null) return priceOf(line, shared, null);
    return priceOf(line, eachFen, eachFen === null && own ? (sums[at] ?? null) : null);
  });
  const priced = lines.every(({ amountFen }) => amountFen !== null);
  return {
    lines,
    budgetFen: items.length === 1 || priced || own ? null : whole,
    uncounted: items.flatMap(({ name, qty }) => (qty === null ? [name] : [])),
  };
}

function hurried(text: string): GoodsSlots['items'] {
  const [, name = '', qty, unit] = IN_A_HURRY.exec(text) ?? [];
  if (name === '' || NO_GOOD.test(name)) return [];
  return [{ name, qty: qty === undefined ? null : Number(qty), unit: unit ?? null }];
}

/** The sums of single goods: 拖把5把共150元，扫把10把每把8元. Behind goods without any price it is for all of them. */
function ownSums(pieces: readonly string[]): readonly (number | null)[] {
  const last = pieces.length - 1;
  const others = pieces.slice(0, last).every((piece) => {
    const { eachFen, togetherFen } = readPrice(piece);
    return eachFen !== null || togetherFen !== null;
  });
  return pieces.map((piece, at) => {
    const breath = OWN_SUM.exec(piece)?.[0];
    return breath === undefined || (at === last && !others) ? null : readPrice(breath).togetherFen;
  });
}

/** One good: what was said of one of them where it agrees with the sum, else the sum. */
function single(
  line: Omit<Written, 'priceFen' | 'amountFen'>,
  text: string,
  sum: number | null,
): Written {
  const { eachFen, togetherFen } = readPrice(text);
  const each = priceOf(line, eachFen, null);
  if (each.amountFen !== null && (sum === null || sum === each.amountFen)) return each;
  return priceOf(line, null, sum ?? togetherFen ?? readSum(text));
}

/** 9块9一支 is read as a good counted in 块; it is a price. */
function isGood(item: GoodsSlots['items'][number], at: number, all: GoodsSlots['items']): boolean {
  return item.name !== '' && !(item.unit === '块' && at > 0 && all[at - 1]?.name === item.name);
}

/** 打印机和扫描仪，一台三百各两台: the price behind the last of what is named in one breath is everyone's. */
function sharedPrice(pieces: readonly string[]): number | null {
  const at = pieces.findIndex((piece) => !JOINED.test(piece));
  const piece = pieces[at] ?? '';
  return at > 0 && EVERY.test(piece) ? readPrice(piece).eachFen : null;
}

/** What stands from each name to the next one. */
function stretches(text: string, names: readonly string[]): string[] {
  let from = 0;
  const starts = names.map((name) => {
    const at = text.indexOf(name, from);
    if (at >= 0) from = at + name.length;
    return at;
  });
  return starts.map((start, at) => {
    if (start < 0) return '';
    const next = starts.slice(at + 1).find((one) => one >= 0);
    return text.slice(start + (names[at]?.length ?? 0), next);
  });
}
