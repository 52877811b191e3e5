import { LunarDay, SolarTerm } from 'tyme4ts';
import type { OfficialDay } from './calendar.ts';

/**
 * The 13 statutory days off of a year by the regulation in force since 2025: New Year 1, Spring
 * Festival 4 from its eve, Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3.
 * What a year without a notice is read by; the notice moves and joins them.
 */
export function statutoryDays(year: number): readonly OfficialDay[] {
  const solar = (month: number, day: number) => Temporal.PlainDate.from({ year, month, day });
  const lunar = (month: number, day: number) =>
    plain(LunarDay.fromYmd(year, month, day).getSolarDay());
  const spring = lunar(1, 1);
  const qingming = plain(SolarTerm.fromName(year, '清明').getJulianDay().getSolarDay());
  return [
    ...run('元旦', solar(1, 1), 1),
    ...run('春节', spring.subtract({ days: 1 }), 4),
    ...run('清明节', qingming, 1),
    ...run('劳动节', solar(5, 1), 2),
    ...run('端午节', lunar(5, 5), 1),
    ...run('中秋节', lunar(8, 15), 1),
    ...run('国庆节', solar(10, 1), 3),
  ];
}

function run(name: string, from: Temporal.PlainDate, days: number): OfficialDay[] {
  return Array.from({ length: days }, (_, i) => ({
    date: from.add({ days: i }).toString(),
    name,
    off: true,
  }));
}

function plain(day: { getYear(): number; getMonth(): number; getDay(): number }) {
  return Temporal.PlainDate.from({
    year: day.getYear(),
    month: day.getMonth(),
    day: day.getDay(),
  });
}
