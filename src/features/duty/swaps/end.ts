import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { factsOf, type SwapFacts } from './facts.ts';
import { showSwap } from './show.ts';
import { lockSwap, saveSwap, waitingSwaps, type StoredSwap } from './store.ts';
import { setClock } from './timers.ts';

type C = Context<Tables>;

/** Who has left swaps no more; the other side is told. What is in force stays, and its approval too. */
export async function endSwapsOf(context: C, person: Person): Promise<void> {
  await endSwaps(
    context,
    ({ requesterId, colleagueId }) => requesterId === person.id || colleagueId === person.id,
    person,
  );
}

/** A request about a shift that an edit of the roster has taken from one of the two is over. */
export async function endMovedSwaps(context: C): Promise<void> {
  await endSwaps(context, ({ requesterId, colleagueId, otherShiftId }, { shift, other }) => {
    const kept = shift?.personId === requesterId;
    return !kept || (otherShiftId !== null && other?.personId !== colleagueId);
  });
}

async function endSwaps(
  context: C,
  meant: (swap: StoredSwap, facts: SwapFacts) => boolean,
  gone: Person | null = null,
): Promise<void> {
  for (const { id, effective } of await waitingSwaps(context)) {
    const swap = effective ? null : await lockSwap(context, id);
    const before = swap && (await factsOf(context, swap));
    if (!before || !meant(before.swap, before)) continue;
    const ended = { ...before.swap, state: 'expired' as const, version: before.swap.version + 1 };
    await saveSwap(context, ended);
    const facts = { ...before, swap: ended, endsAt: null };
    await setClock(context, facts);
    const both = [facts.requester, ...(facts.colleague ? [facts.colleague] : [])];
    await showSwap(
      context,
      facts,
      both.filter((one) => one.id !== gone?.id),
    );
  }
}
