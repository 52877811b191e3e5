import { describe, expect, it } from 'vitest';
import { readBooking, readCounts, spokenQuantity } from './lines.ts';

describe('a number as people write it', () => {
  it.each([
    ['12', 12_000n],
    ['2.5', 2_500n],
    ['两', 2_000n],
    ['十', 10_000n],
    ['十二', 12_000n],
    ['二十', 20_000n],
    ['一百零五', 105_000n],
    ['一千二百', 1_200_000n],
    ['三万', 30_000_000n],
    ['半', 500n],
    ['零', 0n],
  ])('%s', (text, quantity) => expect(spokenQuantity(text)).toBe(quantity));

  it.each(['', '几', '一些', '十半', '-3'])('%s is none', (text) =>
    expect(spokenQuantity(text)).toBeNull(),
  );
});

const line = (
  name: string,
  quantity: bigint,
  unit: string | null,
  priceFen: number | null = null,
) => ({
  name,
  quantity,
  unit,
  priceFen,
});

describe('what is booked in words', () => {
  it.each([
    ['A4纸 20包', [line('A4纸', 20_000n, '包')], ''],
    ['A4纸20包', [line('A4纸', 20_000n, '包')], ''],
    ['20包A4纸', [line('A4纸', 20_000n, '包')], ''],
    ['Ａ４纸 ２０包', [line('A4纸', 20_000n, '包')], ''],
    ['拖把 2把 报损', [line('拖把', 2_000n, '把')], '报损'],
    ['拖把两把，报损', [line('拖把', 2_000n, '把')], '报损'],
    ['两把拖把 报损', [line('拖把', 2_000n, '把')], '报损'],
    ['拖把 2 报损', [line('拖把', 2_000n, null)], '报损'],
    ['5号电池10节', [line('5号电池', 10_000n, '节')], ''],
    ['84消毒液 3瓶', [line('84消毒液', 3_000n, '瓶')], ''],
    ['A4纸80克 20包', [line('A4纸80克', 20_000n, '包')], ''],
    ['A4纸 20包 25元', [line('A4纸', 20_000n, '包', 2_500)], ''],
    ['A4纸 20包 每包25.5元 得力送货', [line('A4纸', 20_000n, '包', 2_550)], '得力送货'],
    ['A4纸 20包 单价25', [line('A4纸', 20_000n, '包', 2_500)], ''],
    ['A4纸 20包 共500元', [line('A4纸', 20_000n, '包', 2_500)], ''],
    ['油漆 2.5公斤 补走廊', [line('油漆', 2_500n, '公斤')], '补走廊'],
    [
      'A4纸20包，粉笔10盒；拖把3把',
      [line('A4纸', 20_000n, '包'), line('粉笔', 10_000n, '盒'), line('拖把', 3_000n, '把')],
      '',
    ],
    [
      '粉笔2盒、黑板擦1个 给三年级',
      [line('粉笔', 2_000n, '盒'), line('黑板擦', 1_000n, '个')],
      '给三年级',
    ],
  ])('%s', (text, lines, why) => {
    expect(readBooking(text)).toEqual({ lines, why, unread: [] });
  });

  it('a thing without an amount is told apart', () => {
    expect(readBooking('拖把')).toEqual({ lines: [], why: '', unread: ['拖把'] });
  });
});

describe('what is counted in words', () => {
  it.each([
    ['拖把 30', [['拖把', 30_000n, null]]],
    [
      '拖把30把，扫帚 12',
      [
        ['拖把', 30_000n, '把'],
        ['扫帚', 12_000n, null],
      ],
    ],
    ['5号电池 三十节', [['5号电池', 30_000n, '节']]],
    ['84消毒液 3', [['84消毒液', 3_000n, null]]],
    ['A4纸12包', [['A4纸', 12_000n, '包']]],
    [
      '拖把：30；水桶没有了',
      [
        ['拖把', 30_000n, null],
        ['水桶', 0n, null],
      ],
    ],
    ['粉笔还有7盒半', [['粉笔', 7_500n, '盒']]],
    ['拖把 账上32 实际30', [['拖把', 30_000n, null]]],
    ['拖把 账面32把 实盘 30把', [['拖把', 30_000n, '把']]],
    ['拖把0', [['拖把', 0n, null]]],
  ])('%s', (text, expected) => {
    expect(
      readCounts(text).counts.map(({ name, quantity, unit }) => [name, quantity, unit]),
    ).toEqual(expected);
  });

  it('what is no count is left over', () => {
    expect(readCounts('拖把 30，今天很忙').rest).toEqual(['今天很忙']);
  });
});
