import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Person } from '../../../kernel/people.ts';
import { ASK_BELOW } from '../../../kernel/questions.ts';
import type { SingleUnderstood } from '../../../kernel/understood.ts';
import type { Tables } from '../../../tables.ts';
import { personById } from '../../people/public.ts';
import type { Item } from '../../stock/public.ts';
import {
  isClear,
  itemsOf,
  lookUp,
  MOST_LINES,
  spotted,
  wordsOf,
  type Draft,
  type DraftLine,
} from '../draft.ts';
import { behalfIn } from '../on-behalf.ts';
import { openRequest, sameWaiting, type Opening } from '../open.ts';
import { ask } from './asking.ts';
import { offer } from './offering.ts';

type C = Context<Tables>;

/** 领用 in words: opened at once where it is clear, else asked about once; what the store lacks is offered. */
export async function request(
  context: C,
  incoming: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const { message, sender, mixed } = incoming;
  const behalf = await behalfIn(context, message);
  if (behalf.kind === 'unclear') return answer(context, message, behalf.question);
  const goods = parts.flatMap((part) => (part.intent === 'supply.issue' ? [part] : []));
  const said = goods.flatMap(({ slots }) => slots.items);
  const lines: DraftLine[] = said.length === 0 ? await spotted(context, message.text) : [];
  for (const item of said.slice(0, MOST_LINES + 1)) lines.push(await lookUp(context, item));
  if (lines.length === 0)
    return answer(context, message, '要领什么、领多少？直接说就行，例如：领两盒粉笔');
  if (lines.length > MOST_LINES)
    return answer(context, message, `一次最多领 ${MOST_LINES} 种，请分几次说`);
  const needed = goods.map(({ slots }) => slots.needed_by).find((day) => day !== null);
  const draft: Draft = {
    lines: lines.filter(({ candidates }) => candidates.length > 0),
    reason: goods.map(({ slots }) => wordsOf(slots.reason)).find((one) => one !== null) ?? null,
    neededBy: needed ? Temporal.PlainDate.from(needed.slice(0, 10)) : null,
    messageId: message.messageId,
    requesterId: behalf.kind === 'for' && behalf.person.id !== sender.id ? behalf.person.id : null,
    unsure: goods.some(({ confidence = 1 }) => confidence < ASK_BELOW),
  };
  const unknown = lines.filter(({ candidates }) => candidates.length === 0);
  const words: string[] = [];
  if (draft.lines.length > 0) {
    if (draft.unsure || !draft.lines.every(isClear)) {
      words.push(await ask(context, sender, draft, incoming));
    } else {
      const { line, isNew } = await complete(context, sender, draft);
      const [group, own] = [message.chatKind === 'group', draft.requesterId === null];
      // In a direct chat the new card carries the number; a line beside it would be one message too many.
      if (!isNew || group || mixed === true || !own)
        words.push(`${line}${isNew && group && own ? '，详情已私聊您' : ''}`);
    }
  }
  if (unknown.length > 0)
    words.push(await offer(context, sender, { ...draft, lines: unknown }, message));
  const told = words.filter((one) => one !== '');
  if (told.length > 0) await answer(context, message, told.join('\n'));
  return undefined;
}

/** Opens what is clear by now, unless the same waits already. */
export async function complete(
  context: C,
  sender: Person,
  draft: Draft,
): Promise<{ readonly line: string; readonly isNew: boolean }> {
  const lines: Opening['lines'][number][] = [];
  for (const line of draft.lines) {
    const [item] = await itemsOf(context, line);
    if (item && line.quantity !== null)
      lines.push({
        itemId: item.id,
        name: item.name,
        spec: specOf(item, line),
        unit: item.unit,
        wanted: line.quantity,
        tradeIn: item.tradeIn,
      });
  }
  const { tx, school } = context;
  const other =
    draft.requesterId === null ? null : await personById(tx, school.id, draft.requesterId);
  const requester = other ?? sender;
  const waiting = await sameWaiting(context, requester, lines);
  if (waiting) return { line: `${waiting.number} 已登记过，等发放，不用重复说`, isNew: false };
  const { reason, neededBy, messageId } = draft;
  const opened = await openRequest(context, requester, { lines, reason, neededBy, messageId });
  const whose = other ? `（替${other.name}领）` : '';
  return { line: `已登记 ${opened.number}${whose}`, isNew: true };
}

/** 彩色, where the store keeps chalk of any colour under one name, is for whoever hands it out. */
function specOf({ name, spec }: Item, line: DraftLine): string {
  return spec !== '' || name.includes(line.spec) ? spec : line.spec;
}
