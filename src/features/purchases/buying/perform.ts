import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { approveAgain } from '../again.ts';
import { priceOf } from '../domain/lines-text.ts';
import { apply, type Line } from '../domain/purchase.ts';
import { showEverywhere } from '../places.ts';
import { refillSettled } from '../refill.ts';
import { peopleAround } from '../rules.ts';
import { savePurchase } from '../store.ts';
import { setBuyingClock } from './clocks.ts';
import { buyingState, type Buying, type BuyingEvent, type Command } from './domain/buying.ts';
import { decide } from './domain/decide.ts';
import { DONE, OVER, REFUSALS } from './domain/wording.ts';
import { takeIn, tell } from './goods-in.ts';
import type { PurchasesHooks } from '../hooks.ts';
import { showBuying, type Fresh } from './places.ts';
import { readBuying, lockBuying, saveEffect } from './store.ts';
import { partiesOf, rulesFor } from './who.ts';

type C = Context<Tables>;

export interface Performed {
  readonly ok: boolean;
  /** For the person who did it. */
  readonly words: string;
  readonly buying: Buying | null;
}

/** One command on one purchase: load and lock, decide, save, move the stock, show. A refusal changes nothing. */
export async function perform(
  context: C,
  hooks: PurchasesHooks,
  purchaseId: string,
  command: Command,
  actor: Person,
  seenVersion: number | null = null,
): Promise<Performed> {
  let buying = await lockBuying(context, purchaseId);
  if (!buying) return { ok: false, words: '找不到这张采购单，请发“我的申请”查看', buying: null };
  const parties = await partiesOf(context, buying);
  const decision = decide(buying, command, rulesFor(context, parties, actor, seenVersion));
  if (decision.outcome === 'refused') {
    // A card that shows an older state, or a button whose time is over, shows the truth from now on.
    await showBuying(context, buying, {}, actor);
    return { ok: false, words: REFUSALS[decision.code](decision.facts), buying };
  }
  const before = buying.purchase.state;
  let over: BuyingEvent['over'] = null;
  for (const event of decision.events) {
    buying = await save(context, buying, event, actor);
    over ??= event.over;
  }
  if (over) {
    const lines = withAgreed(buying);
    const asked = await approveAgain(context, buying.purchase, lines, over.totalFen, actor);
    buying = await readBuying(context, asked);
  }
  await setBuyingClock(context, buying);
  await refillSettled(context, before, buying.purchase);
  await showBuying(context, buying, freshFor(command, buying), actor);
  const people = await peopleAround(context, buying.purchase, [actor.id]);
  await showEverywhere(context, buying.purchase, people);
  if (
    buyingState(buying.purchase) === 'received' &&
    decision.events.some(({ changes }) => changes.receivedAt)
  )
    await tell(context, hooks, buying);
  return { ok: true, words: over ? OVER : DONE[command.kind], buying };
}

async function save(
  context: C,
  buying: Buying,
  event: BuyingEvent,
  actor: Person,
): Promise<Buying> {
  const lines =
    event.effect.kind === 'receive'
      ? await takeIn(context, buying, event.effect.arrivals, actor)
      : null;
  const { kind, at, actorId, detail } = event;
  const saved = {
    kind,
    at,
    actorId,
    behalfOf: null,
    detail,
    changes: { ...event.changes, ...(lines ? { lines } : {}) },
  };
  const purchase = apply(buying.purchase, saved);
  await savePurchase(context, purchase, saved);
  await saveEffect(context, buying, event);
  return readBuying(context, purchase);
}

/** A new message only for whoever must act now. */
function freshFor(command: Command, { purchase, lines }: Buying): Fresh {
  switch (command.kind) {
    case 'arrive':
      return { acceptors: true };
    case 'receive':
      return {
        payers: purchase.state === 'received',
        // What was rejected is the buyer's to have replaced.
        buyer: command.rejected.length > 0 && lines.some((line) => line.rejected > 0n),
      };
    case 'drop':
      return { payers: purchase.state === 'received' };
    case 'order':
    case 'invoice':
    case 'reimburse':
    case 'undo':
      return {};
    default:
      return command satisfies never;
  }
}

/** The lines at the prices agreed on, so that the chain sees what it decides about. */
function withAgreed({ purchase, lines }: Buying): readonly Line[] {
  return purchase.lines.map((line) => {
    const agreedFen = lines.find(({ id }) => id === line.id)?.agreedFen ?? null;
    return agreedFen === null ? line : priceOf(line, null, agreedFen);
  });
}
