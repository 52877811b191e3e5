import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf } from '../harness.ts';
import { answering, createStandIn } from '../language-model.ts';

const { teacher, director } = PEOPLE;
const WORDS = '阶梯教室那个大家伙又罢工了，电话 13812345678';
const report = {
  intent: 'repair.report',
  slots: {
    location: '阶梯教室',
    object: '大家伙',
    fault: '罢工了',
    category: 'network_av',
    urgency: 'normal',
  },
};

it('a message the rules are unsure of is read again, and opens one ticket', async () => {
  await using standIn = await createStandIn(answering(report));
  await using school = await openSchool({ llm: standIn.url, unsure: /大家伙/u });
  await school.say(teacher, WORDS);
  expect(standIn.seen).toHaveLength(1);
  expect(standIn.seen[0]?.body).not.toContain('13812345678');
  expect(await school.tickets()).toMatchObject([
    { place: '阶梯教室', object: '大家伙', category: 'network_av' },
  ]);
});

it('an endpoint that fails leaves the rules’ reading, and the message is answered', async () => {
  await using standIn = await createStandIn((response) => void response.writeHead(500).end());
  await using school = await openSchool({ llm: standIn.url, unsure: /大家伙/u });
  await school.say(teacher, WORDS);
  expect(standIn.seen).toHaveLength(1);
  expect(textOf(school.last(teacher))).not.toBe('');
});

it.each([
  ['a danger', '教学楼302插座漏电，麻手'],
  ['a command', '我的报修'],
  ['a sure report', '教学楼302空调不制冷'],
])('%s never leaves the building', async (_, words) => {
  await using standIn = await createStandIn(answering(report));
  await using school = await openSchool({ llm: standIn.url, unsure: /漏电|我的报修/u });
  await school.say(teacher, words);
  expect(standIn.seen).toEqual([]);
});

it('nor does the answer to a question, or what a guest from elsewhere says', async () => {
  await using standIn = await createStandIn(answering(report));
  await using school = await openSchool({ llm: standIn.url, unsure: /就在|大家伙/u });
  await school.say(teacher, '灯不亮');
  await school.say(teacher, '就在实验楼201那边');
  await school.deliver('im.message.receive_v1', {
    sender: { sender_id: { open_id: director }, sender_type: 'user', tenant_key: 'elsewhere' },
    message: {
      message_id: 'om_guest',
      create_time: String(school.clock.now().epochMilliseconds),
      chat_id: `oc_direct_${director}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text: WORDS }),
    },
  });
  expect(standIn.seen).toEqual([]);
});
