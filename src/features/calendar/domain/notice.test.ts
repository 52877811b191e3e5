import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHIPPED_YEARS } from '../../../kernel/shipped-holidays.ts';
import { readNotice } from './notice.ts';

const NOTICE_2026 = `国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。`;

const NOTICE_2025 = `关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。`;

const sorted = (days: readonly { date: string; off: boolean }[]) =>
  days.map(({ date, off }) => `${date} ${off ? '休' : '班'}`).toSorted();

describe('the notices of two years, as published', () => {
  it.each([
    [2025, NOTICE_2025],
    [2026, NOTICE_2026],
  ])('%i is read day for day as the shipped calendar has it', (year, text) => {
    const notice = readNotice(text);
    expect(notice?.problems).toEqual([]);
    expect(notice?.year).toBe(year);
    expect(sorted(notice?.days ?? [])).toEqual(sorted(SHIPPED_YEARS[year]?.days ?? []));
  });

  it('line breaks, spaces and half-width brackets from a chat do not matter', () => {
    const pasted = NOTICE_2026.replaceAll('（', ' ( ')
      .replaceAll('）', ' ) ')
      .replaceAll('。', '。\n\n');
    expect(readNotice(pasted)).toEqual(readNotice(NOTICE_2026));
  });
});

describe('what reaches over the turn of the year', () => {
  it('a New Year that begins in December rules the year before', () => {
    const text = `关于2019年部分节假日安排的通知。一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。二、清明节：4月5日放假，与周末连休。`;
    const notice = readNotice(text);
    expect(notice?.problems).toEqual([]);
    expect(sorted(notice?.days ?? [])).toEqual([
      '2018-12-29 班',
      '2018-12-30 休',
      '2018-12-31 休',
      '2019-01-01 休',
      '2019-04-05 休',
    ]);
  });
});

describe('what does not fit is said', () => {
  it.each([
    ['1月1日（周四）', '1月1日（周五）', '1月1日写着周五，实际是周四'],
    ['共9天', '共8天', '“春节”写着共 8 天，日期却是 9 天'],
    ['5月1日（周五）至5日（周二）', '5月1日至31日', '不像是一个假期'],
    ['6月19日（周五）至21日（周日）放假', '另行通知', '“端午节”一段没有读到放假的日期'],
    ['2月28日（周六）', '2月30日（周六）', '没有 2月30日 这一天'],
  ])('%s as %s', (right, wrong, problem) => {
    expect(readNotice(NOTICE_2026.replace(right, wrong))?.problems.join()).toContain(problem);
  });
});

describe('what is no notice', () => {
  it.each(['国庆放几天假', '元旦：我值班', '明天放假', '', '通知：下周一升旗，国庆节：放假'])(
    '%s',
    (text) => {
      expect(readNotice(text)).toBeNull();
    },
  );

  it('no text makes it throw, and 100 KB of dates are read in no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        readNotice(`${text}元旦：${text}国庆节：${text}2026年节假日`);
      }),
    );
    const long = `2026年节假日 元旦：${'1月1日（周四）、'.repeat(12_000)} 国庆节：`;
    const started = performance.now();
    readNotice(long);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
