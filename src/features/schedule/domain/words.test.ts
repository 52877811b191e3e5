import { describe, expect, it } from 'vitest';
import { SHIPPED_CHECKS, SHIPPED_ITEMS } from '../shipped.ts';
import { dueWords, readDue, readRemind, type Dated } from './due-words.ts';
import { readTimes, readWhen, whenWords } from './when-words.ts';

describe('what is shipped is said in words that read back as the same', () => {
  it.each(SHIPPED_ITEMS.map((item) => [item.title, item] as const))('%s', (_, item) => {
    const { month, due } = item;
    expect(readDue(dueWords(item), item)).toEqual({ month, due });
  });
  it.each(SHIPPED_CHECKS.map((check) => [check.title, check] as const))('%s', (_, { when }) => {
    expect(readWhen(whenWords(when))).toEqual(when);
  });
});

const october: Dated = { month: 10, due: { anchor: 'monthDay', day: 23, roll: 'none' } };

describe('a due day as people write it', () => {
  it.each([
    ['25号', october, '10月25日（不顺延）'],
    ['11月5日前', october, '11月5日'],
    ['2月29日', null, '2月29日'],
    ['每年 3月8日（不顺延）', null, '3月8日（不顺延）'],
    ['上学期开学前10天', null, '秋季开学前10天'],
    ['下学期开学', null, '春季开学当天'],
    ['秋季学期结束后3天', null, '秋季学期结束后3天'],
    ['五一前7天', null, '劳动节前7天'],
    ['国庆节放假前3天', null, '国庆节前3天'],
    ['中秋当天', null, '中秋节当天'],
    ['春节首日后3天', null, '春节首日后3天'],
  ])('%s', (words, former, meant) => {
    const read = readDue(words, former);
    expect(read && dueWords(read)).toBe(meant);
  });
  it.each(['', '25', '13月1日', '2月30日', '0日', '开学前2天', '有空的时候', '国庆节前100天'])(
    'is asked again: %s',
    (words) => {
      expect(readDue(words, null)).toBeNull();
    },
  );
});

describe('when a check is due as people write it', () => {
  it.each([
    ['每星期一', '每周一'],
    ['每周一三五', '每周一、三、五'],
    ['每月25号', '每月25日'],
    ['每月5日(遇休息提前)', '每月5日（遇休息提前）'],
    ['每年9月1日', '每年9月1日'],
  ])('%s', (words, meant) => {
    const read = readWhen(words);
    expect(read && whenWords(read)).toBe(meant);
  });
  it.each(['', '经常', '每月32日', '13月1日', '每月倒数第0天', '每次放假前0个教学日'])(
    'is asked again: %s',
    (words) => {
      expect(readWhen(words)).toBeNull();
    },
  );
});

it('days of reminders and times of checks are read leniently and bounded', () => {
  expect(readRemind('1，7、3天')).toEqual([7, 3, 1]);
  expect(readRemind('')).toEqual([]);
  expect(readRemind('很久')).toBeNull();
  expect(readRemind('61')).toBeNull();
  expect(readTimes('7：30，16:00')).toEqual(['07:30', '16:00']);
  expect(readTimes('23:00')).toBeNull();
  expect(readTimes('')).toBeNull();
});
