import { describe, expect, it } from 'vitest';
import { formatQuantity } from '../../../kernel/quantity.ts';
import type { GoodsSlots } from '../../../kernel/understood.ts';
import { changeOf, purposeIn } from './change-words.ts';
import { BOUGHT_FIRST, fromWords } from './from-words.ts';
import { readLines, writeLine, type Written } from './lines-text.ts';
import { holdingBudget, type Line } from './purchase.ts';

function slots(
  amount: number | null,
  ...items: [string, number | null, string | null][]
): GoodsSlots {
  return {
    items: items.map(([name, qty, unit]) => ({ name, qty, unit })),
    amount,
    reason: null,
    needed_by: null,
  };
}
const shown = (lines: readonly Written[]) => lines.map(writeLine);

describe('a request out of words', () => {
  it.each([
    ['申请买 3 台电风扇，两百一台', slots(600, ['电风扇', 3, '台']), ['电风扇 3台 200'], null],
    ['采购30套课桌椅,大概九千块', slots(9000, ['课桌椅', 30, '套']), ['课桌椅 30套 300'], null],
    ['买3支笔共10块', slots(10, ['笔', 3, '支']), ['笔 3支 共10'], null],
    [
      '买3台电风扇两百一台，再要10包A4纸，周五前',
      slots(null, ['电风扇', 3, '台'], ['A4纸', 10, '包']),
      ['电风扇 3台 200', 'A4纸 10包'],
      null,
    ],
    [
      '篮球5个400元，跳绳10根100元',
      slots(400, ['篮球', 5, '个'], ['跳绳', 10, '根']),
      ['篮球 5个 80', '跳绳 10根 10'],
      null,
    ],
    [
      '颜料10盒、画布20张，总共不超过一千五',
      slots(1500, ['颜料', 10, '盒'], ['画布', 20, '张']),
      ['颜料 10盒', '画布 20张'],
      150_000,
    ],
    [
      '买20支白板笔9块9一支',
      slots(null, ['白板笔', 20, '支'], ['白板笔', 9, '块']),
      ['白板笔 20支 9.90'],
      null,
    ],
    [
      '买打印机和扫描仪，一台三百各两台',
      slots(null, ['打印机', 2, '台'], ['扫描仪', 2, '台']),
      ['打印机 2台 300', '扫描仪 2台 300'],
      null,
    ],
    [
      '买拖把10把，三百；扫把20把，两百四',
      slots(300, ['拖把', 10, '把'], ['扫把', 20, '把']),
      ['拖把 10把 30', '扫把 20把 12'],
      null,
    ],
    [
      '买拖把5把共150元，扫把10把，每把8元',
      slots(150, ['拖把', 5, '把'], ['扫把', 10, '把']),
      ['拖把 5把 30', '扫把 10把 8'],
      null,
    ],
    [
      '买窗帘布20米，单价35，墨盒3个每个120，拖把10把一共150',
      slots(150, ['窗帘布', 20, '米'], ['墨盒', 3, '个'], ['拖把', 10, '把']),
      ['窗帘布 20米 35', '墨盒 3个 120', '拖把 10把 15'],
      null,
    ],
    [
      '买拖把5把、扫把10把，一共300',
      slots(300, ['拖把', 5, '把'], ['扫把', 10, '把']),
      ['拖把 5把', '扫把 10把'],
      30_000,
    ],
    ['买5支水笔，9块9', slots(49.5, ['水笔', 5, '支']), ['水笔 5支 9.90'], null],
  ])('%s', (text, goods, lines, budget) => {
    const read = fromWords(text, [goods]);
    expect(shown(read.lines)).toEqual(lines);
    expect(read.budgetFen).toBe(budget);
  });

  it('a good without a number counts as one and is asked about', () => {
    const read = fromWords('买点多肉', [slots(null, ['多肉', null, null])]);
    expect(read).toMatchObject({ uncounted: ['多肉'] });
    expect(shown(read.lines)).toEqual(['多肉 1']);
  });

  it.each([
    ['急购！水管接头，店里等着付，68块', slots(68), ['水管接头 1 68']],
    ['急购水管接头2个，68块', slots(68), ['水管接头 2个 34']],
    ['急购！水管接头，我已经先垫了68块', slots(null, ['已经先垫', 68, '块']), ['水管接头 1 68']],
    ['急购！店里等着付，68块', slots(68), []],
    ['急购！水管爆了，先买了接头', slots(null), []],
  ])('%s: the good stands right behind the word', (text, goods, lines) => {
    expect(shown(fromWords(text, [goods]).lines)).toEqual(lines);
  });

  it.each(['急购！水管接头，店里等着付钱，68块', '我先买了再补单', '先购后补'])(
    '%s: bought first',
    (text) => expect(BOUGHT_FIRST.test(text)).toBe(true),
  );
  it.each(['买补墨水的笔', '先买两台试试'])('%s: not bought first', (text) =>
    expect(BOUGHT_FIRST.test(text)).toBe(false),
  );
});

it('the same good asked for again with other figures stands with the new ones; long after, it is a request of its own', () => {
  const goods = [slots(null, ['电风扇', 5, '台'])];
  const text = '申请买5台电风扇，180一台';
  const changed = changeOf(text, goods, [line('电风扇', 3n, '台', 20_000)], null);
  expect(changed?.lines.map(writeLine)).toEqual(['电风扇 5台 180']);
  expect(changeOf(text, goods, [line('电风扇', 3n, '台', 20_000)], null, false)).toBeNull();
});

const line = (name: string, quantity: bigint, unit: string | null, price: number | null): Line => ({
  id: name,
  name,
  spec: null,
  unit,
  quantity: quantity * 1000n,
  priceFen: price,
  amountFen: price === null ? null : Number(quantity) * price,
  stockItemId: null,
  fromStock: false,
});
const fans = line('电风扇', 3n, '台', null);
const paper = line('A4纸', 10n, '包', null);
const chairs = line('椅子', 4n, '把', 10_000);

