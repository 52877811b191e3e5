import { z } from 'zod';
import type { Context } from '../../../kernel/feature.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import { shiftsOf, type Start } from './starts.ts';
import { directTo, timeOf } from './words.ts';

type C = Context<Tables>;

const MOST_ROWS = 12;
const valuesShape = z.object({ about: z.array(z.string()).catch([]) });

function keyOf(startsAt: Temporal.Instant, openId: string): string {
  return `duty:missing:${startsAt.toString()}:${openId}`;
}

/** To the leader, the director or the principal: who has not signed in, with a telephone to call. */
export async function showMissing(
  context: C,
  start: Start,
  toId: string,
  about: readonly string[],
): Promise<void> {
  const to = await personById(context.tx, context.school.id, toId);
  if (!to || to.openId === null) return;
  await show(context, start, to.openId, about, true);
}

/** The same, silently, as people sign in after all. */
export async function refreshMissing(
  context: C,
  start: Start,
  openIds: readonly string[],
): Promise<void> {
  for (const openId of openIds) {
    const shown = await context.say.shown(keyOf(start.startsAt, openId));
    if (!shown) continue;
    const { about } = valuesShape.parse(shown.card.values);
    await show(context, start, openId, about, false);
  }
}

async function show(
  context: C,
  start: Start,
  openId: string,
  about: readonly string[],
  renew: boolean,
): Promise<void> {
  const rows = about.flatMap((personId) => {
    const one = start.onDuty.find((row) => row.personId === personId);
    const person = start.people.get(personId);
    if (!one || !person) return [];
    return [
      {
        id: shiftsOf(start, personId)[0]?.id ?? '',
        name: person.name,
        phone: person.phone ?? '',
        signedIn: one.signedInAt === null ? '' : timeOf(context, one.signedInAt),
        standIn: one.signedInAt === null && !one.reachable,
      },
    ];
  });
  const waiting = rows.some(({ signedIn }) => signedIn === '');
  const over = Temporal.Instant.compare(context.now, start.endsAt) >= 0;
  await context.say.show({
    key: keyOf(start.startsAt, openId),
    to: directTo(openId),
    card: {
      template: 'duty-missing',
      values: {
        day: sayDay(start.day),
        time: timeOf(context, start.startsAt),
        about: [...about],
        rows: rows.slice(0, MOST_ROWS),
        more: Math.max(0, rows.length - MOST_ROWS),
        waiting,
      },
    },
    live: waiting && !over,
    renew,
  });
}
