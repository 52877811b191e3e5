/** The mornings of days on the roster: calm ones, on which everybody is told, and others. */
import type { Time } from './time.ts';
import type { Town } from './town.ts';
import type { Troubles } from './troubles.ts';
import { PERSONS } from './school.ts';
import { none } from './violation.ts';

export const MORNINGS = ['nobody', 'busy', 'calm'] as const;
type Morning = (typeof MORNINGS)[number];

export async function morning(
  town: Town,
  time: Time,
  troubles: Troubles,
  { kind, day }: { readonly kind: Morning; readonly day: Temporal.PlainDate },
): Promise<void> {
  const { replicas, platform, database } = town.parts;
  // The clock still shows the evening before.
  const at = (text: string) =>
    time.to(day.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: text }).toInstant());
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
  await at('08:10');
  await signInForOthers(town);
  await at('10:10');
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
    told.some(
      (post) =>
        post.item === item &&
        post.slot === slot.toString() &&
        Temporal.Instant.compare(post.at, slot) < 0,
    );
  none(
    'S1 whoever is on duty is told',
    shifts.filter(({ person_id: id, start_at: start }) => !has(`card:${id}`, start)),
  );
  const missing = shifts.filter(({ signed_in_at: signed }) => signed === null);
  none(
    'S1 two hours after the start somebody above knows who is missing',
    missing.filter(
      ({ start_at: start }) =>
        !told.some(
          ({ item, slot }) =>
            item.startsWith('missing:') &&
            slot === start.toString() &&
            !shifts.some(({ person_id: id }) => item === `missing:${id}`),
        ),
    ),
  );
  return undefined;
}

/** Whoever is not on duty tries to sign in whoever is. */
async function signInForOthers(town: Town): Promise<void> {
  for (const { id } of PERSONS)
    for (const card of town.cards(id)) {
      const found = town.button(card, '签到');
      const stranger = id === 'ou_zhao' ? 'ou_feng' : 'ou_zhao';
      if (found) await town.press(stranger, card, found);
    }
}
