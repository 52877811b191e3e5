import type { SchoolCalendar } from '../../../kernel/calendar.ts';
import { accepted, refused, type Decision } from '../../../kernel/decision.ts';
import { earlier, later } from './instants.ts';
import type { RosterShift } from './shift.ts';

/** One person of one shift, with what they have tapped. */
export interface OnDuty extends Pick<
  RosterShift,
  'personId' | 'day' | 'startsAt' | 'endsAt' | 'confirmedAt' | 'signedInAt' | 'signedInBy'
> {
  readonly leads: boolean;
  /** False for somebody without an account: the leader signs in for them. */
  readonly reachable: boolean;
  /** Since when the shift is theirs: nobody is reproached for what was not theirs then. */
  readonly since: Temporal.Instant;
}

const CARD_BEFORE = { minutes: 30 } as const;
const EVE = '18:00';
const UNDO = { minutes: 10 } as const;
/** Contract §7, after the start. */
const LADDER = { person: { minutes: 30 }, leader: { minutes: 60 }, director: { minutes: 120 } };

export type DueKind = 'eve' | 'card' | 'missing';

/** What somebody is to be told at an instant, of use before another. */
export interface Due {
  readonly kind: DueKind;
  readonly at: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly day: Temporal.PlainDate;
  readonly startsAt: Temporal.Instant;
  /** Who is told. */
  readonly personId: string;
  /** Who has not signed in, for `missing`; the person alone where it is about themselves. */
  readonly about: readonly string[];
}

interface Ladder {
  readonly calendar: Pick<SchoolCalendar, 'at' | 'outsideQuietHours'>;
  /** The first that can be reached, in the order of asking: directors, then principals. */
  readonly directorIds: readonly string[];
  readonly principalIds: readonly string[];
}

/**
 * Everything one start of one day asks for. `all` are its people; who stands there twice, as leader
 * and member, is one person and told once. Reminders end with the start; a shift that became somebody's
 * after a reminder's time is told of at once, while that is of use.
 */
export function duesOf(all: readonly OnDuty[], ladder: Ladder): Due[] {
  const people = once(all);
  const [first] = people;
  if (!first) return [];
  const { day, startsAt, endsAt } = first;
  const { calendar } = ladder;
  const awake = (at: Temporal.Instant) => calendar.outsideQuietHours(at);
  const base = { day, startsAt };
  const card = awake(startsAt.subtract(CARD_BEFORE));
  const reminders = people
    .filter(({ reachable }) => reachable)
    .flatMap(({ personId, since }): Due[] => [
      {
        ...base,
        kind: 'eve',
        at: awake(later(calendar.at(day.subtract({ days: 1 }), EVE), since)),
        // From the card on, the card says it.
        until: earlier(card, startsAt),
        personId,
        about: [],
      },
      {
        ...base,
        kind: 'card',
        at: later(card, awake(since)),
        until: startsAt,
        personId,
        about: [],
      },
    ]);
  return [...reminders, ...missingOf(people, ladder)]
    .filter(({ at, until }) => Temporal.Instant.compare(at, until) < 0)
    .map((due) => ({ ...due, until: earlier(due.until, endsAt) }));
}

/** Person, leader, director, principal: each rung is somebody who has not been told. */
function missingOf(people: readonly OnDuty[], ladder: Ladder): Due[] {
  const missing = people.filter(
    ({ signedInAt, since, startsAt }) =>
      signedInAt === null && Temporal.Instant.compare(since, startsAt) < 0,
  );
  const [first] = missing;
  if (!first) return [];
  const { day, startsAt, endsAt } = first;
  const about = missing.map(({ personId }) => personId);
  const due = (personId: string, after: object, of: readonly string[]): Due => ({
    kind: 'missing',
    day,
    startsAt,
    at: ladder.calendar.outsideQuietHours(startsAt.add(after)),
    until: endsAt,
    personId,
    about: of,
  });
  const own = missing
    .filter(({ reachable }) => reachable)
    .map(({ personId }) => due(personId, LADDER.person, [personId]));
  const told = new Set(own.map(({ personId }) => personId));
  const leaders = people
    .filter(({ leads, reachable, personId }) => leads && reachable && !told.has(personId))
    .map(({ personId }) => due(personId, LADDER.leader, about));
  for (const { personId } of leaders) told.add(personId);
  const director = ladder.directorIds.find((id) => !told.has(id));
  // Where the director is the one who is missing or leads, the next above is told.
  const known = ladder.directorIds.some((id) => told.has(id));
  const above = known ? ladder.principalIds.find((id) => !told.has(id)) : undefined;
  const last = above ?? director;
  return [...own, ...leaders, ...(last === undefined ? [] : [due(last, LADDER.director, about)])];
}

