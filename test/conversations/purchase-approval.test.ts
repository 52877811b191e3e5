import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const { teacher, director, principal, head, electrician } = PEOPLE;
const NUMBER = 'CG2611-0001';
const SAMPLE = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8');
const SECOND = '  - { id: ou_second, name: 副主任, roles: [director] }\n';
const TWO_DIRECTORS = SAMPLE.replace('people: # 本校其他人都是普通老师\n', (line) => line + SECOND);

/** The cards of somebody that ask for an approval. */
const approvals = (school: OpenSchool, person: string) =>
  school.bot(person).filter((message) => buttonsIn(message).includes('同意'));

async function stateOf(school: OpenSchool): Promise<string | undefined> {
  const row = await school.database.db
    .selectFrom('purchase')
    .select('state')
    .orderBy('number', 'desc')
    .executeTakeFirst();
  return row?.state;
}

/** Asks for one thing at a price, and hands it in. */
async function asked(school: OpenSchool, person: string, yuan: number): Promise<void> {
  await school.say(person, `申请买一台打印机，预算${yuan}`);
  expect((await school.tap(person, '提交申请')).toast?.type).toBe('success');
}

async function approve(school: OpenSchool, ...people: string[]): Promise<void> {
  for (const person of people)
    expect((await school.tap(person, '同意')).toast).toEqual({
      type: 'success',
      content: '已同意',
    });
}

describe('whom it goes to', () => {
  it('three tiers by the sum, and nobody is asked about what they want themselves', async () => {
    await using school = await openSchool();
    const cases: readonly [string, number, string[]][] = [
      [teacher, 300, [head]],
      [teacher, 3000, [head, director]],
      [teacher, 9000, [head, director, principal]],
      [head, 310, [director]],
      [director, 320, [principal]],
      [principal, 9100, [director]],
    ];
    for (const [requester, yuan, chain] of cases) {
      await asked(school, requester, yuan);
      for (const [at, person] of chain.entries()) {
        expect(await stateOf(school)).toBe('approving');
        for (const other of [head, director, principal].filter((one) => one !== person))
          expect(approvals(school, other)).toHaveLength(0);
        expect(approvals(school, person)).toHaveLength(1);
        await approve(school, person);
        expect(textOf(school.last(person))).toContain('已同意');
        expect(await stateOf(school)).toBe(at === chain.length - 1 ? 'approved' : 'approving');
      }
      expect(textOf(school.last(requester))).toContain('待采购');
    }
  });

  it('what is skipped is named to the requester, and the principal’s own request is marked', async () => {
    await using school = await openSchool();
    await school.say(head, '申请买一台打印机，预算300');
    expect(textOf(school.last(head))).toContain('年级组长是申请人本人，已跳过');
    await asked(school, principal, 300);
    expect(textOf(school.last(director))).toContain('校长本人申请');
  });

  it('with nobody to decide it waits, the admin is told, and it goes on once somebody is there', async () => {
    const alone = SAMPLE.replace(/.*id: ou_(?:principal|head3).*\n/gu, '');
    await using school = await openSchool({ school: alone });
    await asked(school, director, 300);
    expect(linesTo(school, director).join()).toContain(`${NUMBER} 没有可以审批的人`);
    expect(textOf(school.last(director))).toMatch(/审批中|没有可以审批的人/u);
    await school.database.db
      .updateTable('person')
      .set({ roles: JSON.stringify(['principal']) })
      .where('open_id', '=', 'ou_finance')
      .execute();
    await school.moveTo('2026-11-24T14:30:00+08:00');
    await approve(school, 'ou_finance');
    expect(await stateOf(school)).toBe('approved');
  });
});

