import type { Context, TimerInput } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { earliest } from '../domain/instants.ts';
import { decideSwap, URGENT } from '../domain/swap.ts';
import { directTo, shiftWords } from '../running/words.ts';
import { factsOf, type SwapFacts } from './facts.ts';
import { showSwap } from './show.ts';
import { lockSwap, saveSwap } from './store.ts';

type C = Context<Tables>;

const EXPIRE = 'duty.swap-expire';
const URGE = 'duty.swap-urge';

/** When a request ends by itself, and when the approver is asked again. */
export async function setClock(
  context: C,
  { swap, endsAt, shift, other }: SwapFacts,
): Promise<void> {
  const { timers, calendar, now } = context;
  await timers.clear([EXPIRE, URGE], swap.id);
  if (endsAt === null) return;
  // Nobody is woken by a question grown old, unless the shift begins in the night.
  const first = earliest([shift, other].flatMap((row) => row?.startsAt ?? []));
  const awake = calendar.outsideQuietHours(endsAt);
  const late = first !== null && Temporal.Instant.compare(awake, first) >= 0;
  await timers.set(EXPIRE, swap.id, late ? endsAt : awake);
  if (swap.state !== 'agreed' || first === null) return;
  const urge = calendar.outsideQuietHours(first.subtract(URGENT));
  if (Temporal.Instant.compare(urge, now) > 0 && Temporal.Instant.compare(urge, first) < 0)
    await timers.set(URGE, swap.id, urge);
}

export async function expireSwap(context: C, { key }: TimerInput): Promise<void> {
  const swap = await lockSwap(context, key);
  const facts = swap && (await factsOf(context, swap));
  if (!facts) return;
  const expired = facts.endsAt !== null && Temporal.Instant.compare(context.now, facts.endsAt) >= 0;
  const decision = decideSwap(
    facts.swap,
    { kind: 'expire' },
    {
      ...facts,
      actor: null,
      wantsOther: facts.swap.otherShiftId !== null,
      expired,
      now: context.now,
    },
  );
  if (decision.outcome === 'refused') {
    // The roster was edited meanwhile and the end has moved.
    if (decision.code === 'tooSoon') await setClock(context, facts);
    return;
  }
  for (const { next } of decision.events) {
    const after = { ...facts, swap: { ...facts.swap, ...next } };
    await saveSwap(context, after.swap);
    const { calendar, now } = context;
    const awake = Temporal.Instant.compare(calendar.outsideQuietHours(now), now) === 0;
    const { requester, colleague } = facts;
    const told = [requester, ...(facts.swap.state === 'agreed' && colleague ? [colleague] : [])];
    await showSwap(context, after, awake ? told : []);
    if (awake && facts.swap.kind === 'cover') await tellNobodyCame(context, facts);
  }
}

/** A call that nobody answered is the director's to know: somebody may be missing that day. */
async function tellNobodyCame(context: C, { swap, shift, requester, people }: SwapFacts) {
  if (swap.state !== 'asked' || !shift) return;
  const director = people.find(
    (person) => hasRole(person, 'director') && person.openId !== null && person.id !== requester.id,
  );
  if (director?.openId)
    await context.say.text(
      directTo(director.openId),
      `${requester.name}为 ${shiftWords(context, shift)} 的班求顶班，没有人接。请另作安排，或与${requester.name}联系。`,
    );
}

/** Twelve hours before the shift the approval is asked for once more. */
export async function urgeApproval(context: C, { key }: TimerInput): Promise<void> {
  const swap = await lockSwap(context, key);
  const facts = swap && (await factsOf(context, swap));
  if (facts && facts.swap.state === 'agreed') await showSwap(context, facts, facts.approvers);
}
