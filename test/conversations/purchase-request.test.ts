import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, STAFF, textOf, type OpenSchool } from '../harness.ts';

const { teacher, director, principal, head } = PEOPLE;

/** The cards of somebody that ask for an approval. */
const approvals = (school: OpenSchool, person: string) =>
  school.bot(person).filter((message) => buttonsIn(message).includes('同意'));

it('the main path: asked in a sentence, handed in, approved step by step', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买 3 台电风扇，两百一台');
  const card = school.last(teacher);
  expect(buttonsIn(card)).toEqual(expect.arrayContaining(['提交申请', '撤回']));
  for (const words of [
    'CG2611-0001',
    '电风扇 3台 × ¥200.00 = ¥600.00',
    '年级组长 周老师',
    '总务主任 陈主任',
  ])
    expect(textOf(card)).toContain(words);
  expect(approvals(school, head)).toHaveLength(0);
  expect((await school.tap(teacher, '提交申请')).toast).toEqual({
    type: 'success',
    content: '已提交，等待审批',
  });
  expect(buttonsIn(school.last(head))).toEqual(expect.arrayContaining(['同意', '驳回', '转交']));
  expect(approvals(school, director)).toHaveLength(0);
  expect((await school.tap(head, '同意')).toast?.content).toBe('已同意');
  expect(buttonsIn(school.last(head))).not.toContain('同意');
  expect((await school.tap(director, '同意')).toast?.content).toBe('已同意');
  expect(textOf(school.last(teacher))).toContain('待采购');
  expect(approvals(school, principal)).toHaveLength(0);
});

it('said in a group: one line with the number there, the card in the direct chat', async () => {
  await using school = await openSchool();
  await school.say(teacher, '申请买 3 台电风扇，两百一台', STAFF);
  expect(textOf(school.last(STAFF))).toBe('已登记 CG2611-0001，详情已私聊您');
  expect(buttonsIn(school.last(teacher))).toContain('提交申请');
});
