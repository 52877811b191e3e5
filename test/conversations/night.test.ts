import { expect, it } from 'vitest';
import { buttonsIn, openSchool, PEOPLE, textOf } from '../harness.ts';

const { storekeeper, teacher } = PEOPLE;

it('a morning’s reminder that an outage held back until the night waits for the next morning', async () => {
  await using school = await openSchool({ at: '2026-11-24T15:00:00+08:00' });
  await school.say(teacher, '领两盒粉笔');
  const lists = () =>
    school.bot(storekeeper).filter((message) => textOf(message).includes('等您发放的领用')).length;
  const before = lists();
  // Nobody is there from the evening until eleven of the next night.
  await school.away(async () => {
    school.clock.moveTo(Temporal.Instant.from('2026-11-25T23:00:00+08:00'));
  });
  await school.settle();
  expect(lists()).toBe(before);
  await school.moveTo('2026-11-26T06:30:02+08:00');
  expect(lists()).toBe(before + 1);
  expect(buttonsIn(school.last(storekeeper)).length).toBeGreaterThan(0);
});
