import { describe, expect, it } from 'vitest';
import { idOf, person, state, taps, types, values, within } from '../../../test/people-kit.ts';
import { ensurePerson } from './public.ts';

describe('我请假到周五，林校长代批', () => {
  it('an equal or higher substitute counts at once and is told', async () => {
    expect(await types('ou_director', '我请假到周五，林校长代批')).toBe(
      'ou_principal: 陈主任请假到11月27日（周五），期间由您代批。\nou_director: 已记下：您请假到11月27日（周五），由林校长代批。回来后发“我回来了”。',
    );
    const away = await person('ou_director');
    expect(away.absentUntil?.toString()).toBe('2026-11-27');
    expect(away.substituteId).toBe(await idOf('ou_principal'));
    expect(await types('ou_principal', '我请假到周四，陈主任代批')).toContain('那时也在请假');
    expect(await types('ou_director', '我回来了')).toContain('欢迎回来');
    expect((await person('ou_director')).absentUntil).toBeNull();
    expect(await types('ou_director', '销假')).toContain('没有在请假');
  });

  it('a lower substitute counts only after somebody else of authority agrees', async () => {
    expect(await types('ou_head3', '我请假到下周一，王老师代批')).toContain('已请陈主任确认');
    const key = [...state.cards.keys()].find((one) => one.startsWith('people:leave:')) ?? '';
    const id = values(key)['id'] ?? '';
    expect((await person('ou_head3')).substituteId).toBeNull();
    expect(await taps('ou_wang', 'leave-approve', { id })).toBe('error: 只有陈主任可以确认');
    expect(await taps('ou_head3', 'leave-approve', { id })).toContain('error');
    expect(await taps('ou_director', 'leave-approve', { id: 'none' })).toContain('没有找到');
    expect(await taps('ou_director', 'leave-approve', { id })).toBe('success: 已同意');
    expect(state.said.join()).toContain(
      'ou_head3: 陈主任已同意：您请假到11月30日（周一），由王老师代批',
    );
    expect((await person('ou_head3')).substituteId).toBe(await idOf('ou_wang'));
    expect(await taps('ou_director', 'leave-refuse', { id })).toBe(
      'warning: 陈主任已同意，不用再点',
    );
    expect(state.cards.get(key)?.live).toBe(false);
  });

  it('a refusal leaves everything as it was; the only director is confirmed by the principal', async () => {
    expect(await types('ou_director', '我请假到周五，由周老师代批')).toContain('已请林校长确认');
    const id =
      values([...state.cards.keys()].find((one) => one.startsWith('people:leave:')) ?? '')['id'] ??
      '';
    expect(await taps('ou_principal', 'leave-refuse', { id })).toBe('success: 已驳回');
    expect(state.said.join()).toContain('没有同意由周老师代批');
    expect((await person('ou_director')).substituteId).toBeNull();
  });

  it.each([
    ['我请假到周五，我爱人代批', '没有找到“我爱人”'],
    ['我请假到周五，周老师代批', '不能由您自己代批'],
    ['我请假到周五，老张代批', '没有飞书账号'],
    ['我请假到那天，林校长代批', '请告诉我请假到哪一天'],
    ['我请假到2020年1月1日', '请告诉我请假到哪一天'],
    ['我请假到周五', '您请假到11月27日（周五）。'],
    ['我请假到12月3日', '12月3日（周四）'],
    ['我请假到后天', '11月26日'],
    ['我请假到5号', '12月5日'],
    ['我请假到2月30日', '请告诉我请假到哪一天'],
  ])('%s is answered with %s', async (text, answer) => {
    expect(await types('ou_head3', text)).toContain(answer);
  });

  it('of two people of one name the mentioned one is meant', async () => {
    await within((context) => ensurePerson(context, 'ou_lin2', '林校长'));
    expect(await types('ou_head3', '我请假到周五，林校长代批')).toContain('有 2 位“林校长”');
    const mention = [{ openId: 'ou_principal', name: '林校长' }];
    expect(await types('ou_head3', '我请假到周五，@林校长代批', undefined, mention)).toContain(
      '由林校长代批',
    );
  });
});

it('a leave without its last day is not met with silence', async () => {
  for (const text of ['我请假', '我明天请假', '请假 明天', '下周一要请个假', '今天想请一天假']) {
    expect(await types('ou_wang', text)).toContain('还没有登记');
  }
  expect((await person('ou_wang')).absentUntil).toBeNull();
});

it('other sentences are left to other features', async () => {
  for (const text of ['302 空调不制冷', '人员密集的地方灯坏了', '设置一下投影', '她请假']) {
    expect(await types('ou_wang', text)).toBe('(nobody)');
  }
});
