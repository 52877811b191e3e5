import { answer } from '../../../kernel/answer.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { peopleCalled, peopleWithRole } from '../../people/public.ts';
import type { RosterShift } from '../domain/shift.ts';
import { daysOf, holidayIn, MOST_DAYS, spanIn, spanWords, type Span } from '../domain/spans.ts';
import { shiftsAt, shiftsOfPerson } from '../store.ts';
import {
  byHours,
  dayTitle,
  hoursOf,
  loadRoster,
  nameOf,
  postsWords,
  provisional,
  PROVISIONAL,
  withPeople,
  type Roster,
} from './roster.ts';
import { rosterCard } from './cards.ts';
import { mayEdit } from './drafting.ts';

type C = Context<Tables>;

const POST_SHORT = { leader: '带班', member: '值班', guard: '门卫值班' } as const;
/** A group is told this many days at once; more is read in private. */
const MOST_IN_GROUP = 3;
const MOST_OWN = 15;
/** Words after which a holiday's name means that one day. */
const NTH = '一二三四五六七八';
const NTH_DAY = new RegExp(`第([${NTH}])天`, 'u');
const ONE_DAY = /当天|那天|除夕|初[一二三四五六七]/u;

/** `今天谁值班` */
export async function today(context: C, incoming: Incoming): Promise<void> {
  return tellDay(context, incoming, context.calendar.date(context.now));
}

/** What somebody wants to know of the roster: a day, a span, a person, themselves. */
export async function dutyQuery(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  for (const part of parts) {
    if (part.intent !== 'duty.query') continue;
    const { slots } = part;
    const span = spanAsked(context, incoming, slots);
    if (slots.who === 'me') await tellPerson(context, incoming, incoming.sender, span);
    else if (slots.who !== null) await tellCalled(context, incoming, slots.who, span);
    else if (span === null || span.from.equals(span.to))
      await tellDay(context, incoming, span?.from ?? context.calendar.date(context.now));
    else await tellSpan(context, incoming, span);
  }
}

/** A holiday's name means all of it; else the days as they were understood, then the words again. */
function spanAsked(
  { calendar, now }: C,
  { message, mixed }: Incoming,
  slots: Extract<SingleUnderstood, { intent: 'duty.query' }>['slots'],
): Span | null {
  const day = calendar.date(now);
  const words = mixed ? '' : message.text;
  const nth = nthDay(words, holidayIn(words, calendar, day));
  if (nth) return nth;
  const whole = ONE_DAY.test(words) ? null : holidayIn(words, calendar, day);
  const dated = /\d{1,2}[日号]/u.test(words);
  if (whole && !dated) return whole;
  const [from, to] = [slots.from ?? slots.date, slots.to ?? slots.from ?? slots.date];
  const vacation = /寒假|暑假/u.test(words) ? spanIn(words, calendar, day) : null;
  if (vacation) return vacation;
  if (from === null || to === null) return spanIn(words, calendar, day);
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  return { title: spanWords(first, last), from: first, to: last, holiday: false };
}

/** `国庆第二天` */
function nthDay(words: string, holiday: Span | null): Span | null {
  const nth = NTH.indexOf(NTH_DAY.exec(words)?.[1] ?? ' ');
  const day = nth < 0 || !holiday ? undefined : daysOf(holiday)[nth];
  return day ? { title: spanWords(day, day), from: day, to: day, holiday: false } : null;
}

async function tellDay(context: C, incoming: Incoming, day: Temporal.PlainDate): Promise<void> {
  const { calendar, now } = context;
  const group = incoming.message.chatKind === 'group';
  const roster = await loadRoster(context, day, day);
  const isToday = day.equals(calendar.date(now));
  const title = `${isToday ? '今天，' : ''}${dayTitle(calendar, day)}`;
  const lines = byHours(roster.shifts).map(
    (ones) => `${hoursOf(calendar, ones[0])}：${postsWords(roster, ones, { phones: !group })}`,
  );
  const running = isToday ? await stillRunning(context, day, group) : [];
  const body =
    lines.length === 0
      ? [`${title}没有排值班。${await whom(context, group)}`]
      : lines.length === 1
        ? [`${title} ${lines[0] ?? ''}`]
        : [`${title}值班：`, ...lines];
  await answer(
    context,
    incoming.message,
    [...running, ...body, ...(provisional(calendar, [day]) ? [PROVISIONAL] : [])].join('\n'),
  );
}

