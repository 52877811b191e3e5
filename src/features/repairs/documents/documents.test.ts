import { describe, expect, it } from 'vitest';
import { repairs } from '../index.ts';
import { ledgerPdf, ledgerXlsx } from './ledger.ts';
import { amount, amountInWords } from './money.ts';
import { printable } from './paper.ts';
import { periodOf } from './period.ts';
import { poster } from './poster.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const terms = [
  { name: '下', from: day('2026-03-01'), to: day('2026-07-03') },
  { name: '上', from: day('2026-09-01'), to: day('2027-01-22') },
];
const period = (said: string, today = '2026-11-24') => {
  const found = periodOf(said, day(today), terms);
  return found && `${found.from.toString()} ${found.to.toString()}`;
};

describe('the time a ledger is asked for', () => {
  it.each([
    ['9月–11月', '2026-09-01 2026-11-30'],
    ['9-11月', '2026-09-01 2026-11-30'],
    ['九月到十一月', '2026-09-01 2026-11-30'],
    ['12月', '2025-12-01 2025-12-31'],
    ['一月份', '2026-01-01 2026-01-31'],
    ['本月的', '2026-11-01 2026-11-30'],
    ['上个月', '2026-10-01 2026-10-31'],
    ['本学期', '2026-09-01 2027-01-22'],
    ['上学期', '2026-03-01 2026-07-03'],
    ['', '2026-09-01 2027-01-22'],
    ['去年12月', '2025-12-01 2025-12-31'],
    ['2026年9月到2027年1月', '2026-09-01 2027-01-31'],
    ['9月到1月', '2026-09-01 2027-01-31'],
    ['今年', '2026-01-01 2026-12-31'],
    ['2020年1月到2026年1月', null],
    ['十三月', null],
  ])('%s is %s', (said, expected) => expect(period(said)).toBe(expected));

  it('outside of every term nothing said is this month', () =>
    expect(period('', '2026-08-10')).toBe('2026-08-01 2026-08-31'));
});

describe('what means a document', () => {
  const isPhrase = (text: string) => repairs.phrases?.some(({ pattern }) => pattern.test(text));
  it.each([
    '打印 BX2611-0001',
    'BX2611-0001 报修单',
    '打印派工单 BX2611-0001',
    '导出报修台账',
    '导出 报修台账 9月–11月',
    '帮我导出上个月的报修台账',
    '把9到11月的报修台账发给我',
  ])('%s does', (text) => expect(isPhrase(text)).toBe(true));
  it.each(['放报修台账的柜子门坏了', '报修台账柜坏了', '打印机坏了', '302 打印机卡纸'])(
    '%s stays a report',
    (text) => expect(isPhrase(text)).toBe(false),
  );
});

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

it('what paper cannot show is left out', () => {
  expect(printable('空调😭\u0007坏了★')).toBe('空调 坏了★');
  expect(printable('长'.repeat(500))).toHaveLength(400 + '…（全文见系统）'.length);
});

it('a ledger of many lines has its head on every page and stays small', async () => {
  const words = Array.from({ length: 14 }, (_, i) => `第 ${i} 格的内容`);
  const ledger = {
    title: '报修台账',
    school: '校',
    rows: Array.from({ length: 120 }, () => ({ words, costFen: 100, stars: null })),
    totalFen: 12_000,
    printed: '',
  };
  const pdf = Buffer.from(await ledgerPdf(ledger));
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length).toBeGreaterThan(4);
  expect(pdf.length).toBeLessThan(400_000);
  expect((await ledgerXlsx(ledger)).length).toBeLessThan(100_000);
});

it('the poster is one page', async () => {
  const emergencyPhones = { 校医室: '8120' };
  const school = { name: '示范小学', emergencyPhones };
  const pdf = Buffer.from(await poster(school));
  expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
});
