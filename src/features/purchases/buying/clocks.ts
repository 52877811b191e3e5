import { z } from 'zod';
import type { Context, TimerInput } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { anythingWaits, buyingState, type Buying } from './domain/buying.ts';
import { showBuying } from './places.ts';
import { lockBuying } from './store.ts';

type C = Context<Tables>;

/** A school day of working hours. */
const A_DAY = 9 * 60;
const counted = z.object({ count: z.int().min(0).catch(0) });

/** The next look at a purchase that waits for somebody; every change of its buying sets it anew. */
export async function setBuyingClock(context: C, { purchase }: Buying): Promise<void> {
  const { timers, calendar, now } = context;
  if (buyingState(purchase) === null || purchase.endedAt !== null)
    await timers.clear('purchases.look', purchase.id);
  else
    await timers.set('purchases.look', purchase.id, calendar.addSchoolMinutes(now, A_DAY), {
      count: 0,
    });
}

/**
 * Whoever is to buy or to look at the goods is reminded once, after a day. From then on the look is
 * for people alone: who has the role since then gets the card.
 */
export async function look(context: C, { key, data }: TimerInput): Promise<void> {
  const { timers, calendar, now } = context;
  const { count } = counted.parse(data);
  const quietUntil = calendar.outsideQuietHours(now);
  if (Temporal.Instant.compare(quietUntil, now) > 0)
    return timers.set('purchases.look', key, quietUntil, { count });
  const buying = await lockBuying(context, key);
  const state = buying && buyingState(buying.purchase);
  if (!buying || state === null || buying.purchase.endedAt !== null) return undefined;
  const first = count === 0;
  await showBuying(context, buying, {
    buyer: first && state === 'approved',
    acceptors: first && anythingWaits(buying.lines),
  });
  return timers.set('purchases.look', key, calendar.addSchoolMinutes(now, A_DAY), {
    count: count + 1,
  });
}
