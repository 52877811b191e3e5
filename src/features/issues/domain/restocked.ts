import type { Quantity } from '../../../kernel/quantity.ts';
import { due, missing, type Request } from './request.ts';

/**
 * Which of the requests that wait can be handed out in full: first those for which the goods were bought,
 * then the longest waiting; what one takes is not there for the next.
 */
export function nowServed(
  waiting: readonly Request[],
  onHand: (itemId: string) => Quantity,
): Request[] {
  const left = new Map<string, Quantity>();
  const there = (itemId: string) => left.get(itemId) ?? onHand(itemId);
  const served: Request[] = [];
  for (const request of waiting.toSorted(byTurn)) {
    if (missing(request, there).some((lacks) => lacks > 0n)) continue;
    for (const line of request.lines) left.set(line.itemId, there(line.itemId) - due(line));
    served.push(request);
  }
  return served;
}

function byTurn(a: Request, b: Request): number {
  const bought = Number(isBoughtFor(b)) - Number(isBoughtFor(a));
  return bought === 0 ? Temporal.Instant.compare(a.requestedAt, b.requestedAt) : bought;
}

function isBoughtFor({ purchaseNumber, lines }: Request): boolean {
  return purchaseNumber !== null && lines.every(({ bought }) => bought === 0n);
}
