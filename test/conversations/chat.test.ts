import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buttonsIn, LOGISTICS, openSchool, PEOPLE, STAFF, textOf } from '../harness.ts';

const { teacher, director, electrician } = PEOPLE;
const SAMPLE = readFileSync(join(import.meta.dirname, '../../schools/sample.yaml'), 'utf8');

it('撤销 is possible before 接单 and not after', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  expect((await school.tap(teacher, '撤销')).toast?.type).toBe('success');
  expect(buttonsIn(school.last(electrician))).not.toContain('接单');
  await school.say(teacher, '305 灯不亮');
  await school.tap(electrician, '接单');
  await school.say(teacher, '撤销 BX2611-0002');
  expect(textOf(school.last(teacher))).toContain('老李');
  expect(await school.tickets()).toMatchObject([{ state: 'withdrawn' }, { state: 'working' }]);
});

it('催单 reaches the worker once an hour', async () => {
  await using school = await openSchool();
  await school.say(teacher, '302 空调不制冷');
  const urge = school.button(teacher, '催单');
  const before = school.bot(electrician).length;
  await school.say(teacher, '催单');
  expect(school.bot(electrician)).toHaveLength(before + 1);
  const again = await school.press(teacher, urge);
  expect(again.toast?.type).toBe('warning');
  expect(again.toast?.content).toContain('11:00');
  await school.say(teacher, '催单');
  expect(school.bot(electrician)).toHaveLength(before + 1);
  expect(textOf(school.last(teacher))).toContain('以后可以再催');
});

it('我的报修, a number and 我的活 show what is theirs', async () => {
  await using school = await openSchool();
  await school.say(teacher, '我的报修');
  expect(textOf(school.last(teacher))).toContain('还没有报过修');
  await school.say(teacher, '302 空调不制冷');
  await school.say(teacher, '我的报修');
  expect(textOf(school.last(teacher))).toContain('BX2611-0001');
  await school.say(electrician, '我的活');
  expect(textOf(school.last(electrician))).toContain('BX2611-0001');
  await school.say(teacher, 'bx2611-0001');
  expect(buttonsIn(school.last(teacher))).toContain('撤销');
  await school.say(PEOPLE.buyer, 'BX2611-0001');
  expect(buttonsIn(school.last(PEOPLE.buyer))).toEqual([]);
  await school.say(teacher, 'BX2611-0099');
  expect(textOf(school.last(teacher))).toContain('没有找到');
});

it('帮助 names to each what only they may do', async () => {
  await using school = await openSchool();
  const helped = async (who: string) => {
    await school.say(who, '帮助');
    return textOf(school.last(who));
  };
  expect(await helped(director)).toMatch(/报修概况.*导出报修台账.*未指定负责人.*人员/su);
  expect(await helped(electrician)).toContain('我的活');
  expect(await helped(teacher)).not.toMatch(/报修概况|我的活|人员/u);
});

it('a recalled message takes its report back', async () => {
  await using school = await openSchool();
  const message = await school.say(teacher, '302 空调不制冷');
  await school.platform.recall(message.messageId);
  await school.settle();
  expect(await school.tickets()).toMatchObject([{ state: 'withdrawn' }]);
});

it('another tenant’s message is refused with one line', async () => {
  await using school = await openSchool();
  await school.deliver('im.message.receive_v1', {
    sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: 'elsewhere' },
    message: {
      message_id: 'om_guest',
      create_time: String(school.clock.now().epochMilliseconds),
      chat_id: `oc_direct_${teacher}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: '302 空调不制冷' }),
    },
  });
  expect(await school.tickets()).toEqual([]);
});

it('reminders wait for the morning; a new report goes at once', async () => {
  await using school = await openSchool({ at: '2026-11-24T16:50:00+08:00' });
  await school.say(teacher, '302 空调不制冷');
  await school.moveTo('2026-11-24T22:30:00+08:00');
  const before = school.bot(electrician).length;
  await school.say(teacher, '305 灯不亮');
  expect(school.bot(electrician)).toHaveLength(before + 1);
  await school.moveTo('2026-11-25T06:00:00+08:00');
  expect(school.bot(electrician)).toHaveLength(before + 1);
  await school.moveTo('2026-11-25T08:31:00+08:00');
  expect(school.bot(electrician).length).toBeGreaterThan(before + 1);
});

it('before the school has started no group is posted to', async () => {
  await using school = await openSchool({ school: `${SAMPLE}setup: true\n` });
  await school.say(teacher, '302 空调不制冷', STAFF);
  await school.say(teacher, '305有燃气味');
  expect([...school.bot(STAFF), ...school.bot(LOGISTICS)]).toEqual([]);
  expect(await school.tickets()).toHaveLength(2);
});

it('what is neither report nor question opens nothing; help comes once an hour, thanks get none', async () => {
  await using school = await openSchool();
  await school.say(teacher, '谢谢');
  expect(school.bot(teacher)).toEqual([]);
  await school.say(teacher, '今天天气不错');
  await school.say(teacher, '哈哈哈');
  expect(school.bot(teacher)).toHaveLength(1);
  await school.say(director, '今天天气不错', STAFF);
  expect(school.bot(STAFF)).toEqual([]);
  await school.moveTo('2026-11-24T11:05:00+08:00');
  await school.say(teacher, '今天天气不错');
  expect(school.bot(teacher)).toHaveLength(2);
  expect(await school.tickets()).toEqual([]);
});
