import { expect, it } from 'vitest';
import type { InboundMessage } from '../../src/kernel/inbound.ts';
import type { Database } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/tables.ts';
import { testDatabase } from '../database.ts';
import { addPerson, directly, pipelineOver } from './pipeline-kit.ts';

const START = Temporal.Instant.from('2026-11-24T02:00:00Z');
const message = (by: string, text: string, seconds = 0) =>
  directly(by, text, START.add({ seconds }));

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

it('of one person’s pictures 200 a day are kept, the next is answered once, and the words go on', async () => {
  await using database = await testDatabase<Tables>();
  await addPerson(database, 'ou_loud');
  const { hear, linesTo } = talking(database);
  const pictures = async () =>
    (await database.db.selectFrom('attachment').select('id').execute()).length;
  let key = 0;
  const many = (minutes: number, text = ''): InboundMessage => ({
    ...message('ou_loud', text, minutes * 60),
    imageKeys: Array.from({ length: 20 }, () => `img_${key++}`),
  });
  await hear(many(0, '教学楼302的灯坏了'));
  for (let n = 1; n < 10; n++) await hear(many(n));
  expect(await pictures()).toBe(200);
  const before = linesTo('ou_loud').length;
  for (let n = 10; n < 20; n++) await hear(many(n));
  await hear(many(20, '教学楼303的水龙头漏水'));
  expect(await pictures()).toBe(200);
  expect(await database.db.selectFrom('repair_ticket').select('id').execute()).toHaveLength(2);
  expect(
    linesTo('ou_loud')
      .slice(before)
      .filter(({ text }) => text.includes('200 张图片')),
  ).toHaveLength(1);
  await hear(many(25 * 60));
  expect(await pictures()).toBe(220);
});

it('a hundred guests together ring the school ten times in ten minutes', async () => {
  await using database = await testDatabase<Tables>();
  const { hear, tickets, linesTo } = talking(database);
  for (let n = 0; n < 100; n++)
    await hear({
      ...message(`ou_guest${n}`, `教学楼${301 + n}插座冒火花`, n),
      senderTenantKey: 'theirs',
    });
  expect(await tickets()).toHaveLength(10);
  expect(linesTo('ou_guest99').map(({ text }) => text)).toEqual([expect.stringContaining('119')]);
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
