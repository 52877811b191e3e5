import type { Context, Incoming } from '../../kernel/feature.ts';
import { answer } from '../../kernel/answer.ts';
import { clip } from '../../kernel/clip.ts';
import type { GoodsSlots, SingleUnderstood, Span } from '../../kernel/understood.ts';
import type { Tables } from '../../tables.ts';
import { BOUGHT_FIRST, fromWords } from './domain/from-words.ts';
import { writeLine } from './domain/lines-text.ts';
import { isTooLong, MOST_LINES, type Purchase } from './domain/purchase.ts';
import { askAbout } from './hint.ts';
import { openDraft } from './open.ts';
import { showRequester } from './places.ts';
import { peopleAround } from './rules.ts';
import { findPurchases } from './store.ts';

type C = Context<Tables>;

/** As much as the form takes. */
const MOST_REASON = 200;

/** The same again within this is no second request: people send again what seems lost. */
const AGAIN = { minutes: 10 } as const;

/** Everything that one message asks to be bought, as one request on one card. */
export async function request(
  context: C,
  { message, sender, mixed }: Incoming,
  parts: readonly SingleUnderstood[],
): Promise<void> {
  const goods = parts.flatMap((part): GoodsSlots[] =>
    part.intent === 'purchase.request' ? [part.slots] : [],
  );
  const read = fromWords(message.text, goods);
  if (isTooLong(read.lines))
    return answer(context, message, `一张请购单最多 ${MOST_LINES} 项，请分成几条消息发给我`);
  const direct = message.chatKind === 'direct';
  const former = await sameAgain(context, sender.id, read.lines.map(writeLine));
  const opened =
    former ??
    (await openDraft(context, sender, {
      lines: read.lines.map((line) => ({ ...line, stockItemId: null })),
      budgetFen: read.budgetFen ?? (read.lines.length === 0 ? sumOf(goods) : null),
      reason: reasonOf(goods),
      neededBy: dayOf(goods),
      after: BOUGHT_FIRST.test(message.text),
      origin: { kind: 'chat', id: null },
      said: { messageId: message.messageId, chatId: message.chatId },
    }));
  if ('outcome' in opened) return;
  const [purchase] = await findPurchases(context, { ids: [opened.id] });
  if (!purchase) return;
  await askAbout(context, purchase, direct ? null : message.chatId, read.uncounted);
  await showRequester(context, purchase, await peopleAround(context, purchase), former !== null);
  const line = former
    ? `${purchase.number} 已经登记过同样的申请${direct ? '，请看卡片' : '，详情已私聊您'}`
    : `已登记 ${purchase.number}${direct ? '，请核对卡片后点“提交申请”' : '，详情已私聊您'}`;
  // In a direct chat the card says it all; a line beside it would be one message too many.
  if (!direct || mixed === true) await answer(context, message, line);
}

/** An open draft of a moment ago that asks for just the same. */
async function sameAgain(
  context: C,
  requesterId: string,
  lines: readonly string[],
): Promise<Purchase | null> {
  const since = context.now.subtract(AGAIN);
  const recent = await findPurchases(context, { requesterId, states: ['draft'], since });
  const same = recent.find(
    (one) => one.lines.length > 0 && one.lines.map(writeLine).join('\n') === lines.join('\n'),
  );
  return same ?? null;
}

function sumOf(goods: readonly GoodsSlots[]): number | null {
  const [first] = goods.flatMap(({ amount }) => amount ?? []);
  return first === undefined ? null : Math.round(first * 100);
}

function reasonOf(goods: readonly GoodsSlots[]): string | null {
  const words = goods.map(({ reason }) => spanText(reason)).filter((part) => part !== '');
  return words.length > 0 ? clip([...new Set(words)].join('；'), MOST_REASON) : null;
}

function spanText(span: Span): string {
  return span === null ? '' : typeof span === 'string' ? span : span.join('');
}

function dayOf(goods: readonly GoodsSlots[]): Temporal.PlainDate | null {
  const [first] = goods.flatMap(({ needed_by }) => needed_by ?? []);
  try {
    return first === undefined ? null : Temporal.PlainDate.from(first.slice(0, 10));
  } catch {
    return null;
  }
}
