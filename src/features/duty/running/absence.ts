import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleWithRole } from '../../people/public.ts';
import { POST_WORDS, type RosterShift } from '../domain/shift.ts';
import { rosterChanged } from '../roster/changed.ts';
import { revokeFeed } from '../roster/feed.ts';
import { cancelShifts, shiftsOfPerson } from '../store.ts';
import { endSwapsOf } from '../swaps/end.ts';
import { directTo, shiftWords } from './words.ts';

type C = Context<Tables>;

const MOST_DAYS = 5;

async function coming(context: C, person: Person): Promise<RosterShift[]> {
  const all = await shiftsOfPerson(context, person.id, context.calendar.date(context.now));
  return all.filter(({ startsAt }) => Temporal.Instant.compare(startsAt, context.now) > 0);
}

/** A leaver's shifts are nobody's inheritance: they are gaps, which the director fills. */
export const openShifts = {
  async list(context: C, person: Person): Promise<readonly string[]> {
    return (await coming(context, person)).map(
      (shift) => `${shiftWords(context, shift)} ${POST_WORDS[shift.post]}（由总务主任另排）`,
    );
  },
  async left(context: C, person: Person, by: Person): Promise<void> {
    await endSwapsOf(context, person);
    await revokeFeed(context, person);
    const shifts = await coming(context, person);
    await cancelShifts(context, shifts, { what: 'left', by: by.id, detail: person.name });
    await rosterChanged(
      context,
      shifts.map(({ day }) => day),
    );
  },
};

/** Leave that covers a shift makes a gap at once, and both sides know; coming back closes it. */
export async function followAbsence(
  context: C,
  person: Person,
  until: Temporal.PlainDate,
): Promise<void> {
  const days = (await coming(context, person))
    .map(({ day }) => day)
    .filter((day) => Temporal.PlainDate.compare(day, until) <= 0);
  if (days.length === 0) return;
  await rosterChanged(context, days);
  if (person.absentUntil === null || person.openId === null) return;
  const { tx, school } = context;
  const directors = await peopleWithRole(tx, school.id, 'director');
  const told = hasRole(person, 'director') ? '' : `，已告诉${directors[0]?.name ?? '总务处'}`;
  const list = days.slice(0, MOST_DAYS).map(sayDay).join('、');
  await context.say.text(
    directTo(person.openId),
    `您请假期间有值班：${list}${told}。也可以先发“${days[0]?.month ?? ''}月${days[0]?.day ?? ''}日的班求顶班”找人。`,
  );
}