/** One row a person: leading goes before serving, and what was tapped counts for both. */
export function once(all: readonly OnDuty[]): OnDuty[] {
  const found = new Map<string, OnDuty>();
  for (const one of all) {
    const there = found.get(one.personId);
    if (!there) {
      found.set(one.personId, one);
      continue;
    }
    found.set(one.personId, {
      ...there,
      leads: there.leads || one.leads,
      since: earlier(there.since, one.since),
      confirmedAt: there.confirmedAt ?? one.confirmedAt,
      signedInAt: there.signedInAt ?? one.signedInAt,
      signedInBy: there.signedInBy ?? one.signedInBy,
    });
  }
  return [...found.values()];
}

export type AttendanceCommand = 'confirm' | 'signIn' | 'undo';

export type AttendanceRefusal =
  | 'notYours'
  | 'confirmedAlready'
  | 'tooEarly'
  | 'over'
  | 'signedAlready'
  | 'notSigned'
  | 'notYourTap'
  | 'undoLate';

export interface AttendanceEvent {
  readonly kind: AttendanceCommand;
  readonly next: OnDuty;
}

/** `收到`, `签到` (`代签到` where the actor is another) and `点错了`. */
export function decideAttendance(
  one: OnDuty,
  command: AttendanceCommand,
  rules: {
    readonly actorId: string;
    /** May sign in for those without an account: the leaders of the shift and the director. */
    readonly mayStandIn: boolean;
    readonly now: Temporal.Instant;
  },
): Decision<AttendanceEvent, AttendanceRefusal> {
  const { actorId, mayStandIn, now } = rules;
  const own = actorId === one.personId;
  if (!own && (command === 'confirm' || one.reachable || !mayStandIn)) return refused('notYours');
  const is = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b);
  const event = (change: Partial<OnDuty>) =>
    accepted({ kind: command, next: { ...one, ...change } });
  switch (command) {
    case 'confirm':
      if (one.confirmedAt !== null) return refused('confirmedAlready');
      return is(now, one.endsAt) >= 0 ? refused('over') : event({ confirmedAt: now });
    case 'signIn':
      if (one.signedInAt !== null) return refused('signedAlready');
      if (is(now, one.startsAt.subtract(CARD_BEFORE)) < 0) return refused('tooEarly');
      if (is(now, one.endsAt) >= 0) return refused('over');
      return event({ signedInAt: now, signedInBy: actorId, confirmedAt: one.confirmedAt ?? now });
    case 'undo':
      if (one.signedInAt === null) return refused('notSigned');
      if (one.signedInBy !== actorId) return refused('notYourTap');
      if (is(now, one.signedInAt.add(UNDO)) > 0) return refused('undoLate');
      return event({ signedInAt: null, signedInBy: null });
    default:
      return command satisfies never;
  }
}

/** Since when 签到 can be tapped. */
export function signInFrom(startsAt: Temporal.Instant): Temporal.Instant {
  return startsAt.subtract(CARD_BEFORE);
}

/** 点错了 stands on the card for whoever tapped 签到 in the last ten minutes. */
export function mayUndo(one: OnDuty, actorId: string, now: Temporal.Instant): boolean {
  return decideAttendance(one, 'undo', { actorId, mayStandIn: true, now }).outcome === 'accepted';
}
