import { expect, it } from 'vitest';
import { LOGISTICS, openSchool, PEOPLE, STAFF, textOf, type OpenSchool } from '../harness.ts';

const { teacher, head, electrician } = PEOPLE;

/** 01:00 → the given hour: every retry of what is said in between is lost. */
async function nobodyThereUntil(school: OpenSchool, hours: number, say: () => Promise<unknown>) {
  await school.away(async () => {
    const gone = school.clock.now();
    await say();
    for (const after of [{ seconds: 16 }, { minutes: 6 }, { hours: 2 }, { hours }]) {
      const at = gone.add(after);
      if (Temporal.Instant.compare(at, gone.add({ hours })) > 0) break;
      school.clock.moveTo(at);
      if (!at.equals(gone.add({ hours })) || hours > 7) await school.platform.retry();
    }
    school.clock.moveTo(gone.add({ hours }));
  });
}
const known = async (school: OpenSchool) => {
  await school.say(teacher, '我是谁');
  await school.say(head, '我是谁');
};
const saidTo = (school: OpenSchool, place: string) => school.bot(place).map(textOf).join('\n');

it('after 8 hours away a message whose every retry was lost becomes a ticket, and the groups hear which hours to repeat', async () => {
  await using school = await openSchool({ at: '2026-11-24T01:00:00+08:00' });
  school.platform.scopes.history = true;
  await known(school);
  await nobodyThereUntil(school, 8, () => school.platform.say(teacher, null, '302 空调不制冷'));
  expect(await school.tickets()).toMatchObject([{ number: 'BX2611-0001', object: '空调' }]);
  expect(saidTo(school, teacher)).toContain('BX2611-0001');
  for (const group of [STAFF, LOGISTICS]) {
    const lines = school
      .bot(group)
      .map(textOf)
      .filter((text) => text.includes('没有在线'));
    expect(lines).toEqual([
      '11月24日 01:00 至 09:00我没有在线，这段时间群里@我的话没有收到，请再发一次；私聊我的已经补上，不用再发。',
    ]);
  }
  await school.moveTo('2026-11-24T10:00:00+08:00');
  expect(school.bot(STAFF)).toHaveLength(1);
});

it('without the permission nothing breaks; each person hears at the next contact, once, that words may be lost', async () => {
  await using school = await openSchool({ at: '2026-11-24T01:00:00+08:00' });
  await known(school);
  await nobodyThereUntil(school, 8, () => school.platform.say(teacher, null, '302 空调不制冷'));
  expect(await school.tickets()).toEqual([]);
  expect(saidTo(school, STAFF)).toContain('私聊我的可能也没有收到');
  expect(saidTo(school, teacher)).not.toContain('没有在线');
  await school.platform.openChat(teacher);
  await school.settle();
  await school.say(head, '305 灯不亮');
  for (const person of [teacher, head]) {
    await school.say(person, '我是谁');
    expect(saidTo(school, person).match(/没有在线/g)).toHaveLength(1);
  }
  expect(saidTo(school, teacher)).toContain('11月24日 01:00 至 09:00我没有在线，您这段时间');
  expect(await school.tickets()).toMatchObject([{ object: '灯' }]);
});

it('an absence that the platform bridges by itself looks nothing up and is not spoken of', async () => {
  await using school = await openSchool({ at: '2026-11-24T09:00:00+08:00' });
  school.platform.scopes.history = true;
  await known(school);
  await nobodyThereUntil(school, 6, () => school.platform.say(teacher, null, '302 空调不制冷'));
  expect(await school.tickets()).toEqual([]);
  expect(school.bot(STAFF)).toEqual([]);
  await school.moveTo('2026-11-24T17:30:00+08:00');
  expect(await school.tickets()).toHaveLength(1);
});

it('what was looked up has no second effect when the platform sends it after all', async () => {
  await using school = await openSchool({ at: '2026-11-24T01:00:00+08:00' });
  school.platform.scopes.history = true;
  await known(school);
  await school.away(async () => {
    school.clock.moveBy({ hours: 7, minutes: 30 });
    await school.platform.say(teacher, null, '302 空调不制冷');
    school.clock.moveBy({ minutes: 30 });
  });
  expect(await school.tickets()).toHaveLength(1);
  // Whether the platform has sent it again by now is a matter of milliseconds.
  await school.moveTo('2026-11-24T09:10:00+08:00');
  expect(school.platform.unacknowledged()).toBe(0);
  expect(await school.tickets()).toHaveLength(1);
  expect(school.bot(teacher).filter((one) => textOf(one).includes('BX2611'))).toHaveLength(1);
});

it('at night the groups are told in the morning', async () => {
  await using school = await openSchool({ at: '2026-11-24T14:00:00+08:00' });
  school.platform.scopes.history = true;
  await nobodyThereUntil(school, 9, async () => undefined);
  expect(school.bot(STAFF)).toEqual([]);
  await school.moveTo('2026-11-25T06:30:00+08:00');
  expect(saidTo(school, STAFF)).toContain('11月24日 14:00 至 23:00我没有在线');
});

it('two replicas that come back together look up and tell once', async () => {
  await using school = await openSchool({ at: '2026-11-24T01:00:00+08:00' });
  school.platform.scopes.history = true;
  await known(school);
  const other = school.replica();
  await school.away(async () => {
    await school.platform.say(teacher, null, '302 空调不制冷');
    school.clock.moveBy({ hours: 8 });
    await other.start({ workers: false });
  });
  await Promise.all([other.settle(), school.service.settle()]);
  await school.settle();
  await other.server.close();
  expect(await school.tickets()).toHaveLength(1);
  expect(school.bot(electrician)).toHaveLength(1);
  expect(school.bot(STAFF)).toHaveLength(1);
});

it('a clock that is moved while the process runs is no absence', async () => {
  await using school = await openSchool({ at: '2026-11-24T09:00:00+08:00' });
  await known(school);
  await school.moveTo('2026-11-26T09:00:00+08:00');
  expect(saidTo(school, STAFF)).not.toContain('没有在线');
  expect(await school.database.db.selectFrom('absence').selectAll().execute()).toEqual([]);
});
