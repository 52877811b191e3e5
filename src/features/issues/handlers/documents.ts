import { tablePdf, tableXlsx } from '../../../documents/table.ts';
import { answer } from '../../../kernel/answer.ts';
import type { Context, Incoming } from '../../../kernel/feature.ts';
import { hasRole } from '../../../kernel/people.ts';
import { periodOf } from '../../../kernel/period.ts';
import type { Tables } from '../../../tables.ts';
import { listForm, requestForm } from '../documents/forms.ts';
import { readLedger } from '../documents/ledger.ts';
import { findLists } from '../lists/store.ts';
import { roleOf } from '../places.ts';
import { findRequests } from '../store.ts';
import { sendPrivately } from './answers.ts';

type C = Context<Tables>;

/** A PDF of this many lines takes a few seconds; a longer time is asked for in parts. */
const MOST_ROWS = 3_000;

/** `打印 LY2611-0001` */
export async function printForm(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { message, sender } = incoming;
  const number = (match[1] ?? match[2] ?? '').toUpperCase();
  const office = hasRole(sender, 'storekeeper', 'director', 'principal', 'finance');
  const [request] = await findRequests(context, { number, limit: 1 });
  if (request) {
    if (!office && (await roleOf(context, request, sender)) === null)
      return answer(context, message, '只有领用人、仓管员、总务主任、校长和财务可以打印这张领用单');
    const bytes = await requestForm(context, request, sender.name);
    return sendPrivately(context, incoming, [{ name: `领用单 ${number}.pdf`, bytes, kind: 'pdf' }]);
  }
  const [list] = await findLists(context, { number });
  if (!list) return answer(context, message, `没有找到 ${number}，请核对单号，或发“我的申请”`);
  if (!office) return answer(context, message, '发放单由仓管员、总务主任、校长或财务打印');
  const bytes = await listForm(context, list, sender.name);
  return sendPrivately(context, incoming, [{ name: `发放单 ${number}.pdf`, bytes, kind: 'pdf' }]);
}

/** `导出领用台账 9月–11月`: one xlsx and one PDF to sign and stamp. */
export async function exportLedger(
  context: C,
  incoming: Incoming,
  match: RegExpExecArray,
): Promise<void> {
  const { sender, message } = incoming;
  const { calendar, now, school } = context;
  if (!hasRole(sender, 'storekeeper', 'director', 'admin', 'principal', 'finance'))
    return answer(context, message, '领用台账由仓管员、总务主任、校长或财务导出');
  const said = `${match[1] ?? ''}${match[2] ?? ''}`;
  const period = periodOf(said, calendar.date(now), school.terms);
  if (!period)
    return answer(
      context,
      message,
      '没看懂要哪段时间，最长两年。可以说：导出领用台账 9月–11月，或 本月、上个月、本学期、今年',
    );
  const ledger = await readLedger(context, period);
  if (ledger.rows.length === 0) return answer(context, message, `${ledger.title}：没有领用`);
  if (ledger.rows.length > MOST_ROWS)
    return answer(
      context,
      message,
      `这段时间有 ${ledger.rows.length} 行，一次最多 ${MOST_ROWS} 行，请分几段导出`,
    );
  return sendPrivately(context, incoming, [
    { name: `${ledger.title}.xlsx`, bytes: await tableXlsx(ledger), kind: 'xls' },
    { name: `${ledger.title}.pdf`, bytes: await tablePdf(ledger), kind: 'pdf' },
  ]);
}
