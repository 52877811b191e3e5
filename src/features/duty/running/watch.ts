/**
 * The bot's watch over who is on duty. What is due is computed from the roster as it stands, and each
 * message is claimed as a unique row in the transaction that enqueues it: restarts, replicas and a
 * jumping clock post once, and a roster that was edited is followed at once.
 */
import type { Context } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { peopleWithRole } from '../../people/public.ts';
import { earliest } from '../domain/instants.ts';
import { duesOf, type Due } from '../domain/sign-in.ts';
import { claim } from '../store.ts';
import { showMissing } from './missing.ts';
import { showShift } from './show.ts';
import { startsBetween, type Start } from './starts.ts';
import { timeOf } from './words.ts';

type C = Context<Tables>;

const TIMER = 'duty.watch';
const KEY = 'next';
/** Without anything due nobody looks for longer than this. */
const AT_MOST = { hours: 6 } as const;
/** While the school is not enabled, the watch follows the enabling within this. */
const WHILE_WAITING = { seconds: 30 } as const;
/** A shift of a day and a night may have begun two days ago; tomorrow's people are told this evening. */
const AROUND = { days: 2 } as const;

export async function watch(context: C): Promise<void> {
  const { now, calendar, school, timers } = context;
  const awake = calendar.outsideQuietHours(now);
  if (Temporal.Instant.compare(awake, now) > 0) return timers.set(TIMER, KEY, awake);
  const today = calendar.date(now);
  const starts = await startsBetween(context, today.subtract(AROUND), today.add(AROUND));
  const directorIds = await reachable(context, 'director');
  const principalIds = await reachable(context, 'principal');
  const ahead: Temporal.Instant[] = [now.add(AT_MOST)];
  const reminded = new Set<string>();
  for (const start of starts) {
    for (const due of duesOf(start.onDuty, { calendar, directorIds, principalIds })) {
      if (Temporal.Instant.compare(due.at, now) > 0) ahead.push(due.at);
      else if (Temporal.Instant.compare(now, due.until) < 0)
        // Claimed while not enabled, too: what was due then is not made up.
        if ((await claim(context, itemOf(due), slotOf(due))) && school.enabled)
          await tell(context, start, due, alsoOn(starts, start, due, reminded));
    }
  }
  const next = earliest(ahead);
  return timers.set(TIMER, KEY, school.enabled && next ? next : now.add(WHILE_WAITING));
}

/** After a change of the roster: look at once. */
export async function watchSoon({ timers, now }: C): Promise<void> {
  await timers.set(TIMER, KEY, now);
}

async function reachable({ tx, school }: C, role: 'director' | 'principal'): Promise<string[]> {
  const holders = await peopleWithRole(tx, school.id, role);
  return holders.filter(({ openId }) => openId !== null).map(({ id }) => id);
}

/** A rung of the ladder is climbed once for a person, whichever rung it is. */
function itemOf({ kind, personId }: Due): string {
  return `${kind}:${personId}`;
}

function slotOf({ startsAt }: Due): string {
  return startsAt.toString();
}

/**
 * Who leads the day and the night is reminded once the evening before, of both: the later starts of
 * that day for the first reminder, null for those it has named.
 */
function alsoOn(
  starts: readonly Start[],
  { day, startsAt }: Start,
  { kind, personId }: Due,
  reminded: Set<string>,
): readonly Start[] | null {
  if (kind !== 'eve') return [];
  const key = `${day.toString()} ${personId}`;
  if (reminded.has(key)) return null;
  reminded.add(key);
  return starts.filter(
    (one) =>
      one.day.equals(day) &&
      Temporal.Instant.compare(one.startsAt, startsAt) > 0 &&
      one.onDuty.some((other) => other.personId === personId),
  );
}

async function tell(
  context: C,
  start: Start,
  due: Due,
  also: readonly Start[] | null,
): Promise<void> {
  const { personId, kind, about } = due;
  if (also === null) return;
  const onShift = start.onDuty.some((one) => one.personId === personId);
  // Never after the shift began, however long the message had to wait.
  const expiresAt = start.startsAt;
  if (kind === 'eve') {
    const times = also.map(({ startsAt }) => timeOf(context, startsAt)).join('、');
    const notice = times === '' ? {} : { notice: `这一天您还有 ${times} 的班` };
    return showShift(context, start, personId, { renew: true, expiresAt, ...notice });
  }
  if (kind === 'card') {
    const notice = '快到值班时间了，到岗后请签到';
    return showShift(context, start, personId, { renew: true, notice, expiresAt });
  }
  if (onShift && about.includes(personId)) {
    const notice = '已到值班时间，还没有签到；到岗了请点“签到”，来不了请马上联系带班领导';
    return showShift(context, start, personId, { renew: true, notice });
  }
  return showMissing(context, start, personId, about);
}
