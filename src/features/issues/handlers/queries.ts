import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { mayKeep } from '../domain/list.ts';
import { STATES, type Request } from '../domain/request.ts';
import type { IssuesHooks } from '../hooks.ts';
import { listLine, showList } from '../lists/show.ts';
import { findLists } from '../lists/store.ts';
import { perform } from '../perform.ts';
import { roleOf, showTo } from '../places.ts';
import { listUnsigned, listWaiting } from '../reminders.ts';
import { findRequests } from '../store.ts';

type C = Context<Tables>;

/** A request or a list by its number. Those who have to do with it get its card; anybody else its state. */
export async function byNumber(
  context: C,
  { message, sender }: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const number = (match[1] ?? '').toUpperCase();
  const [request] = await findRequests(context, { number, limit: 1 });
  if (request) {
    const role = await roleOf(context, request, sender);
    if (message.chatKind === 'group' || role === null)
      return answer(context, message, `${number} ${STATES[request.state]}`);
    return showTo(context, request, sender, role);
  }
  const [list] = await findLists(context, { number });
  if (!list) return answer(context, message, `没有找到 ${number}，请核对单号，或发“我的申请”`);
  if (sender.id === list.madeBy && message.chatKind === 'direct') await showList(context, list);
  return answer(context, message, listLine(list));
}

/** 待发放 */
export async function waiting(context: C, { message, sender }: Incoming): Promise<void> {
  if (!mayKeep(sender) && !hasRole(sender, 'principal', 'admin'))
    return answer(context, message, '待发放的领用由仓管员办理；自己的请发“我的申请”');
  const shown = await listWaiting(context, sender);
  if (!shown) return answer(context, message, '现在没有等发放的领用');
  if (message.chatKind === 'group') await answer(context, message, '已私聊您');
  return undefined;
}

/** 领到了, in words: the signature is a tap, so it brings the card with the button. */
export async function unsigned(context: C, { message, sender }: Incoming): Promise<void> {
  const any = await listUnsigned(context, sender);
  if (!any) return answer(context, message, '现在没有等您确认的领用');
  if (message.chatKind === 'group') await answer(context, message, '已私聊您');
  return undefined;
}

/** `撤销 LY2611-0001`, or 不领了 where only one waits. */
export function withdraw(hooks: IssuesHooks) {
  return async (
    context: C,
    { message, sender }: Incoming,
    match: RegExpExecArray,
  ): Promise<void> => {
    const number = (match[1] ?? match[2])?.toUpperCase();
    const found: Request[] =
      number === undefined
        ? await findRequests(context, { requesterId: sender.id, states: ['requested'] })
        : await findRequests(context, { number });
    const [request, another] = found;
    if (!request)
      return answer(
        context,
        message,
        number === undefined ? '您没有等发放的领用' : `没有找到 ${number}，请核对单号`,
      );
    if (another) {
      const numbers = found.map((one) => one.number).join('、');
      return answer(context, message, `要撤销哪一张？请带上单号再说一次：${numbers}`);
    }
    const { words } = await perform(context, hooks, request.id, { kind: 'withdraw' }, sender);
    return answer(context, message, words.includes('LY') ? words : `${request.number} ${words}`);
  };
}
