import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { findTickets, OPEN_STATES } from '../store.ts';
import { answer } from './answers.ts';
import { claimLikeAbove } from './like-above.ts';
import { claimPhoto } from './photos.ts';
import { work } from './queries.ts';
import { bringAcceptance, JUST_CLOSED, meant, onMeant } from './refer.ts';

const AGAIN = /又|还是|仍然|依然|依旧|没(?:有)?(?:修|弄)好|还在/u;
const NOT_MENDED = /^(?:还是|怎么)?(?:又)?没(?:有)?(?:修|弄)好[。!！]*$/u;
const MENDED = /(?:修|弄|搞|换|处理)好(?:啦|了)|师傅(?:已经)?来过了/u;

/** A picture without words, and words that mean a ticket without naming it. */
export async function claims(
  context: Context<Tables>,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<boolean> {
  if (await claimPhoto(context, incoming)) return true;
  if (await claimLikeAbove(context, incoming, parts)) return true;
  const { message } = incoming;
  const text = message.text.trim();
  const [part] = parts;
  if (parts.length !== 1 || !part) return false;
  if (part.intent === 'chitchat' && MENDED.test(text) && !/[?？吗没不]/u.test(text)) {
    const working = { workerId: incoming.sender.id, states: ['working'], limit: 1 } as const;
    // From who mends it, it is no thanks: the list has 完工 beside each.
    if ((await findTickets(context, working)).length > 0) {
      await work(context, incoming);
      return true;
    }
    return bringAcceptance(context, incoming, (line) => answer(context, message, line));
  }
  const again =
    (part.intent === 'repair.report' && part.slots.urgency !== 'critical' && AGAIN.test(text)) ||
    NOT_MENDED.test(text);
  if (!again) return false;
  // What is mended already comes first: only that can be broken again.
  const closed = await meant(context, incoming, parts, JUST_CLOSED);
  const tickets = closed.length > 0 ? closed : await meant(context, incoming, parts, OPEN_STATES);
  if (tickets.length === 0) return false;
  await answer(context, message, await onMeant(context, incoming, tickets, 'again'));
  return true;
}
