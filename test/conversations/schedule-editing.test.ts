import { describe, expect, it } from 'vitest';
import {
  buttonsIn,
  linesTo,
  openSchool,
  PEOPLE,
  STAFF,
  textOf,
  type OpenSchool,
} from '../harness.ts';

const { director, electrician, plumber, teacher, principal } = PEOPLE;

/** The form card that is open, with what stands in its fields. */
function fieldsOf(school: OpenSchool): Record<string, unknown> {
  const card = school.bot(director).findLast((message) => buttonsIn(message).includes('保存'));
  const fields: Record<string, unknown> = {};
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const one = value as Record<string, unknown>;
      if (typeof one['name'] === 'string' && ('default_value' in one || 'initial_option' in one))
        fields[one['name']] = one['default_value'] ?? one['initial_option'];
      Object.values(one).forEach(visit);
    }
  };
  visit(card?.content);
  return fields;
}

const items = (school: OpenSchool) =>
  school.database.db.selectFrom('schedule_item').selectAll().execute();
const history = (school: OpenSchool) =>
  school.database.db
    .selectFrom('schedule_history')
    .select(['item_id', 'what', 'detail'])
    .where('slot', '=', '')
    .orderBy('id')
    .execute();

describe('on cards', () => {
  it('an item is opened, its day changed, the month card follows and the new day is reminded', async () => {
    await using school = await openSchool({ at: '2026-10-08T07:30:00+08:00' });
    await school.moveTo('2026-10-08T08:00:02+08:00');
    await school.moveTo('2026-10-13T08:30:02+08:00');
    await school.say(director, '安排管理');
    expect(buttonsIn(school.last(director))).toEqual(['打开', '打开', '新增安排', '新增检查']);
    await school.tap(director, '打开', { form: { entry: 'M10-02' } });
    expect(fieldsOf(school)).toEqual({
      title: '核算空调用电负荷，均衡分配',
      person: electrician,
      due: '10月25日',
      remind: '10、3',
    });
    const form = { ...fieldsOf(school), due: '10月30日', remind: '10、1' };
    expect((await school.tap(director, '保存', { form })).toast?.content).toBe('已保存');
    expect(textOf(school.last(STAFF))).toContain('10月30日');
    expect(await history(school)).toEqual([
      {
        item_id: 'M10-02',
        what: 'change',
        detail: '截止日 10月25日 → 10月30日；提前几天提醒 10、3 → 10、1',
      },
    ]);
    const before = school.bot(electrician).length;
    await school.moveTo('2026-10-20T08:30:02+08:00');
    expect(school.bot(electrician)).toHaveLength(before + 1);
    expect(textOf(school.last(electrician))).toContain('10月30日 前');
  });

  it('a new item is planned from the day it is added, for whom the card says', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    await school.say(director, '新增安排');
    const form = { title: '冬季防冻检查', person: plumber, due: '12月10日', remind: '7、1' };
    expect((await school.tap(director, '保存', { form })).toast?.content).toBe('已新增');
    expect(fieldsOf(school)['title']).toBe('冬季防冻检查');
    await school.moveTo('2026-12-03T08:30:02+08:00');
    expect(textOf(school.last(plumber))).toContain('冬季防冻检查');
    await school.say(director, '新增安排');
    const past = { title: '门前雪具准备', due: '11月5日', remind: '3' };
    expect((await school.tap(director, '保存', { form: past })).toast?.content).toBe('已新增');
    await school.say(director, '十一月有什么工作安排');
    expect(textOf(school.last(director))).not.toContain('门前雪具准备');
  });

  it('a check is changed, paused, resumed and removed, and comes back when asked', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    await school.say(director, '修改 照明设施周检');
    expect(fieldsOf(school)).toMatchObject({ when: '每周四', times: '16:00' });
    const form = { ...fieldsOf(school), when: '每个教学日', times: '10：30' };
    expect((await school.tap(director, '保存', { form })).toast?.content).toBe('已保存');
    await school.moveTo('2026-11-27T10:30:02+08:00');
    expect(textOf(school.last(electrician))).toContain('照明设施周检');
    expect((await school.tap(director, '暂停')).toast?.content).toContain('已暂停');
    await school.moveTo('2026-11-30T10:31:00+08:00');
    const seen = () =>
      school.bot(electrician).filter((one) => textOf(one).includes('照明设施周检')).length;
    const before = seen();
    expect((await school.tap(director, '恢复')).toast?.content).toBe('已恢复');
    await school.moveTo('2026-12-01T10:30:02+08:00');
    expect(seen()).toBe(before + 1);
    expect((await school.tap(director, '删除')).toast?.content).toContain('已删除');
    expect(() => school.button(director, '暂停')).toThrow('no card');
    expect(school.button(director, '恢复')).toBeDefined();
    expect((await history(school)).map(({ what }) => what)).toEqual([
      'change',
      'pause',
      'resume',
      'remove',
    ]);
  });

  it('a card that somebody else has overtaken is refused and shows what is so now', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    await school.say(director, '修改 门窗月检');
    const saved = school.button(director, '保存');
    await school.say(director, '门窗月检改到12号');
    const form = { ...fieldsOf(school), title: '门窗检查' };
    const answer = await school.press(director, saved, form);
    expect(answer.toast?.content).toContain('刚被改过');
    expect(fieldsOf(school)).toMatchObject({ title: '门窗月检', when: '每月12日' });
    expect(
      (await school.tap(director, '保存', { form: { ...fieldsOf(school), title: '门窗检查' } }))
        .toast?.content,
    ).toBe('已保存');
  });

  it('what cannot be read is said with an example, and nothing is changed', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    await school.say(director, '新增安排');
    const tap = (form: Record<string, unknown>) => school.tap(director, '保存', { form });
    expect((await tap({})).toast?.content).toContain('名称');
    expect((await tap({ title: '甲', due: '月底' })).toast?.content).toContain('如 10月25日');
    expect((await tap({ title: '甲', due: '12月1日', remind: '常' })).toast?.content).toContain(
      '提前几天',
    );
    const same = { title: '期中考试保障（考场、铃声、用纸）', due: '12月1日' };
    expect((await tap(same)).toast?.content).toContain('同名');
    expect(await items(school)).toHaveLength(46);
    expect(await history(school)).toEqual([]);
  });

  it('only the director or an admin changes the plan, also with a button of another’s card', async () => {
    await using school = await openSchool({ at: '2026-11-25T10:00:00+08:00' });
    for (const words of ['安排管理', '新增检查', '删除 门窗月检']) {
      await school.say(principal, words);
      expect(linesTo(school, principal).at(-1)).toContain('只有总务主任或管理员');
    }
    await school.say(director, '修改 门窗月检');
    for (const words of ['保存', '暂停', '删除']) {
      const answer = await school.press(teacher, school.button(director, words), {});
      expect(answer.toast?.content).toContain('只有总务主任或管理员');
    }
    expect(await history(school)).toEqual([]);
  });
});

