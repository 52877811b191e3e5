import { expect, it } from 'vitest';
import { openSchool, STAFF, textOf, type OpenSchool } from '../harness.ts';
import { expectedYear, STATUTORY_2027 } from './year.ts';

const SCHOOL = `
name: 示范小学
groups: { staff: oc_staff, logistics: oc_logistics }
terms:
  - { name: 2026-2027 上学期, from: 2026-09-01, to: 2027-01-22 }
  - { name: 2026-2027 下学期, from: 2027-03-01, to: 2027-07-02 }
`;
const FROM = '2026-09-01';
const TO = '2027-07-31';

/** The same choices in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

async function posts(school: OpenSchool): Promise<Set<string>> {
  const rows = await school.database.db
    .selectFrom('schedule_post')
    .selectAll()
    .where('item', 'not in', ['unassigned', 'notice'])
    .execute();
  return new Set(
    rows.map(({ item, slot, due_at, outcome }) => {
      const at = due_at.toZonedDateTimeISO('Asia/Shanghai').toString().slice(0, 16);
      return `${at} ${item} ${slot}${outcome === 'posted' ? '' : ` ${outcome}`}`;
    }),
  );
}

it('a school year, 2027 provisional: everything in its slot, once, over restarts and two replicas', async () => {
  await using school = await openSchool({ at: `${FROM}T06:45:00+08:00`, school: SCHOOL });
  const expected = expectedYear(FROM, TO, STATUTORY_2027);
  const times = [...new Set([...expected].map((line) => line.slice(0, 16)))].toSorted();
  const roll = dice(20_260_901);
  const other = school.replica();
  await other.start({ workers: false });
  const restarts = new Set([roll(times.length), roll(times.length), roll(times.length)]);
  for (const [i, time] of times.entries()) {
    const at = Temporal.Instant.from(`${time}:0${roll(4)}+08:00`);
    if (restarts.has(i)) await school.away(async () => school.clock.moveTo(at));
    school.clock.moveTo(at);
    // Which of the two looks, or whether both do at once, is chance.
    const both = [school.service, other];
    const one = both[roll(3)];
    await Promise.all((one ? [one] : both).map((service) => service.settle()));
  }
  await school.settle();
  await other.server.close();
  const made = await posts(school);
  expect([...made].filter((line) => !expected.has(line))).toEqual([]);
  expect([...expected].filter((line) => !made.has(line))).toEqual([]);
  // One card a month in the group, updated in place, and what came before the second term.
  const cards = school.bot(STAFF).filter((message) => textOf(message).includes('后勤安排'));
  expect(new Set(cards.map((card) => /\d+月后勤安排/u.exec(textOf(card))?.[0])).size).toBe(10);
}, 240_000);
