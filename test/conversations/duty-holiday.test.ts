import { expect, it } from 'vitest';
import { dutySchool } from '../duty-kit.ts';
import { openSchool, STAFF, textOf, type OpenSchool } from '../harness.ts';

/** 国庆 2026: two teachers in turn, three to lead. */
const MEMBERS = ['ou_teacher3', 'ou_teacher4'];
const LEADERS = ['ou_director', 'ou_head3', 'ou_head4'];
const DAYS = [1, 2, 3, 4];
const on = (day: number) => ({
  member: MEMBERS[day % 2] ?? '',
  leader: LEADERS[day % 3] ?? '',
});
const SHIFTS = `  shifts:
${DAYS.map((day) => `    - { date: 2026-10-0${day}, person: ${on(day).member}, leader: ${on(day).leader} }`).join('\n')}`;

/** Both replicas look at the same time; then what waits goes out. */
async function both(school: OpenSchool, other: ReturnType<OpenSchool['replica']>, at: string) {
  school.clock.moveTo(Temporal.Instant.from(at));
  await Promise.all([school.service.settle(), other.settle()]);
  await school.settle();
}

it('National Day with two replicas and restarts: each reminder once, in its time, to its person', async () => {
  await using school = await openSchool({
    at: '2026-09-30T17:00:00+08:00',
    school: dutySchool(SHIFTS),
  });
  const other = school.replica();
  const pad = (day: number) => String(day).padStart(2, '0');
  const eve = (day: number) =>
    day === 1 ? '2026-09-30T18:00:02+08:00' : `2026-10-${pad(day - 1)}T18:00:02+08:00`;
  for (const day of DAYS) {
    if (day === 2)
      await school.away(async () => school.clock.moveTo(Temporal.Instant.from(eve(day))));
    await both(school, other, eve(day));
    if (day === 3)
      await school.away(async () =>
        school.clock.moveTo(Temporal.Instant.from(`2026-10-${pad(day)}T07:40:00+08:00`)),
      );
    else await both(school, other, `2026-10-${pad(day)}T07:30:02+08:00`);
    const { member, leader } = on(day);
    for (const who of [member, leader])
      expect((await school.tap(who, '签到')).toast?.content).toBe('已签到');
  }
  await other.server.close();
  const told = (who: string, day: number) =>
    school
      .bot(who)
      .filter((one) => /值班[：:]?/u.test(textOf(one)) && textOf(one).includes(`10月${day}日（`))
      .map(({ createdAt }) => createdAt);
  const start = (day: number) => Temporal.Instant.from(`2026-10-${pad(day)}T08:00:00+08:00`);
  for (const day of DAYS)
    for (const who of new Set([...MEMBERS, ...LEADERS])) {
      const { member, leader } = on(day);
      // The evening's card and the morning's; nobody else hears of the day.
      expect([day, who, told(who, day).length]).toEqual([
        day,
        who,
        who === member || who === leader ? 2 : 0,
      ]);
      const late = told(who, day).filter((at) => Temporal.Instant.compare(at, start(day)) >= 0);
      expect(late).toEqual([]);
    }
  expect(school.bot(STAFF).filter((one) => textOf(one).includes('签到'))).toHaveLength(0);
});
