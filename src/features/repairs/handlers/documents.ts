import { tablePdf, tableXlsx } from '../../../documents/table.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole, type Person } from '../../../kernel/people.ts';
import type { Tables } from '../../../tables.ts';
import { factsOf } from '../documents/facts.ts';
import { dispatchSlip, repairForm } from '../documents/forms.ts';
import { readLedger } from '../documents/ledger.ts';
import { periodOf } from '../../../kernel/period.ts';
import { ENDED, type Ticket } from '../domain/ticket.ts';
import { ticketByNumber } from '../store.ts';
import { answer } from './answers.ts';

type C = Context<Tables>;
type File = Parameters<C['say']['file']>[1];

/** A PDF of this many lines takes a few seconds; a longer time is asked for in parts. */
const MOST_ROWS = 3_000;

/** `打印 BX2611-0001`, `BX2611-0001 报修单` */
export async function printForm(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { sender, message } = incoming;
  const ticket = await ticketOf(context, incoming, match);
  if (!ticket) return;
  if (!mayPrint(ticket, sender)) {
    return answer(context, message, '只有报修人、负责的维修人员和总务主任可以打印这张报修单');
  }
  const bytes = await repairForm(context, await factsOf(context, ticket), sender.name);
  return sendPrivately(context, incoming, [
    { name: `报修单 ${ticket.number}.pdf`, bytes, kind: 'pdf' },
  ]);
}

/** `打印派工单 BX2611-0001`, for a worker who has no phone. */
export async function printSlip(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { sender, message } = incoming;
  if (!hasRole(sender, 'director')) return answer(context, message, '派工单由总务主任打印');
  const ticket = await ticketOf(context, incoming, match);
  if (!ticket) return undefined;
  if (ENDED.includes(ticket.state) || ticket.state === 'done') {
    return answer(
      context,
      message,
      `${ticket.number} 已经做完或结束，不用再派工；要报修单请发“打印 ${ticket.number}”`,
    );
  }
  const bytes = await dispatchSlip(context, await factsOf(context, ticket), sender.name);
  return sendPrivately(context, incoming, [
    { name: `派工单 ${ticket.number}.pdf`, bytes, kind: 'pdf' },
  ]);
}

/** `导出报修台账 9月–11月`: one xlsx and one PDF to sign and stamp. */
export async function exportLedger(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { sender, message } = incoming;
  const { calendar, now, school } = context;
  if (!hasRole(sender, 'director', 'admin', 'principal')) {
    return answer(context, message, '报修台账由总务主任、管理员或校长导出');
  }
  const said = `${match[1] ?? ''}${match[2] ?? ''}`;
  const period = periodOf(said, calendar.date(now), school.terms);
  if (!period) {
    return answer(
      context,
      message,
      '没看懂要哪段时间，最长两年。可以说：导出报修台账 9月–11月，或 本月、上个月、本学期、今年',
    );
  }
  const ledger = await readLedger(context, period);
  if (ledger.rows.length === 0) return answer(context, message, `${ledger.title}：没有报修`);
  if (ledger.rows.length > MOST_ROWS) {
    return answer(
      context,
      message,
      `这段时间有 ${ledger.rows.length} 张，一次最多 ${MOST_ROWS} 张，请分几段导出`,
    );
  }
  return sendPrivately(context, incoming, [
    { name: `${ledger.title}.xlsx`, bytes: await tableXlsx(ledger), kind: 'xls' },
    { name: `${ledger.title}.pdf`, bytes: await tablePdf(ledger), kind: 'pdf' },
  ]);
}

function mayPrint(ticket: Ticket, person: Person): boolean {
  const own = person.id === ticket.reporterId || person.id === ticket.workerId;
  return (person.active && own) || hasRole(person, 'director');
}

async function ticketOf(
  context: C,
  { message }: Incoming,
  match: RegExpExecArray,
): Promise<Ticket | null> {
  const number = (match[1] ?? match[2] ?? '').toUpperCase();
  const ticket = await ticketByNumber(context, number);
  if (!ticket) await answer(context, message, `没有找到 ${number}，请核对单号，或发“我的报修”`);
  return ticket;
}

async function sendPrivately(
  context: C,
  { message, sender }: Incoming,
  files: readonly File[],
): Promise<void> {
  const openId = sender.openId ?? message.senderOpenId;
  for (const file of files) await context.say.file({ kind: 'person', openId }, file);
  if (message.chatKind === 'group') await answer(context, message, '文件已私聊发给您');
}
