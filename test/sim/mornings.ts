/** The mornings of days on the roster: calm ones, on which everybody is told, and others. */
import type { Time } from './time.ts';
import type { Town } from './town.ts';
import type { Troubles } from './troubles.ts';
import { none } from './violation.ts';

export const MORNINGS = ['nobody', 'busy', 'calm'] as const;
type Morning = (typeof MORNINGS)[number];

export async function morning(
  town: Town,
  time: Time,
  troubles: Troubles,
  kind: Morning,
): Promise<void> {
  const { replicas, platform, database } = town.parts;
  const at = (text: string) =>
    time.to(time.now.toZonedDateTimeISO('Asia/Shanghai').withPlainTime(text).toInstant());
  if (kind === 'nobody') {
    // Nobody is there until the duty has begun.
    await at('07:20');
    town.count('bothDown');
    for (const one of replicas) one.down = true;
    await at('08:40');
    for (const one of replicas) await one.restart();
    return at('08:45');
  }
  if (kind === 'busy') {
    // The platform takes nothing until the duty has begun.
    await at('06:50');
    platform.congestedUntil = time.now.add({ minutes: 110 }).epochMilliseconds;
    return at('08:45');
  }
  await troubles.end();
  await at('10:10');
  const day = time.now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate();
  const shifts = await database.db
    .selectFrom('duty_shift')
    .innerJoin('person', 'person.id', 'duty_shift.person_id')
    .select(['duty_shift.person_id', 'duty_shift.start_at', 'person.name', 'signed_in_at'])
    .where('date', '=', day)
    .where('duty_shift.state', '=', 'standing')
    .where('person.active', '=', true)
    .where('person.open_id', 'is not', null)
    .execute();
  const told = await database.db.selectFrom('duty_post').select(['item', 'slot', 'at']).execute();
  const has = (item: string, slot: Temporal.Instant) =>
    told.some((post) => post.item === item && post.slot === slot.toString());
  none(
    'S1 whoever is on duty is told',
    shifts.filter(({ person_id: id, start_at: start }) => !has(`card:${id}`, start)),
  );
  const missing = shifts.filter(({ signed_in_at: signed }) => signed === null);
  none(
    'S1 two hours after the start somebody above knows who is missing',
    missing.filter(
      ({ start_at: start }) =>
        told.filter(({ item, slot }) => item.startsWith('missing:') && slot === start.toString())
          .length <= new Set(shifts.map((one) => one.person_id)).size,
    ),
  );
  return undefined;
}