describe('what an approver may do', () => {
  it('驳回 needs a reason, ends it, and tells the requester alone', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 300);
    expect((await school.tap(head, '驳回')).toast).toEqual({
      type: 'warning',
      content: '请选择或写下原因',
    });
    const form = { reason: '库里有货', note_reject: '上学期刚买过' };
    await school.tap(head, '驳回', { form: { ...form, note: '上学期刚买过' } });
    expect(await stateOf(school)).toBe('rejected');
    expect(textOf(school.last(teacher))).toContain('库里有货：上学期刚买过');
    expect(buttonsIn(school.last(teacher))).toEqual([]);
    expect(JSON.stringify(school.bot(STAFF))).not.toContain('库里有货');
  });

  it('退回修改 lets the requester change it; the same card goes on', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 3000);
    await approve(school, head);
    await school.tap(director, '退回修改', { form: { reason_return: '请补充用途' } });
    expect(textOf(school.last(teacher))).toContain('请补充用途');
    const form = { lines1: '打印机 1台 3000', reason: '语文组用', after: 'no' };
    expect((await school.tap(teacher, '保存修改', { form })).toast?.content).toBe('已修改');
    await school.say(teacher, '用途是布置走廊');
    expect(textOf(school.last(teacher))).toContain('布置走廊');
    await school.tap(teacher, '提交申请');
    expect(textOf(school.last(director))).toContain('布置走廊');
    await approve(school, director);
    expect(await stateOf(school)).toBe('approved');
  });

  it('a number corrected in words changes the request that was handed in, and voids what was approved', async () => {
    await using school = await openSchool();
    await school.say(teacher, '申请买30个花盆，每个20元');
    await school.tap(teacher, '提交申请');
    await approve(school, head);
    await school.say(teacher, '我那个采购单数量写错了,30改成20');
    expect(textOf(school.last(teacher))).toContain('花盆 20个');
    expect(await stateOf(school)).toBe('draft');
    await school.say(teacher, '我那个采购单数量写错了,7改成8');
    expect(textOf(school.last(teacher))).toContain('没有找到要改的采购申请');
  });

  it('a tap on what has changed since is refused with the fresh card, and counts for nothing', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 3000);
    await approve(school, head);
    const old = school.button(director, '同意');
    await school.tap(teacher, '保存修改', { form: { lines1: '打印机 2台 3000' } });
    expect((await school.press(director, old)).toast).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('正在修改'),
    });
    await school.tap(teacher, '提交申请');
    expect(textOf(school.last(head))).toContain('¥6,000.00');
    expect((await school.press(head, old)).toast).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('在您看到之后有变化'),
    });
    expect(await stateOf(school)).toBe('approving');
    await approve(school, head, director, principal);
    expect(await stateOf(school)).toBe('approved');
  });

  it('two at once: one approval, and the other is told who was first', async () => {
    await using school = await openSchool({ school: TWO_DIRECTORS });
    await asked(school, teacher, 9000);
    await approve(school, head);
    const buttons = [director, 'ou_second'].map((person) => ({
      person,
      button: school.button(person, '同意'),
    }));
    const answers = await Promise.all(
      buttons.map(({ person, button }) =>
        school.platform.press(person, button.messageId, button.found, {}),
      ),
    );
    await school.settle();
    expect(answers.filter(({ toast }) => toast?.type === 'success')).toHaveLength(1);
    expect(answers.find(({ toast }) => toast?.type === 'warning')?.toast?.content).toMatch(
      /已由(?:陈主任|副主任)于 11月24日 10:\d\d 处理/u,
    );
    const rows = await school.database.db
      .selectFrom('purchase_event')
      .select('actor_id')
      .where('kind', '=', 'approve')
      .execute();
    expect(rows).toHaveLength(2);
    await approve(school, principal);
    expect(await stateOf(school)).toBe('approved');
  });

  it('the wrong person, a second tap and a tap after the end are told so', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 3000);
    const button = school.button(head, '同意');
    const warned = async (person: string, words: string) =>
      expect((await school.press(person, button)).toast).toMatchObject({
        type: 'warning',
        content: expect.stringContaining(words),
      });
    await warned(electrician, '现在由周老师审批');
    await warned(teacher, '不能自己审批');
    await approve(school, head);
    await warned(head, '您已于 11月24日 10:');
    await school.tap(teacher, '撤回');
    await warned(director, '已由王老师于');
    expect(await stateOf(school)).toBe('withdrawn');
    expect(approvals(school, director)).toHaveLength(0);
  });

  it('转交: to somebody who may decide, who then gets the card', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 300);
    const to = async (person: string) =>
      (await school.tap(head, '转交', { form: { person, note_transfer: '我不熟悉' } })).toast
        ?.content;
    expect(await to(electrician)).toContain('职务相当或更高');
    expect(await to(teacher)).toContain('不能转交给申请人');
    expect(await to(director)).toBe('已转交');
    expect(buttonsIn(school.last(head))).not.toContain('同意');
    expect(textOf(school.last(director))).toContain('陈主任（周老师转交）');
    await approve(school, director);
    expect(await stateOf(school)).toBe('approved');
  });
});

