import { answer } from '../../../kernel/answer.ts';
import type { Answered, Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { choose, DIRECTIONS, OUT_REASONS, resolve } from '../domain/direct.ts';
import { readBooking } from '../domain/lines.ts';
import { mayKeep, passOn } from '../keepers.ts';
import { allItems } from '../store.ts';
import { readDraft, DRAFT_QUESTION } from './draft.ts';
import { perform } from './perform.ts';
import { closeCard } from './taps.ts';

type C = Context<Tables>;

/** More lines are for a purchase's own receipt. */
const MOST_LINES = 30;
const LONGEST_NAME = 40;
const EXAMPLE = '如：入库 A4纸 20包，出库 拖把 2把 报损';

/** `入库 A4纸 20包 25元`, `出库 拖把 2把 报损`, `退库 粉笔 1盒`, `报损 水桶 2个` */
export async function bookInWords(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { message, sender } = incoming;
  const direction = DIRECTIONS.find((one) => one === match[1]);
  if (!direction) return undefined;
  if (!(await mayKeep(context, sender))) return passOn(context, incoming, '登记出入库');
  const said = readBooking(match[2] ?? '');
  const unread = said.unread[0];
  if (said.lines.length === 0 || unread !== undefined)
    return answer(
      context,
      message,
      `没看懂“${unread ?? match[2]}”是多少，请写名称、数量和单位，${EXAMPLE}`,
    );
  if (said.lines.length > MOST_LINES || said.lines.some(({ name }) => name.length > LONGEST_NAME))
    return answer(context, message, `一次最多 ${MOST_LINES} 种，名称最多 ${LONGEST_NAME} 个字`);
  const draft = {
    id: context.newId(),
    direction,
    lines: said.lines,
    why: said.why.slice(0, 100),
    chosen: said.lines.map(() => null),
  };
  const by = { ...sender, openId: message.senderOpenId };
  const done = await perform(context, by, draft, true);
  if (done.outcome === 'refused') return answer(context, message, done.sentence);
  if (message.chatKind === 'group') await answer(context, message, '详情已私聊您');
  return undefined;
}

/** An answer to what was missing: why it leaves, 是 to make what is new, or 算了. */
export async function answerDraft(
  context: C,
  { message, sender }: Incoming,
  { question, reply, parts }: Answered,
): Promise<boolean> {
  const draft = readDraft(question);
  if (reply.kind === 'drop' || reply.kind === 'no') {
    await context.questions.close(DRAFT_QUESTION, draft.id);
    await closeCard(context, message.senderOpenId, draft);
    return true;
  }
  const by = { ...sender, openId: message.senderOpenId };
  const waits = draft.direction === '出库' && draft.why === '';
  if (reply.kind === 'yes' && !waits) {
    const resolved = resolve(await allItems(context), draft.lines, draft.chosen);
    const chosen = choose(draft, resolved, '');
    if (chosen === null) return false;
    const done = await perform(context, by, { ...draft, chosen }, false);
    if (done.outcome === 'refused') await answer(context, message, done.sentence);
    return true;
  }
  const why = message.text.trim();
  // Anything else that somebody writes meanwhile is its own matter.
  const known = OUT_REASONS.some((one) => why.includes(one)) || /^(?:给|用于|送|发给)/u.test(why);
  const other = parts.some(({ intent }) => intent !== 'chitchat' && intent !== 'supply.issue');
  if (reply.kind !== 'words' || !waits || !known || other || why.length > 40) return false;
  const done = await perform(context, by, { ...draft, why }, false);
  if (done.outcome === 'refused') await answer(context, message, done.sentence);
  return true;
}
