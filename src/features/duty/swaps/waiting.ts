import type { Context } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { shiftWords } from '../running/words.ts';
import { factsOf } from './facts.ts';
import { swapKey } from './show.ts';
import { waitingSwaps } from './store.ts';

/** The swaps that wait for somebody's consent or approval, and the card on which they decide. */
export async function swapsWaitingFor(
  context: Context<Tables>,
  person: Person,
): Promise<readonly { readonly line: string; readonly cardKey: string }[]> {
  const { openId } = person;
  if (openId === null) return [];
  const found = [];
  for (const swap of await waitingSwaps(context)) {
    const facts = await factsOf(context, swap);
    if (!facts) continue;
    const { shift, requester, colleague, approvers } = facts;
    const consents = swap.state === 'asked' && colleague?.id === person.id;
    const approves = swap.state === 'agreed' && approvers.some(({ id }) => id === person.id);
    if (!consents && !approves) continue;
    const when = shift ? `${shiftWords(context, shift)} ` : '';
    const whom = colleague && !consents ? `换给${colleague.name}` : '想和您换';
    found.push({
      line: `换班 ${when}${requester.name}${whom}，${consents ? '等您同意' : '等您批准'}`,
      cardKey: swapKey(swap.id, openId),
    });
  }
  return found;
}
