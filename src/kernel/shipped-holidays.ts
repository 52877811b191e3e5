import type { HolidayYear } from './calendar.ts';
import holidays from './holidays.json' with { type: 'json' };

/** The notices that ship with the product; a year whose notice was not out is provisional. */
export const SHIPPED_YEARS: Readonly<Record<string, HolidayYear>> = Object.fromEntries(
  Object.entries(holidays).map(([year, { status, days }]) => [
    year,
    { status: status === 'official' ? 'official' : 'provisional', days },
  ]),
);
