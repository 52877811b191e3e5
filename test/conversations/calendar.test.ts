import { describe, expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf } from '../harness.ts';

const { director, teacher } = PEOPLE;

/** In the form of the State Council's, with days of our own making: 2027 has none yet. */
const NOTICE = `国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：4月30日（周五）至5月4日（周二）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假1天。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

it('a pasted notice is shown, taken after a tap, and what hangs on it moves', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(teacher, '五一放几天假');
  expect(textOf(school.last(teacher))).toContain('暂定');
  await school.say(director, NOTICE);
  const card = textOf(school.last(director));
  expect(card).toContain('劳动节 4月30日（周五）至5月4日（周二），共 5 天；4月25日（周日）上班');
  expect(buttonsIn(school.last(director))).toEqual(['确认采用', '不采用']);
  await school.say(teacher, '五一放几天假');
  expect(textOf(school.last(teacher))).toContain('暂定');
  expect((await school.tap(director, '确认采用')).toast?.content).toBe('已采用 2027 年放假安排');
  const moved = school
    .bot(director)
    .map(textOf)
    .find((words) => words.includes('跟着改了'));
  expect(moved).toContain('排定并公布五一值班表：4月24日 → 4月23日');
  await school.say(teacher, '五一放几天假');
  expect(textOf(school.last(teacher))).toBe(
    '劳动节：4月30日（周五）至5月4日（周二），放 5 天；4月25日（周日）上班',
  );
});

it('不采用 leaves everything as it was, and a second tap says so', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(director, NOTICE);
  const { messageId } = school.last(director);
  await school.tap(director, '不采用');
  expect(buttonsIn(school.last(director))).toEqual([]);
  await expect(school.platform.tap(director, messageId, '确认采用', {})).rejects.toThrow(
    '确认采用',
  );
  await school.say(teacher, '放假安排');
  expect(textOf(school.last(teacher))).toContain('暂定');
});

it('a notice that contradicts itself is not taken, and the card says where', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(director, NOTICE.replace('共8天', '共9天'));
  expect(textOf(school.last(director))).toContain('“春节”写着共 9 天，日期却是 8 天');
  expect(buttonsIn(school.last(director))).toEqual([]);
});

it.each([
  ['half of it', NOTICE.slice(0, NOTICE.indexOf('三、')), '没有读到“国庆节”在 10月1日放假'],
  [
    'of last year',
    NOTICE.replaceAll('2027', '2019').replaceAll(/（[^）]*）/gu, ''),
    '这是 2019 年',
  ],
  ['of some day', NOTICE.replaceAll('2027', '2099').replaceAll(/（[^）]*）/gu, ''), '这是 2099 年'],
])('a notice that is %s is not taken for the year', async (_, text, said) => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(director, text);
  expect(textOf(school.last(director))).toContain(said);
  expect(buttonsIn(school.last(director))).toEqual([]);
});

it('the paragraphs alone are asked their year', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(director, NOTICE.replace('2027年', ''));
  expect(textOf(school.last(director))).toContain('没有写是哪一年');
});

it('a later paper for one holiday changes that one, and older drafts of the year end', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  const later = `国务院办公厅关于调整2027年劳动节假期安排的通知。现就2027年劳动节假期调整安排如下：
2027年5月1日至4日放假调休，共4天。5月8日（星期六）上班。`;
  await school.say(director, later);
  expect(textOf(school.last(director))).toContain('没有读到“国庆节”');
  await school.say(director, NOTICE);
  await school.tap(director, '确认采用');
  await school.say(director, NOTICE);
  expect(textOf(school.last(director))).toContain('没有改动');
  await school.say(
    director,
    NOTICE.replace('5月4日（周二）放假调休，共5天', '5月3日（周一）放假调休，共4天'),
  );
  const older = school.button(director, '确认采用');
  await school.say(director, later);
  expect(textOf(school.last(director))).toContain('4月30日（周五） 改为上班');
  await school.tap(director, '确认采用');
  expect((await school.press(director, older)).toast?.content).toContain('没有采用');
  await school.say(teacher, '五一放几天假');
  expect(textOf(school.last(teacher))).toBe(
    '劳动节：5月1日（周六）至5月4日（周二），放 4 天；5月8日（周六）上班',
  );
  await school.say(teacher, '2027年放假安排');
  expect(textOf(school.last(teacher))).toContain('国庆节：10月1日（周五）至10月7日（周四）');
});

it('only the director or an admin gives a notice', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(teacher, NOTICE);
  expect(textOf(school.last(teacher))).toContain('总务主任');
  expect(await school.tickets()).toHaveLength(0);
});

it('an official year that changes in its middle shows what is different before it is taken', async () => {
  await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
  await school.say(director, NOTICE);
  await school.tap(director, '确认采用');
  await school.say(director, NOTICE.replace('4月25日（周日）上班', '5月8日（周六）上班'));
  const words = textOf(school.last(director));
  expect(words).toContain('4月25日（周日） 改为放假');
  expect(words).toContain('5月8日（周六） 改为上班');
});

describe('the director is asked for next year’s notice until it is in', () => {
  it('weekly in November, daily in December, and no more once it is taken', async () => {
    await using school = await openSchool({ at: '2026-11-30T08:59:00+08:00' });
    const asked = () =>
      school.bot(director).filter((m) => textOf(m).includes('请把通知全文粘贴给我')).length;
    await school.moveTo('2026-11-30T09:00:02+08:00');
    expect(asked()).toBe(1);
    await school.moveTo('2026-12-01T09:00:02+08:00');
    await school.moveTo('2026-12-02T09:00:02+08:00');
    expect(asked()).toBe(3);
    await school.say(director, NOTICE);
    await school.tap(director, '确认采用');
    await school.moveTo('2026-12-03T09:00:02+08:00');
    expect(asked()).toBe(3);
  });
});

describe('questions about days are answered by the calendar', () => {
  it.each([
    ['2026-09-14T10:00:00+08:00', '本周几上班', '9月20日（周日）调休上班（国庆节）'],
    [
      '2026-09-14T10:00:00+08:00',
      '国庆放几天假',
      '国庆节：10月1日（周四）至10月7日（周三），放 7 天；9月20日（周日）、10月10日（周六）上班',
    ],
    ['2026-09-14T10:00:00+08:00', '10月10日上班吗', '10月10日（周六）上班，国庆节调休'],
    ['2026-09-14T10:00:00+08:00', '10月2日要上课吗', '10月2日（周五）不上班，国庆节放假'],
    ['2026-11-25T10:00:00+08:00', '2月10日上班吗', '暂定'],
    ['2026-11-25T10:00:00+08:00', '放假安排', '元旦（暂定）'],
  ])('%s %s', async (at, question, words) => {
    await using school = await openSchool({ at });
    await school.say(teacher, question);
    expect(textOf(school.last(teacher))).toContain(words);
  });
});

it('what people ask around holidays, weekends and terms is answered', async () => {
  await using school = await openSchool({ at: '2026-09-14T10:00:00+08:00' });
  const ASKED: readonly (readonly [string, string])[] = [
    ['明年放假安排', '春节（暂定）'],
    ['国庆后哪天补班', '10月10日（周六）上班'],
    ['国庆怎么调休', '9月20日（周日）、10月10日（周六）上班'],
    ['这周末上班吗', '9月20日（周日）调休上班（国庆节）'],
    ['下周末要上课吗', '9月26日（周六）中秋节放假'],
    ['10月调休吗', '10月10日（周六）调休上班（国庆节）'],
    ['11月有调休吗', '11月没有假期，也没有调休'],
    ['什么时候开学', '2026-2027 下学期 3月1日（周一）开学'],
    [
      '什么时候放寒假',
      '1月22日（周五）结束，1月23日（周六）起放寒假，3月1日（周一）开学，共 37 天',
    ],
    ['暑假放多久', '7月2日（周五）结束，7月3日（周六）起放暑假'],
    ['期末是哪天', '1月22日（周五）结束'],
  ];
  for (const [words, said] of ASKED) {
    await school.say(teacher, words);
    expect(textOf(school.last(teacher))).toContain(said);
  }
  expect(await school.tickets()).toHaveLength(0);
});
