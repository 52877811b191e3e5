/** A draft becomes the roster. */
import { sayDay } from '../../../kernel/day-words.ts';
import type { Context } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { peopleById, peopleWithRole } from '../../people/public.ts';
import { changesTo, planOf, sameDay, timesOf, type DayPlan, type Placed } from '../domain/plan.ts';
import type { RosterShift } from '../domain/shift.ts';
import { daysOf } from '../domain/spans.ts';
import {
  addShifts,
  cancelShifts,
  changeShift,
  lockShifts,
  promised,
  type Cause,
  type NewShift,
} from '../store.ts';
import { rosterChanged } from './changed.ts';
import { hoursIn, saveDraft, type RosterDraft } from './drafts.ts';
import { bounds, postedBetween, postRoster } from './posted.ts';

type C = Context<Tables>;

/** Who has to approve what somebody publishes; nobody where the school wants none, or they are it themselves. */
export async function approversFor(context: C, by: Person): Promise<Person[]> {
  const { school, tx } = context;
  if (school.duty.approval === null || hasRole(by, 'principal')) return [];
  const principals = await peopleWithRole(tx, school.id, 'principal');
  return principals.filter(({ openId, id }) => openId !== null && id !== by.id);
}

/**
 * Days of the draft whose roster has been changed since it was begun (a swap, another's edit). The
 * draft takes them as they stand now, so that nothing is undone unseen. Null: there are none.
 */
export async function rebased(
  context: C,
  draft: RosterDraft,
): Promise<{ readonly draft: RosterDraft; readonly moved: readonly Temporal.PlainDate[] } | null> {
  const shifts = await lockShifts(context, draft.from, draft.to);
  const now = planOf(daysOf(draft), shifts, hoursIn(context));
  const mine = new Set(draft.plans.map(({ day }) => day.toString()));
  const baseOf = new Map(
    draft.base
      .filter(({ day }) => mine.has(day.toString()))
      .map((plan) => [plan.day.toString(), plan]),
  );
  const moved = now.filter((plan) => {
    const base = baseOf.get(plan.day.toString());
    return base !== undefined && !sameDay(base, plan);
  });
  if (moved.length === 0) return null;
  const byDay = new Map(moved.map((plan) => [plan.day.toString(), plan]));
  const plans = draft.plans.map((plan) => byDay.get(plan.day.toString()) ?? plan);
  return {
    draft: await saveDraft(context, draft, { plans, base: now }),
    moved: moved.map(({ day }) => day),
  };
}

/** Makes the draft count from now on, and posts it to the group. What has been stays as it was. */
export async function publish(
  context: C,
  draft: RosterDraft,
  by: Person,
  decidedBy: Person | null,
): Promise<RosterDraft> {
  const again = (await postedBetween(context, draft.from, draft.to)).length > 0;
  const changed = await putInForce(context, draft.plans, {
    what: 'publish',
    by: by.id,
    detail: decidedBy === null ? null : `${decidedBy.name}同意`,
  });
  const next = await saveDraft(context, draft, {
    state: 'published',
    ...(decidedBy === null ? {} : { decidedBy: decidedBy.id }),
  });
  const days = draft.plans.map(({ day }) => day);
  await postRoster(context, { title: draft.title, days }, by.id);
  // A first roster is read in the group; who is moved later hears of it.
  if (again) await tellMoved(context, changed, by);
  await rosterChanged(context, changed.days);
  return next;
}

export interface Moved {
  readonly days: readonly Temporal.PlainDate[];
  readonly added: readonly NewShift[];
  readonly cancelled: readonly RosterShift[];
}

/** From now on these days are as planned; those that have been stay. */
export async function putInForce(
  context: C,
  plans: readonly DayPlan[],
  cause: Cause,
): Promise<Moved> {
  const [first, last] = bounds(plans.map(({ day }) => day));
  if (!first || !last) return { days: [], added: [], cancelled: [] };
  const standing = await lockShifts(context, first, last);
  const today = context.calendar.date(context.now);
  const days: Temporal.PlainDate[] = [];
  const added: NewShift[] = [];
  const cancelled: RosterShift[] = [];
  for (const plan of plans) {
    if (Temporal.PlainDate.compare(plan.day, today) < 0) continue;
    const there = standing.filter(({ day }) => day.equals(plan.day));
    const [before] = planOf([plan.day], there, hoursIn(context));
    if (before && sameDay(before, plan)) continue;
    days.push(plan.day);
    const moved = await moveDay(context, plan, there, cause);
    added.push(...moved.add);
    cancelled.push(...moved.cancel);
  }
  await addShifts(context, added, cause);
  return { days, added, cancelled };
}

/** Whoever has been put on the roster or taken off it after it was known, one line each. */
export async function tellMoved(
  context: C,
  { added, cancelled }: Moved,
  by: Person,
): Promise<void> {
  const { tx, school, say } = context;
  const ids = new Set([...added, ...cancelled].map(({ personId }) => personId));
  const people = await peopleById(tx, school.id, [...ids]);
  // Who has been reminded of the shift already hears of it by the reminder's own way.
  const reminded = await promised(context);
  const isPromised = ({ personId, startsAt }: RosterShift) =>
    reminded.some((one) => one.personId === personId && one.startsAt.equals(startsAt));
  for (const id of ids) {
    const openId = people.get(id)?.openId ?? null;
    if (openId === null || id === by.id) continue;
    const on = added.filter(({ personId }) => personId === id).map(({ day }) => sayDay(day));
    const off = cancelled
      .filter((shift) => shift.personId === id && !isPromised(shift))
      .map(({ day }) => sayDay(day));
    const lines = [
      ...(on.length > 0 ? [`安排您${on.join('、')}值班`] : []),
      ...(off.length > 0 ? [`您${off.join('、')}不用值班了`] : []),
    ];
    if (lines.length === 0) continue;
    await say.text(
      { kind: 'person', openId },
      `值班表改了：${lines.join('；')}。发“我的值班”可查。`,
    );
  }
}

/** Changes and cancels what stands on the day; answers what is still to be added. */
async function moveDay(
  context: C,
  plan: DayPlan,
  standing: readonly RosterShift[],
  cause: Cause,
): Promise<{ readonly add: NewShift[]; readonly cancel: readonly RosterShift[] }> {
  const { calendar } = context;
  const { cancel, change, add } = changesTo(plan, standing, hoursIn(context));
  const starts = plan.placed.map(({ start }) => start);
  const times = (one: Pick<Placed, 'start' | 'end'>) => {
    const end = timesOf(plan.day, one, starts);
    return { startsAt: calendar.at(plan.day, one.start), endsAt: calendar.at(end.day, end.time) };
  };
  await cancelShifts(context, cancel, cause);
  for (const { shift, to } of change)
    await changeShift(context, shift, { post: to.post, place: to.place, ...times(to) }, cause);
  return {
    cancel,
    add: add.map(({ personId, post, place, ...hours }) => ({
      day: plan.day,
      personId,
      post,
      place,
      ...times(hours),
    })),
  };
}
