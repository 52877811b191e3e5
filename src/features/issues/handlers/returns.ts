import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import type { Tables } from '../../../tables.ts';
import { counted, spokenQuantity } from '../../stock/public.ts';
import { readAmounts } from '../domain/amounts.ts';
import { amountOf, itemsOf, lookUp } from '../draft.ts';
import { nameOf } from '../domain/request.ts';
import type { IssuesHooks } from '../hooks.ts';
import { officeOf } from '../office.ts';
import { perform } from '../perform.ts';
import { findRequests } from '../store.ts';
import { describe } from '../view.ts';

type C = Context<Tables>;

const EXAMPLE = '请写清退什么、退多少，例如：退库 粉笔 1盒 LY2611-0001';

/** 退两盒粉笔, without a number: what comes back goes over the counter first. */
export async function askReturn(context: C, { message, sender }: Incoming): Promise<void> {
  const { storekeepers, directors } = await officeOf(context);
  if ([...storekeepers, ...directors].some(({ id }) => id === sender.id))
    return answer(context, message, EXAMPLE);
  const keeper = storekeepers[0]?.name ?? '仓管员';
  return answer(context, message, `请把东西交给${keeper}，由${keeper}点收后登记退库`);
}

/** `退库 粉笔 1盒 LY2611-0001`: what comes back of an issue, said by whoever keeps the store. */
export function giveBack(hooks: IssuesHooks) {
  return async (context: C, incoming: Incoming, match: RegExpExecArray): Promise<void> => {
    const { message, sender } = incoming;
    const number = (match[1] ?? match[4] ?? '').toUpperCase();
    const [request] = await findRequests(context, { number, limit: 1 });
    if (!request) return answer(context, message, `没有找到 ${number}，请核对单号`);
    const { served, issuers } = await describe(context, request);
    if (!issuers.some(({ id }) => id === sender.id)) {
      const keeper = served[0]?.name ?? '仓管员';
      return answer(context, message, `请把东西交给${keeper}，由${keeper}点收后登记退库`);
    }
    const [said, more] = readAmounts(match[2] ?? match[3] ?? '') ?? [];
    const quantity = said ? amountOf(spokenQuantity(said.number)) : null;
    if (!said || more || quantity === null) return answer(context, message, EXAMPLE);
    const meant = await itemsOf(
      context,
      await lookUp(context, { name: said.name, unit: said.unit, qty: 1 }),
    );
    const at = request.lines.findIndex(
      (line) => line.name === said.name || meant.some(({ id }) => id === line.itemId),
    );
    const line = request.lines[at];
    if (!line) return answer(context, message, `${number} 里没有“${said.name}”，请核对`);
    if (said.unit !== null && said.unit !== line.unit)
      return answer(context, message, `${nameOf(line)}按“${line.unit}”记账，请写退几${line.unit}`);
    const { ok, words } = await perform(
      context,
      hooks,
      request.id,
      { kind: 'giveBack', line: at, quantity },
      sender,
    );
    const done = `${number} 已退库 ${nameOf(line)} ${counted(quantity, line.unit)}`;
    return answer(context, message, ok ? done : words);
  };
}
