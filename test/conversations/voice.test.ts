import { expect, it } from 'vitest';
import { openSchool, PEOPLE, textOf, VOICE } from '../harness.ts';

const { teacher, electrician, director } = PEOPLE;
const ASKED = /没能听清，麻烦打字/;

async function listening() {
  const school = await openSchool();
  school.platform.scopes.speech = true;
  // What the start has to say is sent first: the faults of these tests are meant for the voice.
  await school.settle();
  return school;
}

it('a voice message is heard, shown back and handled as if it had been typed', async () => {
  await using school = await listening();
  const message = await school.speak(teacher, '三零二空调不制冷');
  const [heard, card] = school.bot(teacher);
  expect(heard).toMatchObject({ kind: 'text', parentId: message.messageId });
  expect(heard && textOf(heard)).toContain('“三零二空调不制冷”');
  expect(card && textOf(card)).toContain('BX2611-0001');
  expect(await school.tickets()).toMatchObject([{ object: '空调', message_id: message.messageId }]);
});

it('a danger said aloud reaches the director and the worker', async () => {
  await using school = await listening();
  await school.speak(teacher, '实验楼二楼配电箱冒烟了');
  for (const person of [director, electrician])
    expect(textOf(school.last(person))).toContain('冒烟');
});

it('the same voice message delivered twice has one effect', async () => {
  await using school = await listening();
  school.platform.faults.duplicate = 1;
  await school.speak(teacher, '302空调不制冷');
  await school.platform.repeat();
  await school.settle();
  expect(school.bot(teacher)).toHaveLength(2);
  expect(await school.tickets()).toHaveLength(1);
});

it.each([
  ['without the scope', false, '302空调不制冷', VOICE],
  ['when nothing was said', true, '', VOICE],
  ['when the file is no voice', true, '302空调不制冷', Buffer.from('RIFF....WAVEfmt ')],
])('%s one line asks for text, once', async (_why, scope, words, file) => {
  await using school = await openSchool();
  school.platform.scopes.speech = scope;
  await school.speak(teacher, words, 1_000, file);
  await school.moveTo('2026-11-24T10:05:00+08:00');
  expect(school.bot(teacher).map(textOf)).toEqual([expect.stringMatching(ASKED)]);
  expect(await school.tickets()).toEqual([]);
  await school.say(teacher, '302空调不制冷');
  expect(await school.tickets()).toHaveLength(1);
});

it('one longer than the platform hears is not even fetched', async () => {
  await using school = await listening();
  await school.speak(teacher, '说来话长', 61_000);
  expect(school.bot(teacher).map(textOf)).toEqual([expect.stringContaining('超过一分钟')]);
});

it('a platform that is away for a moment is asked again; away for longer, the person is asked', async () => {
  await using school = await listening();
  school.platform.faults.status5xx = 1;
  await school.speak(teacher, '302空调不制冷');
  expect(school.bot(teacher)).toEqual([]);
  await school.moveTo('2026-11-24T10:00:05+08:00');
  expect(await school.tickets()).toHaveLength(1);
  await school.speak(PEOPLE.head, '305灯不亮');
  expect(await school.tickets()).toHaveLength(2);
});

it('gives up after three tries and asks for text', async () => {
  await using school = await listening();
  school.platform.faults.status5xx = 3;
  await school.speak(teacher, '302空调不制冷');
  await school.moveTo('2026-11-24T10:00:05+08:00');
  expect(school.bot(teacher)).toEqual([]);
  await school.moveTo('2026-11-24T10:00:20+08:00');
  expect(school.bot(teacher).map(textOf)).toEqual([expect.stringMatching(ASKED)]);
  await school.moveTo('2026-11-24T10:05:00+08:00');
  expect(await school.tickets()).toEqual([]);
});

it('a question of the bot can be answered aloud', async () => {
  await using school = await listening();
  await school.say(teacher, '空调不制冷');
  expect(await school.tickets()).toEqual([]);
  await school.speak(teacher, '教学楼302');
  expect(await school.tickets()).toMatchObject([{ object: '空调', place: '教学楼302' }]);
});

it('somebody of another school is not listened to', async () => {
  await using school = await listening();
  await school.deliver('im.message.receive_v1', {
    sender: { sender_id: { open_id: 'ou_guest' }, sender_type: 'user', tenant_key: 'elsewhere' },
    message: {
      message_id: 'om_guest',
      chat_id: 'oc_guest',
      chat_type: 'p2p',
      message_type: 'audio',
      content: JSON.stringify({ file_key: 'file_v3_guest', duration: 1_000 }),
    },
  });
  expect(await school.database.db.selectFrom('voice').selectAll().execute()).toEqual([]);
});
