import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { factsOf } from './facts.ts';
import { showSwap } from './show.ts';
import { lockSwap, saveSwap, waitingSwaps } from './store.ts';
import { setClock } from './timers.ts';

/** Who has left swaps no more; the other side is told. What is in force stays, and its approval too. */
export async function endSwapsOf(context: Context<Tables>, person: Person): Promise<void> {
  for (const { id, requesterId, colleagueId, effective } of await waitingSwaps(context)) {
    if (effective || (requesterId !== person.id && colleagueId !== person.id)) continue;
    const swap = await lockSwap(context, id);
    if (!swap) continue;
    const ended = { ...swap, state: 'expired' as const, version: swap.version + 1 };
    await saveSwap(context, ended);
    const facts = await factsOf(context, ended);
    if (!facts) continue;
    await setClock(context, facts);
    const others = [facts.requester, ...(facts.colleague ? [facts.colleague] : [])];
    await showSwap(
      context,
      facts,
      others.filter((one) => one.id !== person.id),
    );
  }
}
