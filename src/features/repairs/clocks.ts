import type { SchoolCalendar } from '../../kernel/calendar.ts';
import type { Trade } from '../../kernel/people.ts';
import type { Urgency } from '../../kernel/understood.ts';

/** A working day of 08:00–17:00, in school minutes. */
const DAY = 9 * 60;

/** School minutes until it should be taken and until it should be mended (docs: common norms of schools). */
const BY_TRADE: Readonly<Record<Trade, { readonly take: number; readonly finish: number }>> = {
  electrical: { take: 30, finish: DAY },
  plumbing: { take: 30, finish: DAY },
  door_window: { take: 30, finish: DAY },
  network_av: { take: 10, finish: DAY },
  furniture: { take: 30, finish: 2 * DAY },
  sports_playground: { take: 30, finish: 2 * DAY },
  fire_safety: { take: 30, finish: DAY },
  hvac: { take: 30, finish: 3 * DAY },
  appliance: { take: 30, finish: 3 * DAY },
  greenery_cleaning: { take: 30, finish: 2 * DAY },
  civil: { take: DAY, finish: 5 * DAY },
  other: { take: 30, finish: 2 * DAY },
};

export interface Deadlines {
  readonly takeBy: Temporal.Instant;
  readonly finishBy: Temporal.Instant;
}

/** A danger runs by the wall clock; everything else in school minutes. */
export function deadlines(
  calendar: SchoolCalendar,
  from: Temporal.Instant,
  { category, urgency }: { readonly category: Trade; readonly urgency: Urgency },
): Deadlines {
  if (urgency === 'critical')
    return { takeBy: from.add({ minutes: 5 }), finishBy: from.add({ hours: 24 }) };
  const norm = BY_TRADE[category];
  const high = urgency === 'high';
  return {
    takeBy: calendar.addSchoolMinutes(from, high ? Math.min(10, norm.take) : norm.take),
    finishBy: calendar.addSchoolMinutes(from, high ? Math.min(DAY, norm.finish) : norm.finish),
  };
}

/** The same time of day, `days` working days later. */
export function acceptanceDeadline(
  calendar: SchoolCalendar,
  from: Temporal.Instant,
  days: number,
): Temporal.Instant {
  let date = calendar.date(from);
  for (let left = days, i = 0; left > 0 && i < 400; i++) {
    date = date.add({ days: 1 });
    if (calendar.isWorkingDay(date)) left--;
  }
  const local = from.toZonedDateTimeISO(calendar.timezone).toPlainTime();
  return date.toZonedDateTime({ timeZone: calendar.timezone, plainTime: local }).toInstant();
}

/** 16:00 on the working day before the deadline. */
export function reminderBefore(
  calendar: SchoolCalendar,
  acceptBy: Temporal.Instant,
): Temporal.Instant {
  let date = calendar.date(acceptBy).subtract({ days: 1 });
  for (let i = 0; i < 60 && !calendar.isWorkingDay(date); i++) date = date.subtract({ days: 1 });
  return calendar.at(date, '16:00');
}

/** When things that wait come back by default: tomorrow's next working day but two, which suits most parts. */
export function suspendDefault(
  calendar: SchoolCalendar,
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  return calendar.addSchoolDays(today.add({ days: 1 }), 2);
}
