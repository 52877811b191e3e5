import { readFileSync } from 'node:fs';
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

const { teacher, director, head } = PEOPLE;
const REPORTS = 'oc_reports';
const WITH_GROUP = readFileSync('schools/sample.yaml', 'utf8').replace(
  '  logistics: oc_logistics',
  `  reports: ${REPORTS}\n  logistics: oc_logistics`,
);

/** The app may read all messages of the groups it is in. */
async function withPermission(unsure?: RegExp): Promise<OpenSchool> {
  const school = await openSchool({ school: WITH_GROUP, ...(unsure ? { unsure } : {}) });
  school.platform.scopes.groupMessages = true;
  return school;
}

/** A message with others mentioned, as the platform delivers it. */
async function mentioning(school: OpenSchool, text: string, names: string[]) {
  const answer = await school.deliver('im.message.receive_v1', {
    sender: { sender_id: { open_id: teacher }, sender_type: 'user', tenant_key: 'playground' },
    message: {
      message_id: `om_${text.length}_${names.length}`,
      create_time: String(school.clock.now().epochMilliseconds),
      chat_id: `oc_direct_${teacher}`,
      chat_type: 'p2p',
      message_type: 'text',
      content: JSON.stringify({ text }),
      mentions: names.map((name, i) => ({
        key: `@_user_${i + 1}`,
        id: { open_id: name === '林校长' ? PEOPLE.principal : head },
        name,
        mentioned_type: 'user',
      })),
    },
  });
  expect(answer.status).toBe(200);
}

describe('in the group for reports', () => {
  it('a report with place and thing needs no mention, and its card is private', async () => {
    await using school = await withPermission();
    await school.say(teacher, '302 空调不制冷', REPORTS, { mentionBot: false });
    expect(await school.tickets()).toHaveLength(1);
    expect(linesTo(school, REPORTS)).toEqual(['已登记 BX2611-0001，详情已私聊您']);
    expect(textOf(school.last(teacher))).toContain('BX2611-0001');
  });

  it.each([
    '空调不制冷',
    '好的收到',
    '我的报修',
    '谁知道302怎么走',
    '又坏了',
    '@所有人 302空调坏了，先别用',
    '领两盒粉笔',
  ])('talk and half reports get no word: %s', async (text) => {
    await using school = await withPermission();
    await school.say(teacher, text, REPORTS, { mentionBot: false });
    expect(school.bot(REPORTS)).toEqual([]);
    expect(school.bot(teacher)).toEqual([]);
    expect(await school.tickets()).toEqual([]);
  });

  it('a doubtful reading is left alone', async () => {
    await using school = await withPermission(/好像/);
    await school.say(teacher, '302 空调好像不制冷', REPORTS, { mentionBot: false });
    expect(school.bot(REPORTS)).toEqual([]);
    expect(await school.tickets()).toEqual([]);
  });

  it('a danger goes on even without a place, and the rest is asked privately', async () => {
    await using school = await withPermission();
    await school.say(teacher, '插座冒烟了', REPORTS, { mentionBot: false });
    expect(school.bot(director).some((one) => one.urgentTo.includes(director))).toBe(true);
    await school.say(teacher, '教学楼302');
    expect(await school.tickets()).toMatchObject([{ place: '教学楼302', danger: true }]);
  });
});

it('in any other group the bot acts on a mention only, whatever it is delivered', async () => {
  await using school = await withPermission();
  await school.say(teacher, '302 空调不制冷', STAFF, { mentionBot: false });
  await school.say(teacher, '302插座冒烟了', STAFF, { mentionBot: false });
  expect(school.bot(STAFF)).toEqual([]);
  expect(await school.tickets()).toEqual([]);
});

describe('others who are mentioned', () => {
  it('their names are neither places nor things', async () => {
    await using school = await openSchool();
    await mentioning(school, '@_user_1 你的水杯落我这了', ['三(1)班周老师']);
    expect(await school.tickets()).toEqual([]);
    await mentioning(school, '@_user_1 空调不制冷', ['三(1)班周老师']);
    expect(await school.tickets()).toEqual([]);
    await school.say(teacher, '305');
    expect(await school.tickets()).toMatchObject([{ place: '305' }]);
  });

  it('替 @林校长 报 is the principal’s', async () => {
    await using school = await openSchool();
    await mentioning(school, '替 @_user_1 报修，校长室空调不制冷', ['林校长']);
    expect(await school.tickets()).toHaveLength(1);
    expect(buttonsIn(school.last(PEOPLE.principal))).toContain('催单');
  });
});

describe('odd messages', () => {
  it.each(['“302 空调不制冷”', '「302 空调不制冷」', '"302 空调不制冷"'])(
    'quotation marks copied from the help do not matter: %s',
    async (text) => {
      await using school = await openSchool();
      await school.say(teacher, text);
      expect(await school.tickets()).toMatchObject([{ items: ['302 空调不制冷'] }]);
    },
  );

  it('pictures without a word are asked about once and kept for the report, however late', async () => {
    await using school = await openSchool();
    await school.photo(teacher);
    await school.photo(teacher);
    expect(linesTo(school, teacher)).toHaveLength(1);
    await school.moveTo('2026-11-24T12:00:00+08:00');
    await school.say(teacher, '302 灯坏了');
    const photos = await school.database.db
      .selectFrom('repair_photo')
      .select('ticket_id')
      .execute();
    const [ticket] = await school.tickets();
    expect(photos).toEqual([{ ticket_id: ticket?.id }, { ticket_id: ticket?.id }]);
  });

  it('a picture and then only its place is enough to send somebody', async () => {
    await using school = await openSchool();
    await school.photo(teacher);
    await school.say(teacher, '302');
    expect(await school.tickets()).toMatchObject([{ place: '302', items: ['302（见照片）'] }]);
  });

  it('a picture that nobody explained for a day is shown to the director', async () => {
    await using school = await openSchool();
    await school.photo(teacher);
    await school.moveTo('2026-11-25T10:05:00+08:00');
    expect(linesTo(school, director).join()).toContain('王老师发来照片没有说明');
  });

  it('a message taken back takes its question with it', async () => {
    await using school = await openSchool();
    const message = await school.say(teacher, '空调不制冷');
    await school.platform.recall(message.messageId);
    await school.settle();
    await school.say(teacher, '302');
    expect(await school.tickets()).toEqual([]);
  });
});
