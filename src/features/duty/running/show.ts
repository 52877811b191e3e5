import type { Context } from '../../../kernel/feature.ts';
import { sayDay } from '../../../kernel/day-words.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Person } from '../../../kernel/people.ts';
import type { CardContent } from '../../../kernel/say.ts';
import type { Tables } from '../../../tables.ts';
import { everybody } from '../../people/public.ts';
import { POST_WORDS } from '../domain/shift.ts';
import { mayUndo, signInFrom, type OnDuty } from '../domain/sign-in.ts';
import { handedOver, logOf, type LogLine } from '../log/store.ts';
import { mayWrite } from '../log/when.ts';
import { waitingSwaps } from '../swaps/store.ts';
import { shiftsOf, type Start } from './starts.ts';
import { directTo, spanWords, timeOf } from './words.ts';

type C = Context<Tables>;

/** A shift of more people than this is named by its leader and the first of them. */
const MOST_PEOPLE = 12;
/** Of the record the newest stands on the card, as far as a card has room; all of it is on paper. */
const MOST_LINES = 12;
const MOST_WORDS = 180;
/** A picker of more would make the card too big; others are named in words. */
const MOST_OFFERED = 80;
const UNDO = { minutes: 10, seconds: 1 } as const;

export function shiftKey(startsAt: Temporal.Instant, openId: string): string {
  return `duty:shift:${startsAt.toString()}:${openId}`;
}

interface ShowShift {
  /** A new message, because the person must act. */
  readonly renew: boolean;
  /** Said at the top: why it comes now. */
  readonly notice?: string;
  /** After this it is not sent any more. */
  readonly expiresAt?: Temporal.Instant;
}

/** One person's shift as it stands, in their direct chat. Nothing for whoever has no account. */
export async function showShift(
  context: C,
  start: Start,
  personId: string,
  { renew, notice, expiresAt }: ShowShift,
): Promise<void> {
  const me = start.onDuty.find((one) => one.personId === personId);
  const openId = start.people.get(personId)?.openId ?? null;
  if (!me || openId === null) return;
  const key = shiftKey(start.startsAt, openId);
  const before = await context.say.shown(key);
  if (!renew && before === null) return;
  const said = before?.card.values['notice'];
  const kept = notice ?? (typeof said === 'string' && me.signedInAt === null ? said : '');
  await context.say.show({
    key,
    to: directTo(openId),
    card: await shiftCard(context, start, me, kept),
    live: mayWrite(context.now, start),
    renew,
    ...(expiresAt ? { expiresAt } : {}),
  });
  if (me.signedInAt !== null && mayUndo(me, personId, context.now))
    await context.timers.set('duty.card', key, context.now.add(UNDO), {
      day: start.day.toString(),
      startsAt: start.startsAt.toString(),
      personId,
    });
}

/** Everybody's card of a start that has one, silently: what one taps the leader sees. */
export async function refreshStart(context: C, start: Start): Promise<void> {
  for (const { personId } of start.onDuty)
    await showShift(context, start, personId, { renew: false });
}

/** The card of somebody whose shift has become another's; false where there is none, or it says so already. */
export async function closeShift(
  context: C,
  shift: { readonly day: Temporal.PlainDate; readonly startsAt: Temporal.Instant },
  former: Person,
  why: string,
): Promise<boolean> {
  if (former.openId === null) return false;
  const key = shiftKey(shift.startsAt, former.openId);
  const shown = await context.say.shown(key);
  if (!shown || shown.card.values['state'] === 'gone') return false;
  const closed = { state: 'gone', notice: why, log: false, swap: false, buttons: [], standIn: [] };
  const values: JsonObject = { ...shown.card.values, ...closed };
  await context.say.show({
    key,
    to: directTo(former.openId),
    card: { template: 'duty-shift', values },
    live: false,
  });
  return true;
}

