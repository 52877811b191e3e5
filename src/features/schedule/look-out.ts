/**
 * The bot's look at the clock. What is due is computed from the calendar between the last look and
 * now, and every post is claimed as a unique row in the transaction that enqueues it: restarts,
 * replicas and a jumping clock post once. What downtime made too late is recorded as skipped.
 */
import type { Context } from '../../kernel/feature.ts';
import type { Tables } from '../../tables.ts';
import { deliver } from './deliver.ts';
import { deliveriesOf, together } from './domain/deliveries.ts';
import { postsBetween, type Post } from './domain/posts.ts';
import { loadPlan, taskOf, type Planned } from './plan.ts';
import { showUnassigned } from './unassigned.ts';
import {
  claimPost,
  claimPosts,
  lookedUntil,
  noteBeginning,
  reopenSkippedAhead,
  setLookedUntil,
} from './store.ts';

type C = Context<Tables>;

/** One row of the timer table: whoever runs it has the look for itself. */
const TIMER = 'schedule.look';
const KEY = 'next';

/** Later than this is said to be late. */
const ON_TIME = { minutes: 5 } as const;
/** Without anything due nobody looks for longer than this, so that a change of the plan is seen. */
const AT_MOST = { hours: 24 } as const;
/** While groups must not be posted to yet, the look follows the enabling within this. */
const WHILE_WAITING = { seconds: 30 } as const;
/** How far back a look reaches after a long downtime; what is older is nobody's concern any more. */
const REACH = { hours: 100 * 24 } as const;

export async function lookOut(context: C): Promise<void> {
  const { now, calendar, school, timers } = context;
  // A school's first look begins here: what was due before it was there is not made up.
  const marked = await lookedUntil(context);
  const awake = calendar.outsideQuietHours(now);
  if (Temporal.Instant.compare(awake, now) > 0) return timers.set(TIMER, KEY, awake);
  if (!school.enabled) {
    await setLookedUntil(context, now);
    return timers.set(TIMER, KEY, now.add(WHILE_WAITING));
  }
  await noteBeginning(context);
  const planned = await loadPlan(context);
  const earliest = now.subtract(REACH);
  const begin = await beginning(context, marked);
  const from = Temporal.Instant.compare(begin, earliest) > 0 ? begin : earliest;
  const due = postsBetween(planned.plan, from, now);
  const claims = due.map((post) => {
    const useless = whyUseless(context, planned, post, due);
    const late = Temporal.Instant.compare(now, post.at.add(ON_TIME)) > 0;
    return useless === null
      ? { post, outcome: { what: late ? ('late' as const) : ('posted' as const) } }
      : { post, outcome: { what: 'skipped' as const, reason: useless } };
  });
  const posted = (await claimPosts(context, claims))
    .filter(({ outcome }) => outcome.what !== 'skipped')
    .map(({ post }) => post);
  await listUnassignedOnce(context, planned);
  for (const delivery of together(deliveriesOf(posted, planned.recipients)))
    await deliver(context, planned, delivery);
  await setLookedUntil(context, now);
  return timers.set(TIMER, KEY, nextLook(planned, now));
}

/** Where the look begins: at the mark, or before what a clock that ran ahead has left out. */
async function beginning(context: C, marked: Temporal.Instant): Promise<Temporal.Instant> {
  const { now } = context;
  if (Temporal.Instant.compare(marked, now) <= 0) return marked;
  const first = (await reopenSkippedAhead(context))?.subtract({ seconds: 1 }) ?? now;
  return Temporal.Instant.compare(first, now) < 0 ? first : now;
}

/** At set-up, once: which duties are nobody's (contract §4). */
async function listUnassignedOnce(context: C, planned: Planned): Promise<void> {
  const openId = planned.recipients.director?.openId ?? null;
  if (openId === null) return;
  const setUp = { item: 'unassigned', slot: 'set-up', at: context.now };
  if (await claimPost(context, setUp)) await showUnassigned(context, planned, openId, true);
}

/** After a change of the plan, the calendar or the clock: look at once. */
export async function lookSoon({ timers, now }: C): Promise<void> {
  await timers.set(TIMER, KEY, now);
}

function nextLook({ plan }: Planned, now: Temporal.Instant): Temporal.Instant {
  const latest = now.add(AT_MOST);
  return postsBetween(plan, now, latest)[0]?.at ?? latest;
}

/** Why a post is not made (any more); null: it is useful. `all` are the posts of the same look. */
function whyUseless(
  { now, calendar }: C,
  planned: Planned,
  post: Post,
  all: readonly Post[],
): string | null {
  const today = calendar.date(now);
  switch (post.kind) {
    case 'month':
      return today.toPlainYearMonth().equals(post.month) ? null : 'the month is over';
    case 'term':
      return Temporal.PlainDate.compare(today, Temporal.PlainDate.from(post.slot)) < 0
        ? null
        : 'the term has begun';
    case 'reminder': {
      const task = taskOf(planned, post.occurrence);
      if (task?.state === 'done') return 'done already';
      if (Temporal.PlainDate.compare(today, post.occurrence.due) > 0) return 'the day is over';
      const later = all.some(
        (other) =>
          other.kind === 'reminder' &&
          other.item === post.item &&
          other.occurrence.slot === post.occurrence.slot &&
          Temporal.Instant.compare(other.at, post.at) > 0,
      );
      return later ? 'a later reminder says the same' : null;
    }
    case 'overdue':
      if (taskOf(planned, post.occurrence)?.state === 'done') return 'done already';
      return calendar.date(post.at).until(today).days > 7 ? 'a week has passed' : null;
    case 'check':
      return calendar.date(post.at).equals(today) ? null : 'the day is over';
    case 'notice':
      return calendar.date(post.at).equals(today) ? null : 'the day is over';
    case 'summary':
      return calendar.date(post.at).until(today).days > 7 ? 'a week has passed' : null;
    default:
      return post satisfies never;
  }
}
