/**
 * The morning's look at the rosters: what is due is computed from the calendar, and every post is
 * claimed as a unique row in the transaction that enqueues it, so that restarts, replicas and a
 * jumping clock post once. What was missed while the service was down is made up while it is of use.
 */
import type { Holiday } from '../../../kernel/calendar.ts';
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { daysOf } from '../domain/spans.ts';
import { claim, shiftsBetween } from '../store.ts';
import { remindGaps } from './gap-card.ts';
import { bounds, postedBetween, postRoster, refreshPosted, within } from './posted.ts';

type C = Context<Tables>;

const TIMER = 'duty.look';
const KEY = 'next';
/** Contract §7: the group's reminder, and the gaps with it. */
const MORNING = '09:00';
/** While groups must not be posted to yet, the look follows the enabling within this. */
const WHILE_WAITING = { seconds: 30 } as const;
/** A school's first look does not make up what was due before it, this much apart. */
const ON_TIME = { minutes: 5 } as const;

export async function lookOut(context: C): Promise<void> {
  const { now, calendar, school, timers } = context;
  if (!school.enabled) return timers.set(TIMER, KEY, now.add(WHILE_WAITING));
  const awake = calendar.outsideQuietHours(now);
  if (Temporal.Instant.compare(awake, now) > 0) return timers.set(TIMER, KEY, awake);
  const today = calendar.date(now);
  const morning = calendar.at(today, MORNING);
  const waits = Temporal.Instant.compare(now, morning) < 0;
  const first = await claim(context, 'begun', '');
  const late = Temporal.Instant.compare(now, morning.add(ON_TIME)) > 0;
  // Before the morning's time, too: what was missed on a day before is made up at once.
  const due = first && waits ? [] : await dueHolidays(context, today);
  const gapsDue = !waits && (await claim(context, 'gaps', today.toString()));
  if (!(first && late)) {
    for (const holiday of due) await remindGroup(context, holiday);
    if (gapsDue || due.length > 0) await remindGaps(context, due.flatMap(daysOf));
  }
  if (!waits) await closeOver(context, today);
  const next = waits ? morning : calendar.at(today.add({ days: 1 }), MORNING);
  return timers.set(TIMER, KEY, next);
}

/** Holidays whose reminder is due and of use, claimed. After the first shift began nobody is reminded. */
async function dueHolidays(context: C, today: Temporal.PlainDate): Promise<Holiday[]> {
  const { calendar, now, school } = context;
  const before = { days: school.duty.remindDaysBefore };
  const found: Holiday[] = [];
  for (const holiday of calendar.holidays(today, today.add(before))) {
    const due = calendar.at(holiday.from.subtract(before), MORNING);
    const [first] = await shiftsBetween(context, holiday.from, holiday.from);
    const begins = first?.startsAt ?? calendar.at(holiday.from, school.duty.start);
    // A school that is reminded on the day itself is reminded after its first shift has begun.
    const until = school.duty.remindDaysBefore === 0 ? due.add({ hours: 3 }) : begins;
    if (Temporal.Instant.compare(due, now) > 0 || Temporal.Instant.compare(now, until) >= 0)
      continue;
    if (await claim(context, 'roster', holiday.from.toString())) found.push(holiday);
  }
  return found;
}

/** The whole roster of a holiday; without anybody on it there is nothing to tell the group. */
async function remindGroup(context: C, { name, from, to }: Holiday): Promise<void> {
  if ((await shiftsBetween(context, from, to)).length === 0) return;
  // A roster that was published for other days than the notice's stands as it is.
  const days = daysOf({ from, to });
  const posted = (await postedBetween(context, from, to)).find((one) =>
    days.every((day) => within(day, one)),
  );
  await postRoster(context, posted ?? { title: name, days }, null);
}

/** A roster that is over has no button any more. */
async function closeOver(context: C, today: Temporal.PlainDate): Promise<void> {
  const yesterday = today.subtract({ days: 1 });
  for (const { days } of await postedBetween(context, today.subtract({ days: 7 }), yesterday)) {
    const [from, to] = bounds(days);
    if (!from || !to || Temporal.PlainDate.compare(to, yesterday) > 0) continue;
    if (await claim(context, 'over', `${from.toString()} ${to.toString()}`))
      await refreshPosted(context, [to]);
  }
}
