import { expect, it } from 'vitest';
import { markRestored } from '../../src/storage/mark-restored.ts';
import { LOGISTICS, openSchool, PEOPLE, STAFF, textOf, type OpenSchool } from '../harness.ts';
import { putBack, snapshotOf } from '../snapshot.ts';

const APP = 'cli_a000000000000001';
const { teacher, head, plumber, director } = PEOPLE;
const EVERYWHERE = [...Object.values(PEOPLE), LOGISTICS, STAFF];

/** Everybody has a direct chat that can be read. */
async function known(school: OpenSchool): Promise<void> {
  school.platform.scopes.history = true;
  school.platform.scopes.groupMessages = true;
  for (const person of Object.values(PEOPLE)) await school.say(person, '我是谁');
}

/** An hour of work after the backup, then the backup in its place and a new process. */
async function restoreAfter(school: OpenSchool, live: () => Promise<unknown>): Promise<void> {
  const backup = await snapshotOf(school.database);
  await live();
  await school.away(async () => {
    await putBack(school.database, backup);
    await markRestored(school.database.db);
    school.clock.moveBy({ minutes: 2 });
  });
  for (let round = 0; round < 4; round++) await school.settle();
}

const sentTo = (school: OpenSchool) =>
  new Map(EVERYWHERE.map((place) => [place, school.bot(place).map(({ messageId }) => messageId)]));
/** What was said since, by place, without what is said about the restoration itself. */
function newSince(school: OpenSchool, before: ReturnType<typeof sentTo>): string[] {
  return EVERYWHERE.flatMap((place) =>
    school
      .bot(place)
      .filter(({ messageId }) => !before.get(place)?.includes(messageId))
      .map((message) => `${place} ${textOf(message).split('\n')[0]}`)
      .filter((line) => !/没有在线|从备份恢复/.test(line)),
  );
}

it('after an old backup is restored nothing is said twice, and what was reported in the lost hour is there again under its number', async () => {
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  await known(school);
  await school.say(teacher, '302 空调不制冷');
  let before = sentTo(school);
  await restoreAfter(school, async () => {
    school.clock.moveBy({ minutes: 10 });
    await school.say(head, '305 灯不亮');
    school.clock.moveBy({ minutes: 10 });
    await school.say(teacher, '教学楼二楼厕所水龙头漏水');
    await school.tap(plumber, '接单');
    await school.say(teacher, '帮助');
    school.clock.moveBy({ minutes: 40 });
    await school.settle();
    before = sentTo(school);
  });
  expect(newSince(school, before)).toEqual([]);
  expect((await school.tickets()).map(({ number, object }) => `${number} ${object}`)).toEqual([
    'BX2611-0001 空调',
    'BX2611-0002 灯',
    'BX2611-0003 水龙头',
  ]);
  // The cards that stand there work, and show what is true now.
  expect((await school.tap(plumber, '接单')).toast?.type).toBe('success');
  await school.say(head, '306 门锁坏了');
  expect(newSince(school, before).join()).toContain(`${head} BX2611-0`);
  expect((await school.tickets()).at(-1)?.number).toMatch(/^BX2611-01\d\d$/);
  expect(await school.audit()).toEqual([]);
});

it('of more numbers than were left out none is given out twice, and the gap of one that nobody has is no fault', async () => {
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  await known(school);
  await school.say(teacher, '302 空调不制冷');
  await restoreAfter(school, async () => {
    const { db } = school.database;
    await db.updateTable('counter').set({ value: 101 }).where('name', '=', 'BX2611').execute();
    await school.say(head, '305 灯不亮');
  });
  // One of a button, which no input will claim.
  const other = {
    school_id: APP,
    message_id: 'om_1',
    number: 'BX2611-0103',
    at: school.clock.now(),
  };
  await school.database.db.insertInto('restored_message').values(other).execute();
  await school.say(head, '306 门锁坏了');
  expect((await school.tickets()).map(({ number }) => number)).toEqual([
    'BX2611-0001',
    'BX2611-0102',
    'BX2611-0104',
  ]);
  expect(await school.audit()).toEqual([]);
});

it('until the chats are looked up sending is paused, which health, metrics and the director see; inputs are taken in', async () => {
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  await known(school);
  const backup = await snapshotOf(school.database);
  await school.service.server.close();
  await putBack(school.database, backup);
  await markRestored(school.database.db);
  school.clock.moveBy({ minutes: 30 });
  const service = school.replica();
  await service.start({ workers: false });
  const ready = await service.server.http.inject('/health/ready');
  expect([ready.statusCode, ready.body]).toEqual([200, expect.stringContaining('paused')]);
  const before = sentTo(school);
  const address = await service.server.listen({ host: '127.0.0.1', port: 0 });
  school.platform.connect(`${address}/webhook/lark`);
  await school.platform.say(teacher, null, '305 灯不亮');
  expect(school.platform.unacknowledged()).toBe(0);
  expect(newSince(school, before)).toEqual([]);
  for (let round = 0; round < 4; round++) {
    await service.settle();
    school.clock.moveBy({ seconds: 2 });
  }
  expect((await service.server.http.inject('/health/ready')).body).not.toContain('paused');
  expect(newSince(school, before).join()).toContain(`${teacher} BX2611-0`);
  expect(school.bot(director).map(textOf).join()).toContain('已从备份恢复：11月24日 10:0');
  await service.server.close();
});

it('a duty reminder that people have seen is not repeated; what nobody has seen is made up', async () => {
  await using school = await openSchool({ at: '2026-04-30T17:00:00+08:00' });
  await known(school);
  let before = sentTo(school);
  await restoreAfter(school, async () => {
    await school.moveTo('2026-04-30T18:00:10+08:00');
    before = sentTo(school);
    expect(school.bot(teacher).length).toBeGreaterThan(1);
  });
  expect(newSince(school, before)).toEqual([]);
});

it('where the chats cannot be read, the director hears that things may have been said twice or be missing', async () => {
  await using school = await openSchool({ at: '2026-11-24T10:00:00+08:00' });
  await known(school);
  await school.say(teacher, '302 空调不制冷');
  school.platform.scopes.history = false;
  await restoreAfter(school, async () => {
    school.clock.moveBy({ minutes: 40 });
    await school.say(head, '305 灯不亮');
  });
  school.clock.moveBy({ minutes: 11 });
  await school.settle();
  const told = school.bot(director).map(textOf).join('\n');
  expect(told).toContain('有的聊天记录读不到');
  expect(told).not.toContain('已发出的没有重发');
});
