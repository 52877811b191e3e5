import { expect, it } from 'vitest';
import { amount, amountInWords } from './money.ts';

it('money is written with thousands, and in words that nobody can add a digit to', () => {
  expect(amount(123_456_789)).toBe('1,234,567.89');
  expect([0, 5, 10, 105, 100_000, 100_500_00, 123_450, 10_000_001_00].map(amountInWords)).toEqual([
    '零元整',
    '伍分',
    '壹角整',
    '壹元零伍分',
    '壹仟元整',
    '壹拾万零伍佰元整',
    '壹仟贰佰叁拾肆元伍角整',
    '壹仟万零壹元整',
  ]);
});