describe('in words', () => {
  const SAID: readonly (readonly [string, string])[] = [
    ['恢复 电扇月检', '没有暂停'],
    ['电扇月检改到5号', '已修改“电扇月检”：检查日 每月1日 → 每月5日'],
    ['电扇月检改到5号', '没有改动'],
    ['把照明设施周检改到每周二', '检查日 每周四 → 每周二'],
    ['每日巡查时间改到7:40', '时间 07:30 → 07:40'],
    ['教师外出购书的用车安排改到11月27日', '截止日 11月20日 → 11月27日'],
    ['固定资产实物台账提前10天、3天提醒', '提前几天提醒 14、7、2 → 10、3'],
    ['门窗月检由老李负责', '已修改“门窗月检”：负责人 老李'],
    ['电扇月检由张三丰负责', '没有认准“张三丰”是谁'],
    ['暂停 电扇月检', '已暂停“电扇月检”；要恢复请发“恢复 电扇月检”'],
    ['暂停 电扇月检', '已经暂停'],
    ['删除安排 教师外出购书的用车安排', '已删除“教师外出购书的用车安排”'],
    ['暂停卫生', '是哪一项'],
  ];
  it('the director moves, gives away, pauses and removes what is clearly meant', async () => {
    await using school = await openSchool({ at: '2026-11-10T10:00:00+08:00' });
    for (const [words, said] of SAID) {
      await school.say(director, words);
      expect(linesTo(school, director).at(-1)).toContain(said);
    }
  });

  it('what is said of this time alone is answered with the card on which it is tapped', async () => {
    await using school = await openSchool({ at: '2026-11-10T10:00:00+08:00' });
    await school.settle();
    const title = '教师外出购书的用车安排';
    for (const words of [`${title}改到后天`, '教师外出购书推迟到11月27日', '教师外出购书完成了']) {
      const before = school.bot(director).length;
      await school.say(director, words);
      expect(school.bot(director)).toHaveLength(before + 1);
      expect(textOf(school.last(director))).toContain(title);
      expect(buttonsIn(school.last(director))).toEqual(['完成', '延期']);
    }
    expect(await history(school)).toEqual([]);
    await school.say(electrician, '空调用电负荷核算完了');
    expect(linesTo(school, electrician).join()).not.toContain('安排');
  });

  it('what is not understood is said with examples, and a name that is none is looked up in the list', async () => {
    await using school = await openSchool({ at: '2026-11-10T10:00:00+08:00' });
    const said = async (words: string) => {
      await school.say(director, words);
      return linesTo(school, director).at(-1);
    };
    expect(await said('教师外出购书改到12月底')).toContain('截止日看不懂');
    expect(await said('修改安排 春游')).toContain('没有找到“春游”');
    expect(await said('教师外出购书改到11月27日')).toContain('以后每年都按这一天');
    expect(await history(school)).toHaveLength(1);
  });

  it('a new one is begun in a sentence and taken on its card', async () => {
    await using school = await openSchool({ at: '2026-11-10T10:00:00+08:00' });
    await school.say(director, '新增安排：冬季防冻检查，12月10日，老赵负责');
    expect(fieldsOf(school)).toMatchObject({
      title: '冬季防冻检查',
      due: '12月10日',
      person: plumber,
    });
    expect((await school.tap(director, '保存', { form: fieldsOf(school) })).toast?.content).toBe(
      '已新增',
    );
    await school.say(director, '新增检查 水泵房 每周三 15:00');
    expect(fieldsOf(school)).toMatchObject({ title: '水泵房', when: '每周三', times: '15:00' });
  });

  it('我的检查 brings today’s open cards once more, or says that there is none', async () => {
    await using school = await openSchool({ at: '2026-11-26T15:59:00+08:00' });
    await school.say(electrician, '我的检查');
    expect(linesTo(school, electrician).at(-1)).toContain('今天没有等您做的检查');
    await school.moveTo('2026-11-26T16:00:02+08:00');
    await school.say(electrician, '今天要检查什么');
    expect(buttonsIn(school.last(electrician))).toContain('全部正常');
  });

  it('what is removed leaves the month card, and resuming it puts it back', async () => {
    await using school = await openSchool({ at: '2026-11-01T20:00:00+08:00' });
    await school.moveTo('2026-11-02T08:00:02+08:00');
    await school.say(director, '删除 教师外出购书的用车安排');
    expect(textOf(school.last(STAFF))).not.toContain('购书');
    await school.say(director, '恢复 教师外出购书的用车安排');
    expect(textOf(school.last(STAFF))).toContain('购书');
    expect(school.bot(STAFF)).toHaveLength(1);
  });

  it('what sounds alike but is about repairs is not taken for the plan', async () => {
    await using school = await openSchool({ at: '2026-11-10T10:00:00+08:00' });
    for (const words of ['空调改到302', '取消空调', '302的门窗坏了', '把报修改成3楼']) {
      await school.say(teacher, words);
      await school.say(director, words);
      expect(linesTo(school, teacher).join()).not.toContain('修改安排');
      expect(linesTo(school, director).join()).not.toMatch(/是哪一项|已修改/u);
    }
  });
});
