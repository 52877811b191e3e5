/**
 * How much of something: whole thousandths, as the store's numeric(14,3) holds it. A bigint, so that it
 * is exact, adds and compares by the language's own signs, and never passes for a count or for money.
 */
export type Quantity = bigint;

const THOUSANDTHS = 1000n;
const DECIMAL = /^(-?)(\d{1,11})(?:\.(\d{1,3})0*)?$/;

/** The most that the store holds. */
export const MOST_QUANTITY: Quantity = 99_999_999_999_999n;

/** `12`, `2.5`, `-0.125`; full-width digits too. Null: no number, or finer than a thousandth. */
export function parseQuantity(text: string): Quantity | null {
  const match = DECIMAL.exec(text.normalize('NFKC').trim());
  if (!match) return null;
  const [, sign, whole = '0', part = ''] = match;
  const value = BigInt(whole) * THOUSANDTHS + BigInt(part.padEnd(3, '0'));
  return sign === '-' ? -value : value;
}

/** A number that somebody wrote in a file. Null as above. */
export function quantityOf(number: number): Quantity | null {
  return parseQuantity(String(number));
}

/** `12`, `2.5`: no zeros that say nothing. The store reads it too. */
export function formatQuantity(quantity: Quantity): string {
  const size = quantity < 0n ? -quantity : quantity;
  const part = String(size % THOUSANDTHS)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${quantity < 0n ? '-' : ''}${size / THOUSANDTHS}${part === '' ? '' : `.${part}`}`;
}

/** What so much costs in fen at so many fen for one, half a fen rounded up. */
export function worth(quantity: Quantity, fenEach: number): number {
  const product = quantity * BigInt(fenEach);
  const size = product < 0n ? -product : product;
  const rounded = Number((size + THOUSANDTHS / 2n) / THOUSANDTHS);
  return product < 0n ? -rounded : rounded;
}

/** The next whole number upwards: nobody buys half a box. */
export function roundUp(quantity: Quantity): Quantity {
  const over = quantity % THOUSANDTHS;
  if (over === 0n) return quantity;
  return quantity - over + (over > 0n ? THOUSANDTHS : 0n);
}