describe('words about an open request', () => {
  it.each([
    ['两百一台', [fans], ['电风扇 3台 200'], null],
    ['600', [fans], ['电风扇 3台 600'], null],
    ['共600', [fans], ['电风扇 3台 200'], null],
    ['大概两百吧', [fans], ['电风扇 3台 200'], null],
    ['两百一台', [fans, paper], ['电风扇 3台 200', 'A4纸 10包'], null],
    ['电风扇两百，A4纸25一包', [fans, paper], ['电风扇 3台 200', 'A4纸 10包 25'], null],
    ['共800', [fans, paper], ['电风扇 3台', 'A4纸 10包'], 80_000],
    [
      '一台三百各两台',
      [fans, line('空调扇', 1n, '台', null)],
      ['电风扇 2台 300', '空调扇 2台 300'],
      null,
    ],
    ['去掉A4纸', [fans, paper], ['电风扇 3台'], null],
    ['电风扇不要了', [fans, paper], ['A4纸 10包'], null],
    ['A4纸改成20包', [fans, paper], ['电风扇 3台', 'A4纸 20包'], null],
    ['数量写错了，4改成6', [fans, chairs], ['电风扇 3台', '椅子 6把 100'], null],
    ['25把', [chairs], ['椅子 25把 100'], null],
    ['改成6把吧', [chairs], ['椅子 6把 100'], null],
    ['椅子120一把', [fans, chairs], ['电风扇 3台', '椅子 4把 120'], null],
    ['再买2把椅子', [chairs], ['椅子 6把 100'], null],
    ['再加两把椅子，一百一把', [fans], ['电风扇 3台', '椅子 2把 100'], null],
  ])('%s', (text, lines, after, budget) => {
    const changed = changeOf(text, [], lines, null);
    expect(changed && shown(changed.lines)).toEqual(after);
    expect(changed?.budgetFen ?? null).toBe(budget);
  });

  it.each(['谢谢', '302空调不制冷', '200', '电风扇坏了', '我的申请', '周五谁值班', '不用了'])(
    '%s is about something else, or too little where two prices are missing',
    (text) => expect(changeOf(text, [], [fans, paper], null)).toBeNull(),
  );

  it('with every price known, a number alone is about something else, a price is not', () => {
    expect(changeOf('302', [], [chairs], null)).toBeNull();
    expect(changeOf('一百二一把', [], [chairs], null)?.lines).toMatchObject([{ priceFen: 12_000 }]);
  });

  it('later than just now nothing is added', () =>
    expect(changeOf('再来3个人', [], [chairs], null, false)).toBeNull());

  it('goods that do not stand here are a request of their own, and their price is theirs', () => {
    const goods = [slots(12_000, ['空调', null, null])];
    expect(changeOf('我要买空调 1.2万', goods, [fans], null)).toBeNull();
  });

  it.each([
    ['用途是布置走廊', '布置走廊'],
    ['采购用途：语文组。', '语文组'],
    ['用途不清', null],
    ['布置走廊', null],
  ])('%s says what it is for: %s', (text, purpose) => expect(purposeIn(text)).toBe(purpose));

  it('a budget below what is known already is none', () => {
    expect(holdingBudget([chairs, fans], 39_999)).toBeNull();
    expect(holdingBudget([chairs, fans], 40_000)).toBe(40_000);
  });

  it('a request that named nothing gets its goods', () => {
    const changed = changeOf('5个水管接头', [], [], 6_800);
    expect(changed && shown(changed.lines)).toEqual(['水管接头 5个']);
    expect(changed?.budgetFen).toBe(6_800);
  });

  it.each([
    ['电风扇 3 台', ['电风扇 3台']],
    ['电风扇 3 台，两百一台，周五前', ['电风扇 3台 200']],
    ['空调 3 台，不制冷', undefined],
  ])('%s is what an empty request was asked for: %j', (text, lines) =>
    expect(changeOf(text, [], [], null)?.lines.map(writeLine)).toEqual(lines),
  );
});

describe('the lines of the form', () => {
  it('are written so that they are read again as they were', () => {
    const lines = [
      { ...fans, spec: '落地式，带遥控', priceFen: 20_050, amountFen: 60_150 },
      { ...paper, quantity: 2_500n },
      { ...chairs, priceFen: null, amountFen: 10_001 },
    ];
    const read = readLines(lines.map(writeLine).join('\n'));
    expect(read).toEqual(
      lines.map(({ name, spec, unit, quantity, priceFen, amountFen }) => ({
        name,
        spec,
        unit,
        quantity,
        priceFen,
        amountFen,
      })),
    );
  });

  it.each([
    ['电风扇，3台，200元', '电风扇 3台 200'],
    ['A4 纸 10包 25', 'A4 纸 10包 25'],
    ['电风扇 3', '电风扇 3'],
    ['电风扇 3台 共600', '电风扇 3台 200'],
  ])('%s', (text, line_) => {
    const read = readLines(text);
    expect(typeof read === 'string' ? read : read.map(writeLine)).toEqual([line_]);
  });

  it.each(['电风扇', '3台', `${'长'.repeat(41)} 3台`, '电风扇 0台', '电风扇 999999台 99999999'])(
    '%s cannot be read, and says how',
    (text) => expect(readLines(text)).toContain('请写成'),
  );

  it('a quantity keeps its decimals', () => {
    const read = readLines('电线 2.5米 8');
    expect(typeof read === 'string' ? read : formatQuantity(read[0]?.quantity ?? 0n)).toBe('2.5');
  });
});
