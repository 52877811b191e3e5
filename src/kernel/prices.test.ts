import { describe, expect, it } from 'vitest';
import { readPrice, readSum } from './prices.ts';

describe('prices as people say them', () => {
  it.each([
    ['两百一台', 20_000],
    ['200一台', 20_000],
    ['200元/台', 20_000],
    ['一台三百', 30_000],
    ['每台1800元', 180_000],
    ['单价12.5', 1_250],
    ['9块9一支', 990],
    ['一支9块9', 990],
    ['一千八一台', 180_000],
    ['1.8千一台', 180_000],
    ['2k一台', 200_000],
    ['大概两千', 200_000],
    ['五毛一张', 50],
    ['每张2毛5', 25],
    ['一桶一百二十八块五', 12_850],
    ['每包23块5毛', 2_350],
    ['两块八一只', 280],
    ['3块一节', 300],
    ['600', 60_000],
    ['600元左右', 60_000],
    ['1,200 一套', 120_000],
  ])('%s: one of them', (text, each) => {
    expect(readPrice(text)).toMatchObject({ eachFen: each, togetherFen: null });
  });

  it.each([
    ['共600', 60_000],
    ['一共两千五', 250_000],
    ['总价九千块', 900_000],
    ['预算1.5万', 1_500_000],
  ])('%s: all of them', (text, together) => {
    expect(readPrice(text)).toMatchObject({ eachFen: null, togetherFen: together });
  });

  it('一台三百各两台: the price and how many of each', () => {
    expect(readPrice('一台三百各两台')).toEqual({
      eachFen: 30_000,
      togetherFen: null,
      quantityEach: 2,
    });
  });

  it.each(['谢谢', '周五前要', '两三千', '再来两把椅子', '教学楼302', '10包A4纸'])(
    '%s: no price',
    (text) => {
      expect(readPrice(text)).toMatchObject({ eachFen: null, togetherFen: null });
    },
  );

  it.each([
    ['篮球5个400元', 40_000],
    ['¥68.50', 6_850],
    ['9块9', 990],
    ['10包A4纸', null],
  ])('%s: a sum with its sign', (text, sum) => {
    expect(readSum(text)).toBe(sum);
  });
});