async function shiftCard(
  context: C,
  start: Start,
  me: OnDuty,
  notice: string,
): Promise<CardContent> {
  const { now } = context;
  const posts = shiftsOf(start, me.personId);
  const [first] = posts;
  const is = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b);
  const window = is(now, signInFrom(start.startsAt)) >= 0 && is(now, start.endsAt) < 0;
  const over = is(now, start.endsAt) >= 0;
  const begun = is(now, start.startsAt) >= 0;
  const signed = me.signedInAt !== null;
  const log = await logOf(
    context,
    start.shifts.map(({ id }) => id),
  );
  const swapping = over ? '' : await swapWords(context, start, me.personId);
  const buttons = [
    ...(!signed && window ? ['signIn'] : []),
    ...(me.confirmedAt === null && !window && !over ? ['confirm'] : []),
    ...(signed && mayUndo(me, me.personId, now) ? ['undo'] : []),
  ];
  return {
    template: 'duty-shift',
    values: {
      id: first?.id ?? '',
      day: sayDay(start.day),
      state: over ? 'over' : signed ? 'signed' : window ? (begun ? 'late' : 'now') : 'ahead',
      notice,
      time: spanWords(context, start),
      post: [...new Set(posts.map(({ post }) => POST_WORDS[post]))].join('、'),
      place: posts.find(({ place }) => place !== null)?.place ?? '',
      with: withWords(context, start, me),
      confirmed: me.confirmedAt !== null,
      signedIn: me.signedInAt === null ? '' : timeOf(context, me.signedInAt),
      handover: log.length > 0 ? [] : await handedOver(context, start),
      buttons,
      standIn: window && me.leads ? standIns(start, me, now) : [],
      swapping,
      swap: !begun && !signed && swapping === '',
      log: signed && mayWrite(now, start),
      lines: log.slice(-MOST_LINES).map((line) => lineValues(context, start, line, me.personId)),
      people: !begun && !signed && swapping === '' ? await colleagues(context, start) : [],
    },
  };
}

/** An exchange under way, so that both know who is on duty meanwhile. */
async function swapWords(context: C, start: Start, personId: string): Promise<string> {
  const own = new Set(shiftsOf(start, personId).map(({ id }) => id));
  const waiting = await waitingSwaps(context);
  const found = waiting.find(
    (one) => own.has(one.shiftId) || (one.otherShiftId !== null && own.has(one.otherShiftId)),
  );
  if (!found) return '';
  if (found.effective) return '换班已先生效，等领导补批';
  if (found.state === 'agreed') return '换班等领导批准，批准前仍由您值班';
  return found.kind === 'cover'
    ? '正在求顶班，还没有人接，仍由您值班'
    : '正在换班，等对方同意，仍由您值班';
}

/** Whom the form offers: everybody with an account who is not there that day already. */
async function colleagues({ tx, school }: C, start: Start): Promise<string[]> {
  const there = new Set(start.onDuty.map(({ personId }) => personId));
  const all = await everybody(tx, school.id);
  return all
    .filter(({ active, id }) => active && !there.has(id))
    .flatMap(({ openId }) => openId ?? [])
    .slice(0, MOST_OFFERED);
}

function withWords(context: C, start: Start, me: OnDuty): string[] {
  return start.onDuty
    .filter(({ personId }) => personId !== me.personId)
    .slice(0, MOST_PEOPLE)
    .map((one) => {
      const person = start.people.get(one.personId);
      const post = shiftsOf(start, one.personId)[0]?.post ?? 'member';
      const told =
        me.leads && one.signedInAt !== null ? ` 已签到 ${timeOf(context, one.signedInAt)}` : '';
      const phone = person?.phone === null || person === undefined ? '' : ` ${person.phone}`;
      return `${POST_WORDS[post]} ${person?.name ?? '同事'}${phone}${told}`;
    });
}

/** Whom the leader may sign in: those without an account, and may take back for ten minutes. */
function standIns(start: Start, me: OnDuty, now: Temporal.Instant): JsonObject[] {
  return start.onDuty
    .filter(({ reachable, personId }) => !reachable && personId !== me.personId)
    .slice(0, MOST_PEOPLE)
    .flatMap((one): JsonObject[] => {
      const undo = one.signedInAt !== null && mayUndo(one, me.personId, now);
      if (one.signedInAt !== null && !undo) return [];
      const id = shiftsOf(start, one.personId)[0]?.id ?? '';
      const name = start.people.get(one.personId)?.name ?? '同事';
      return [{ id, name, undo }];
    });
}

function lineValues(context: C, start: Start, line: LogLine, viewerId: string): JsonObject {
  const who =
    line.personId === viewerId ? '' : `${start.people.get(line.personId)?.name ?? '同事'} `;
  return {
    id: line.id,
    text: brief(`${timeOf(context, line.at)} ${who}${line.text}`),
    repair: line.repairable,
  };
}

function brief(words: string): string {
  return words.length <= MOST_WORDS ? words : `${words.slice(0, MOST_WORDS - 1)}…`;
}