describe('what waits', () => {
  it('同意 in the chat approves nothing: it brings the card, or the list', async () => {
    await using school = await openSchool();
    await school.say(head, '待我审批');
    expect(textOf(school.last(head))).toBe('现在没有等您审批的申请');
    await asked(school, teacher, 300);
    await school.say(head, '同意');
    expect(await stateOf(school)).toBe('approving');
    expect(linesTo(school, head).at(-1)).toContain('不算审批');
    expect(approvals(school, head)).toHaveLength(1);
    // A doubt about the price is no decision either, and to others it is small talk.
    await school.say(head, '价格有点太贵了');
    expect(linesTo(school, head).at(-1)).toContain('请在卡片上点“驳回”');
    expect(await stateOf(school)).toBe('approving');
    await school.say(electrician, '太贵了');
    expect(linesTo(school, electrician).join()).not.toContain('驳回');
    await asked(school, electrician, 200);
    await asked(school, teacher, 400);
    await school.say(head, '驳回，上学期刚买过');
    const list = school.last(head);
    expect(textOf(list)).toMatch(/待我审批[^]*CG2611-0001[^]*CG2611-0003/u);
    expect(textOf(list)).not.toContain('CG2611-0002');
    expect((await school.tap(head, '查看')).toast?.type).toBe('info');
    expect(textOf(school.last(head))).toContain(NUMBER);
    await approve(school, head);
  });

  it('我的申请, a number, and 批了没 show it to those it concerns, the state alone to others', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 300);
    await school.say(teacher, '我的申请');
    expect(textOf(school.last(teacher))).toMatch(/打印机 1台（审批中）[^]*CG2611-0001/u);
    await school.tap(teacher, '查看');
    expect(buttonsIn(school.last(teacher))).toContain('撤回');
    await school.say(electrician, NUMBER);
    expect(textOf(school.last(electrician))).toBe(`${NUMBER} 审批中`);
    await school.say(teacher, NUMBER, STAFF);
    expect(textOf(school.last(STAFF))).toBe(`${NUMBER} 审批中`);
    await school.say(director, `${NUMBER}批了吗`);
    expect(textOf(school.last(director))).toContain('¥300.00');
    expect(buttonsIn(school.last(director))).toEqual([]);
    await school.say(teacher, '撤回刚才的采购申请');
    expect(linesTo(school, teacher).at(-1)).toBe(`${NUMBER} 已撤回`);
  });

  it('reminders come in working hours, then whoever stands above hears of it once', async () => {
    await using school = await openSchool({ at: '2026-11-27T15:00:00+08:00' });
    await asked(school, teacher, 300);
    const cards = () =>
      school.bot(head).filter((message) => textOf(message).includes('¥300.00')).length;
    await school.moveTo('2026-11-29T20:00:00+08:00');
    expect(cards()).toBe(1);
    await school.moveTo('2026-11-30T10:30:00+08:00');
    expect(approvals(school, head)).toHaveLength(1);
    const reminded = school.last(head).messageId;
    await school.moveTo('2026-11-30T15:30:00+08:00');
    expect(school.last(head).messageId).not.toBe(reminded);
    await school.moveTo('2026-12-01T16:00:00+08:00');
    await school.moveTo('2026-12-04T16:00:00+08:00');
    expect(linesTo(school, director).filter((line) => line.includes(NUMBER))).toEqual([
      expect.stringContaining('还没有审批，正在等周老师'),
    ]);
  });
});

it('who has several requests waiting is reminded by one list, as often as of one', async () => {
  await using school = await openSchool({ at: '2026-11-30T09:00:00+08:00' });
  await asked(school, teacher, 300);
  await school.moveTo('2026-11-30T09:20:00+08:00');
  await asked(school, electrician, 4000);
  await asked(school, teacher, 400);
  const before = school.bot(head).length;
  await school.moveTo('2026-11-30T13:30:00+08:00');
  await school.moveTo('2026-11-30T15:30:00+08:00');
  const reminders = school.bot(head).slice(before);
  expect(reminders.map(textOf)).toEqual([
    expect.stringMatching(/待我审批[^]*在等您审批[^]*CG2611-0001[^]*CG2611-0003/u),
  ]);
  expect((await school.tap(head, '查看')).toast?.type).toBe('info');
  await approve(school, head);
  for (const day of ['2026-12-01', '2026-12-02', '2026-12-04'])
    await school.moveTo(`${day}T16:00:00+08:00`);
  // What is still undecided reaches the one above all the same.
  expect(linesTo(school, director).join('\n')).toContain('还没有审批，正在等周老师');
});

describe('people come and go', () => {
  it('a substitute gets the card during the absence, signs in the name of the absent, and finds it by 待我审批', async () => {
    await using school = await openSchool();
    await school.say(director, '我请假到周五，林校长代批');
    await asked(school, teacher, 3000);
    await approve(school, head);
    expect(approvals(school, director)).toHaveLength(0);
    expect(textOf(school.last(principal))).toContain('陈主任（请假，林校长代批）');
    await approve(school, principal);
    expect(textOf(school.last(teacher))).toContain('陈主任（林校长代批）');
    await asked(school, teacher, 4000);
    await approve(school, head);
    await school.say(principal, '待我审批');
    await approve(school, principal);
  });

  it('who leaves hands over what was asked; what was to be approved goes by the roles', async () => {
    await using school = await openSchool();
    await asked(school, teacher, 300);
    await school.say(director, '周老师调走了');
    expect(textOf(school.last(director))).toContain(NUMBER);
    await school.tap(director, '确认调走', { form: { person: principal } });
    await approve(school, director);
    expect(await stateOf(school)).toBe('approved');
  });
});
