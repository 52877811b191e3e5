import { describe, expect, it } from 'vitest';
import {
  formatQuantity,
  MOST_QUANTITY,
  parseQuantity,
  quantityOf,
  roundUp,
  worth,
} from './quantity.ts';

describe('a quantity', () => {
  it.each([
    ['12', 12_000n, '12'],
    ['2.5', 2_500n, '2.5'],
    ['2.500', 2_500n, '2.5'],
    ['0.125', 125n, '0.125'],
    ['-0.125', -125n, '-0.125'],
    ['0', 0n, '0'],
    ['-3', -3_000n, '-3'],
    ['１２．５', 12_500n, '12.5'],
    [' 10 ', 10_000n, '10'],
    ['1.0000', 1_000n, '1'],
    ['99999999999.999', MOST_QUANTITY, '99999999999.999'],
  ])('%s is read exactly and written without empty zeros', (text, value, written) => {
    expect(parseQuantity(text)).toBe(value);
    expect(formatQuantity(value)).toBe(written);
    expect(parseQuantity(written)).toBe(value);
  });

  it.each(['', 'x', '1.2345', '1,000', '1e3', '.5', '5.', '100000000000', '--1', '一'])(
    '%s is none',
    (text) => expect(parseQuantity(text)).toBeNull(),
  );

  it('a number of a file is read as it was written', () => {
    expect(quantityOf(0.1 + 0.2)).toBeNull();
    expect(quantityOf(0.3)).toBe(300n);
    expect(quantityOf(1e-7)).toBeNull();
    expect(quantityOf(1_000_000)).toBe(1_000_000_000n);
  });

  it('tenths add up to what they are', () => {
    let sum = 0n;
    for (let i = 0; i < 10; i++) sum += 100n;
    expect(formatQuantity(sum)).toBe('1');
  });

  it('costs its price, half a fen rounded up', () => {
    expect(worth(2_500n, 1_999)).toBe(4_998);
    expect(worth(333n, 3)).toBe(1);
    expect(worth(-2_500n, 1_999)).toBe(-4_998);
    expect(worth(MOST_QUANTITY, 0)).toBe(0);
  });

  it.each([
    [2_500n, 3_000n],
    [3_000n, 3_000n],
    [1n, 1_000n],
    [-2_500n, -2_000n],
  ])('%s rounds up to %s', (value, whole) => expect(roundUp(value)).toBe(whole));
});
