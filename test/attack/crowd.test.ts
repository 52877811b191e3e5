import { expect, it } from 'vitest';
import type { InboundMessage } from '../../src/kernel/inbound.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { testDatabase } from '../database.ts';
import { addPerson, pipelineOver } from './pipeline-kit.ts';

let serial = 0;
const START = Temporal.Instant.from('2026-11-24T02:00:00Z');
function message(by: string, text: string, seconds = 0): InboundMessage {
  return {
    kind: 'message',
    messageId: `om_${++serial}`,
    chatId: `oc_${by}`,
    chatKind: 'direct',
    senderOpenId: by,
    tenantKey: 'ours',
    senderTenantKey: 'ours',
    text,
    mentions: [],
    addressed: true,
    imageKeys: [],
    voice: null,
    file: null,
    parentId: null,
    unreadable: null,
    sentAt: START.add({ seconds }),
  };
}

function talking(database: Database<Tables>) {
  const { pipeline, lines } = pipelineOver(database);
  const hear = (one: InboundMessage) =>
    database.transaction((tx) => pipeline.process(tx, one, null));
  const tickets = () => database.db.selectFrom('repair_ticket').selectAll().execute();
  return { hear, tickets, linesTo: (who: string) => lines.filter(({ to }) => to === who) };
}

it('one person’s crowd of messages is answered once, a danger passed on, nobody else waits', async () => {
  await using database = await testDatabase<Tables>();
  await addPerson(database, 'ou_loud');
  await addPerson(database, 'ou_other');
  const { hear, tickets, linesTo } = talking(database);
  for (let i = 0; i < 150; i++) await hear(message('ou_loud', '谢谢', i % 30));
  expect(linesTo('ou_loud').map(({ text }) => text)).toEqual([
    expect.stringContaining('请过一分钟再发一次'),
  ]);
  await hear(message('ou_loud', '教学楼302的灯坏了', 30));
  expect(await tickets()).toHaveLength(0);
  await hear(message('ou_loud', '教学楼302插座漏电', 30));
  expect(await tickets()).toHaveLength(1);
  await hear(message('ou_other', '教学楼401的水龙头漏水', 30));
  expect(await tickets()).toHaveLength(2);
  await hear(message('ou_loud', '教学楼303的灯坏了', 150));
  expect(await tickets()).toHaveLength(3);
});

it('who has left may do nothing by words either, but for a danger', async () => {
  await using database = await testDatabase<Tables>();
  await addPerson(database, 'ou_left', { active: false, roles: ['director', 'admin'] });
  const { hear, tickets, linesTo } = talking(database);
  for (const text of ['教学楼302的灯坏了', '人员', '王老师调走了', '领两盒粉笔'])
    await hear(message('ou_left', text));
  expect(await tickets()).toHaveLength(0);
  expect(new Set(linesTo('ou_left').map(({ text }) => text))).toEqual(
    new Set(['您已不在人员名单中，请联系总务处。']),
  );
  await hear(message('ou_left', '教学楼302插座漏电冒火花'));
  expect(await tickets()).toHaveLength(1);
});

it.each([
  ['a guest from elsewhere', 'elsewhere', true],
  ['somebody who has left', 'ours', false],
])(
  '%s who tells of sixty dangers rings the school three times and is told once',
  async (_, tenant, isNew) => {
    await using database = await testDatabase<Tables>();
    if (!isNew) await addPerson(database, 'ou_out', { active: false });
    const { hear, tickets, linesTo } = talking(database);
    for (let i = 0; i < 60; i++)
      await hear({
        ...message('ou_out', `教学楼${300 + i}插座漏电冒火花`, i * 5),
        senderTenantKey: tenant,
      });
    expect(await tickets()).toHaveLength(3);
    const told = linesTo('ou_out').filter(({ text }) => text.includes('这一条没有再转达'));
    expect(told).toHaveLength(1);
    await hear({ ...message('ou_out', '食堂有燃气味', 900), senderTenantKey: tenant });
    expect(await tickets()).toHaveLength(4);
    const people = await database.db.selectFrom('person').selectAll().execute();
    expect(people.map(({ active }) => active)).toEqual([false]);
  },
);
