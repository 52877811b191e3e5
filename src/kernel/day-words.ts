import type { School } from './school.ts';

const WEEKDAYS = '一二三四五六日';

/** A day as people say it (`周五`, `下周一`, `明天`, `12月3日`, `5号`), from `today` on; null when it is none. */
export function dayFrom(text: string, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const near = ['今天', '明天', '后天', '大后天'].indexOf(text);
  if (near >= 0) return today.add({ days: near });
  const week = /^(下|这|本)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(text);
  if (week) {
    const weekday = WEEKDAYS.indexOf(week[2] === '天' ? '日' : (week[2] ?? '')) + 1;
    const monday = today.subtract({ days: today.dayOfWeek - 1 });
    const day = monday.add({ days: weekday - 1 + (week[1] === '下' ? 7 : 0) });
    return Temporal.PlainDate.compare(day, today) < 0 ? day.add({ days: 7 }) : day;
  }
  const full = /^(?:(\d{4})[-年/])?(?:(\d{1,2})[-月/.])?(\d{1,2})[日号]?$/.exec(text);
  return full?.[3] ? onCalendar(full[1], full[2], Number(full[3]), today) : null;
}

function onCalendar(
  year: string | undefined,
  month: string | undefined,
  day: number,
  today: Temporal.PlainDate,
): Temporal.PlainDate | null {
  try {
    const date = Temporal.PlainDate.from(
      { year: Number(year ?? today.year), month: Number(month ?? today.month), day },
      { overflow: 'reject' },
    );
    if (year !== undefined || Temporal.PlainDate.compare(date, today) >= 0) return date;
    return date.add(month === undefined ? { months: 1 } : { years: 1 });
  } catch {
    return null;
  }
}

/** `11月27日（周五）` */
export function sayDay(date: Temporal.PlainDate): string {
  return `${date.month}月${date.day}日（周${WEEKDAYS[date.dayOfWeek - 1] ?? ''}）`;
}

/** `11月24日 14:30` in school time. */
export function clockText(
  { school }: { readonly school: Pick<School, 'timezone'> },
  at: Temporal.Instant,
): string {
  const local = at.toZonedDateTimeISO(school.timezone);
  return `${local.month}月${local.day}日 ${String(local.hour).padStart(2, '0')}:${String(local.minute).padStart(2, '0')}`;
}
