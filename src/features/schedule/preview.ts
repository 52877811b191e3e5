/** What a school's year would bring, from its file alone: for reading before it happens. */
import { ICalCalendar } from 'ical-generator';
import { SchoolCalendar, type Holiday } from '../../kernel/calendar.ts';
import { SHIPPED_YEARS } from '../../kernel/shipped-holidays.ts';
import type { SchoolFile } from '../../school-file/schema.ts';
import { deliveriesOf, type Delivery } from './domain/deliveries.ts';
import { ownerOf, type Owner } from './domain/owners.ts';
import { postsBetween, TIMES, type Post } from './domain/posts.ts';
import { SHIPPED_CHECKS, SHIPPED_ITEMS } from './shipped.ts';

export interface Preview {
  readonly school: string;
  readonly calendar: SchoolCalendar;
  readonly deliveries: readonly Delivery[];
  /** The group's reminders of who is on duty in a holiday, by the file's roster. */
  readonly rosters: readonly RosterReminder[];
  /** Duties with nobody: their checks are off, their tasks stand as 未指定. */
  readonly unassigned: readonly { readonly duty: string; readonly titles: readonly string[] }[];
}

interface RosterReminder {
  readonly at: Temporal.Instant;
  readonly holiday: Holiday;
  readonly lines: readonly { readonly day: string; readonly who: string }[];
}

/** Everything from the first day's midnight to the last day's end. */
export function previewOf(
  file: SchoolFile,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Preview {
  const terms = file.terms.map(({ name, ...term }) => ({
    name,
    from: Temporal.PlainDate.from(term.from),
    to: Temporal.PlainDate.from(term.to),
  }));
  const calendar = new SchoolCalendar(file.timezone, SHIPPED_YEARS, terms);
  const people = file.people.map((person) => ({
    openId: person.id ?? null,
    name: person.name,
    roles: person.roles,
    trades: person.trades,
    active: true,
  }));
  const named = (someone: string): Owner =>
    people.find((person) => person.openId === someone || person.name === someone) ?? {
      openId: someone,
      name: someone,
    };
  const roster = Map.groupBy(file.duty.shifts, (shift) => shift.date);
  const owner = (duty: string) => ownerOf(duty, people, file.duties);
  const plan = {
    calendar,
    items: SHIPPED_ITEMS,
    checks: SHIPPED_CHECKS,
    onDuty: (day: Temporal.PlainDate) => roster.has(day.toString()),
    monthCardAt: TIMES.month,
  };
  const start = calendar.at(from, '00:00').subtract({ nanoseconds: 1 });
  const end = calendar.at(to.add({ days: 1 }), '00:00').subtract({ nanoseconds: 1 });
  return {
    school: file.name,
    calendar,
    // What is late depends on what people do, so it cannot be foreseen.
    deliveries: deliveriesOf(
      postsBetween(plan, start, end).filter((post) => post.kind !== 'overdue'),
      {
        ownerOf: (one) => owner(one.owner),
        director: owner('总务主任'),
        onDuty: (day) => (roster.get(day.toString()) ?? []).map(({ person }) => named(person)),
        isSchoolDay: (day) => calendar.isSchoolDay(day),
      },
    ),
    rosters: rosterReminders(file, calendar, from, to, (someone) => named(someone).name),
    unassigned: unassigned(owner),
  };
}

/** Contract §7: 09:00, so many days before a holiday that somebody is on duty in. */
function rosterReminders(
  { duty }: SchoolFile,
  calendar: SchoolCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  nameOf: (someone: string) => string,
): RosterReminder[] {
  const before = { days: duty.remindDaysBefore };
  const byDay = Map.groupBy(duty.shifts, (shift) => shift.date);
  return calendar.holidays(from.add(before), to.add(before)).flatMap((holiday) => {
    const on = holiday.from.subtract(before);
    if (Temporal.PlainDate.compare(on, from) < 0 || Temporal.PlainDate.compare(on, to) > 0)
      return [];
    const length = holiday.from.until(holiday.to).days + 1;
    const lines = Array.from({ length }, (_, i) => holiday.from.add({ days: i }).toString())
      .filter((day) => byDay.has(day))
      .map((day) => {
        const shifts = byDay.get(day) ?? [];
        const names = shifts.flatMap(({ leader, person }) => [leader ?? person, person]);
        return { day, who: [...new Set(names)].map(nameOf).join('、') };
      });
    return lines.length === 0 ? [] : [{ at: calendar.at(on, '09:00'), holiday, lines }];
  });
}

function unassigned(owner: (duty: string) => Owner | null): Preview['unassigned'] {
  const all = [...SHIPPED_ITEMS, ...SHIPPED_CHECKS.filter((check) => !check.automatic)];
  return [...Map.groupBy(all, (one) => one.owner)]
    .filter(([duty]) => (owner(duty)?.openId ?? null) === null)
    .map(([duty, ones]) => ({ duty, titles: ones.map((one) => one.title) }));
}

const CARD_NAMES: Record<Delivery['card'], string> = {
  month: '本月安排',
  term: '开学准备',
  tasks: '任务提醒',
  checks: '例行检查',
  statistics: '本周巡查统计',
  summary: '本月小结（草稿）',
  notice: '放假通知',
};

interface Entry {
  readonly at: string;
  readonly where: 'staff' | 'direct';
  readonly to: string;
  readonly openId: string | null;
  readonly card: string;
  /** True where a day hangs on a year whose notice is not out. */
  readonly provisional: boolean;
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly due?: string;
    readonly slot: string;
  }[];
}

