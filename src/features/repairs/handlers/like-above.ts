import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { faultOf, placeKey, UNNAMED, type Fault } from '../domain/fault.ts';
import { ownPlace, placeSaid, usualPlace } from '../domain/said-place.ts';
import type { Ticket } from '../domain/ticket.ts';
import { findTickets, lockTicket, OPEN_STATES } from '../store.ts';
import { answer } from './answers.ts';
import { askPlace, offerJoin } from './asking.ts';
import { answeredTicket } from './photos.ts';
import { settle } from './report.ts';

type C = Context<Tables>;

const LIKE =
  /^(.{0,15}?)(?:也)?(?:跟|和|同|与)?(?:楼上|上面|上边|前面|刚才|上一条)(?:那(?:个|条|位))?(?:的)?(?:老师|同事)?(?:说的|报的)?(?:情况|问题)?(?:一样|同样|相同)[，,。\s]*(.*)$|^(?:\+1|同上)[。!！]?$/su;
/** What stands above is what was reported here lately. */
const LATELY = { hours: 2 } as const;

/** 跟楼上一样: the thing that was reported above, at the own place; without a place it is the same one. */
export async function claimLikeAbove(
  context: C,
  { message, sender }: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<boolean> {
  const match = LIKE.exec(message.text.trim());
  if (!match) return false;
  const above = await reportAbove(context, { message, sender });
  if (!above) return false;
  const here = placeIn(match, parts, sender);
  if (here === null && above.reporterId !== sender.id && OPEN_STATES.includes(above.state)) {
    await offerJoin(context, sender, above, [likeFault(above, message.text, null, parts)], message);
    if (message.chatKind === 'group')
      await answer(context, message, `${above.number} 可能就是这处，详情已私聊您`);
    return true;
  }
  const fault = likeFault(above, message.text, here, parts);
  const line =
    here === null
      ? await askPlace(context, sender, [fault], message)
      : (await settle(context, sender, [fault], message)).line;
  const onCard = here !== null && message.chatKind === 'direct' && line?.startsWith('已登记 ');
  if (line !== null && !onCard) await answer(context, message, line);
  return true;
}

/** The answered report, else the newest of this chat. */
async function reportAbove(context: C, { message, sender }: Incoming): Promise<Ticket | null> {
  const { parentId, chatId } = message;
  const own = await answeredTicket(context, parentId, sender);
  if (own !== null) return lockTicket(context, own);
  const answered =
    parentId === null ? [] : await findTickets(context, { messageId: parentId, limit: 1 });
  const since = context.now.subtract(LATELY);
  return answered[0] ?? (await findTickets(context, { chatId, since, limit: 1 }))[0] ?? null;
}

function placeIn(
  match: RegExpExecArray,
  parts: readonly SingleUnderstood[],
  sender: Incoming['sender'],
): { name: string; key: string } | null {
  for (const words of [match[1] ?? '', (match[2] ?? '').replace(/(?:也|都|同样).*$/u, '')]) {
    const own = ownPlace(words);
    if (own !== null) {
      const usual = usualPlace(sender, own);
      return { name: `${usual}（我们${own}）`, key: placeKey(usual) };
    }
    const place = placeSaid(words);
    if (place !== null) return { name: place, key: placeKey(place) };
  }
  const [part] = parts;
  if (part?.intent !== 'repair.report') return null;
  const { location, location_norm: norm } = part.slots;
  const said = [location ?? []].flat().filter((one) => one !== '楼上');
  const place = said.join('');
  return place === '' || placeSaid(place) === null
    ? null
    : { name: place, key: placeKey(place, norm) };
}

function likeFault(
  above: Ticket,
  text: string,
  here: { name: string; key: string } | null,
  parts: readonly SingleUnderstood[],
): Fault {
  const [part] = parts;
  const said = part?.intent === 'repair.report' ? faultOf(part.slots, text) : null;
  const thing = said !== null && said.object !== UNNAMED ? said : above;
  return {
    place: here?.name ?? null,
    placeKey: here?.key ?? '',
    object: thing.object,
    text: `${text.trim()}（同 ${above.number}：${above.items[0] ?? above.object}）`,
    category: thing.category,
    urgency: said?.urgency ?? 'normal',
    when: said?.when ?? null,
  };
}