/** Before the morning's change it is still yesterday's people who are there. */
async function stillRunning(
  context: C,
  day: Temporal.PlainDate,
  group: boolean,
): Promise<string[]> {
  const { calendar, now } = context;
  const running = (await shiftsAt(context, now)).filter((shift) => !shift.day.equals(day));
  const [first] = running;
  if (!first) return [];
  const until = first.endsAt
    .toZonedDateTimeISO(calendar.timezone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  const words = postsWords(await withPeople(context, running), running, { phones: !group });
  return [`现在到 ${until}：${words}`];
}

/** Whom to turn to where nobody is on duty. */
async function whom({ tx, school }: C, group: boolean): Promise<string> {
  const [director] = await peopleWithRole(tx, school.id, 'director');
  if (!director) return '';
  const phone = group || director.phone === null ? '' : `（${director.phone}）`;
  return `有事请找总务主任${director.name}${phone}。`;
}

async function tellSpan(context: C, incoming: Incoming, span: Span): Promise<void> {
  const { calendar, say } = context;
  const { message } = incoming;
  const days = daysOf(span);
  const roster = await loadRoster(context, span.from, span.to);
  if (roster.shifts.length === 0) {
    const name = span.holiday ? `${span.title}（${spanWords(span.from, span.to)}）` : span.title;
    const tail = provisional(calendar, days) ? `\n${PROVISIONAL}` : '';
    return answer(context, message, `${name}还没有排值班。${tail}`);
  }
  if (message.chatKind === 'group' && days.length <= MOST_IN_GROUP) {
    const lines = days.map((day) => {
      const shifts = roster.shifts.filter((shift) => shift.day.equals(day));
      return `${dayTitle(calendar, day)} ${postsWords(roster, shifts)}`;
    });
    const note = provisional(calendar, days) ? [PROVISIONAL] : [];
    return answer(context, message, [...lines, ...note].join('\n'));
  }
  if (message.chatKind === 'group') await answer(context, message, '值班表已私聊您');
  return say.show({
    key: `duty:asked:${message.senderOpenId}`,
    to: { kind: 'person', openId: message.senderOpenId },
    card: rosterCard(context, {
      title: `${span.title}值班表`,
      days: days.slice(0, MOST_DAYS),
      roster,
      phones: true,
      notes: mayEdit(incoming.sender) ? unread(roster) : [],
    }),
    renew: true,
    live: false,
  });
}

/** For whoever makes the roster: who has not tapped 收到 yet. */
function unread(roster: Roster): string[] {
  const ids = roster.shifts.flatMap(({ personId, confirmedAt }) =>
    confirmedAt === null && (roster.people.get(personId)?.openId ?? null) !== null
      ? [personId]
      : [],
  );
  const names = [...new Set(ids)].map((id) => nameOf(roster, id));
  return names.length === 0 ? [] : [`还没点“收到”：${names.join('、')}`];
}

async function tellCalled(
  context: C,
  incoming: Incoming,
  words: string,
  span: Span | null,
): Promise<void> {
  const { tx, school } = context;
  const found = await peopleCalled(tx, school.id, words);
  const [person] = found;
  if (!person) return answer(context, incoming.message, `没有找到“${words}”，请写全名再问一次。`);
  if (found.length > 1) {
    const names = found.map(({ name, unit }) => `${unit ?? ''}${name}`).join('、');
    return answer(context, incoming.message, `有几位：${names}，请写全名再问一次。`);
  }
  return tellPerson(context, incoming, person, span);
}

/** Somebody's days to come, or those of a span. */
async function tellPerson(
  context: C,
  incoming: Incoming,
  person: Person,
  span: Span | null,
): Promise<void> {
  const { calendar, now } = context;
  const day = calendar.date(now);
  const own = person.id === incoming.sender.id;
  // Last night's shift is still theirs in the morning.
  const all = await shiftsOfPerson(context, person.id, span?.from ?? day.subtract({ days: 1 }));
  const theirs = all.filter((shift) =>
    span === null
      ? Temporal.Instant.compare(shift.endsAt, now) > 0
      : Temporal.PlainDate.compare(shift.day, span.to) <= 0,
  );
  const who = own ? '您' : person.name;
  const when = span === null ? '接下来' : span.title;
  if (theirs.length === 0) return answer(context, incoming.message, `${who}${when}没有排值班。`);
  const shown = theirs.slice(0, MOST_OWN).map((shift) => shiftLine(context, shift));
  const more = theirs.length > MOST_OWN ? [`……共 ${theirs.length} 天`] : [];
  const note = provisional(
    calendar,
    theirs.map((shift) => shift.day),
  )
    ? [PROVISIONAL]
    : [];
  return answer(
    context,
    incoming.message,
    [`${who}${when}值班 ${theirs.length} 天：`, ...shown, ...more, ...note].join('\n'),
  );
}

function shiftLine({ calendar }: C, shift: RosterShift): string {
  const place = shift.place === null ? '' : `，${shift.place}`;
  const mark = provisional(calendar, [shift.day]) ? '（暂定）' : '';
  return `${sayDay(shift.day)}${mark} ${hoursOf(calendar, shift)} ${POST_SHORT[shift.post]}${place}`;
}

/** `我的值班` */
export async function mine(context: C, incoming: Incoming): Promise<void> {
  return tellPerson(context, incoming, incoming.sender, null);
}