function entriesOf({ deliveries, rosters, calendar }: Preview): Entry[] {
  const planned = deliveries.map(({ at, to, card, posts }): Entry => {
    const local = at.toZonedDateTimeISO(calendar.timezone);
    return {
      at: local.toString({ timeZoneName: 'never', smallestUnit: 'minute' }),
      where: to.kind === 'staff' ? 'staff' : 'direct',
      to: to.kind === 'staff' ? '全体教职工群' : to.person.name,
      openId: to.kind === 'staff' ? null : to.person.openId,
      card: CARD_NAMES[card],
      provisional:
        calendar.status(local.toPlainDate()) !== 'official' || posts.some((post) => !certain(post)),
      items: posts.flatMap(linesOf),
    };
  });
  const reminders = rosters.map(({ at, holiday, lines }): Entry => {
    const local = at.toZonedDateTimeISO(calendar.timezone);
    return {
      at: local.toString({ timeZoneName: 'never', smallestUnit: 'minute' }),
      where: 'staff',
      to: '全体教职工群',
      openId: null,
      card: `${holiday.name}值班表`,
      provisional: !holiday.official,
      items: lines.map(({ day, who }) => ({ id: 'duty', title: who, due: day, slot: day })),
    };
  });
  return [...planned, ...reminders].toSorted((a, b) => a.at.localeCompare(b.at));
}

function certain(post: Post): boolean {
  if (post.kind === 'month' || post.kind === 'term') return post.plan.every((one) => one.official);
  return 'occurrence' in post ? post.occurrence.official : true;
}

function linesOf(post: Post): Entry['items'] {
  switch (post.kind) {
    case 'month':
    case 'term':
      return post.plan.map(({ item, due, slot }) => ({
        id: item.id,
        title: item.title,
        due: due.toString(),
        slot,
      }));
    case 'reminder': {
      const { item, due } = post.occurrence;
      return [{ id: item.id, title: item.title, due: due.toString(), slot: post.slot }];
    }
    case 'overdue':
      return [];
    case 'check':
      return [{ id: post.check.id, title: post.check.title, slot: post.slot }];
    case 'notice':
      return [{ id: post.item, title: `请粘贴 ${post.year} 年放假通知`, slot: post.slot }];
    case 'summary':
      return [{ id: post.item, title: `${post.slot} 小结`, slot: post.slot }];
    default:
      return post satisfies never;
  }
}

export function asJson(preview: Preview): string {
  return JSON.stringify(entriesOf(preview), null, 2);
}

export function asText(preview: Preview): string {
  const lines = entriesOf(preview).map(
    ({ at, to, card, provisional, items }) =>
      `${at.slice(0, 10)} ${at.slice(11, 16)}  ${to}  ${card}${provisional ? '（暂定）' : ''}：${items
        .map(({ title, due }) => (due ? `${title}（${due.slice(5)}）` : title))
        .join('；')}`,
  );
  const off = preview.unassigned.map(({ duty, titles }) => `${duty}：${titles.join('；')}`);
  return [...lines, ...(off.length > 0 ? ['', '未指定负责人，不会提醒：', ...off] : [])].join('\n');
}

export function asIcs(preview: Preview): string {
  const calendar = new ICalCalendar({ name: `${preview.school} 后勤日程` });
  for (const entry of entriesOf(preview)) {
    const start = Temporal.Instant.from(entry.at).toZonedDateTimeISO('UTC');
    calendar.createEvent({
      id: `${entry.at}-${entry.openId ?? entry.where}-${entry.card}@houqin`,
      start,
      // The stamp is part of the same input for the same output.
      stamp: start,
      summary: `${entry.card}${entry.provisional ? '（暂定）' : ''} → ${entry.to}`,
      description: entry.items.map(({ title }) => title).join('\n'),
    });
  }
  return calendar.toString();
}
