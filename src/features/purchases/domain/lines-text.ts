/** Lines of a request as one writes them into a form: `电风扇（落地式） 3台 200`, one good each. */
import { parseQuantity, formatQuantity, worth, type Quantity } from '../../../kernel/quantity.ts';
import type { Line } from './purchase.ts';

export type Written = Pick<Line, 'name' | 'spec' | 'unit' | 'quantity' | 'priceFen' | 'amountFen'>;

const MOST_NAME = 40;
const MOST_SPEC = 60;
const QUANTITY = /^[×x*]?(\d{1,9}(?:\.\d{1,3})?)([^\d\s.]{0,6})$/iu;
const PRICE = /^(共|=)?[¥￥]?(\d{1,8}(?:\.\d{1,2})?)(?:元|块)?(?:[/每一].{1,4})?$/u;
/** A hundred million yuan for one line: beyond that somebody has mistyped. */
const MOST_FEN = 10_000_000_000;

export function writeLine(line: Written): string {
  const spec = line.spec === null ? '' : `（${line.spec}）`;
  const price =
    line.priceFen !== null
      ? ` ${yuan(line.priceFen)}`
      : line.amountFen !== null
        ? ` 共${yuan(line.amountFen)}`
        : '';
  return `${line.name}${spec} ${formatQuantity(line.quantity)}${line.unit ?? ''}${price}`;
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2).replace(/\.00$/u, '');
}

/** The goods of a form, or the sentence that says which line cannot be read and how it would be right. */
export function readLines(text: string): Written[] | string {
  const lines: Written[] = [];
  for (const raw of text.split('\n')) {
    if (raw.trim() === '') continue;
    const line = readLine(raw.trim());
    if (typeof line === 'string') return line;
    lines.push(line);
  }
  return lines;
}

function readLine(raw: string): Written | string {
  const wrong = (what: string) =>
    `“${raw.slice(0, 20)}”${what}，请写成“电风扇 3台 200”（名称、数量、单价）`;
  const bracket = /[（(]([^（()）]*)[)）]/u.exec(raw);
  const spec = bracket?.[1]?.trim() || null;
  const words = raw
    .replace(bracket?.[0] ?? '', ' ')
    .split(/[\s,，、;；|]+/u)
    .filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  // A bare number behind a quantity is a price; alone it is the quantity.
  const second = words.at(-2) ?? '';
  const priced = words.length > 2 && PRICE.test(last) && QUANTITY.test(second);
  const price = priced ? PRICE.exec(last) : null;
  const counted = QUANTITY.exec(priced ? second : last);
  const name = words.slice(0, priced ? -2 : -1).join(' ');
  if (!counted) return wrong('没有数量');
  if (name === '') return wrong('没有名称');
  if (name.length > MOST_NAME) return wrong(`名称太长（最多 ${MOST_NAME} 字）`);
  if (spec !== null && spec.length > MOST_SPEC) return wrong(`规格太长（最多 ${MOST_SPEC} 字）`);
  const quantity = parseQuantity(counted[1] ?? '');
  if (quantity === null || quantity <= 0n) return wrong('数量不对');
  const fen = price?.[2] === undefined ? null : Math.round(Number(price[2]) * 100);
  const together = price?.[1] !== undefined;
  const line = priceOf(
    { name, spec, unit: counted[2] || null, quantity },
    together ? null : fen,
    together ? fen : null,
  );
  return fen !== null && line.amountFen === null ? wrong('金额太大') : line;
}

/** A line with its price: of one, or of all of it, which need not be divisible. Beyond all reason it has none. */
export function priceOf<Of extends { readonly quantity: Quantity }>(
  line: Of,
  priceFen: number | null,
  amountFen: number | null,
): Of & Pick<Line, 'priceFen' | 'amountFen'> {
  const told = priceFen === null ? amountFen : worth(line.quantity, priceFen);
  if (told === null || told > MOST_FEN) return { ...line, priceFen: null, amountFen: null };
  if (priceFen !== null) return { ...line, priceFen, amountFen: told };
  const one = Math.round(Number((BigInt(told) * 1000n) / line.quantity));
  const even = worth(line.quantity, one) === told;
  return { ...line, priceFen: even ? one : null, amountFen: told };
}
