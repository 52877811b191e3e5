import type { Context } from '../../kernel/feature.ts';
import type { Person } from '../../kernel/people.ts';
import type { Tables } from '../../tables.ts';
import { peopleWithRole } from '../people/public.ts';
import { setBuyingClock } from './buying/clocks.ts';
import { buyingState } from './buying/domain/buying.ts';
import { showBuying } from './buying/places.ts';
import { readBuying } from './buying/store.ts';
import { setClocks } from './clocks.ts';
import type { Command, RefusalCode } from './domain/command.ts';
import { decide } from './domain/decide.ts';
import { apply, type Purchase } from './domain/purchase.ts';
import { activeStep, deciders, type People } from './domain/steps.ts';
import { DONE, REFUSALS } from './domain/wording.ts';
import { askAbout } from './hint.ts';
import { showEverywhere } from './places.ts';
import { refillSettled } from './refill.ts';
import { peopleAround, ruleContext } from './rules.ts';
import { lockPurchase, savePurchase } from './store.ts';

type C = Context<Tables>;

export interface Performed {
  readonly ok: boolean;
  /** For the person who did it. */
  readonly words: string;
  readonly purchase: Purchase | null;
  /** Why not; null where it was done, or nothing was found. */
  readonly code: RefusalCode | null;
}

const GONE = '找不到这张请购单，请发“我的申请”查看';

/** One command on one purchase: load and lock, decide, save, set the clocks, show. A refusal changes nothing. */
export async function perform(
  context: C,
  purchaseId: string,
  command: Command,
  actor: Person | null,
  seenVersion: number | null = null,
): Promise<Performed> {
  const purchase = await lockPurchase(context, purchaseId);
  if (!purchase) return { ok: false, words: GONE, purchase: null, code: null };
  const people = await peopleAround(context, purchase, [
    actor?.id ?? null,
    command.kind === 'transfer' ? command.to.id : null,
  ]);
  const decision = decide(
    purchase,
    command,
    ruleContext(context, purchase, people, actor, seenVersion),
  );
  if (decision.outcome === 'refused') {
    // Only the place that was tapped can be out of date.
    if (decision.code === 'stale') await showEverywhere(context, purchase, people);
    const { code, facts } = decision;
    return { ok: false, words: REFUSALS[code](facts), purchase, code };
  }
  let next = purchase;
  for (const event of decision.events) {
    next = apply(next, event);
    await savePurchase(context, next, event);
  }
  await settled(context, purchase, next, people, { told: command.kind });
  return { ok: true, words: DONE[command.kind], purchase: next, code: null };
}

/** What this person would be told on trying, in words; null when the rules allow it. */
export async function refusalOf(
  context: C,
  purchase: Purchase,
  command: Command,
  actor: Person,
  seenVersion: number | null,
): Promise<string | null> {
  const people = await peopleAround(context, purchase, [actor.id]);
  const rules = ruleContext(context, purchase, people, actor, seenVersion);
  const decision = decide(purchase, command, rules);
  return decision.outcome === 'refused' ? REFUSALS[decision.code](decision.facts) : null;
}

/** Whatever changed the chain: its clocks, the cards of whoever must act now, and the admins where nobody can. */
export async function settled(
  context: C,
  before: Purchase,
  next: Purchase,
  people: People,
  { told }: { told: Command['kind'] | 'handOver' | 'again' },
): Promise<void> {
  const { questions } = context;
  await setClocks(context, next);
  await refillSettled(context, before.state, next);
  if (next.state !== 'draft' && next.state !== 'returned')
    await questions.close('purchases.draft', next.id);
  // Sent back with a wish, which may be met in words.
  else if (next.state === 'returned' && before.state !== 'returned')
    await askAbout(context, next, null);
  const asked = new Set(askedNow(context, before, people).map(({ id }) => id));
  const asks = askedNow(context, next, people);
  const passedOn = before.round !== next.round || before.state !== 'approving';
  await showEverywhere(context, next, people, {
    approvers: asks.filter(({ id }) => passedOn || !asked.has(id)).map(({ id }) => id),
    requester:
      before.state !== next.state &&
      (told === 'reject' || next.state === 'returned' || isApproved(before, next)),
    approved: isApproved(before, next),
  });
  if (buyingState(before) !== null || buyingState(next) !== null) {
    const buying = await readBuying(context, next);
    await setBuyingClock(context, buying);
    await showBuying(context, buying, { buyer: isApproved(before, next) || told === 'reject' });
  }
  if (next.state === 'approving' && asks.length === 0 && told !== 'rechain')
    await tellAdmins(context, next);
}

function isApproved(before: Purchase, next: Purchase): boolean {
  return before.state === 'approving' && next.approvedAt !== before.approvedAt;
}

/** Who has to decide now. */
function askedNow({ calendar, now }: C, purchase: Purchase, people: People): Person[] {
  const requester = people.get(purchase.requesterId);
  const step = purchase.state === 'approving' ? activeStep(purchase.steps) : null;
  return step && requester ? deciders(step, requester, people, calendar.date(now)) : [];
}

async function tellAdmins({ tx, school, say }: C, { number, id }: Purchase): Promise<void> {
  for (const admin of await peopleWithRole(tx, school.id, 'admin')) {
    if (admin.openId === null) continue;
    await say.text(
      { kind: 'person', openId: admin.openId },
      `${number} 没有可以审批的人，正在等。请在“人员”里指定年级组长、总务主任或校长，指定后会自动送审。`,
      { thread: `purchases:${id}` },
    );
  }
}
